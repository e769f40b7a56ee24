// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/lagmarks.h"

#include "models/domain/whendone.h"

#include <algorithm>
#include <QUuid>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr int markLateFactor = 3; ///< periods after which the last mark is no live evidence any more

QString markFigure(double seconds)
{
    return QString::number(seconds, 'f', 1) % u" s"_s;
}
} // namespace

LagMarks::LagMarks(SyncDirection direction, SyncPort &port, const MarkSpec &spec,
                   const ControlTimings &timings, const Clock &clock, QObject *parent)
    : QObject(parent), m_direction(direction), m_port(port), m_spec(spec), m_timings(timings), m_clock(clock)
{
    m_last.direction = direction;
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_run.isUnderWay())
            look();
        else
            write();
    });
}

void LagMarks::start()
{
    m_running = true;
    if (!m_timer.isActive())
        m_timer.start(0);
}

void LagMarks::stop()
{
    m_running = false;
    m_timer.stop();
}

void LagMarks::claims(const Reading<double> &lag)
{
    m_claimed = lag.isLive() ? std::optional(lag.value) : std::nullopt;
    if (!m_claimed || m_mark.isEmpty() || m_run.hasArrived())
        return;
    m_run.claims(*m_claimed);
}

void LagMarks::write()
{
    m_mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_looks = 0;
    const MonotonicTime asked = m_clock.monotonic();
    m_run.sent(asked);
    if (m_claimed)
        m_run.claims(*m_claimed);
    whenDone(m_port.writeMark(m_direction, m_mark, QUuid::createUuid()), this,
             [this, asked](const Result<Mark> &mark) {
                 if (!mark)
                     return failed(mark.error());
                 m_run.written(m_clock.monotonic());
                 take(mark, asked);
             });
}

void LagMarks::look()
{
    const MonotonicTime asked = m_clock.monotonic();
    whenDone(m_port.readMark(m_mark), this, [this, asked](const Result<Mark> &mark) { take(mark, asked); });
}

/// An answer that is lost proves nothing: the mark is asked for again.
void LagMarks::take(const Result<Mark> &mark, MonotonicTime asked)
{
    if (!m_running)
        return;
    if (!mark && mark.error().kind == ErrorKind::Refused)
        return failed(mark.error()); // the service forgot it
    if (mark && mark->arrivedAt.isValid())
        m_run.arrived(m_clock.monotonic());
    else if (mark)
        m_run.missing(asked);
    m_problem = mark ? QString() : mark.error().detail;
    if (mark)
        settle();
    const milliseconds pause = m_run.hasArrived()
                                   ? std::chrono::duration_cast<milliseconds>(m_spec.every)
                                   : std::min(m_timings.markPoll * (1 + m_looks / 10), m_timings.markPollCap);
    ++m_looks;
    m_timer.start(pause);
    Q_EMIT changed();
}

void LagMarks::failed(const Error &error)
{
    if (!m_running)
        return;
    m_problem = error.detail.isEmpty() ? errorKindName(error.kind) : error.detail;
    m_mark.clear();
    m_run = MarkRun();
    m_timer.start(m_timings.markRetry);
    Q_EMIT changed();
}

/// What the mark says now: all of it when it has arrived; while it is under way, only what it contradicts.
void LagMarks::settle()
{
    const bool agrees = m_run.agrees(m_spec.toleranceSeconds);
    const double last = m_last.seconds.value;
    const bool late = m_run.isUnderWay() && (!m_last.seconds.hasValue() || m_run.atLeast() > last || !agrees);
    if (!m_run.hasArrived() && !late)
        return;
    m_last.underWay = !m_run.hasArrived();
    m_last.seconds.value = m_run.hasArrived() ? m_run.atMost() : m_run.atLeast();
    m_last.seconds.receivedAt = m_clock.monotonic();
    m_last.seconds.quality = Quality::Live;
    m_last.claimed = m_run.claimedAtMost();
    m_last.agrees = agrees;
    if (!agrees)
        m_last.problem = m_run.hasArrived() && m_run.atMost() < m_last.claimed.value_or(0)
                             ? u"our mark took %1, the service claims %2"_s.arg(
                                   markFigure(m_run.atMost()), markFigure(m_last.claimed.value_or(0)))
                             : u"our mark takes at least %1, the service claims %2"_s.arg(
                                   markFigure(m_run.atLeast()), markFigure(m_last.claimed.value_or(0)));
}

MarkedLag LagMarks::marked(MonotonicTime now) const
{
    MarkedLag marked = m_last;
    if (marked.agrees) // a contradiction stands until a mark agrees, whatever became of the one after it
        marked.problem = m_problem;
    if (!marked.seconds.hasValue())
        return marked;
    const milliseconds age = marked.seconds.ageAt(now);
    if (age > markLateFactor * std::chrono::duration_cast<milliseconds>(m_spec.every) + m_timings.markRetry)
        marked.seconds.quality = Quality::Stale;
    return marked;
}

} // namespace interlock
