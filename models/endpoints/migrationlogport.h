// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/migrationlog.h"
#include "models/domain/result.h"

#include <QFuture>
#include <QObject>

namespace interlock {

/// The log of migrated entities with their checksums. Futures end on success, error, timeout and destruction.
class MigrationLogPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// At most @p limit rows with ids after @p id. Costs the same anywhere in the log.
    [[nodiscard]] virtual QFuture<Result<MigrationLogPage>> page(qint64 id, int limit) = 0;
};

} // namespace interlock
