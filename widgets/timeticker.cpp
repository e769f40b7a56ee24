// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeticker.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <QDateTime>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr double Day = 86'400;
constexpr double TimeSteps[] = {0.001,   0.01,     0.1,      1,        5,         10,      15,
                                30,      60,       2 * 60,   5 * 60,   10 * 60,   15 * 60, 30 * 60,
                                3600,    2 * 3600, 3 * 3600, 6 * 3600, 12 * 3600, Day,     2 * Day,
                                7 * Day, 14 * Day, 28 * Day, 91 * Day, 364 * Day};

} // namespace

double TimeTicker::offset(double key) const
{
    if (m_utc)
        return 0;
    return QDateTime::fromMSecsSinceEpoch(std::llround(key * 1000)).offsetFromUtc();
}

double TimeTicker::getTickStep(const QCPRange &range)
{
    const double wanted = range.size() / std::max(1, tickCount());
    const auto *found =
        std::find_if(std::begin(TimeSteps), std::end(TimeSteps), [&](double s) { return s >= wanted; });
    m_step = found == std::end(TimeSteps) ? std::ceil(wanted / Day) * Day : *found;
    return m_step;
}

QVector<double> TimeTicker::createTickVector(double tickStep, const QCPRange &range)
{
    const double shift = offset(range.center());
    const double first = std::ceil((range.lower + shift) / tickStep);
    const double last = std::floor((range.upper + shift) / tickStep);
    QVector<double> ticks;
    for (double i = first; i <= last && ticks.size() < 200; ++i)
        ticks.append(i * tickStep - shift);
    return ticks;
}

QString TimeTicker::getTickLabel(double tick, const QLocale &locale, QChar /*formatChar*/, int /*precision*/)
{
    const auto ms = std::llround(tick * 1000);
    const QDateTime time =
        m_utc ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC) : QDateTime::fromMSecsSinceEpoch(ms);
    const bool midnight = time.time() == QTime(0, 0);
    if (m_step >= Day || (midnight && m_step >= 60))
        return locale.toString(time, u"d MMM"_s);
    if (m_step >= 60)
        return time.toString(u"HH:mm"_s);
    return time.toString(m_step >= 1 ? u"HH:mm:ss"_s : u"HH:mm:ss.zzz"_s);
}

QString ValueTicker::getTickLabel(double tick, const QLocale &locale, QChar /*formatChar*/, int /*precision*/)
{
    const double size = std::abs(tick);
    if (size < 1e-12)
        return locale.toString(0);
    if (size >= 1e6)
        return locale.toString(tick / 1e6, 'g', 4) + u"\u2009M"_s;
    if (size >= 1e4)
        return locale.toString(tick / 1e3, 'g', 4) + u"\u2009k"_s;
    return locale.toString(tick, 'g', 4);
}

} // namespace interlock
