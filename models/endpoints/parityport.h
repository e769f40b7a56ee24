// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/paritybucket.h"
#include "models/domain/result.h"

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
};

} // namespace interlock
