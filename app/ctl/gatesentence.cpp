// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/gatesentence.h"

#include "app/ctl/sentences.h"

#include <cmath>
#include <QJsonArray>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::seconds;

namespace {

QString gateFigure(double value, const QString &unit)
{
    const QString number = QString::number(value, 'g', 4);
    return unit.isEmpty() ? number : number + u' ' + unit;
}

QString gateWants(const GateResult &gate)
{
    if (gate.kind == GateKind::LargestStep)
        return u"wants steps of at most %1 points"_s.arg(gate.wants.value_or(0));
    if (!gate.condition.isEmpty())
        return u"wants "_s + gate.condition;
    if (!gate.wants)
        return u"wants it to hold"_s;
    const QString limit = gateFigure(*gate.wants, gate.unit);
    return gate.comparison == GateComparison::AtLeast ? u"wants at least %1"_s.arg(limit)
                                                      : u"wants at most %1"_s.arg(limit);
}

QString gateIs(const GateResult &gate)
{
    if (gate.kind == GateKind::LargestStep && gate.mayGoTo)
        return u", may go to %1 %"_s.arg(*gate.mayGoTo);
    QString text;
    if (gate.is)
        text = u", is "_s + gateFigure(*gate.is, gate.unit);
    return gate.problem.isEmpty() ? text : text + u", "_s + gate.problem;
}

QString gateWord(const GateResult &gate)
{
    if (!gate.overriddenBy.isEmpty())
        return u"OVERRIDDEN"_s;
    switch (gate.state) {
    case GateState::Open:
        return u"open"_s;
    case GateState::Waiting:
        return u"WAITING"_s;
    case GateState::Locked:
        return gate.severity == GateSeverity::Warn ? u"WARNS"_s : u"LOCKED"_s;
    case GateState::Unknown:
        return gate.severity == GateSeverity::Warn ? u"WARNS, UNKNOWN"_s : u"LOCKED, UNKNOWN"_s;
    case GateState::NotApplicable:
        return u"does not apply"_s;
    }
    Q_UNREACHABLE();
}

QStringList gateRest(const GateResult &gate)
{
    QStringList rest;
    if (!gate.source.isEmpty())
        rest << (gate.age ? u"%1, %2 old"_s.arg(gate.source, durationText(*gate.age)) : gate.source);
    if (gate.state == GateState::Waiting)
        rest << u"held %1 of %2 s"_s.arg(gate.held.count()).arg(gate.hold.count());
    if (gate.since.isValid())
        rest << u"so since %1 UTC"_s.arg(gate.since.toUTC().toString(u"HH:mm:ss"_s));
    if (gate.opensAt.isValid())
        rest << u"opens at %1 UTC at the earliest"_s.arg(
            gate.opensAt.toUTC().toString(u"yyyy-MM-dd HH:mm"_s));
    if (!gate.overriddenBy.isEmpty())
        rest << u"overridden by %1 until %2 UTC"_s.arg(gate.overriddenBy,
                                                       gate.overriddenUntil.toUTC().toString(u"HH:mm:ss"_s));
    if (gate.never)
        rest << u"cannot be overridden"_s;
    return rest;
}

QJsonValue gateNumber(const std::optional<double> &value)
{
    return value && std::isfinite(*value) ? QJsonValue(*value) : QJsonValue();
}

QJsonValue gateTime(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

} // namespace

QString gateSentence(const GateResult &gate)
{
    const QStringList rest = gateRest(gate);
    const QString sentence =
        u"%1: gate %2 %3%4"_s.arg(gateWord(gate), gate.gateId, gateWants(gate), gateIs(gate));
    return rest.isEmpty() ? sentence : sentence % u" ("_s % rest.join(u"; ") % u')';
}

bool waitsForTraffic(const QList<GateResult> &gates)
{
    for (const GateResult &gate : gates) {
        if (gate.state != GateState::Unknown)
            continue;
        switch (gate.kind) {
        case GateKind::ErrorRate:
        case GateKind::P95:
        case GateKind::P95AgainstLegacy:
        case GateKind::Conversion:
        case GateKind::SupportTickets:
        case GateKind::ValidationSuccess:
        case GateKind::Expression:
            return true;
        case GateKind::ForwardLag:
        case GateKind::BackLag:
        case GateKind::BackSyncRunning:
        case GateKind::SyncErrors:
        case GateKind::OpenConflicts:
        case GateKind::Parity:
        case GateKind::BackupValidated:
        case GateKind::Soak:
        case GateKind::ChangeWindow:
        case GateKind::LargestStep:
        case GateKind::Warranty:
        case GateKind::DrillAge:
        case GateKind::LoadTest:
            break;
        }
    }
    return false;
}

QString decommissionSentence(const DecommissionObstacle &obstacle)
{
    const QString detail = obstacle.detail.isEmpty() ? QString() : u": "_s + obstacle.detail;
    switch (obstacle.kind) {
    case DecommissionObstacle::Kind::Bridge:
        return u"who answers whom is not known"_s + detail;
    case DecommissionObstacle::Kind::Route:
        return u"route %1 still uses it"_s.arg(obstacle.subject);
    case DecommissionObstacle::Kind::Gate:
        return u"gate %1 of %2 does not pass"_s.arg(obstacle.subject, obstacle.routeId) + detail;
    case DecommissionObstacle::Kind::Orders:
        return obstacle.subject.isEmpty() ? u"how many orders placed on it still wait is not known"_s + detail
                                          : u"%1 orders placed on it still wait"_s.arg(obstacle.subject);
    }
    Q_UNREACHABLE();
}

QJsonObject gateJson(const GateResult &gate)
{
    QStringList locks;
    for (const GateAct act : {GateAct::RaiseShare, GateAct::StepMode, GateAct::FirstStep, GateAct::FullShare,
                              GateAct::Decommission}) {
        if (gate.locks.contains(act))
            locks.append(gateActName(act));
    }
    return {{u"gate"_s, gate.gateId},
            {u"title"_s, gate.title},
            {u"kind"_s, gateKindName(gate.kind)},
            {u"severity"_s, gateSeverityName(gate.severity)},
            {u"never"_s, gate.never},
            {u"locks"_s, QJsonArray::fromStringList(locks)},
            {u"state"_s, gateStateName(gate.state)},
            {u"passes"_s, gate.passes()},
            {u"is"_s, gateNumber(gate.is)},
            {u"wants"_s, gateNumber(gate.wants)},
            {u"unit"_s, gate.unit},
            {u"condition"_s, gate.condition},
            {u"source"_s, gate.source},
            {u"ageMs"_s, gate.age ? QJsonValue(qint64(gate.age->count())) : QJsonValue()},
            {u"quality"_s, qualityName(gate.quality)},
            {u"problem"_s, gate.problem},
            {u"since"_s, gateTime(gate.since)},
            {u"heldSeconds"_s, qint64(gate.held.count())},
            {u"holdSeconds"_s, qint64(gate.hold.count())},
            {u"opensAt"_s, gateTime(gate.opensAt)},
            {u"mayGoTo"_s, gate.mayGoTo ? QJsonValue(*gate.mayGoTo) : QJsonValue()},
            {u"overriddenBy"_s, gate.overriddenBy},
            {u"text"_s, gateSentence(gate)}};
}

} // namespace interlock
