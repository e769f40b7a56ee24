// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QFuture>
#include <QObject>
#include <QUuid>

namespace interlock {

/// The rule set that all consoles share, as it was read.
struct SharedRules
{
    QByteArray json;     ///< `{"rule":[…]}`
    QByteArray revision; ///< opaque; given back when it is replaced

    friend bool operator==(const SharedRules &, const SharedRules &) = default;
};

/// Where consoles share parity rules. Futures end on success, error, timeout and destruction.
class SharedRulesPort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual QFuture<Result<SharedRules>> read() = 0;
    /// Replaces the set that has @p rules' revision by @p rules' text; Conflict when somebody else changed it
    /// meanwhile. @p key is made once for each decision of a person, so that a repeat acts once.
    [[nodiscard]] virtual QFuture<Result<SharedRules>> replace(const SharedRules &rules,
                                                               const QUuid &key) = 0;
};

} // namespace interlock
