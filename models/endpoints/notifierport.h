// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QFuture>
#include <QObject>

namespace interlock {

/// A way to tell the team.
class NotifierPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// The profile's name of it.
    [[nodiscard]] virtual QString id() const = 0;
    /// Sends one JSON object; good when the other side took it. Ends in any case.
    [[nodiscard]] virtual QFuture<Result<void>> send(const QByteArray &json) = 0;
};

} // namespace interlock
