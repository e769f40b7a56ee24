// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/changecalendar.h"
#include "models/profile/gateexpression.h"

#include <chrono>
#include <QSet>

namespace interlock {

/// What a gate looks at. The unit of its threshold follows the kind (docs/gates.md).
enum class GateKind {
    ErrorRate,         ///< of the route on new, 0 … 1, at most
    P95,               ///< of the route on new in seconds, at most
    P95AgainstLegacy,  ///< p95 of new ÷ p95 of legacy, at most
    Conversion,        ///< of its baseline, 0 … , at least
    SupportTickets,    ///< of what is expected, 0 … , at most
    ForwardLag,        ///< worst lag of the forward pipelines in seconds, at most
    BackLag,           ///< the same of the back pipelines
    BackSyncRunning,   ///< every back pipeline runs
    SyncErrors,        ///< the pipelines' error counters stand still
    OpenConflicts,     ///< of all pipelines, at most
    Parity,            ///< equal answers ÷ compared answers of the route, 0 … 1, at least
    ValidationSuccess, ///< a signal, 0 … 1, at least
    BackupValidated,   ///< age of the newest validated backup in days, at most
    Soak,              ///< hours since the route was changed last, at least
    ChangeWindow,      ///< inside a change window and no frozen date
    LargestStep,       ///< percent points a share may rise at once
    Warranty,          ///< the rollback warranty holds
    DrillAge,          ///< age of the newest passed drill in days, at most
    LoadTest,          ///< age of the newest passed load test in days, at most
    Expression         ///< a condition of the team's own
};

/// Block locks the act; Warn only shows.
enum class GateSeverity { Block, Warn };

/// The acts a gate may lock. A first step is also a raise or a mode step, and so is the step to 100 %.
enum class GateAct { RaiseShare, StepMode, FirstStep, FullShare, Decommission };
using GateActs = QSet<GateAct>;

/// One gate as the profile has it, with every default filled in.
struct GateSpec
{
    QString id;
    QString title;
    GateKind kind = GateKind::Expression;
    double threshold = 0;
    std::chrono::seconds hold{0};       ///< how long the condition must have held
    std::chrono::seconds freshness{10}; ///< evidence older than this proves nothing
    GateActs locks;
    GateSeverity severity = GateSeverity::Block;
    bool never = false;       ///< nobody can override it
    QStringList routes;       ///< empty: every route, also one that only the bridge knows
    QStringList exceptRoutes; ///< not on these: other gates of the kind are
    QString signal;           ///< Conversion, SupportTickets, ValidationSuccess: where the figure comes from
    std::optional<double> baseline; ///< what the signal is measured against; absent: legacy's side of it
    qint64 leastPairs = 0;          ///< Parity: fewer compared answers prove nothing
    GateExpression expression;      ///< Expression

    [[nodiscard]] bool concerns(const QString &routeId) const
    {
        return (routes.isEmpty() || routes.contains(routeId)) && !exceptRoutes.contains(routeId);
    }
    friend bool operator==(const GateSpec &, const GateSpec &) = default;
};

/// The gate of this id that concerns the route; null when there is none. Ids are unique on a route, not in a
/// profile.
[[nodiscard]] const GateSpec *findGate(const QList<GateSpec> &gates, const QString &id,
                                       const QString &routeId);

/// Something people did once and wrote down: a backup, a load test, a drill.
enum class EvidenceKind { Backup, LoadTest, Drill };
struct Evidence
{
    EvidenceKind kind = EvidenceKind::Backup;
    QString id;
    QDateTime at;      ///< UTC
    bool good = false; ///< validated, passed
    QString note;

    friend bool operator==(const Evidence &, const Evidence &) = default;
};

[[nodiscard]] QString gateKindName(GateKind kind);
[[nodiscard]] std::optional<GateKind> gateKindFromName(QStringView name);
[[nodiscard]] QStringList gateKindNames();
[[nodiscard]] QString gateActName(GateAct act);
[[nodiscard]] std::optional<GateAct> gateActFromName(QStringView name);
[[nodiscard]] QStringList gateActNames();
[[nodiscard]] QString gateSeverityName(GateSeverity severity);
[[nodiscard]] std::optional<GateSeverity> gateSeverityFromName(QStringView name);
[[nodiscard]] QString evidenceKindName(EvidenceKind kind);
[[nodiscard]] std::optional<EvidenceKind> evidenceKindFromName(QStringView name);

/// A gate of this kind with the product's defaults (docs/gates.md); its id is the kind's name.
[[nodiscard]] GateSpec readyGate(GateKind kind);

} // namespace interlock
