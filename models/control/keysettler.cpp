// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/keysettler.h"

#include "models/control/poller.h"
#include "models/domain/whendone.h"

namespace interlock {

KeySettler::KeySettler(Ask ask, const QUuid &key, const ControlTimings &timings,
                       std::chrono::milliseconds sentAgo, Settled settled, QObject *parent)
    : QObject(parent),
      m_ask(std::move(ask)),
      m_key(key),
      m_timings(timings),
      m_sentAt(std::chrono::steady_clock::now() - sentAgo),
      m_settled(std::move(settled))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &KeySettler::ask);
    askLater();
}

void KeySettler::askLater()
{
    m_timer.start(backoff(++m_attempt, m_timings.askFirst, m_timings.askCap));
}

void KeySettler::ask()
{
    whenDone(m_ask(m_key), this, [this](const Result<ActionStatus> &result) { take(result); });
}

void KeySettler::take(const Result<ActionStatus> &result)
{
    const bool early = std::chrono::steady_clock::now() - m_sentAt < m_timings.neverArrivedAfter;
    const bool settled = result && result->outcome != ActionOutcome::Pending &&
                         !(result->outcome == ActionOutcome::NeverArrived && early);
    if (!settled)
        return askLater();
    const Settled tell = std::exchange(m_settled, nullptr);
    tell(*result);
}

} // namespace interlock
