// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drill/drill.h"

#include "models/domain/whendone.h"

#include <algorithm>
#include <QRandomGenerator>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr std::chrono::seconds drillCalmLimit{90}; ///< for the rehearsal to run without an alarm

bool hasUsersOnNew(const MigrationState &state)
{
    return std::ranges::any_of(state.bridge.value.routes, [](const RouteState &route) {
        return effectivePercent(route.mode, route.percent) > 0;
    });
}

/// Nothing reaches new any more, by live figures of every route that has traffic.
bool nothingReachesNew(const MigrationState &state)
{
    return std::ranges::all_of(state.routes, [](const RouteStatus &route) {
        const bool legacy = route.commanded.isLive() &&
                            effectivePercent(route.commanded.value.mode, route.commanded.value.percent) == 0;
        const bool gone = route.observed.quality == Quality::Never ||
                          (route.observed.isLive() && route.observed.value.newPerSecond < 1e-6);
        return legacy && gone;
    });
}

QString drillSeconds(milliseconds took)
{
    return QString::number(double(took.count()) / 1000.0, 'f', 1) + u" s"_s;
}
} // namespace

QStringList drillScenarios()
{
    return {u"error-burst"_s, u"slow-new"_s, u"back-sync-stall"_s, u"sync-stall"_s};
}

Drill::Drill(const DrillWish &wish, const QString &program, QObject *parent)
    : QObject(parent), m_wish(wish), m_world(program)
{
    if (m_wish.scenario.isEmpty()) {
        const QStringList all = drillScenarios();
        m_wish.scenario = all.at(QRandomGenerator::global()->bounded(all.size()));
    }
    m_result.scenario = m_wish.scenario;
    m_result.byOperator = m_wish.byOperator;
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        end(m_phase == Phase::Calm ? u"the rehearsal never ran without an alarm"_s : u"time is up"_s);
    });
    connect(&m_world, &DrillWorld::failed, this, &Drill::end);
    connect(&m_world, &DrillWorld::ready, this, &Drill::openSession);
}

Drill::~Drill() = default;

void Drill::start()
{
    Q_EMIT said(u"starting the rehearsal"_s);
    m_world.start();
}

void Drill::openSession()
{
    auto profile = loadProfile(m_world.profile());
    if (!profile)
        return end(u"the rehearsal's profile: "_s + profile.error().constFirst().toString());
    whenDone(resolveSecrets(*profile), this, [this, profile = *profile](const Secrets &secrets) {
        SessionOptions options;
        options.history = false;
        m_session = std::make_unique<Session>(profile, secrets, options);
        m_session->monitor().measureLag();
        connect(&m_session->monitor(), &Monitor::changed, this, &Drill::look);
        connect(&m_session->monitor(), &Monitor::alarmsChanged, this, &Drill::look);
        connect(m_session->control().rollback(), &RollbackAct::changed, this, &Drill::look);
        m_phase = Phase::Calm;
        m_limit.start(drillCalmLimit);
        m_session->monitor().start();
        Q_EMIT said(u"the rehearsal runs; a console may be opened with %1"_s.arg(m_world.profile()));
    });
}

milliseconds Drill::sinceFault() const
{
    return std::chrono::duration_cast<milliseconds>(m_session->clock().monotonic() - m_faultAt);
}

void Drill::look()
{
    switch (m_phase) {
    case Phase::Calm:
        return lookAtCalm();
    case Phase::Fault:
        return lookForAlarm();
    case Phase::Alarmed:
        return lookForAct();
    case Phase::Deciding:
        return lookForObserved();
    case Phase::Starting:
    case Phase::Done:
        return;
    }
}

void Drill::lookAtCalm()
{
    const Monitor &monitor = m_session->monitor();
    const QList<Alarm> alarms = monitor.alarms();
    const bool alarmed = std::ranges::any_of(alarms, &Alarm::active);
    const bool ready = m_session->control().rollback()->readiness() == RollbackReadiness::Ready;
    if (!monitor.firstRoundDone() || alarmed || !ready)
        return;
    if (!hasUsersOnNew(monitor.state()))
        return end(u"nobody of the rehearsal is on new: there is nothing to take back"_s);
    setFault();
}

void Drill::setFault()
{
    m_phase = Phase::Starting; // until the answer
    m_epochBefore = m_session->monitor().state().bridge.value.epoch;
    m_faultAt = m_session->clock().monotonic();
    whenDone(m_world.setFault(m_wish.scenario, true), this, [this](const Result<void> &set) {
        if (!set)
            return end(set.error().detail);
        m_phase = Phase::Fault;
        m_limit.start(m_wish.limit);
        Q_EMIT said(u"fault %1 is on"_s.arg(m_wish.scenario));
    });
}

void Drill::lookForAlarm()
{
    const QList<Alarm> alarms = m_session->monitor().alarms();
    const auto alarm = std::ranges::find_if(alarms, &Alarm::active);
    if (alarm == alarms.cend())
        return lookForAct(); // somebody may be faster than the alarm
    m_result.toAlarm = sinceFault();
    m_result.alarm = alarmKindName(alarm->kind);
    m_phase = Phase::Alarmed;
    Q_EMIT said(u"alarm %1 after %2"_s.arg(m_result.alarm, drillSeconds(*m_result.toAlarm)));
    if (!m_wish.byOperator)
        m_session->control().rollback()->now({}, u"drill "_s + m_wish.scenario);
    else
        Q_EMIT said(u"waiting for somebody to roll back"_s);
    lookForAct();
}

void Drill::lookForAct()
{
    if (m_phase == Phase::Deciding || m_phase == Phase::Done)
        return; // our own rollback has told it already
    const BridgeState &bridge = m_session->monitor().state().bridge.value;
    const bool ours = m_session->control().rollback()->startedAt().isValid();
    if (!ours && (!bridge.latched || bridge.epoch <= m_epochBefore))
        return;
    m_result.toAct = sinceFault();
    m_phase = Phase::Deciding;
    Q_EMIT said(u"rollback decided after %1"_s.arg(drillSeconds(*m_result.toAct)));
}

void Drill::lookForObserved()
{
    const RollbackAct *act = m_session->control().rollback();
    const bool ours = act->startedAt().isValid();
    if (ours ? !act->observedAt().isValid() : !nothingReachesNew(m_session->monitor().state()))
        return;
    m_result.toObserved = sinceFault();
    m_result.took = ours ? act->elapsed() : *m_result.toObserved - *m_result.toAct;
    Q_EMIT said(u"observed after %1, %2 after the decision"_s.arg(drillSeconds(*m_result.toObserved),
                                                                  drillSeconds(*m_result.took)));
    end(m_result.toAlarm ? QString() : u"no alarm was raised before somebody rolled back"_s);
}

void Drill::end(const QString &problem)
{
    if (std::exchange(m_phase, Phase::Done) == Phase::Done)
        return;
    m_limit.stop();
    m_result.problem = problem;
    Q_EMIT finished(m_result);
}

} // namespace interlock
