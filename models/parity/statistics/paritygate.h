// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/reading.h"
#include "models/parity/statistics/sequentialtest.h"

#include <QDateTime>
#include <QString>
#include <unordered_map>

namespace interlock {

/// What the gate says of a route.
enum class ParityGateState {
    Insufficient, ///< fewer pairs than even a clean run needs: nothing is decided, never shown as good
    Closed,       ///< enough traffic, but mismatches outweigh it
    Open          ///< crossed once in this attempt
};

/// "insufficient-evidence", "closed" or "open", for logs and `--json`.
[[nodiscard]] QString parityGateStateName(ParityGateState state);

/// Why an attempt ended.
enum class GateRestart { RuleChange, Fix };

/// What is kept of a gate over restarts of the program, beside the fingerprints.
struct GateRecord
{
    int attempt = 1;
    qint64 clean = 0; ///< distinct requests counted in this attempt
    qint64 mismatches = 0;
    bool open = false;
    QDateTime openedAt;  ///< source time of the pair that crossed; invalid while not open
    QDateTime startedAt; ///< of this attempt; invalid for the first

    friend bool operator==(const GateRecord &, const GateRecord &) = default;
};

/// The gate's values as a screen or an interlock reads them.
struct GateVerdict
{
    ParityGateState state = ParityGateState::Insufficient;
    int attempt = 1;
    qint64 clean = 0;
    qint64 mismatches = 0;
    qint64 cleanPairsToGo = 0; ///< 0 when open
    double logEvidence = 0.0;
    double logThreshold = 0.0;
    double p0 = 0.001;
    QDateTime openedAt;
    QDateTime lastPairAt; ///< source time of the newest pair seen; invalid before the first

    friend bool operator==(const GateVerdict &, const GateVerdict &) = default;
};

/// The gate of one route. Feed it every comparable pair in the order of its source; a crossing is found at
/// the very pair that makes it, and stays until restart(). Not comparable pairs are no evidence and are not
/// fed. One thread at a time.
///
/// A request's fingerprint counts once in an attempt, so that a bot's thousand equal requests are one. A
/// fingerprint that was clean before and mismatches now counts as that mismatch too: de-duplication never
/// hides one.
class ParityGate final
{
public:
    explicit ParityGate(const GateSettings &settings = {}, const GateRecord &record = {});

    /// Counts a pair unless its @p fingerprint was counted already or it is older than the attempt. Returns
    /// whether it was counted.
    bool add(quint64 fingerprint, bool isMismatch, const QDateTime &at);
    /// Marks a fingerprint as counted without counting it: for those read back beside a GateRecord.
    void remember(quint64 fingerprint, bool isMismatch);
    /// Ends the attempt, open or not, and begins the next one with nothing. @p at is by the source's clock:
    /// pairs from before are no evidence any more; invalid: whatever comes from now on counts.
    void restart(GateRestart why, const QDateTime &at);

    [[nodiscard]] const GateRecord &record() const { return m_record; }
    [[nodiscard]] const GateSettings &settings() const { return m_settings; }
    [[nodiscard]] GateRestart lastRestart() const { return m_lastRestart; }
    [[nodiscard]] GateVerdict verdict() const;
    /// The verdict as a reading, as old as the source's last answer: a quiet night without pairs is no
    /// silence.
    /// @p heardAt is when the source answered last, with pairs or without; NEVER when it has not yet.
    [[nodiscard]] Reading<GateVerdict> reading(MonotonicTime heardAt) const;

private:
    struct Counted
    {
        bool clean = false;
        bool mismatch = false;
    };

    void decide(const QDateTime &at);

    GateSettings m_settings;
    SequentialTest m_test;
    GateRecord m_record;
    GateRestart m_lastRestart = GateRestart::RuleChange;
    QDateTime m_lastPairAt;
    std::unordered_map<quint64, Counted> m_counted;
};

} // namespace interlock
