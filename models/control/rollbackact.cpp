// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/rollbackactprivate.h"

#include "models/domain/namedenum.h"
#include "models/domain/whendone.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr EnumNames<RollbackState, 9> rollbackStateNames{{{RollbackState::Idle, u"idle"},
                                                          {RollbackState::Armed, u"armed"},
                                                          {RollbackState::Hold, u"hold"},
                                                          {RollbackState::Latched, u"latched"},
                                                          {RollbackState::Sending, u"sending"},
                                                          {RollbackState::Partial, u"partial"},
                                                          {RollbackState::Acknowledged, u"acknowledged"},
                                                          {RollbackState::Observed, u"observed"},
                                                          {RollbackState::Safe, u"safe"}}};
constexpr EnumNames<RollbackReadiness, 3> readinessNames{{{RollbackReadiness::Ready, u"ready"},
                                                          {RollbackReadiness::Degraded, u"degraded"},
                                                          {RollbackReadiness::Blind, u"blind"}}};
} // namespace

QString rollbackStateName(RollbackState state)
{
    return enumName(rollbackStateNames, state);
}
QString rollbackReadinessName(RollbackReadiness readiness)
{
    return enumName(readinessNames, readiness);
}

RollbackAct::RollbackAct(ActContext &context, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, context))
{
}

RollbackAct::~RollbackAct() = default;

RollbackState RollbackAct::state() const
{
    switch (d->arming) {
    case Private::Arming::None:
        return d->phase;
    case Private::Arming::Armed:
        return RollbackState::Armed;
    case Private::Arming::Hold:
        return RollbackState::Hold;
    }
    Q_UNREACHABLE();
}

RollbackState RollbackAct::phase() const
{
    return d->phase;
}

RollbackReadiness pathReadiness(const RollbackPathStatus &status, MonotonicTime now, milliseconds proofFor)
{
    if (!status.reachable)
        return RollbackReadiness::Blind;
    const bool proven = status.provenAt.isValid() && status.proofProblem.isEmpty() &&
                        now - status.provenMonotonic <= proofFor;
    return proven ? RollbackReadiness::Ready : RollbackReadiness::Degraded;
}

RollbackReadiness RollbackAct::readiness() const
{
    int ready = 0;
    int answering = 0;
    for (const RollbackPathStatus &status : paths()) {
        const RollbackReadiness one = pathReadiness(status);
        ready += one == RollbackReadiness::Ready ? 1 : 0;
        answering += one == RollbackReadiness::Blind ? 0 : 1;
    }
    if (answering == 0)
        return RollbackReadiness::Blind;
    return ready == int(d->runs.size()) ? RollbackReadiness::Ready : RollbackReadiness::Degraded;
}

RollbackReadiness RollbackAct::pathReadiness(const RollbackPathStatus &status) const
{
    return interlock::pathReadiness(status, d->context.clock.monotonic(), d->context.timings.dryRunProves);
}

QList<RollbackPathStatus> RollbackAct::paths() const
{
    QList<RollbackPathStatus> list;
    for (const RollbackPathRun *run : std::as_const(d->runs))
        list.append(run->status());
    return list;
}

QStringList RollbackAct::routes() const
{
    return d->arming == Private::Arming::None ? d->intent.order.routes : d->armedRoutes;
}

QString RollbackAct::reason() const
{
    return d->arming == Private::Arming::None ? d->intent.order.reason : d->armedReason;
}

double RollbackAct::holdProgress() const
{
    if (d->arming != Private::Arming::Hold)
        return 0.0;
    const std::chrono::duration<double> held = d->context.clock.monotonic() - d->holdSince;
    const std::chrono::duration<double> whole = d->context.timings.rollbackHold;
    return qBound(0.0, held / whole, 1.0);
}

int RollbackAct::acceptedPaths() const
{
    return d->acceptedPaths();
}

Acknowledgement RollbackAct::acknowledgement() const
{
    const BridgeState &bridge = d->context.monitor.state().bridge.value;
    if (d->revision == 0) {
        Acknowledgement none;
        none.total = int(bridge.instances.size());
        return none;
    }
    return ActContext::acknowledged(bridge, d->revision);
}

std::optional<double> RollbackAct::newPerSecond() const
{
    return d->newPerSecond({});
}

milliseconds RollbackAct::elapsed() const
{
    if (!d->intent.startedAt.isValid())
        return milliseconds(0);
    if (d->elapsedAtEnd >= milliseconds(0))
        return d->elapsedAtEnd;
    return d->elapsedBefore +
           std::chrono::duration_cast<milliseconds>(d->context.clock.monotonic() - d->confirmedAt);
}

QDateTime RollbackAct::startedAt() const
{
    return d->intent.startedAt;
}
QDateTime RollbackAct::acknowledgedAt() const
{
    return d->acknowledgedAt;
}
QDateTime RollbackAct::observedAt() const
{
    return d->observedAt;
}
bool RollbackAct::resumed() const
{
    return d->resumed;
}
bool RollbackAct::journalFailed() const
{
    return d->journalFailed;
}
QStringList RollbackAct::unknownRoutes() const
{
    return d->unknownRoutes;
}

void RollbackAct::arm(const QStringList &routes, const QString &reason)
{
    if (d->arming == Private::Arming::Hold)
        return;
    d->armedRoutes = routes.isEmpty() ? QStringList{u"*"_s} : routes;
    d->armedReason = reason.trimmed().isEmpty() ? u"emergency rollback"_s : reason;
    d->arming = Private::Arming::Armed;
    Q_EMIT changed();
    Q_EMIT d->context.changed();
}

void RollbackAct::beginHold()
{
    if (d->arming != Private::Arming::Armed)
        return;
    d->arming = Private::Arming::Hold;
    d->holdSince = d->context.clock.monotonic();
    d->holdTimer.start(d->context.timings.rollbackHold);
    Q_EMIT changed();
}

void RollbackAct::releaseHold()
{
    if (d->arming != Private::Arming::Hold)
        return;
    d->holdTimer.stop();
    d->arming = Private::Arming::Armed;
    Q_EMIT changed();
}

void RollbackAct::confirm()
{
    if (d->arming == Private::Arming::Armed)
        d->confirm();
}

void RollbackAct::now(const QStringList &routes, const QString &reason)
{
    d->decide(routes.isEmpty() ? QStringList{u"*"_s} : routes, reason);
}

void RollbackAct::disarm()
{
    if (d->arming == Private::Arming::None)
        return;
    d->holdTimer.stop();
    d->arming = Private::Arming::None;
    Q_EMIT changed();
    Q_EMIT d->context.changed();
}

void RollbackAct::stopRetries()
{
    if (!d->running() && d->phase != RollbackState::Acknowledged)
        return;
    if (d->phase == RollbackState::Acknowledged) {
        // Everything agrees already: only the paths that never answered are given up.
        for (RollbackPathRun *run : std::as_const(d->runs))
            run->stop();
        return;
    }
    d->write(JournalMark::Abandoned,
             u"retries stopped with %1 of %2 paths accepted"_s.arg(d->acceptedPaths()).arg(d->runs.size()));
    d->finish(RollbackState::Idle);
    d->worldChanged();
}

void RollbackAct::resume()
{
    whenDone(d->context.intent.load(), this, [this](const Result<RollbackIntent> &found) {
        if (!found) {
            d->setUnsettledAlarm(true,
                                 u"whether a rollback was left open is not known: "_s % found.error().detail);
            return;
        }
        d->context.sawEpoch(found->highestEpoch);
        if (!found->open || found->order.key.isNull() || found->order.routes.isEmpty() || d->running())
            return;
        d->takeUpUnlessReleased(*found);
    });
}

} // namespace interlock
