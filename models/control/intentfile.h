// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/reservedfile.h"
#include "models/domain/bridgestate.h"

namespace interlock {

/// What a rollback means to do, kept until it is done.
struct RollbackIntent
{
    bool open = false; ///< not settled: the next start takes it up
    RollbackOrder order;
    QStringList watched; ///< routes that had users on new: their traffic must reach 0
    QDateTime startedAt;
    quint64 highestEpoch = 0; ///< highest epoch ever seen or used; also kept when nothing is open

    friend bool operator==(const RollbackIntent &, const RollbackIntent &) = default;
};

/// The reserved file of the rollback's intent.
class IntentFile final
{
    Q_DISABLE_COPY_MOVE(IntentFile)

public:
    static constexpr qsizetype reservedBytes = ReservedFile::reservedBytes;

    /// Makes and reserves the file on a thread of its own; a failure shows in write().
    explicit IntentFile(const QString &fileName);

    /// A file that was never written is an intent that is not open; a damaged one is ErrorKind::Database.
    [[nodiscard]] QFuture<Result<RollbackIntent>> load();
    /// Done when it is on the disk (fdatasync).
    [[nodiscard]] QFuture<Result<void>> write(const RollbackIntent &intent);

private:
    ReservedFile m_file;
};

} // namespace interlock
