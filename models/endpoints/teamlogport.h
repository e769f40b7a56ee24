// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/domain/teamlog.h"

#include <QFuture>
#include <QList>
#include <QObject>

namespace interlock {

/// What the team writes down about the migration. Futures end on success, error, timeout and destruction.
class TeamLogPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Open issues first, then the newest; at most @p limit.
    [[nodiscard]] virtual QFuture<Result<QList<LoggedIssue>>> issues(int limit) = 0;
    /// The newest @p limit, oldest first; empty when nobody notes releases.
    [[nodiscard]] virtual QFuture<Result<QList<LoggedRelease>>> releases(int limit) = 0;
};

} // namespace interlock
