// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/route.h"

#include <QSet>
#include <QUuid>

namespace interlock {

/// A bridge instance (an edge) and the last revision it acknowledged.
struct InstanceState
{
    QString id;
    quint64 revision = 0;
    QDateTime at;
    /// False when the instance answers but does not have what was commanded although its revision says so (a
    /// reload brought old values back, somebody wrote a row by hand), or when it does not answer at all.
    bool agrees = true;
    QString
        note; ///< why it does not agree, untranslated detail ("worker reloaded 12 s ago"); empty otherwise

    friend bool operator==(const InstanceState &, const InstanceState &) = default;
};

/// What a bridge can do; a control whose capability is missing is shown off with that reason.
enum class Capability { Modes, Percent, Rules, DryRun, AtomicRollback, Latch, Events, Instances };

/// The whole state of a bridge at one revision. Revisions are decimal numbers that only rise.
struct BridgeState
{
    quint64 revision = 0;
    quint64 epoch = 0;
    bool latched = false;
    QDateTime at; ///< the bridge's own clock
    QString bridgeName;
    QString bridgeVersion;
    QSet<Capability> capabilities;
    QList<InstanceState> instances;
    QList<RouteState> routes;
    QStringList unknownRoutes; ///< only in the answer to a rollback: ids it did not know
    int waitingFor = 0;        ///< only in the answer to a latch release: further people it wants

    [[nodiscard]] const RouteState *route(QStringView id) const;

    friend bool operator==(const BridgeState &, const BridgeState &) = default;
};

/// How many instances have acknowledged the state's revision, and which have not.
struct Acknowledgement
{
    int acknowledged = 0;
    int total = 0;
    QStringList missing;

    [[nodiscard]] bool complete() const { return total > 0 && acknowledged == total; }
    friend bool operator==(const Acknowledgement &, const Acknowledgement &) = default;
};

/// Instances at @p revision or later that agree with the state; @p revision 0 means the state's own.
[[nodiscard]] Acknowledgement acknowledgement(const BridgeState &state, quint64 revision = 0);

/// Who the token says we are, and what it may do; none of the scopes implies another.
enum class Scope { Read, Rollback, Operate };
struct Identity
{
    QString actor;
    QSet<Scope> scopes;

    friend bool operator==(const Identity &, const Identity &) = default;
};

/// A change, bound to the revision and epoch it was prepared for; sent byte for byte as prepared.
struct PreparedChange
{
    RouteChange change;
    quint64 expectedRevision = 0;
    quint64 epoch = 0;
    QUuid key; ///< idempotency key, made once per confirmed act
    QString actor;

    friend bool operator==(const PreparedChange &, const PreparedChange &) = default;
};

/// Everything to legacy: absolute, idempotent, never compared with a revision.
struct RollbackOrder
{
    QStringList routes; ///< ids, or the single entry "*" for all
    quint64 epoch = 0;  ///< one above the highest epoch seen
    QString reason;
    QUuid key;
    QString actor;

    friend bool operator==(const RollbackOrder &, const RollbackOrder &) = default;
};

/// Leaves the latched state; moves no traffic.
struct LatchRelease
{
    quint64 epoch = 0;
    QString reason;
    QUuid key;
    QString actor;
};

/// What became of an act, asked by its key. NeverArrived is the contract's 404.
enum class ActionOutcome { Pending, Accepted, Rejected, Unknown, NeverArrived };
struct ActionStatus
{
    QUuid key;
    ActionOutcome outcome = ActionOutcome::Unknown;
    quint64 revision = 0; ///< the revision it made, or met when rejected; 0 when not known
    QDateTime at;
};

[[nodiscard]] QString capabilityName(Capability capability);
[[nodiscard]] std::optional<Capability> capabilityFromName(QStringView name);
[[nodiscard]] QString scopeName(Scope scope);
[[nodiscard]] std::optional<Scope> scopeFromName(QStringView name);

} // namespace interlock
