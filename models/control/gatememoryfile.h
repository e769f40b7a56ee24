// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gatebook.h"

#include <QThreadPool>

namespace interlock {

/// Keeps what gates have proven beside the journal, so that a command line that looks only once, and a
/// console that starts anew, need not wait for every hold time again. Losing it costs waiting, never safety:
/// what is older than longestGap, lies in the future or cannot be read counts for nothing.
class GateMemoryFile final
{
    Q_DISABLE_COPY_MOVE(GateMemoryFile)

public:
    static constexpr std::chrono::seconds longestGap{15};

    /// @p fileName empty: nothing is kept.
    explicit GateMemoryFile(const QString &fileName);
    ~GateMemoryFile();

    /// Writes on a thread of its own; failures are silent (see above).
    void write(const QList<GateMemory> &memory, const QDateTime &wall);
    /// What is on the disk, and how long before @p wall it was proven.
    struct Content
    {
        QList<GateMemory> memory;
        std::chrono::milliseconds ago{-1}; ///< below 0: nothing that counts
    };
    [[nodiscard]] Content read(const QDateTime &wall) const;

private:
    QString m_fileName;
    QThreadPool m_pool;
};

} // namespace interlock
