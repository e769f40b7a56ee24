// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/consequence/predictionbook.h"

#include <algorithm>

namespace interlock {

using namespace std::chrono_literals;

namespace {
constexpr qint64 recordSeconds = 24 * 3600;
constexpr std::chrono::seconds recordAnew{10};
} // namespace

PredictionBook::PredictionBook(Control &control, const SeriesHistory &history, const QString &fileName,
                               QObject *parent, const PredictionTimings &timings)
    : QObject(parent),
      m_control(control),
      m_history(history),
      m_timings(timings),
      m_file(fileName),
      m_predictions(m_file.read())
{
    m_timer.setInterval(timings.look);
    connect(&m_timer, &QTimer::timeout, this, &PredictionBook::judgeAll);
    m_timer.start();
}

PredictionBook::~PredictionBook() = default;

Consequence PredictionBook::consequence(const RouteChange &change)
{
    const MigrationState &state = m_control.monitor().state();
    CachedRecord &cached = m_records[change.routeId];
    const auto now = std::chrono::steady_clock::now();
    if (cached.at == MonotonicTime{} || now - cached.at >= recordAnew) {
        cached.at = now;
        cached.record = routeRecord(m_control.profile(), m_history, change.routeId,
                                    state.wall.addSecs(-recordSeconds), state.wall);
    }
    return consequenceOf({m_control.profile(), state, cached.record, change});
}

void PredictionBook::follow(ForwardAct *act)
{
    if (m_followed.contains(act->routeId()))
        return;
    m_followed.insert(act->routeId());
    connect(act, &ForwardAct::changed, this, [this, act] { look(act); });
}

Prediction *PredictionBook::find(const QUuid &act)
{
    const auto it = std::ranges::find(m_predictions, act, &Prediction::act);
    return it == m_predictions.end() ? nullptr : &*it;
}

/// Foretold when it is armed, before anything moves; kept once it is sent.
void PredictionBook::look(ForwardAct *act)
{
    const auto prepared = act->prepared();
    if (!prepared)
        return;
    const MigrationState &state = m_control.monitor().state();
    Prediction &armed = m_armed[act->routeId()];
    switch (act->state()) {
    case ForwardState::Armed:
    case ForwardState::Hold:
        if (armed.act != prepared->key)
            armed = predictionOf(consequence(prepared->change), prepared->change, prepared->key, state);
        return;
    case ForwardState::Sent:
    case ForwardState::Acknowledged:
        if (armed.act == prepared->key && !find(armed.act))
            keep(armed);
        return;
    case ForwardState::Observed:
        if (Prediction *one = find(prepared->key); one && !one->observedAt.isValid()) {
            Prediction observed = *one;
            observed.observedAt = act->marks().observed;
            if (const RouteStatus *route = state.route(act->routeId()); route && route->parity.isLive())
                observed.differentThen = route->parity.value.different;
            keep(observed);
        }
        return;
    case ForwardState::View:
    case ForwardState::Draft:
    case ForwardState::Preflight:
    case ForwardState::Journaled:
    case ForwardState::Blocked:
    case ForwardState::Conflict:
    case ForwardState::Rejected:
    case ForwardState::Unknown:
        return;
    }
}

void PredictionBook::judgeAll()
{
    const MigrationState &state = m_control.monitor().state();
    const QList<Prediction> before = m_predictions;
    for (const Prediction &one : before) {
        if (one.closed || !one.observedAt.isValid())
            continue;
        if (one.observedAt.addSecs(m_timings.due.count()) > state.wall)
            continue;
        const RouteRecord record = routeRecord(m_control.profile(), m_history, one.routeId, one.observedAt,
                                               one.observedAt.addSecs(m_timings.due.count()));
        if (const Prediction now = judged(one, record, state, m_timings); now != one)
            keep(now);
    }
}

void PredictionBook::keep(const Prediction &prediction)
{
    if (Prediction *same = find(prediction.act))
        *same = prediction;
    else
        m_predictions.prepend(prediction);
    m_predictions = m_predictions.mid(0, PredictionFile::kept);
    m_file.write(prediction);
    Q_EMIT changed();
}

} // namespace interlock
