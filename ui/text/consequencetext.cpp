// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/consequencetext.h"

#include "ui/text/format.h"

#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Two or three digits that matter: a forecast is no measurement.
QString roundFigure(double value)
{
    const double size = std::abs(value);
    if (size < 10)
        return QLocale().toString(value, 'f', size < 0.05 ? 0 : 1);
    const double step = std::pow(10.0, std::max(0.0, std::floor(std::log10(size)) - 2));
    return Format::count(qint64(std::round(value / step) * step));
}

QString missingFigure(ForecastBasis basis)
{
    return basis == ForecastBasis::Insufficient ? ConsequenceText::tr("insufficient record")
                                                : ConsequenceText::tr("unknown");
}

/// @p text without its unit where @p other, which stands beside it, ends with the same one.
QString withoutUnit(const QString &text, const QString &other)
{
    const qsizetype unit = text.indexOf(u'\u2009');
    return unit > 0 && other.endsWith(QStringView(text).sliced(unit)) ? text.left(unit) : text;
}

} // namespace

QString ConsequenceText::value(PredictedFigure figure, double value)
{
    switch (figure) {
    case PredictedFigure::Requests:
    case PredictedFigure::Differences:
        return roundFigure(value);
    case PredictedFigure::Orders:
        return Format::count(qint64(std::round(value)));
    case PredictedFigure::Load:
        return Format::withUnit(roundFigure(value), tr("req/s"));
    case PredictedFigure::P95:
        return Format::seconds(value);
    }
    Q_UNREACHABLE();
}

QString ConsequenceText::range(PredictedFigure figure, const Forecast &forecast)
{
    if (!forecast.isKnown())
        return missingFigure(forecast.basis);
    const QString low = value(figure, forecast.low);
    const QString high = value(figure, forecast.high);
    return low == high ? low : u"%1–%2"_s.arg(withoutUnit(low, high), high);
}

QString ConsequenceText::title(PredictedFigure figure)
{
    switch (figure) {
    case PredictedFigure::Requests:
        return tr("requests/h");
    case PredictedFigure::Load:
        return tr("NEW's load");
    case PredictedFigure::P95:
        return tr("NEW's p95");
    case PredictedFigure::Differences:
        return tr("differences/h");
    case PredictedFigure::Orders:
        return tr("orders in 1 h");
    }
    Q_UNREACHABLE();
}

QList<ConsequenceText::Figure> ConsequenceText::figures(const Consequence &made)
{
    const auto foretold = [](PredictedFigure figure, const Forecast &forecast) {
        return forecast.isKnown()
                   ? tr("≈ %1 (%2)").arg(value(figure, forecast.value), range(figure, forecast))
                   : missingFigure(forecast.basis);
    };
    const auto moves = [](PredictedFigure figure, const std::optional<double> &now, const Forecast &then) {
        const QString from = now ? value(figure, *now) : Format::dash();
        if (!then.isKnown())
            return tr("%1 → %2").arg(from, missingFigure(then.basis));
        const QString between = range(figure, then);
        return tr("%1 → %2 (%3)")
            .arg(withoutUnit(from, between), withoutUnit(value(figure, then.value), between), between);
    };
    QList<Figure> all;
    const Forecast &users = made.usersMoved;
    all << Figure{
        tr("users"),
        users.isKnown() ? tr("≈ %1 of %2 (%3–%4)")
                              .arg(roundFigure(users.value), roundFigure(made.usersActive.value_or(0)),
                                   roundFigure(users.low), roundFigure(users.high))
                        : missingFigure(users.basis),
        made.usersPerHourAtMost
            ? tr("Of the users who are active now, so many move. How many different ones an hour brings is "
                 "not measured: at most %1.")
                  .arg(roundFigure(*made.usersPerHourAtMost))
            : tr("How many users are active is not known.")};
    all << Figure{
        title(PredictedFigure::Requests), foretold(PredictedFigure::Requests, made.requestsPerHour),
        tr("Requests an hour that reach NEW more, or less, than now; by the live rate and the last hour.")};
    all << Figure{title(PredictedFigure::Load), moves(PredictedFigure::Load, made.loadNow, made.load),
                  tr("Requests a second that reach NEW, every route's.")};
    all << Figure{title(PredictedFigure::P95),
                  made.to == 0 ? tr("nobody on NEW") : moves(PredictedFigure::P95, made.p95Now, made.p95),
                  tr("95 % of NEW's answers come within; a line through the recorded minutes, load against "
                     "p95.")};
    all << Figure{title(PredictedFigure::Differences),
                  made.strictDifferencesPerHour.isKnown()
                      ? tr("%1, strict %2")
                            .arg(foretold(PredictedFigure::Differences, made.differencesPerHour),
                                 roundFigure(made.strictDifferencesPerHour.value))
                      : missingFigure(made.differencesPerHour.basis),
                  tr("Differences an hour after rules, and strict: without any. The recorded rates times the "
                     "requests that would reach NEW.")};
    all << Figure{tr("orders"),
                  tr("%1 now, in 1 h %2")
                      .arg(made.ordersNow ? Format::count(*made.ordersNow) : tr("unknown"),
                           foretold(PredictedFigure::Orders, made.ordersInAnHour)),
                  tr("Orders on NEW that a rollback would touch: now, and in an hour.")};
    return all;
}

QString ConsequenceText::caveat(const Consequence &made)
{
    if (made.to == made.from)
        return {};
    const QString upTo = made.recordedTo ? tr("no record above %1").arg(Format::percent(*made.recordedTo))
                                         : tr("no record of load and p95");
    if (made.p95.basis == ForecastBasis::Extrapolated)
        return tr("p95: %1: extrapolated, rather too low").arg(upTo);
    if (made.p95.basis == ForecastBasis::Insufficient && made.to > 0)
        return tr("p95: %1: insufficient record").arg(upTo);
    return {};
}

QString ConsequenceText::score(const PredictionScore &score)
{
    if (score.judged == 0)
        return tr("nothing foretold has come due yet");
    return tr("%1 of %2 figures came within their range (%3)")
        .arg(Format::count(score.held), Format::count(score.judged),
             Format::percent(100.0 * score.held / score.judged));
}

} // namespace interlock
