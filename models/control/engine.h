// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/legacyhealth.h"
#include "models/control/notifier.h"
#include "models/control/triggerbook.h"
#include "models/endpoints/leaseport.h"

#include <memory>
#include <QJsonObject>
#include <QObject>

namespace interlock {

class Control;
class Clock;

/// Watches when nobody does: looks at the triggers, holds the lease, and, armed by it, takes the share back
/// by itself; afterwards looks at legacy and tells the team. The same in the console and in `interlockctl
/// watch`. It moves nothing forward. GUI thread.
class Engine final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Engine)

public:
    /// Everything given outlives the engine; @p lease and @p notifier are its own.
    Engine(Control &control, const Clock &clock, std::unique_ptr<LeasePort> lease,
           std::unique_ptr<Notifier> notifier, const ControlTimings &timings = {}, QObject *parent = nullptr);
    ~Engine() override;

    /// Begins to look and to ask for the lease.
    void start();
    /// Stops looking and lets go of the lease.
    void stop();

    /// True while the lease is ours and was confirmed a moment ago: only then triggers act.
    [[nodiscard]] bool armed() const;
    /// Whose engine is armed, ours included; nothing when nobody is or nobody knows (then leaseProblem() may
    /// say why).
    [[nodiscard]] std::optional<LeaseHolder> holder() const;
    /// True once the lease was asked for and nobody has had it for a while: nobody watches.
    [[nodiscard]] bool nobodyWatches() const;
    [[nodiscard]] QString leaseProblem() const;
    [[nodiscard]] const QList<TriggerStatus> &triggers() const;
    [[nodiscard]] Notifier &notifier();

Q_SIGNALS:
    /// Lease, triggers or the legacy check moved.
    void changed();
    /// For logs and `interlockctl watch`: "lease", "trigger", "action", "gradual", "rollback", "legacy",
    /// "notification".
    void happened(const QString &what, const QJsonObject &details);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace interlock
