// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/engine.h"

#include "models/control/engineprivate.h"

namespace interlock {

Engine::Engine(Control &control, const Clock &clock, std::unique_ptr<LeasePort> lease,
               std::unique_ptr<Notifier> notifier, const ControlTimings &timings, QObject *parent)
    : QObject(parent),
      d(std::make_unique<Private>(this, control, clock, std::move(lease), std::move(notifier), timings))
{
}

Engine::~Engine()
{
    stop();
}

void Engine::start()
{
    if (std::exchange(d->running, true))
        return;
    d->nobodySince = d->clock.monotonic();
    d->lookTimer.start();
    d->leaseTimer.start();
    d->renew();
    d->look();
}

void Engine::stop()
{
    if (!std::exchange(d->running, false))
        return;
    d->lookTimer.stop();
    d->leaseTimer.stop();
    d->validUntil = {};
    d->holder.reset();
    d->lease->release();
}

bool Engine::armed() const
{
    return d->armed();
}
std::optional<LeaseHolder> Engine::holder() const
{
    return d->holder;
}
bool Engine::nobodyWatches() const
{
    return d->running && d->nobodySince != MonotonicTime{} &&
           d->clock.monotonic() - d->nobodySince >= d->timings.nobodyAfter;
}
QString Engine::leaseProblem() const
{
    return d->leaseProblem;
}
const QList<TriggerStatus> &Engine::triggers() const
{
    return d->book.statuses();
}
Notifier &Engine::notifier()
{
    return *d->notifier;
}

} // namespace interlock
