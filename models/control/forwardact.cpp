// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/forwardact.h"

#include "models/control/forwardactprivate.h"
#include "models/domain/namedenum.h"

namespace interlock {

using std::chrono::milliseconds;

namespace {
constexpr EnumNames<ForwardState, 13> forwardStateNames{{{ForwardState::View, u"view"},
                                                         {ForwardState::Draft, u"draft"},
                                                         {ForwardState::Preflight, u"preflight"},
                                                         {ForwardState::Armed, u"armed"},
                                                         {ForwardState::Hold, u"hold"},
                                                         {ForwardState::Journaled, u"journaled"},
                                                         {ForwardState::Sent, u"sent"},
                                                         {ForwardState::Acknowledged, u"acknowledged"},
                                                         {ForwardState::Observed, u"observed"},
                                                         {ForwardState::Blocked, u"blocked"},
                                                         {ForwardState::Conflict, u"conflict"},
                                                         {ForwardState::Rejected, u"rejected"},
                                                         {ForwardState::Unknown, u"unknown"}}};

bool isEmptyChange(const RouteChange &change)
{
    return !change.mode && !change.percent && change.rules.isEmpty();
}
} // namespace

QString forwardStateName(ForwardState state)
{
    return enumName(forwardStateNames, state);
}

ForwardAct::ForwardAct(ActContext &context, const QString &routeId, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, context, routeId))
{
}

ForwardAct::~ForwardAct() = default;

QString ForwardAct::routeId() const
{
    return d->routeId;
}
ForwardState ForwardAct::state() const
{
    return d->state;
}
RouteChange ForwardAct::draft() const
{
    return d->draft;
}
std::optional<PreparedChange> ForwardAct::prepared() const
{
    return d->prepared;
}
ForwardMarks ForwardAct::marks() const
{
    return d->marks;
}
QList<Blocker> ForwardAct::interlocks() const
{
    const InterlockView view = d->context.view(d->routeId);
    return forwardInterlocks(view, d->routeId) + gateInterlocks(view, d->routeId);
}

QList<Blocker> ForwardAct::blockers() const
{
    switch (d->state) {
    case ForwardState::View:
        return interlocks();
    case ForwardState::Draft:
        return d->reasons.isEmpty() ? d->draftBlockers() : d->reasons;
    case ForwardState::Blocked:
        return d->reasons;
    case ForwardState::Armed:
    case ForwardState::Hold:
        return d->armedBlockers();
    case ForwardState::Preflight:
    case ForwardState::Journaled:
    case ForwardState::Sent:
    case ForwardState::Acknowledged:
    case ForwardState::Observed:
    case ForwardState::Conflict:
    case ForwardState::Rejected:
    case ForwardState::Unknown:
        return {};
    }
    Q_UNREACHABLE();
}

std::optional<RouteState> ForwardAct::conflictWith() const
{
    const RouteState *now = d->route();
    return d->state == ForwardState::Conflict && now ? std::optional(*now) : std::nullopt;
}

std::optional<Error> ForwardAct::error() const
{
    return d->error;
}

milliseconds ForwardAct::armedLeft() const
{
    if (d->state != ForwardState::Armed && d->state != ForwardState::Hold)
        return milliseconds(0);
    const auto left = std::chrono::duration_cast<milliseconds>(d->armedUntil - d->context.clock.monotonic());
    return qMax(milliseconds(0), left);
}

double ForwardAct::holdProgress() const
{
    if (d->state != ForwardState::Hold)
        return 0.0;
    const std::chrono::duration<double> held = d->context.clock.monotonic() - d->holdSince;
    const std::chrono::duration<double> whole = d->context.timings.forwardHold;
    return d->committing ? 1.0 : qBound(0.0, held / whole, 1.0);
}

Acknowledgement ForwardAct::acknowledgement() const
{
    return d->actRevision == 0
               ? Acknowledgement{}
               : ActContext::acknowledged(d->context.monitor.state().bridge.value, d->actRevision);
}

bool ForwardAct::busy() const
{
    switch (d->state) {
    case ForwardState::Journaled:
    case ForwardState::Sent:
    case ForwardState::Acknowledged:
        return true;
    case ForwardState::View:
    case ForwardState::Draft:
    case ForwardState::Preflight:
    case ForwardState::Armed:
    case ForwardState::Hold:
    case ForwardState::Observed:
    case ForwardState::Blocked:
    case ForwardState::Conflict:
    case ForwardState::Rejected:
    case ForwardState::Unknown:
        return d->committing;
    }
    Q_UNREACHABLE();
}

void ForwardAct::setDraft(const RouteChange &change)
{
    if (!d->isSettledExit())
        return;
    d->leaveUnobserved();
    d->reset();
    d->draft = change;
    d->draft.routeId = d->routeId;
    d->enter(isEmptyChange(change) ? ForwardState::View : ForwardState::Draft);
}

void ForwardAct::prepare()
{
    switch (d->state) {
    case ForwardState::Draft:
    case ForwardState::Blocked:
    case ForwardState::Conflict:
    case ForwardState::Rejected:
        return d->prepare();
    case ForwardState::View:
    case ForwardState::Preflight:
    case ForwardState::Armed:
    case ForwardState::Hold:
    case ForwardState::Journaled:
    case ForwardState::Sent:
    case ForwardState::Acknowledged:
    case ForwardState::Observed:
    case ForwardState::Unknown:
        return;
    }
}

void ForwardAct::extend()
{
    if (d->state == ForwardState::Armed && !d->committing)
        d->arm();
}

void ForwardAct::beginHold()
{
    if (d->state != ForwardState::Armed || d->committing)
        return;
    d->holdSince = d->context.clock.monotonic();
    d->holdTimer.start(d->context.timings.forwardHold);
    d->enter(ForwardState::Hold);
}

void ForwardAct::releaseHold()
{
    if (d->state != ForwardState::Hold || d->committing)
        return;
    d->holdTimer.stop();
    if (!d->armedTimer.isActive())
        return d->fallBack({{BlockerKind::Expired, {}, Quality::Live, {}}});
    d->enter(ForwardState::Armed);
}

void ForwardAct::confirm()
{
    if (d->state == ForwardState::Armed && !d->committing)
        d->commit();
}

void ForwardAct::cancel()
{
    if (!d->isSettledExit() || d->state == ForwardState::View)
        return;
    d->leaveUnobserved();
    d->reset();
    d->draft = {};
    d->enter(ForwardState::View);
}

void ForwardAct::resume(const JournalEntry &entry)
{
    d->resume(entry);
}

} // namespace interlock
