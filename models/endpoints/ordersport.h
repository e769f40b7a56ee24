// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/orderinflight.h"
#include "models/domain/result.h"

#include <QFuture>
#include <QObject>

namespace interlock {

/// Orders in flight, read-only. Futures end on success, error, timeout and destruction, on the GUI thread.
class OrdersPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual QFuture<Result<OrdersSnapshot>> read() = 0;
};

} // namespace interlock
