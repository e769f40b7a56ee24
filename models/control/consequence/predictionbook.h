// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/consequence/predictionfile.h"
#include "models/control/control.h"

namespace interlock {

/// Foretells what changes would bring while they are drafted, keeps what was foretold of acts that were sent,
/// and looks at what came. GUI thread.
class PredictionBook final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PredictionBook)

public:
    /// References outlive it. @p fileName: where predictions are kept; empty: nowhere.
    PredictionBook(Control &control, const SeriesHistory &history, const QString &fileName,
                   QObject *parent = nullptr, const PredictionTimings &timings = {});
    ~PredictionBook() override;

    /// Cheap enough for every mouse move: the record is read at most every ten seconds.
    [[nodiscard]] Consequence consequence(const RouteChange &change);
    /// Keeps what is foretold of this act whenever it is sent from now on.
    void follow(ForwardAct *act);
    [[nodiscard]] const QList<Prediction> &predictions() const { return m_predictions; } ///< newest first
    [[nodiscard]] PredictionScore score() const { return scoreOf(m_predictions); }

Q_SIGNALS:
    void changed();

private:
    struct CachedRecord
    {
        MonotonicTime at{};
        RouteRecord record;
    };

    void look(ForwardAct *act);
    void judgeAll();
    void keep(const Prediction &prediction);
    [[nodiscard]] Prediction *find(const QUuid &act);

    Control &m_control;
    const SeriesHistory &m_history;
    PredictionTimings m_timings;
    PredictionFile m_file;
    QList<Prediction> m_predictions;
    QHash<QString, Prediction> m_armed; ///< by route: foretold, not sent yet
    QHash<QString, CachedRecord> m_records;
    QSet<QString> m_followed;
    QTimer m_timer;
};

} // namespace interlock
