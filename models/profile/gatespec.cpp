// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/gatespec.h"

#include "models/domain/namedenum.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::seconds;

namespace {

constexpr EnumNames<GateKind, 20> gateKindTable{{{GateKind::ErrorRate, u"error-rate"},
                                                 {GateKind::P95, u"p95"},
                                                 {GateKind::P95AgainstLegacy, u"p95-against-legacy"},
                                                 {GateKind::Conversion, u"conversion"},
                                                 {GateKind::SupportTickets, u"support-tickets"},
                                                 {GateKind::ForwardLag, u"forward-lag"},
                                                 {GateKind::BackLag, u"back-lag"},
                                                 {GateKind::BackSyncRunning, u"back-sync-running"},
                                                 {GateKind::SyncErrors, u"sync-errors"},
                                                 {GateKind::OpenConflicts, u"open-conflicts"},
                                                 {GateKind::Parity, u"parity"},
                                                 {GateKind::ValidationSuccess, u"validation-success"},
                                                 {GateKind::BackupValidated, u"backup-validated"},
                                                 {GateKind::Soak, u"soak"},
                                                 {GateKind::ChangeWindow, u"change-window"},
                                                 {GateKind::LargestStep, u"largest-step"},
                                                 {GateKind::Warranty, u"warranty"},
                                                 {GateKind::DrillAge, u"drill-age"},
                                                 {GateKind::LoadTest, u"load-test"},
                                                 {GateKind::Expression, u"expression"}}};
constexpr EnumNames<GateAct, 5> gateActTable{{{GateAct::RaiseShare, u"raise-share"},
                                              {GateAct::StepMode, u"step-mode"},
                                              {GateAct::FirstStep, u"first-step"},
                                              {GateAct::FullShare, u"full-share"},
                                              {GateAct::Decommission, u"decommission"}}};
constexpr EnumNames<GateSeverity, 2> gateSeverityTable{
    {{GateSeverity::Block, u"block"}, {GateSeverity::Warn, u"warn"}}};
constexpr EnumNames<EvidenceKind, 3> evidenceKindTable{{{EvidenceKind::Backup, u"backup"},
                                                        {EvidenceKind::LoadTest, u"load-test"},
                                                        {EvidenceKind::Drill, u"drill"}}};

template<typename Table>
QStringList wordsOfGates(const Table &table)
{
    QStringList words;
    for (const auto &entry : table)
        words.append(entry.second.toString());
    return words;
}

GateActs forwardActs()
{
    return {GateAct::RaiseShare, GateAct::StepMode};
}

GateActs lateActs()
{
    return {GateAct::StepMode, GateAct::FullShare, GateAct::Decommission};
}

/// Threshold, hold and acts of a kind, as docs/gates.md lists them.
void fillDefaults(GateSpec &gate)
{
    gate.locks = forwardActs();
    switch (gate.kind) {
    case GateKind::ErrorRate:
        gate.threshold = 0.001;
        break;
    case GateKind::P95:
        gate.threshold = 2.0;
        break;
    case GateKind::P95AgainstLegacy:
        gate.threshold = 1.0;
        break;
    case GateKind::Conversion:
        gate.threshold = 0.98;
        break;
    case GateKind::SupportTickets:
        gate.threshold = 1.1;
        gate.freshness = seconds(60);
        break;
    case GateKind::ForwardLag:
    case GateKind::BackLag:
        gate.threshold = 5.0;
        break;
    case GateKind::BackSyncRunning:
    case GateKind::OpenConflicts:
        break;
    case GateKind::SyncErrors:
        gate.hold = seconds(300);
        break;
    case GateKind::Parity:
        gate.threshold = 0.999;
        gate.leastPairs = 3000;
        gate.locks = lateActs();
        break;
    case GateKind::ValidationSuccess:
        gate.threshold = 0.999;
        gate.locks = lateActs();
        break;
    case GateKind::BackupValidated:
        gate.threshold = 7;
        gate.locks = {GateAct::FirstStep};
        break;
    case GateKind::Soak:
        gate.threshold = 24;
        break;
    case GateKind::ChangeWindow:
    case GateKind::Warranty:
        break;
    case GateKind::LargestStep:
        gate.threshold = 50;
        gate.locks = {GateAct::RaiseShare};
        break;
    case GateKind::DrillAge:
        gate.threshold = 30;
        break;
    case GateKind::LoadTest:
        gate.threshold = 90;
        gate.locks = {GateAct::FirstStep, GateAct::FullShare};
        break;
    case GateKind::Expression:
        break;
    }
}

} // namespace

const GateSpec *findGate(const QList<GateSpec> &gates, const QString &id, const QString &routeId)
{
    const auto it = std::ranges::find_if(
        gates, [&](const GateSpec &gate) { return gate.id == id && gate.concerns(routeId); });
    return it == gates.cend() ? nullptr : &*it;
}

QString gateKindName(GateKind kind)
{
    return enumName(gateKindTable, kind);
}
std::optional<GateKind> gateKindFromName(QStringView name)
{
    return enumFromName(gateKindTable, name);
}
QStringList gateKindNames()
{
    return wordsOfGates(gateKindTable);
}
QString gateActName(GateAct act)
{
    return enumName(gateActTable, act);
}
std::optional<GateAct> gateActFromName(QStringView name)
{
    return enumFromName(gateActTable, name);
}
QStringList gateActNames()
{
    return wordsOfGates(gateActTable);
}
QString gateSeverityName(GateSeverity severity)
{
    return enumName(gateSeverityTable, severity);
}
std::optional<GateSeverity> gateSeverityFromName(QStringView name)
{
    return enumFromName(gateSeverityTable, name);
}
QString evidenceKindName(EvidenceKind kind)
{
    return enumName(evidenceKindTable, kind);
}
std::optional<EvidenceKind> evidenceKindFromName(QStringView name)
{
    return enumFromName(evidenceKindTable, name);
}

GateSpec readyGate(GateKind kind)
{
    GateSpec gate;
    gate.kind = kind;
    gate.id = gate.title = gateKindName(kind);
    fillDefaults(gate);
    return gate;
}

} // namespace interlock
