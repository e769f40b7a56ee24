// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/control/warranty.h"

#include <QJsonObject>

namespace interlock {

/// The picture as `interlockctl status` shows it.
struct StatusPicture
{
    const Profile &profile;
    const MigrationState &state;
    QList<Alarm> alarms;
    RollbackReadiness readiness;
    QList<RollbackPathStatus> paths;
    Warranty warranty;
};

/// Lines for a terminal; values that are not LIVE say so, missing ones are a dash.
[[nodiscard]] QStringList statusLines(const StatusPicture &picture);
/// The object of `--json`; its keys are in docs/interlockctl.md. What is not known is null, never 0.
[[nodiscard]] QJsonObject statusJson(const StatusPicture &picture);

} // namespace interlock
