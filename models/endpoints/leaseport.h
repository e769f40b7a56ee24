// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <optional>
#include <QDateTime>
#include <QFuture>
#include <QObject>

namespace interlock {

/// Who an engine is, for everybody to read.
struct LeaseIdentity
{
    QString who;     ///< the person or account
    QString where;   ///< the machine
    QString program; ///< "console", "watch"

    friend bool operator==(const LeaseIdentity &, const LeaseIdentity &) = default;
};

/// Whose engine is armed.
struct LeaseHolder
{
    LeaseIdentity identity;
    QDateTime since;
    QDateTime beatAt;  ///< when it last said that it lives
    quint64 epoch = 0; ///< rises with every take-over: the fence between two holders

    friend bool operator==(const LeaseHolder &, const LeaseHolder &) = default;
};

/// What a look at the lease says.
struct LeaseStatus
{
    bool mine = false;
    std::optional<LeaseHolder> holder; ///< nothing: nobody is armed

    friend bool operator==(const LeaseStatus &, const LeaseStatus &) = default;
};

/// The lease that says which one of all engines is armed. Two holders at once are impossible: the lock
/// belongs to the operating system or the database, which frees it when its holder dies. Futures end on
/// success, error, timeout and destruction (Cancelled). GUI thread.
class LeasePort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Takes the lease when it is free, keeps it when it is ours, and says who has it. @p want false:
    /// lets go of what is ours and only looks. An error says nothing about who has it; what was ours may be
    /// lost.
    [[nodiscard]] virtual QFuture<Result<LeaseStatus>> renew(bool want) = 0;
    /// Lets go of it, so that another engine takes over at once. Ended within the call where that is
    /// possible.
    virtual void release() = 0;
};

} // namespace interlock
