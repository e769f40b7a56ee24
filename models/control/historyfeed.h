// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"
#include "models/history/serieshistory.h"

namespace interlock {

/// Writes what the monitor receives into the series of the plots (keys: serieshistory.h). Does nothing
/// without a history. Only live values are written: a gap stays a gap.
class HistoryFeed final
{
public:
    explicit HistoryFeed(SeriesHistory *history) : m_history(history) {}

    [[nodiscard]] bool wanted() const { return m_history; }
    void signalValues(const SignalSnapshot &snapshot, const QDateTime &wall);
    void shares(const MigrationState &state);
    void lags(const MigrationState &state);
    void orders(const MigrationState &state);
    void past(const QList<SignalSeries> &series);

private:
    void append(const QString &key, const QDateTime &wall, double value);

    SeriesHistory *m_history;
};

} // namespace interlock
