// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gatesample.h"

#include <QHash>

namespace interlock {

/// What a gate had proven when an engine ended, so that the next one need not start from nothing.
struct GateMemory
{
    QString gateId;
    QString routeId;
    std::chrono::milliseconds held{0};
    std::optional<qint64> counter;
    QString of; ///< the condition it held under, proofKey() of its gate: under another one nothing is proven

    friend bool operator==(const GateMemory &, const GateMemory &) = default;
};

/// Evaluates gates and keeps what needs time: since when each is as it is, and how long its condition has
/// held. Opening takes the hold time, locking takes nothing; a gap in the evidence (or in the evaluation)
/// that is longer than the gate's freshness starts the hold anew. Clocks are those of the picture that is
/// given.
class GateBook final
{
public:
    /// Results in the profile's order, of the gates that concern the route.
    [[nodiscard]] QList<GateResult> evaluate(const GateInputs &inputs, const QString &routeId);
    /// The same without anything to read: what keeps time and tells whether something changed.
    [[nodiscard]] QList<GateState> states(const GateInputs &inputs, const QString &routeId);

    [[nodiscard]] QList<GateMemory> memory(const Profile &profile, MonotonicTime now) const;
    /// Takes up what another engine had proven until @p ago before @p now; a gate that knows already keeps
    /// what it knows, and one whose condition is another one by now begins anew.
    void recall(const QList<GateMemory> &memory, const Profile &profile, std::chrono::milliseconds ago,
                MonotonicTime now);

private:
    struct Entry
    {
        bool known = false;
        GateState state = GateState::Unknown;
        QDateTime since;
        MonotonicTime holdsSince{}; ///< zero: does not hold
        MonotonicTime provenAt{};   ///< the last time it held by live evidence
        std::optional<qint64> counter;
        GatePlaces places;
    };
    using Key = std::pair<QString, QString>;

    static void advance(Entry &entry, const GateSpec &gate, const GateSample &sample,
                        const MigrationState &state);
    static void countHold(Entry &entry, const GateSpec &gate, const GateSample &sample, MonotonicTime now);
    static GateState stateOf(const Entry &entry, const GateSpec &gate, const GateSample &sample,
                             MonotonicTime now);

    QHash<Key, Entry> m_entries;
};

/// What a hold time is proven for: everything of the gate that says when its condition holds.
[[nodiscard]] QString proofKey(const GateSpec &gate);

/// How far a share may go, and the gates that would have to change for more.
struct ShareLimit
{
    int percent = 100;
    QStringList gateIds;

    friend bool operator==(const ShareLimit &, const ShareLimit &) = default;
};

/// Which acts a change of the route is.
[[nodiscard]] GateActs actsOf(const RouteState &route, const RouteChange &change);
/// What the results allow a raise of the share alone, from where the route is.
[[nodiscard]] ShareLimit shareLimit(const QList<GateResult> &results, const RouteState &route);
/// The gates that keep exactly this change from happening.
[[nodiscard]] QList<GateResult> gatesAgainst(const QList<GateResult> &results, const RouteState &route,
                                             const RouteChange &change);

} // namespace interlock
