// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/team/approvalrule.h"

#include "models/control/actrecords.h"
#include "models/control/gatebook.h"
#include "models/control/plan.h"

#include <algorithm>
#include <QJsonDocument>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
QJsonObject changedParts(const RouteChange &change)
{
    PreparedChange prepared;
    prepared.change = change;
    QJsonObject object = changeRecord(prepared);
    object.remove(u"expectedRevision"_s); // those of the moment stand beside it
    object.remove(u"epoch"_s);
    return object;
}

/// A gate's word for what a signature is bound to: its state, and who has set it aside.
QString gateWord(const QJsonObject &gate)
{
    const QString aside = gate.value("overriddenBy"_L1).toString();
    const QString state = gate.value("state"_L1).toString();
    return aside.isEmpty() ? state : state + u", set aside by "_s + aside;
}

QMap<QString, QString> gateWords(const QJsonArray &gates)
{
    QMap<QString, QString> words;
    for (const auto &gate : gates)
        words.insert(gate["gate"_L1].toString(), gateWord(gate.toObject()));
    return words;
}

QString gateDrift(const QMap<QString, QString> &then, const QMap<QString, QString> &now)
{
    for (auto it = then.cbegin(); it != then.cend(); ++it) {
        const QString word = now.value(it.key(), u"gone"_s);
        if (word != it.value())
            return u"gate %1 was %2 and is %3"_s.arg(it.key(), it.value(), word);
    }
    for (auto it = now.cbegin(); it != now.cend(); ++it) {
        if (!then.contains(it.key()))
            return u"gate %1 is new"_s.arg(it.key());
    }
    return {};
}
} // namespace

bool needsApproval(const Profile &profile, const RouteState &route, const RouteChange &change)
{
    const GateActs acts = actsOf(route, change);
    if (acts.isEmpty())
        return false;
    const ApprovalSpec &wanted = profile.approval;
    if (wanted.acts.intersects(acts) && (wanted.routes.isEmpty() || wanted.routes.contains(route.id)))
        return true;
    const RouteState after = applied(route, change);
    const int to = effectivePercent(after.mode, after.percent);
    for (const PlanStep &step : profile.steps) {
        if (!step.concerns(route.id) || hasReached(route, step))
            continue;
        if (step.approval)
            return true;
        if (to <= step.percent)
            break; // it stays within this step
    }
    return false;
}

QByteArray approvalEvidence(const ApprovalBasis &basis, const RouteState &route, const RouteChange &change,
                            const QDateTime &at)
{
    const BridgeState &bridge = basis.state.bridge.value;
    const QJsonObject object{
        {u"migration"_s, basis.profile.migration},
        {u"environment"_s, basis.profile.environment.name},
        {u"at"_s, at.toUTC().toString(Qt::ISODateWithMs)},
        {u"route"_s, route.id},
        {u"before"_s, routeRecord(route, bridge.revision, bridge.epoch)},
        {u"change"_s, changedParts(change)},
        {u"reason"_s, change.reason},
        {u"revision"_s, QString::number(bridge.revision)},
        {u"epoch"_s, QString::number(bridge.epoch)},
        {u"gates"_s, gatesRecord(basis.gates)},
        {u"readings"_s, evidenceRecord(basis.state, route.id)},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

bool isAbout(const QByteArray &evidence, const RouteChange &change)
{
    const QJsonObject object = QJsonDocument::fromJson(evidence).object();
    return !object.isEmpty() && object.value("change"_L1).toObject() == changedParts(change);
}

QString evidenceDrift(const QByteArray &evidence, const ApprovalBasis &basis)
{
    const QJsonObject then = QJsonDocument::fromJson(evidence).object();
    if (then.isEmpty())
        return u"its evidence cannot be read"_s;
    if (then.value("migration"_L1).toString() != basis.profile.migration ||
        then.value("environment"_L1).toString() != basis.profile.environment.name)
        return u"it is about another migration or environment"_s;
    const Reading<BridgeState> &bridge = basis.state.bridge;
    if (!bridge.isLive())
        return u"the bridge is not live"_s;
    const QString revision = then.value("revision"_L1).toString();
    if (revision != QString::number(bridge.value.revision))
        return u"the bridge moved from revision %1 to %2"_s.arg(revision,
                                                                QString::number(bridge.value.revision));
    if (then.value("epoch"_L1).toString() != QString::number(bridge.value.epoch))
        return u"there was a rollback"_s;
    return gateDrift(gateWords(then.value("gates"_L1).toArray()), gateWords(gatesRecord(basis.gates)));
}

} // namespace interlock
