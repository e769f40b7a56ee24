// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/foresight.h"

#include "models/control/consequence/prediction.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString foresightNumber(double value, int decimals)
{
    return QString::number(value, 'f', decimals);
}

QString foresightFigure(const Forecast &forecast, int decimals, const QString &unit = {})
{
    if (forecast.basis == ForecastBasis::Insufficient)
        return u"insufficient record"_s;
    if (!forecast.isKnown())
        return u"unknown"_s;
    const QString text = u"about %1%2 (%3 to %4)"_s.arg(foresightNumber(forecast.value, decimals), unit,
                                                        foresightNumber(forecast.low, decimals),
                                                        foresightNumber(forecast.high, decimals));
    return forecast.basis == ForecastBasis::Extrapolated ? text + u", extrapolated"_s : text;
}

template<typename Number>
QJsonValue foresightValue(const std::optional<Number> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

} // namespace

QStringList foresightLines(const Consequence &made)
{
    QString slow = foresightFigure(made.p95, 3, u" s"_s);
    if (made.to == 0)
        slow = u"nobody on new"_s;
    else if (made.recordedTo && made.p95.basis != ForecastBasis::Record)
        slow += u"; no record above %1 %"_s.arg(*made.recordedTo);
    return {u"users that move at a moment: "_s + foresightFigure(made.usersMoved, 0),
            u"requests an hour that move: "_s + foresightFigure(made.requestsPerHour, 0),
            u"load of new: "_s + foresightFigure(made.load, 1, u" requests/s"_s),
            u"p95 of new: "_s + slow,
            u"differences an hour: "_s + foresightFigure(made.differencesPerHour, 1) + u", without rules "_s +
                foresightFigure(made.strictDifferencesPerHour, 1),
            u"orders that a rollback would touch: %1 now, in an hour %2"_s.arg(
                made.ordersNow ? QString::number(*made.ordersNow) : u"unknown"_s,
                foresightFigure(made.ordersInAnHour, 0))};
}

QJsonObject foresightJson(const Consequence &made)
{
    return {{u"from"_s, made.from},
            {u"to"_s, made.to},
            {u"usersActive"_s, foresightValue(made.usersActive)},
            {u"usersMoved"_s, forecastJson(made.usersMoved)},
            {u"usersPerHourAtMost"_s, foresightValue(made.usersPerHourAtMost)},
            {u"requestsPerHour"_s, forecastJson(made.requestsPerHour)},
            {u"loadNow"_s, foresightValue(made.loadNow)},
            {u"load"_s, forecastJson(made.load)},
            {u"p95Now"_s, foresightValue(made.p95Now)},
            {u"p95"_s, forecastJson(made.p95)},
            {u"recordedToPercent"_s, foresightValue(made.recordedTo)},
            {u"differencesPerHour"_s, forecastJson(made.differencesPerHour)},
            {u"strictDifferencesPerHour"_s, forecastJson(made.strictDifferencesPerHour)},
            {u"ordersNow"_s, foresightValue(made.ordersNow)},
            {u"ordersInAnHour"_s, forecastJson(made.ordersInAnHour)}};
}

} // namespace interlock
