// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"
#include "models/history/serieshistory.h"

#include <QObject>
#include <QThreadPool>

namespace interlock {

/// The lines of the cockpit that no single signal gives: all routes together. Keys: "split|legacy",
/// "split|new" and "parity|equal", "parity|coverage" in percent; "errors|legacy", "errors|new" 0 … 1 weighted
/// by traffic; "p95|legacy", "p95|new" in seconds, of the slowest route. Only live figures are kept: a gap
/// stays a gap.
class DerivedSeries final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DerivedSeries)

public:
    explicit DerivedSeries(QObject *parent = nullptr);

    [[nodiscard]] const SeriesHistory &history() const { return m_history; }
    /// One sample a second at most, by the state's wall clock.
    void feed(const MigrationState &state);
    /// Puts the lines that come out of the signals' past before the first own sample, soon (they are worked
    /// out on the thread pool). Later calls must bring an earlier past.
    void takePast(const Profile &profile, const QList<SignalSeries> &past);

private:
    void append(const QString &key, qint64 time, std::optional<double> value);

    SeriesHistory m_history;
    QThreadPool m_pastPool; ///< one thread: pasts are put in the order in which they came
    qint64 m_lastSecond = 0;
};

} // namespace interlock
