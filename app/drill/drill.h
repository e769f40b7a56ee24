// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/drill/drillresult.h"
#include "app/drill/drillworld.h"
#include "app/wiring/session.h"

#include <memory>

namespace interlock {

/// What is to be practised.
struct DrillWish
{
    QString scenario;        ///< name of a fault of the rehearsal; empty: one of drillScenarios() at random
    bool byOperator = false; ///< wait for a person at a console; false: the drill rolls back at the alarm
    std::chrono::seconds limit{120}; ///< from the fault to observed
};

/// Faults that raise an alarm by themselves, for a drill at random.
[[nodiscard]] QStringList drillScenarios();

/// One drill: the rehearsal starts, a session of the real engine watches it, a fault is switched on, and what
/// follows is timed by the monotonic clock. GUI thread. Nothing of it touches the migration itself.
class Drill final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Drill)

public:
    Drill(const DrillWish &wish, const QString &program, QObject *parent = nullptr);
    ~Drill() override;

    void start();

Q_SIGNALS:
    /// What happens, a sentence each.
    void said(const QString &sentence);
    /// Once.
    void finished(const interlock::DrillResult &result);

private:
    enum class Phase { Starting, Calm, Fault, Alarmed, Deciding, Done };

    void openSession();
    void look();
    void lookAtCalm();
    void lookForAlarm();
    void lookForAct();
    void lookForObserved();
    void setFault();
    void end(const QString &problem);
    [[nodiscard]] std::chrono::milliseconds sinceFault() const;

    DrillWish m_wish;
    DrillWorld m_world;
    std::unique_ptr<Session> m_session;
    DrillResult m_result;
    Phase m_phase = Phase::Starting;
    MonotonicTime m_faultAt{};
    quint64 m_epochBefore = 0;
    QTimer m_limit;
};

} // namespace interlock
