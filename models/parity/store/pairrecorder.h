// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/store/pairarchive.h"
#include "models/parity/store/sourcecheck.h"

#include <QTimer>

namespace interlock {

/// Asks a source for the pairs after a cursor (ParityPort::pairs()).
using PairSource = std::function<QFuture<Result<TrafficPairPage>>(const QString &cursor, int limit)>;

struct RecorderTimings
{
    std::chrono::milliseconds period{1000};    ///< between pages when the source had nothing more
    std::chrono::milliseconds leastPause{500}; ///< after the first failure; doubles from then on
    std::chrono::milliseconds mostPause{30000};
    int pageSize = 500;
};

/// Brings pairs from a source into the archive. Begins where the archive ends, so nothing is lost or taken
/// twice over a restart; asks for a page only when the one before is stored, so a slow disk slows the
/// source's reading and nothing piles up. After a failure of either side it tries again, less and less often;
/// a page is never passed over. One thread, the GUI's.
class PairRecorder final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PairRecorder)

public:
    /// @p archive outlives the recorder.
    PairRecorder(PairSource source, PairArchive *archive, const RecorderTimings &timings = {},
                 QObject *parent = nullptr);
    ~PairRecorder() override;

    void start();
    /// Nothing more is asked for; what is on its way is still stored.
    void stop();

    /// What the source did wrong so far.
    [[nodiscard]] SourceFindings findings() const { return m_check.findings(); }
    /// Why nothing comes at the moment; empty while all is well.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    /// When a page was stored last, on the monotonic clock; the epoch before the first.
    [[nodiscard]] MonotonicTime heardAt() const { return m_heardAt; }

Q_SIGNALS:
    /// The findings or the problem changed.
    void healthChanged();

private:
    void resume();
    void ask();
    void take(const Result<TrafficPairPage> &page);
    void store(const TrafficPairPage &page);
    void stored(const TrafficPairPage &page, const Result<RecordReport> &report);
    void failed(const Error &error);
    [[nodiscard]] bool isFull(const TrafficPairPage &page) const;
    void setProblem(const std::optional<Error> &problem);
    void next(std::chrono::milliseconds pause);

    PairSource m_source;
    PairArchive *m_archive;
    RecorderTimings m_timings;
    SourceCheck m_check;
    QString m_cursor;
    bool m_resumed = false;
    bool m_running = false;
    bool m_busy = false;
    std::optional<TrafficPairPage> m_unstored; ///< came, but could not be stored yet
    std::chrono::milliseconds m_pause{0};
    std::optional<Error> m_problem;
    MonotonicTime m_heardAt{};
    QTimer m_timer;
};

} // namespace interlock
