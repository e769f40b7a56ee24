// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/consequence/prediction.h"

#include "models/domain/namedenum.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Mean of what @p pick finds in the minutes from @p from to @p to.
template<typename Pick>
std::optional<double> meanOf(const RouteRecord &record, const QDateTime &from, const QDateTime &to, Pick pick)
{
    double sum = 0;
    int count = 0;
    for (const RecordedMinute &minute : record.minutes) {
        if (minute.at < from.toMSecsSinceEpoch() || minute.at >= to.toMSecsSinceEpoch())
            continue;
        if (const std::optional<double> value = pick(minute)) {
            sum += *value;
            ++count;
        }
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

void note(Prediction &prediction, PredictedFigure figure, const std::optional<double> &value)
{
    const auto it = prediction.figures.constFind(figure);
    if (value && it != prediction.figures.cend() && it->isKnown())
        prediction.came.insert(figure, *value);
}

void judgeTraffic(Prediction &made, const RouteRecord &record, const MigrationState &state,
                  const PredictionTimings &timings)
{
    const QDateTime from = made.observedAt.addSecs(timings.settles.count());
    const QDateTime to = made.observedAt.addSecs(timings.due.count());
    const auto mean = [&](auto pick) { return meanOf(record, from, to, pick); };
    const std::optional<double> routeNew =
        mean([](const RecordedMinute &minute) { return std::optional(minute.routeNew); });
    if (routeNew)
        note(made, PredictedFigure::Requests, (*routeNew - made.routeNewBefore) * 3600);
    note(made, PredictedFigure::Load,
         mean([](const RecordedMinute &minute) { return std::optional(minute.newLoad); }));
    note(made, PredictedFigure::P95, mean([](const RecordedMinute &minute) { return minute.p95; }));
    const RouteStatus *route = state.route(made.routeId);
    const double hours = double(made.observedAt.msecsTo(state.wall)) / 3'600'000;
    const bool counted = made.differentThen && route && route->parity.isLive() && hours > 0;
    // A window that let go of old differences counts fewer than before: nothing is known then.
    if (counted && route->parity.value.different >= *made.differentThen)
        note(made, PredictedFigure::Differences,
             double(route->parity.value.different - *made.differentThen) / hours);
}

bool movedAgain(const Prediction &prediction, const MigrationState &state)
{
    const RouteStatus *route = state.route(prediction.routeId);
    if (!route || !route->commanded.isLive())
        return false;
    const RouteState &now = route->commanded.value;
    return effectivePercent(now.mode, now.percent) != prediction.to;
}

} // namespace

Prediction predictionOf(const Consequence &consequence, const RouteChange &change, const QUuid &key,
                        const MigrationState &state)
{
    Prediction made;
    made.act = key;
    made.routeId = change.routeId;
    made.from = consequence.from;
    made.to = consequence.to;
    made.at = state.wall;
    made.figures = {{PredictedFigure::Requests, consequence.requestsPerHour},
                    {PredictedFigure::Load, consequence.load},
                    {PredictedFigure::P95, consequence.p95},
                    {PredictedFigure::Differences, consequence.differencesPerHour},
                    {PredictedFigure::Orders, consequence.ordersInAnHour}};
    if (const RouteStatus *route = state.route(change.routeId); route && route->observed.isLive())
        made.routeNewBefore = route->observed.value.newPerSecond;
    return made;
}

Prediction judged(const Prediction &prediction, const RouteRecord &record, const MigrationState &state,
                  const PredictionTimings &timings)
{
    Prediction made = prediction;
    if (made.closed || !made.observedAt.isValid())
        return made;
    const bool trafficDue = state.wall >= made.observedAt.addSecs(timings.due.count());
    const bool ordersDue = state.wall >= made.observedAt.addSecs(timings.ordersDue.count());
    const bool trafficJudged = !made.came.isEmpty();
    if (movedAgain(made, state)) {
        made.closed = true;
        return made;
    }
    if (trafficDue && !trafficJudged)
        judgeTraffic(made, record, state, timings);
    if (ordersDue) {
        if (const auto orders = state.ordersTouchedByRollback())
            note(made, PredictedFigure::Orders, double(*orders));
        made.closed = true;
    }
    return made;
}

PredictionScore scoreOf(const QList<Prediction> &predictions)
{
    PredictionScore score;
    for (const Prediction &one : predictions) {
        for (auto it = one.came.cbegin(); it != one.came.cend(); ++it) {
            ++score.judged;
            score.held += one.figures.value(it.key()).holds(it.value()) ? 1 : 0;
        }
    }
    return score;
}

namespace {
constexpr EnumNames<PredictedFigure, 5> predictedFigureNames{
    {{PredictedFigure::Requests, u"requestsPerHour"},
     {PredictedFigure::Load, u"load"},
     {PredictedFigure::P95, u"p95"},
     {PredictedFigure::Differences, u"differencesPerHour"},
     {PredictedFigure::Orders, u"ordersInAnHour"}}};
} // namespace

QString predictedFigureName(PredictedFigure figure)
{
    return enumName(predictedFigureNames, figure);
}

QJsonObject forecastJson(const Forecast &forecast)
{
    QJsonObject object{{u"basis"_s, forecastBasisName(forecast.basis)}};
    if (!forecast.isKnown())
        return object;
    object.insert(u"value"_s, forecast.value);
    object.insert(u"low"_s, forecast.low);
    object.insert(u"high"_s, forecast.high);
    return object;
}

namespace {

std::optional<Forecast> forecastFromJson(const QJsonObject &object)
{
    const auto basis = forecastBasisFromName(object.value("basis"_L1).toString());
    if (!basis)
        return {};
    Forecast forecast{*basis, object.value("value"_L1).toDouble(), object.value("low"_L1).toDouble(),
                      object.value("high"_L1).toDouble()};
    const bool whole = object.value("value"_L1).isDouble() && object.value("low"_L1).isDouble() &&
                       object.value("high"_L1).isDouble();
    if (forecast.isKnown() && (!whole || forecast.low > forecast.high))
        return {};
    return forecast;
}

QJsonValue momentJson(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

} // namespace

QJsonObject predictionJson(const Prediction &prediction)
{
    QJsonObject figures;
    QJsonObject came;
    for (const PredictedFigure figure : allPredictedFigures) {
        if (prediction.figures.contains(figure))
            figures.insert(predictedFigureName(figure), forecastJson(prediction.figures.value(figure)));
        if (prediction.came.contains(figure))
            came.insert(predictedFigureName(figure), prediction.came.value(figure));
    }
    QJsonObject object{{u"act"_s, prediction.act.toString(QUuid::WithoutBraces)},
                       {u"route"_s, prediction.routeId},
                       {u"from"_s, prediction.from},
                       {u"to"_s, prediction.to},
                       {u"at"_s, momentJson(prediction.at)},
                       {u"figures"_s, figures},
                       {u"routeNewBefore"_s, prediction.routeNewBefore},
                       {u"observedAt"_s, momentJson(prediction.observedAt)},
                       {u"came"_s, came},
                       {u"closed"_s, prediction.closed}};
    if (prediction.differentThen)
        object.insert(u"differentThen"_s, *prediction.differentThen);
    return object;
}

std::optional<Prediction> predictionFromJson(const QJsonObject &object)
{
    Prediction made;
    made.act = QUuid::fromString(object.value("act"_L1).toString());
    made.routeId = object.value("route"_L1).toString();
    made.from = object.value("from"_L1).toInt(-1);
    made.to = object.value("to"_L1).toInt(-1);
    made.at = QDateTime::fromString(object.value("at"_L1).toString(), Qt::ISODate);
    made.routeNewBefore = object.value("routeNewBefore"_L1).toDouble();
    made.observedAt = QDateTime::fromString(object.value("observedAt"_L1).toString(), Qt::ISODate);
    made.closed = object.value("closed"_L1).toBool();
    if (object.value("differentThen"_L1).isDouble())
        made.differentThen = object.value("differentThen"_L1).toInteger();
    const auto isShare = [](int percent) { return percent >= 0 && percent <= 100; };
    if (made.act.isNull() || !isValidId(made.routeId) || !made.at.isValid() || !isShare(made.from) ||
        !isShare(made.to))
        return {};
    const QJsonObject figures = object.value("figures"_L1).toObject();
    const QJsonObject came = object.value("came"_L1).toObject();
    for (const PredictedFigure figure : allPredictedFigures) {
        const QString name = predictedFigureName(figure);
        if (figures.contains(name)) {
            const auto forecast = forecastFromJson(figures.value(name).toObject());
            if (!forecast)
                return {};
            made.figures.insert(figure, *forecast);
        }
        if (came.value(name).isDouble() && made.figures.value(figure).isKnown())
            made.came.insert(figure, came.value(name).toDouble());
    }
    return made;
}

} // namespace interlock
