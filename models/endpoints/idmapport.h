// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/idlink.h"
#include "models/domain/result.h"

#include <QFuture>
#include <QObject>

namespace interlock {

/// The ids of legacy and new that are the same thing. Futures end on success, error, timeout and destruction.
class IdMapPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// At most @p limit links after @p cursor; empty = from the first one. Links may come again.
    [[nodiscard]] virtual QFuture<Result<IdLinkPage>> page(const QString &cursor, int limit) = 0;
};

} // namespace interlock
