// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/consequence/consequence.h"

#include "models/domain/namedenum.h"

#include "models/parity/statistics/binomialbounds.h"

#include <algorithm>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr EnumNames<ForecastBasis, 4> forecastBasisNames{{{ForecastBasis::Unknown, u"unknown"},
                                                          {ForecastBasis::Insufficient, u"insufficient"},
                                                          {ForecastBasis::Record, u"record"},
                                                          {ForecastBasis::Extrapolated, u"extrapolated"}}};

constexpr int leastMinutes = 10;    ///< on record, before anything is inferred from them
constexpr int minutesOfAnHour = 60; ///< of the record, for what an hour brings
constexpr double tail = 0.05;       ///< left out on each side of a range
constexpr double secondsOfAnHour = 3600;
constexpr double furthestLoad = 2.0; ///< times the highest on record
constexpr double sameLoad = 0.1;     ///< loads this near one another are one

double quantileOf(QList<double> values, double part)
{
    std::ranges::sort(values);
    const double place = part * double(values.size() - 1);
    const auto below = qsizetype(std::floor(place));
    const auto above = std::min(below + 1, values.size() - 1);
    return values.at(below) + (place - double(below)) * (values.at(above) - values.at(below));
}

Forecast recorded(double value, double low, double high)
{
    return {ForecastBasis::Record, value, std::min({value, low, high}), std::max({value, low, high})};
}

Forecast scaled(const Forecast &one, double factor)
{
    if (!one.isKnown())
        return one;
    Forecast result = one;
    result.value *= factor;
    result.low = std::min(one.low * factor, one.high * factor);
    result.high = std::max(one.low * factor, one.high * factor);
    return result;
}

/// A line by least squares with the range of one further observation.
class P95Line final
{
public:
    explicit P95Line(const RouteRecord &record)
    {
        for (const RecordedMinute &minute : record.minutes) {
            if (!minute.p95)
                continue;
            m_loads.append(minute.newLoad);
            m_values.append(*minute.p95);
        }
        if (m_loads.size() < leastMinutes)
            return;
        const double n = double(m_loads.size());
        for (qsizetype i = 0; i < m_loads.size(); ++i) {
            m_meanLoad += m_loads.at(i) / n;
            m_meanValue += m_values.at(i) / n;
        }
        double products = 0;
        for (qsizetype i = 0; i < m_loads.size(); ++i) {
            m_spread += std::pow(m_loads.at(i) - m_meanLoad, 2);
            products += (m_loads.at(i) - m_meanLoad) * (m_values.at(i) - m_meanValue);
        }
        // Loads that are all but one leave the slope to chance.
        m_flat = std::sqrt(m_spread / n) <= 0.01 * m_meanLoad || m_spread <= 0;
        m_slope = m_flat ? 0 : products / m_spread;
        double squares = 0;
        for (qsizetype i = 0; i < m_loads.size(); ++i)
            squares += std::pow(m_values.at(i) - lineAt(m_loads.at(i)), 2);
        m_deviation = std::sqrt(squares / (n - 2));
        m_highest = *std::ranges::max_element(m_loads);
        m_lowest = *std::ranges::min_element(m_loads);
    }

    [[nodiscard]] std::optional<double> highest() const
    {
        return m_loads.size() < leastMinutes ? std::nullopt : std::optional(m_highest);
    }

    [[nodiscard]] Forecast at(double load) const
    {
        const Forecast insufficient{ForecastBasis::Insufficient};
        if (m_loads.size() < leastMinutes || load > furthestLoad * m_highest)
            return insufficient;
        const double away = load - m_meanLoad;
        const bool elsewhere = std::abs(away) > sameLoad * m_meanLoad;
        if (m_flat && elsewhere)
            return insufficient;
        const double n = double(m_loads.size());
        const double lever = m_flat ? 0 : away * away / m_spread;
        const boost::math::students_t distribution(n - 2);
        const double half =
            boost::math::quantile(distribution, 1 - tail) * m_deviation * std::sqrt(1 + 1 / n + lever);
        const double value = std::max(0.0, lineAt(load));
        if (half > value)
            return insufficient;
        const bool beyond = load > m_highest * (1 + sameLoad) || load < m_lowest * (1 - sameLoad);
        return {beyond ? ForecastBasis::Extrapolated : ForecastBasis::Record, value, value - half,
                value + half};
    }

private:
    [[nodiscard]] double lineAt(double load) const { return m_meanValue + m_slope * (load - m_meanLoad); }

    QList<double> m_loads;
    QList<double> m_values;
    double m_meanLoad = 0;
    double m_meanValue = 0;
    double m_spread = 0;
    double m_slope = 0;
    double m_deviation = 0;
    double m_highest = 0;
    double m_lowest = 0;
    bool m_flat = false;
};

/// Makes one consequence.
class ConsequenceMaker final
{
public:
    explicit ConsequenceMaker(const ConsequenceInputs &inputs)
        : m_inputs(inputs), m_route(inputs.state.route(inputs.change.routeId))
    {
    }

    Consequence make()
    {
        if (!m_route || !m_route->commanded.hasValue())
            return m_made;
        const RouteState &before = m_route->commanded.value;
        m_after = applied(before, m_inputs.change);
        m_made.from = effectivePercent(before.mode, before.percent);
        m_made.to = effectivePercent(m_after.mode, m_after.percent);
        users();
        requests();
        load();
        p95();
        differences();
        orders();
        return m_made;
    }

private:
    [[nodiscard]] double moved() const { return double(m_made.to - m_made.from) / 100; }

    void users()
    {
        for (const SignalSpec &spec : m_inputs.profile.signalSpecs) {
            if (spec.meaning != SignalMeaning::ActiveUsers)
                continue;
            const SignalReading *found = m_inputs.state.signal(spec.id, m_inputs.change.routeId, {});
            if (!found || !found->reading.isLive() || !(found->reading.value >= 0))
                continue;
            const double n = found->reading.value;
            const double share = std::abs(moved());
            const double half = 2 * std::sqrt(n * share * (1 - share));
            const Forecast some =
                recorded(n * share, std::max(0.0, n * share - half), std::min(n, n * share + half));
            m_made.usersActive = n;
            m_made.usersMoved = scaled(some, moved() < 0 ? -1 : 1);
            m_made.usersPerHourAtMost = some.high * std::max(1.0, secondsOfAnHour / spec.windowSeconds);
            return;
        }
    }

    /// The route's requests per second, with what they range over.
    [[nodiscard]] Forecast routeRate() const
    {
        if (!m_route->observed.isLive())
            return {};
        const double now = m_route->observed.value.requestsPerSecond;
        int window = 30;
        for (const SignalSpec &spec : m_inputs.profile.signalSpecs) {
            if (spec.meaning == SignalMeaning::Requests)
                window = std::max(window, spec.windowSeconds);
        }
        const double chance = 2 * std::sqrt(std::max(0.0, now) / window);
        Forecast rate = recorded(now, std::max(0.0, now - chance), now + chance);
        const auto &minutes = m_inputs.record.minutes;
        QList<double> hour;
        for (qsizetype i = std::max<qsizetype>(0, minutes.size() - minutesOfAnHour); i < minutes.size(); ++i)
            hour.append(minutes.at(i).routeRequests);
        if (hour.size() >= leastMinutes) {
            rate.low = std::min(rate.low, quantileOf(hour, tail));
            rate.high = std::max(rate.high, quantileOf(hour, 1 - tail));
        }
        return rate;
    }

    void requests() { m_made.requestsPerHour = scaled(routeRate(), moved() * secondsOfAnHour); }

    void load()
    {
        double sum = 0;
        for (const RouteStatus &route : m_inputs.state.routes) {
            const RouteState &commanded = route.commanded.value;
            const bool mayReach = effectivePercent(commanded.mode, commanded.percent) > 0;
            if (route.observed.isLive())
                sum += route.observed.value.newPerSecond;
            else if (mayReach && route.observed.quality != Quality::Never)
                return; // it has traffic, and nobody knows how much
        }
        if (!m_route->observed.isLive())
            return;
        m_made.loadNow = sum;
        const Forecast more = scaled(routeRate(), moved());
        const double chance = 2 * std::sqrt(std::max(0.0, sum) / 60);
        m_made.load = recorded(std::max(0.0, sum + more.value), std::max(0.0, sum + more.low - chance),
                               sum + more.high + chance);
    }

    void p95()
    {
        if (m_route->p95New.isLive())
            m_made.p95Now = m_route->p95New.value;
        const P95Line line(m_inputs.record);
        if (!m_made.load.isKnown()) {
            m_made.p95.basis = ForecastBasis::Unknown;
            return;
        }
        if (const auto highest = line.highest())
            m_made.recordedTo = shareAtLoad(*highest);
        if (m_made.to > 0)
            m_made.p95 = line.at(m_made.load.value);
    }

    /// The share of this route at which new would have @p wanted requests per second.
    [[nodiscard]] std::optional<int> shareAtLoad(double wanted) const
    {
        const double all = m_route->observed.value.requestsPerSecond;
        if (!(all > 0))
            return {};
        const double others = *m_made.loadNow - m_route->observed.value.newPerSecond;
        return std::clamp(int(std::lround((wanted - others) / all * 100)), 0, 100);
    }

    void differences()
    {
        const Forecast rate = routeRate();
        if (!rate.isKnown() || !m_route->parity.isLive())
            return;
        const ParityBucket &seen = m_route->parity.value;
        m_made.differencesPerHour = mismatches(seen.different, seen.compared, rate);
        m_made.strictDifferencesPerHour = mismatches(seen.different + seen.ignored, seen.compared, rate);
    }

    [[nodiscard]] Forecast mismatches(qint64 hits, qint64 compared, const Forecast &rate) const
    {
        const std::optional<RateBand> band = wilsonBand(hits, compared);
        if (!band)
            return {ForecastBasis::Insufficient};
        const double hours = secondsOfAnHour * m_made.to / 100;
        return recorded(double(hits) / double(compared) * rate.value * hours, band->low * rate.low * hours,
                        band->high * rate.high * hours);
    }

    void orders()
    {
        m_made.ordersNow = m_inputs.state.ordersTouchedByRollback();
        if (!m_made.ordersNow)
            return;
        const auto now = double(*m_made.ordersNow);
        if (m_route->spec.layer != Layer::Write) {
            m_made.ordersInAnHour = recorded(now, now, now);
            return;
        }
        const OrdersSnapshot &snapshot = m_inputs.state.orders.value;
        if (snapshot.truncated) {
            m_made.ordersInAnHour.basis = ForecastBasis::Insufficient; // the hour's orders were not all read
            return;
        }
        const QDateTime hourAgo = snapshot.at.addSecs(-qint64(secondsOfAnHour));
        const auto placed = double(std::ranges::count_if(
            snapshot.rows, [&](const OrderInFlight &order) { return order.placedAt > hourAgo; }));
        const double mean = placed * m_made.to / 100;
        if (!(mean > 0)) {
            m_made.ordersInAnHour = recorded(now, now, now);
            return;
        }
        const boost::math::poisson distribution(mean);
        m_made.ordersInAnHour =
            recorded(now + mean, now + boost::math::quantile(distribution, tail), // rounded outwards
                     now + boost::math::quantile(distribution, 1 - tail));
    }

    const ConsequenceInputs &m_inputs;
    const RouteStatus *m_route;
    RouteState m_after;
    Consequence m_made;
};

} // namespace

Consequence consequenceOf(const ConsequenceInputs &inputs)
{
    return ConsequenceMaker(inputs).make();
}

QString forecastBasisName(ForecastBasis basis)
{
    return enumName(forecastBasisNames, basis);
}

std::optional<ForecastBasis> forecastBasisFromName(QStringView name)
{
    return enumFromName(forecastBasisNames, name);
}

} // namespace interlock
