// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/sessioncommand.h"

namespace interlock {

/// `watch`: the engine of the console without pixels, until it is ended. A line for everything that happens;
/// with `--json` an object a line.
class WatchCommand final : public SessionCommand
{
    Q_OBJECT

public:
    using SessionCommand::SessionCommand;
    void interrupt() override;

protected:
    [[nodiscard]] SessionOptions sessionOptions() const override;
    void run() override;

private:
    void say(const QString &event, const QJsonObject &details) const;
    void sayAlarms();

    QMap<QString, Alarm> m_alarms; ///< that were said, by kind and subject
};

} // namespace interlock
