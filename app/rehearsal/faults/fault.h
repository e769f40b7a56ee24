// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <optional>
#include <QString>

namespace interlock::rehearsal {

/// What can be made to go wrong in the rehearsal.
enum class Fault {
    SlowNew,
    ErrorBurst,
    PriceRounding,
    SyncStall,
    BackSyncStall,
    Conflicts,
    LostCallbacks,
    MemoryLeak,
    DnsTtl,
    NoAck,
    Hang
};
inline constexpr std::array allFaults{Fault::SlowNew,       Fault::ErrorBurst,    Fault::PriceRounding,
                                      Fault::SyncStall,     Fault::BackSyncStall, Fault::Conflicts,
                                      Fault::LostCallbacks, Fault::MemoryLeak,    Fault::DnsTtl,
                                      Fault::NoAck,         Fault::Hang};

/// The name on the command line and in URLs ("slow-new").
[[nodiscard]] QString faultName(Fault fault);
[[nodiscard]] std::optional<Fault> faultFromName(QStringView name);
/// One plain English sentence: what it does.
[[nodiscard]] QString faultText(Fault fault);
/// All names, separated by commas, for usage errors.
[[nodiscard]] QString faultNames();

/// Which faults are on; read by every part of the world on its own thread.
class FaultSwitches final
{
public:
    [[nodiscard]] bool isOn(Fault fault) const
    {
        return m_on[std::size_t(fault)].load(std::memory_order_relaxed);
    }
    void set(Fault fault, bool on) { m_on[std::size_t(fault)].store(on, std::memory_order_relaxed); }

private:
    std::array<std::atomic<bool>, allFaults.size()> m_on{};
};

} // namespace interlock::rehearsal
