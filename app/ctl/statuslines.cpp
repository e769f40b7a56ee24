// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/sentences.h"
#include "app/ctl/statusreport.h"

#include "models/domain/plaintext.h"

#include <algorithm>
#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

QString noValue()
{
    return u"—"_s;
}

/// The text, with its quality and age when it is not LIVE.
template<typename T>
QString aged(const QString &text, const Reading<T> &reading, MonotonicTime now)
{
    if (!reading.hasValue())
        return noValue();
    if (reading.isLive())
        return text;
    if (reading.quality == Quality::Lost)
        return u"%1 (LOST, last %2 %3 ago)"_s.arg(noValue(), text, durationText(reading.ageAt(now)));
    return u"%1 (%2, %3 old)"_s.arg(text, qualityName(reading.quality), durationText(reading.ageAt(now)));
}

QString secondsText(double value)
{
    return std::isnan(value) ? noValue() : QString::number(value, 'f', 2) + u" s"_s;
}
QString percentText(double value)
{
    return std::isnan(value) ? noValue() : QString::number(value, 'f', 1) + u" %"_s;
}

QString observedText(const RouteStatus &route, MonotonicTime now)
{
    const ObservedShare &share = route.observed.value;
    const QString text =
        u"%1 ± %2"_s.arg(percentText(share.percent), QString::number(share.tolerance, 'f', 1));
    const QString mark = route.observed.isLive() && !route.observedAgrees ? u" DIFFERS"_s : QString();
    return aged(text, route.observed, now) + mark;
}

using Row = QStringList;

Row routeRow(const RouteStatus &route, MonotonicTime now)
{
    const RouteState &commanded = route.commanded.value;
    const Acknowledgement &acknowledged = route.acknowledged.value;
    return {visibleText(route.spec.title),
            layerName(route.spec.layer),
            route.commanded.hasValue() ? modeName(commanded.mode) : noValue(),
            aged(u"%1 %"_s.arg(commanded.percent), route.commanded, now),
            route.acknowledged.hasValue() ? u"%1/%2"_s.arg(acknowledged.acknowledged).arg(acknowledged.total)
                                          : noValue(),
            observedText(route, now),
            aged(percentText(route.errorRateNew.value * 100), route.errorRateNew, now),
            aged(secondsText(route.p95New.value), route.p95New, now)};
}

QStringList aligned(const QList<Row> &rows)
{
    QList<qsizetype> widths;
    for (qsizetype column = 0; column < rows.first().size(); ++column) {
        qsizetype width = 0;
        for (const Row &row : rows)
            width = std::max(width, row[column].size());
        widths.append(width);
    }
    QStringList lines;
    for (const Row &row : rows) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column)
            line += row[column].leftJustified(widths[column] + 2);
        lines.append(line.trimmed());
    }
    return lines;
}

QString bridgeLine(const StatusPicture &picture)
{
    const Reading<BridgeState> &bridge = picture.state.bridge;
    if (!bridge.hasValue())
        return u"bridge: "_s + noValue();
    const BridgeState &state = bridge.value;
    QStringList instances;
    for (const InstanceState &instance : state.instances) {
        QString text = u"%1 at %2"_s.arg(instance.id).arg(instance.revision);
        if (!instance.agrees)
            text += u" DOES NOT AGREE%1"_s.arg(instance.note.isEmpty() ? QString()
                                                                       : u" ("_s + instance.note + u')');
        instances.append(text);
    }
    return u"bridge: %1 %2, revision %3, epoch %4%5; instances: %6"_s.arg(
        aged(qualityName(bridge.quality), bridge, picture.state.now), state.bridgeName,
        QString::number(state.revision), QString::number(state.epoch),
        state.latched ? u", LATCHED"_s : QString(), instances.join(u", "));
}

QString lagLine(const MigrationState &state)
{
    QStringList texts;
    for (const SyncDirection direction : {SyncDirection::Forward, SyncDirection::Back}) {
        const Reading<double> lag = state.worstLag(direction);
        texts.append(directionName(direction) + u' ' + aged(secondsText(lag.value), lag, state.now));
    }
    return u"lag: "_s + texts.join(u", ");
}

QString ordersLine(const MigrationState &state)
{
    const OrdersSnapshot &orders = state.orders.value;
    const QString text = u"%1 placed on legacy, %2 placed on new, %3 overdue"_s.arg(
        QString::number(orders.legacyOpen), QString::number(orders.newOpen), QString::number(orders.overdue));
    return u"orders in flight: "_s + aged(text, state.orders, state.now);
}

QString rollbackLine(const StatusPicture &picture)
{
    QStringList paths;
    for (const RollbackPathStatus &status : picture.paths) {
        const QString problem = status.reachable ? status.proofProblem : status.problem;
        const QString word = !status.reachable                                ? u" not reachable"_s
                             : status.provenAt.isValid() && problem.isEmpty() ? u" ready"_s
                                                                              : u" not proven"_s;
        paths.append(status.path.title + word + (problem.isEmpty() ? QString() : u": "_s + problem));
    }
    return u"rollback: %1; %2"_s.arg(rollbackReadinessName(picture.readiness).toUpper(), paths.join(u", "));
}

QString warrantyLine(const StatusPicture &picture)
{
    const Warranty &warranty = picture.warranty;
    QStringList parts;
    for (const WarrantyGap &gap : warranty.gaps)
        parts.append(warrantyGapText(gap));
    const auto median = warranty.times.median();
    const auto worst = warranty.times.worst();
    parts.append(median && worst ? u"takes %1, worst %2"_s.arg(durationText(*median), durationText(*worst))
                                 : u"duration not measured yet"_s);
    if (warranty.stranded)
        parts.append(u"strands %1 orders"_s.arg(*warranty.stranded));
    if (warranty.reach)
        parts.append(u"the back sync's log reaches %1"_s.arg(durationText(*warranty.reach)));
    return u"rollback warranty: %1; %2"_s.arg(warranty.holds() ? u"HOLDS"_s : u"LAPSED"_s,
                                              parts.join(u"; "_s));
}

QString endpointLine(const EndpointHealth &endpoint, MonotonicTime now)
{
    QString line = u"  %1 %2"_s.arg(qualityName(endpoint.quality).leftJustified(6), endpoint.id);
    if (endpoint.lastAnswerAt != MonotonicTime{})
        line += u", answered %1 ago in %2"_s.arg(
            durationText(std::chrono::duration_cast<milliseconds>(now - endpoint.lastAnswerAt)),
            durationText(endpoint.roundTrip));
    return endpoint.problem.isEmpty() ? line : line + u": "_s + endpoint.problem;
}

} // namespace

QStringList statusLines(const StatusPicture &picture)
{
    const MigrationState &state = picture.state;
    QStringList lines{
        u"%1 on %2"_s.arg(picture.profile.migration, picture.profile.environment.name.toUpper()),
        bridgeLine(picture),
        rollbackLine(picture),
        warrantyLine(picture),
        lagLine(state),
        ordersLine(state),
        QString()};
    QList<Row> rows{{u"ROUTE"_s, u"LAYER"_s, u"MODE"_s, u"COMMANDED"_s, u"ACK"_s, u"OBSERVED"_s,
                     u"ERRORS NEW"_s, u"P95 NEW"_s}};
    for (const RouteStatus &route : state.routes)
        rows.append(routeRow(route, state.now));
    lines += aligned(rows);
    lines += {QString(), u"endpoints:"_s};
    for (const EndpointHealth &endpoint : state.endpoints)
        lines.append(endpointLine(endpoint, state.now));
    lines.append(QString());
    if (picture.alarms.isEmpty())
        lines.append(u"no alarm"_s);
    for (const Alarm &alarm : picture.alarms)
        lines.append(u"ALARM (%1): %2"_s.arg(alarmPriorityName(alarm.priority), alarmSentence(alarm)));
    return lines;
}

} // namespace interlock
