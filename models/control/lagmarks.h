// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/controltimings.h"
#include "models/control/markrun.h"
#include "models/control/migrationstate.h"
#include "models/domain/clock.h"
#include "models/endpoints/syncport.h"

#include <QObject>
#include <QTimer>

namespace interlock {

/// Sends one mark after the other through one direction of the sync and times it: "a lag that cannot lie".
/// A mark that does not arrive is waited for, never replaced, so that a stall shows at its full length.
/// GUI thread.
class LagMarks final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LagMarks)

public:
    /// Everything given outlives it.
    LagMarks(SyncDirection direction, SyncPort &port, const MarkSpec &spec, const ControlTimings &timings,
             const Clock &clock, QObject *parent);

    void start();
    void stop();
    /// The service's own figure of the direction, whenever it tells one.
    void claims(const Reading<double> &lag);
    /// What is known at @p now.
    [[nodiscard]] MarkedLag marked(MonotonicTime now) const;

Q_SIGNALS:
    void changed();

private:
    void write();
    void look();
    void take(const Result<Mark> &mark, MonotonicTime asked);
    void failed(const Error &error);
    void settle();

    SyncDirection m_direction;
    SyncPort &m_port;
    const MarkSpec m_spec;
    const ControlTimings m_timings;
    const Clock &m_clock;
    QTimer m_timer;
    MarkRun m_run;
    QString m_mark;
    int m_looks = 0;
    bool m_running = false;
    std::optional<double> m_claimed; ///< the newest figure, for the mark that comes next
    QString m_problem;               ///< why the last question brought nothing
    MarkedLag m_last;
};

} // namespace interlock
