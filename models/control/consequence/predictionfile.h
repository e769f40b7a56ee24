// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/consequence/prediction.h"

#include <QThreadPool>

namespace interlock {

/// The predictions of one migration in a file of their own beside the journal: the newest 200. Several
/// programs may write one file, one after the other. What cannot be read or written costs the past, never an
/// act. GUI thread; writing happens on a thread of its own.
class PredictionFile final
{
    Q_DISABLE_COPY_MOVE(PredictionFile)

public:
    static constexpr qsizetype kept = 200;

    /// Empty @p fileName: nothing is kept.
    explicit PredictionFile(const QString &fileName);
    ~PredictionFile(); ///< waits for what is being written

    [[nodiscard]] QList<Prediction> read() const; ///< newest first
    /// Adds it, or takes the place of the one of the same act.
    void write(const Prediction &prediction);

private:
    QString m_fileName;
    QThreadPool m_pool;
};

} // namespace interlock
