// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/series.h"

#include <memory>
#include <QObject>
#include <QString>

namespace interlock {

/// Names one series of the plots: "signal-id", or "signal-id|route|side" where a signal is split; also
/// "lag|forward", "lag|back", "orders|legacy", "orders|new", "share|ROUTE|commanded" and
/// "share|ROUTE|observed".
using SeriesKey = QString;

/// The series kept for plots: a day at one second for every signal. GUI thread; series live as long as the
/// history.
class SeriesHistory final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SeriesHistory)

public:
    /// @p span: what is older than that is dropped.
    explicit SeriesHistory(std::chrono::seconds span = std::chrono::hours(24), QObject *parent = nullptr);
    ~SeriesHistory() override;

    /// Appends one sample; @p time is milliseconds since the epoch (UTC) and never goes back within a series
    /// (an earlier or equal one is dropped). NaN makes a gap.
    void append(const SeriesKey &key, qint64 time, double value);
    /// Puts a past before the first own sample (range query at start); ignored where samples exist already.
    /// @p seconds are seconds since the epoch, rising. What is older than the span is left out; neighbours
    /// are joined up to three times the past's own step.
    void prepend(const SeriesKey &key, const QList<double> &seconds, const QList<double> &values);
    /// Samples of @p key further apart than @p gapAfter are not joined from now on; 5 s unless told. For
    /// signals that are polled seldom.
    void setGapAfter(const SeriesKey &key, std::chrono::milliseconds gapAfter);
    /// The series, or null when nothing was ever appended. The pointer stays valid.
    [[nodiscard]] const Series *series(const SeriesKey &key) const;
    [[nodiscard]] QList<SeriesKey> keys() const; ///< sorted
    [[nodiscard]] qsizetype memoryBytes() const;

Q_SIGNALS:
    /// At most 10 times a second.
    void appended();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace interlock
