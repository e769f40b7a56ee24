// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <QDateTime>
#include <QString>

namespace interlock {

/// How much a shown value may be trusted, best first so that the worse of two is the greater one.
/// HISTORY is only for replay.
enum class Quality { Live, History, Late, Stale, Lost, Never, Bad };

/// Words for logs, `--json` and the exit of `interlockctl status` ("LIVE", "STALE", …).
[[nodiscard]] QString qualityName(Quality quality);

/// The worse of two; a value derived from several readings takes the worst quality of them.
[[nodiscard]] inline Quality worse(Quality a, Quality b)
{
    return a < b ? b : a;
}

/// A point on the monotonic clock (see Clock); never compared between machines.
using MonotonicTime = std::chrono::steady_clock::time_point;

/// Limits of the freshness rules (docs/acts.md). A reading is LATE past 2 periods, STALE past 3 periods or
/// 10 s and LOST past 30 s, each time whichever comes first.
struct FreshnessRule
{
    std::chrono::milliseconds period{1000};

    [[nodiscard]] Quality qualityAt(std::chrono::milliseconds age) const;
};

/// A value with its age. Nothing is ever shown without one; missing is never 0.
///
/// @c quality is moved by a watchdog (Monitor), not by the arrival of data, so that a silent source ages.
template<typename T>
struct Reading
{
    T value{};
    QDateTime sourceTime;       ///< by the source's clock; invalid when it did not say
    MonotonicTime receivedAt{}; ///< by our monotonic clock
    std::chrono::milliseconds ageAtReceipt{
        0}; ///< how old the value already was when it arrived (0 when not known)
    Quality quality = Quality::Never;
    QString problem; ///< why it is BAD or LOST: untranslated detail, plain text

    /// Age at @p now, counting what it already had when it arrived.
    [[nodiscard]] std::chrono::milliseconds ageAt(MonotonicTime now) const
    {
        return ageAtReceipt + std::chrono::duration_cast<std::chrono::milliseconds>(now - receivedAt);
    }
    /// True when a last value exists that may be shown (dimmed when not live).
    [[nodiscard]] bool hasValue() const { return quality != Quality::Never && receivedAt != MonotonicTime{}; }
    [[nodiscard]] bool isLive() const { return quality == Quality::Live; }
};

/// The quality a reading has at @p now: BAD and NEVER stay, a dead link is LOST, the rest follows its age.
template<typename T>
[[nodiscard]] Quality qualityAt(const Reading<T> &reading, const FreshnessRule &rule, bool linkUp,
                                MonotonicTime now)
{
    if (reading.quality == Quality::Never || reading.quality == Quality::Bad ||
        reading.quality == Quality::History)
        return reading.quality;
    return linkUp ? rule.qualityAt(reading.ageAt(now)) : Quality::Lost;
}

} // namespace interlock
