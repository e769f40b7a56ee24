// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QFuture>
#include <QThreadPool>

namespace interlock {

/// A small file whose blocks are allocated when the program starts and overwritten in place, so that a disk
/// that is full by then cannot refuse the write; a checksum tells a torn write from a good one. One thread of
/// its own does the disk's work.
class ReservedFile final
{
    Q_DISABLE_COPY_MOVE(ReservedFile)

public:
    static constexpr qsizetype reservedBytes = 16 * 1024;

    /// Makes and reserves the file (mode 0600) on the worker thread; a failure shows in write().
    explicit ReservedFile(const QString &fileName);
    /// Waits for what was begun, and lets go of the file.
    ~ReservedFile();

    [[nodiscard]] QString fileName() const { return m_fileName; }
    /// Empty when it was never written; a damaged one is ErrorKind::Database.
    [[nodiscard]] QFuture<Result<QByteArray>> load();
    /// Done when it is on the disk (fdatasync).
    [[nodiscard]] QFuture<Result<void>> write(const QByteArray &content);
    /// Tells whether this object alone may act on the content: no other living process holds the file. Kept
    /// until release() or the end of the process, however that comes.
    [[nodiscard]] bool acquire();
    void release();

private:
    QString m_fileName;
    int m_lock = -1;
    QThreadPool m_pool;
};

} // namespace interlock
