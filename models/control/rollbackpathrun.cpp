// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/rollbackpathrun.h"

#include "models/control/poller.h"
#include "models/domain/whendone.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

bool covers(const RollbackOrder &order, const QString &routeId)
{
    return order.routes.contains(u"*"_s) || order.routes.contains(routeId);
}

bool isRolledBack(const BridgeState &state, const RollbackOrder &order)
{
    return std::ranges::all_of(state.routes, [&order](const RouteState &route) {
        return !covers(order, route.id) || (route.mode == Mode::Legacy && route.percent == 0);
    });
}

RollbackPathRun::RollbackPathRun(const RollbackPath &path, ActContext &context, QObject *parent)
    : QObject(parent), m_context(context)
{
    m_status.path = path;
    m_retry.setSingleShot(true);
    m_probe.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &RollbackPathRun::attempt);
    m_dryRun.setSingleShot(true);
    connect(&m_probe, &QTimer::timeout, this, &RollbackPathRun::probe);
    connect(&m_dryRun, &QTimer::timeout, this, &RollbackPathRun::dryRun);
}

void RollbackPathRun::startProbing()
{
    m_probe.start(0); // the first one that is answered brings the first dry run
}

/// All that a rollback needs short of moving anything. One that is on its way proves more.
void RollbackPathRun::dryRun()
{
    const auto &warranty = m_context.profile.warranty;
    const std::chrono::milliseconds period =
        warranty ? std::chrono::milliseconds(warranty->dryRunEvery) : m_context.timings.dryRunPeriod;
    if (m_running) {
        m_dryRun.start(m_context.timings.dryRunRetry);
        return;
    }
    m_trying = true;
    const QString actor = m_actor.isEmpty() ? m_context.actor() : m_actor;
    whenDone(m_context.ports.bridge->tryRollback(m_status.path.id, actor), this,
             [this, period](const Result<void> &tried) {
                 m_trying = false;
                 if (tried) {
                     m_status.provenAt = m_context.clock.wall();
                     m_status.provenMonotonic = m_context.clock.monotonic();
                 }
                 m_status.proofProblem = tried                            ? QString()
                                         : tried.error().detail.isEmpty() ? errorKindName(tried.error().kind)
                                                                          : tried.error().detail;
                 m_dryRun.start(tried ? period : m_context.timings.dryRunRetry);
                 Q_EMIT changed();
             });
}

void RollbackPathRun::probe()
{
    whenDone(m_context.ports.bridge->probe(m_status.path.id), this, [this](const Result<Identity> &who) {
        m_status.probedAt = m_context.clock.wall();
        m_status.reachable = who && who->scopes.contains(Scope::Rollback);
        if (who)
            m_actor = who->actor;
        if (m_status.reachable && !m_dryRun.isActive() && !m_trying)
            m_dryRun.start(0);
        if (!m_failed) {
            m_status.problem = !who                 ? who.error().detail
                               : m_status.reachable ? QString()
                                                    : u"the token may not roll back"_s;
        }
        m_probe.start(m_context.timings.probePeriod);
        Q_EMIT changed();
    });
}

void RollbackPathRun::send(const RollbackOrder &order)
{
    ++m_run;
    m_order = order;
    m_running = true;
    m_failed = false;
    m_status.attempts = 0;
    m_status.acceptedAt = {};
    m_status.sentAt = {};
    m_status.problem.clear();
    attempt();
}

void RollbackPathRun::stop()
{
    ++m_run;
    m_running = false;
    m_retry.stop();
}

void RollbackPathRun::attempt()
{
    m_retry.stop();
    ++m_status.attempts;
    m_status.sentAt = m_context.clock.wall();
    const auto answer = m_context.ports.bridge->rollback(m_status.path.id, m_order);
    whenDone(answer, this, [this, mine = m_run](const Result<BridgeState> &result) {
        if (mine == m_run && m_running)
            take(result);
    });
}

void RollbackPathRun::take(const Result<BridgeState> &result)
{
    if (!result)
        return failedWith(result.error().detail.isEmpty() ? errorKindName(result.error().kind)
                                                          : result.error().detail);
    if (!isRolledBack(*result, m_order))
        return failedWith(u"it answered, but routes are not on legacy"_s);
    m_running = false;
    m_failed = false;
    m_status.acceptedAt = m_context.clock.wall();
    m_status.reachable = true;
    m_status.provenAt = m_status.acceptedAt;
    m_status.provenMonotonic = m_context.clock.monotonic();
    m_status.proofProblem.clear();
    m_status.problem.clear();
    Q_EMIT acceptedState(*result);
}

void RollbackPathRun::failedWith(const QString &problem)
{
    m_failed = true;
    m_status.problem = problem;
    m_retry.start(backoff(m_status.attempts, m_context.timings.retryFirst, m_context.timings.retryCap));
    Q_EMIT changed();
}

} // namespace interlock
