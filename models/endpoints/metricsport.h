// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/signal.h"

#include <QFuture>
#include <QObject>

namespace interlock {

/// Signals computed from a metrics endpoint. Futures end on success, error, timeout and destruction, on the
/// GUI thread.
class MetricsPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The current values of the signals this port was made with. Fails as a whole only when nothing was
    /// answered.
    [[nodiscard]] virtual QFuture<Result<SignalSnapshot>> read() = 0;
    /// The past of the signals, for the plots at start. A driver that knows no past answers with an empty
    /// list.
    [[nodiscard]] virtual QFuture<Result<QList<SignalSeries>>>
    history(const QDateTime &from, const QDateTime &to, std::chrono::seconds step) = 0;
};

} // namespace interlock
