// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/domain/triage.h"

#include <QFuture>
#include <QObject>

namespace interlock {

/// Where decisions about groups are kept: on this machine, or shared by all consoles. Futures end on success,
/// error, timeout and destruction.
class TriagePort : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    /// Every group that somebody ever touched.
    [[nodiscard]] virtual QFuture<Result<QList<TriageEntry>>> entries() = 0;
    /// Oldest first.
    [[nodiscard]] virtual QFuture<Result<QList<TriageComment>>> comments(const QByteArray &group) = 0;
    /// The group as it is afterwards. Input when triageProblem() finds one; Conflict, naming who was first,
    /// when the group is not at the change's revision any more.
    [[nodiscard]] virtual QFuture<Result<TriageEntry>> change(const TriageChange &change) = 0;
    /// Fixed groups of @p groups that were seen again at @p at become new; others stay as they are, so that
    /// several consoles may say the same. The groups that were reopened by this call.
    [[nodiscard]] virtual QFuture<Result<QList<TriageEntry>>> reopen(const QList<QByteArray> &groups,
                                                                     const QDateTime &at) = 0;
};

} // namespace interlock
