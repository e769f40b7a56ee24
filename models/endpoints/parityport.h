// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/paritybucket.h"
#include "models/domain/result.h"
#include "models/domain/trafficpair.h"

#include <chrono>
#include <QFuture>
#include <QObject>

namespace interlock {

/// Parity figures a bridge or comparer keeps. Futures end on success, error, timeout and destruction, on the
/// GUI thread.
class ParityPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual QFuture<Result<ParitySeries>>
    series(const QString &routeId, const QDateTime &from, const QDateTime &to, std::chrono::seconds step) = 0;
    /// Pairs that came after @p cursor (empty: from the oldest that is kept), of all routes and outcomes,
    /// oldest first; at most @p limit, fewer when the source cuts the page. Never an incomplete page: a pair
    /// that cannot be read makes it an error.
    [[nodiscard]] virtual QFuture<Result<TrafficPairPage>> pairs(const QString &cursor, int limit) = 0;
};

} // namespace interlock
