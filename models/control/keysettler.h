// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/controltimings.h"
#include "models/domain/bridgestate.h"
#include "models/domain/result.h"

#include <functional>
#include <QFuture>
#include <QObject>
#include <QTimer>

namespace interlock {

/// Asks by its key, of the bridge or the sync service, what became of an act whose answer was lost, again and
/// again with capped backoff, until it says so. Never sends the act again. "Never arrived" counts only after
/// ControlTimings::neverArrivedAfter: until then the request may still be under way.
class KeySettler final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(KeySettler)

public:
    using Ask = std::function<QFuture<Result<ActionStatus>>(const QUuid &key)>;
    using Settled = std::function<void(const ActionStatus &status)>;

    /// @p sentAgo: how long ago the request left. @p settled is called once.
    KeySettler(Ask ask, const QUuid &key, const ControlTimings &timings, std::chrono::milliseconds sentAgo,
               Settled settled, QObject *parent);

private:
    void ask();
    void take(const Result<ActionStatus> &result);
    void askLater();

    Ask m_ask;
    QUuid m_key;
    ControlTimings m_timings;
    std::chrono::steady_clock::time_point m_sentAt;
    Settled m_settled;
    QTimer m_timer;
    int m_attempt = 0;
};

} // namespace interlock
