// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/faults/fault.h"
#include "models/domain/result.h"

#include <QList>
#include <QString>

namespace interlock::rehearsal {

/// What the profile says about the part of the world that a stack is responsible for.
struct StackProfile
{
    QByteArray bridge;  ///< lines of the bridge's endpoint after `kind`
    QByteArray metrics; ///< likewise
    QByteArray sync;
    QByteArray parity;
    QByteArray ruleRequests; ///< lines of the signal that counts what rules sent to new: metric and labels
};

/// What stands in front of the stores and decides who answers. Main thread.
class BridgeStack
{
public:
    BridgeStack() = default;
    BridgeStack(const BridgeStack &) = delete;
    BridgeStack &operator=(const BridgeStack &) = delete;
    virtual ~BridgeStack() = default;

    [[nodiscard]] virtual Result<void> start() = 0;
    /// The ports for the shop's traffic, one an instance.
    [[nodiscard]] virtual QList<quint16> edges() const = 0;
    /// Whether every user of @p route is answered by new.
    [[nodiscard]] virtual bool isFullyOnNew(const QString &route) const = 0;
    /// Switches a fault of the bridge itself (NoAck, Hang); others are not its business.
    virtual void setFault(Fault fault, bool on) = 0;
    [[nodiscard]] virtual StackProfile profile() const = 0;
};

} // namespace interlock::rehearsal
