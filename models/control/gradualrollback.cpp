// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gradualrollback.h"

#include "models/control/gradualrollbackprivate.h"
#include "models/domain/namedenum.h"
#include "models/domain/whendone.h"

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr EnumNames<GradualState, 9> gradualStateNames{{{GradualState::Idle, u"idle"},
                                                        {GradualState::Stepping, u"stepping"},
                                                        {GradualState::Settling, u"settling"},
                                                        {GradualState::Waiting, u"waiting"},
                                                        {GradualState::Done, u"done"},
                                                        {GradualState::Recovered, u"recovered"},
                                                        {GradualState::Stopped, u"stopped"},
                                                        {GradualState::Hurried, u"hurried"},
                                                        {GradualState::Overtaken, u"overtaken"}}};
} // namespace

QString gradualStateName(GradualState state)
{
    return enumName(gradualStateNames, state);
}

GradualRollback::GradualRollback(ActContext &context, const QString &intentFile, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, context, intentFile))
{
}

GradualRollback::~GradualRollback() = default;

GradualState GradualRollback::state() const
{
    return d->state;
}
bool GradualRollback::running() const
{
    return d->running();
}
QStringList GradualRollback::routes() const
{
    return d->intent.routes;
}
QString GradualRollback::reason() const
{
    return d->intent.reason;
}
QString GradualRollback::trigger() const
{
    return d->intent.trigger;
}
std::optional<int> GradualRollback::step() const
{
    return d->intent.target < 0 ? std::nullopt : std::optional(d->intent.target);
}
QDateTime GradualRollback::startedAt() const
{
    return d->intent.startedAt;
}
bool GradualRollback::resumed() const
{
    return d->resumed;
}
QString GradualRollback::problem() const
{
    return d->problem;
}

QList<int> GradualRollback::stepsLeft() const
{
    QList<int> left;
    if (!running())
        return left;
    const BridgeState &bridge = d->context.monitor.state().bridge.value;
    const int next = d->nextTarget(bridge);
    for (const int percent : std::as_const(d->context.profile.gradual.steps)) {
        if (percent <= next)
            left.append(percent);
    }
    return left;
}

milliseconds GradualRollback::waitLeft() const
{
    if (d->state != GradualState::Waiting)
        return milliseconds(0);
    const auto left = std::chrono::duration_cast<milliseconds>(d->nextStep - d->context.clock.monotonic());
    return qMax(milliseconds(0), left);
}

bool GradualRollback::start(const QStringList &routes, const QString &reason, const QString &trigger)
{
    if (running())
        return false;
    if (!d->file.acquire()) {
        d->problem = u"another program on this machine runs a gradual rollback"_s;
        Q_EMIT changed();
        return false;
    }
    GradualIntent intent;
    intent.open = true;
    intent.id = QUuid::createUuid();
    intent.routes = routes.isEmpty() ? QStringList{u"*"_s} : routes;
    intent.reason = reason.trimmed().isEmpty() ? u"gradual rollback"_s : reason;
    intent.trigger = trigger;
    intent.actor = d->context.actor();
    const Reading<BridgeState> &bridge = d->context.monitor.state().bridge;
    intent.epoch = bridge.isLive() ? bridge.value.epoch : 0;
    intent.startedAt = d->context.clock.wall();
    d->begin(intent, false);
    return true;
}

void GradualRollback::include(const QStringList &routes, const QString &reason)
{
    if (running())
        d->include(routes, reason.left(longestGradualReason));
}

void GradualRollback::systemRecovered()
{
    d->recovered = true;
    if (d->state == GradualState::Waiting)
        d->finish(GradualState::Recovered, JournalMark::Acknowledged,
                  u"the system recovered at %1 %"_s.arg(d->intent.target));
}

void GradualRollback::stop(const QString &reason)
{
    if (running())
        d->finish(GradualState::Stopped, JournalMark::Abandoned, u"stopped: "_s % reason);
}

void GradualRollback::hurry(const QString &reason)
{
    if (!running())
        return;
    const QStringList routes = d->intent.routes;
    d->finish(GradualState::Hurried, JournalMark::Abandoned, u"hurried to an immediate rollback"_s);
    d->context.rollBackNow(routes, reason);
}

void GradualRollback::resume()
{
    whenDone(d->file.load(), this, [this](const Result<QByteArray> &text) {
        const Result<GradualIntent> found =
            text ? gradualIntentFromText(*text) : Result<GradualIntent>(tl::unexpected<Error>(text.error()));
        if (!found) {
            d->problem = u"whether a gradual rollback was left open is not known: "_s % found.error().detail;
            Q_EMIT changed();
            return;
        }
        if (!found->open || found->id.isNull() || found->routes.isEmpty() || running())
            return;
        if (d->file.acquire())
            d->begin(*found, true);
    });
}

} // namespace interlock
