// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/sessioncommand.h"

namespace interlock {

/// What set and rollback have in common: they follow an act until it is where the caller wants it, or time is
/// up.
class ActCommand : public SessionCommand
{
    Q_OBJECT

public:
    using SessionCommand::SessionCommand;

protected:
    /// The act moved: finish() when it is settled.
    virtual void look() = 0;
    /// Time is up: finish() with what is known.
    virtual void giveUp() = 0;

    /// From now on look() is called after every change of the act, never from within it, and giveUp() after
    /// @p limit, if there is one.
    template<typename Act>
    void follow(Act *act, std::optional<std::chrono::milliseconds> limit)
    {
        connect(act, &Act::changed, this, &ActCommand::lookUnlessFinished, Qt::QueuedConnection);
        connect(&session().monitor(), &Monitor::changed, this, &ActCommand::lookUnlessFinished,
                Qt::QueuedConnection);
        if (!limit)
            return;
        QTimer::singleShot(*limit, this, [this] {
            if (!isFinished())
                giveUp();
        });
    }
    /// Whether any signal of the profile can confirm an act in the traffic.
    [[nodiscard]] bool trafficIsMeasured();
    /// A route id that neither the profile nor the bridge knows ends the command; true when it did.
    bool endedByUnknownRoute(const QStringList &routes);
    void say(const QString &text, QString &last) const;
    [[nodiscard]] static QJsonObject acknowledgementJson(const Acknowledgement &acknowledgement);
    [[nodiscard]] static QJsonValue timeJson(const QDateTime &time);

private:
    void lookUnlessFinished()
    {
        if (!isFinished())
            look();
    }
};

} // namespace interlock
