// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/datadesk.h"
#include "widgets/theme.h"

#include <QCoreApplication>
#include <utility>

namespace interlock {

/// What the team's database says of the data, in words. Plain text, safe to show.
class DataText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::DataText)

public:
    /// Whether all data is equal on both sides, and why it may or may not be said.
    [[nodiscard]] static std::pair<StateLevel, QString> headline(const DataDesk &desk);
    /// How old it is, how far the walk that goes on is, and what is wrong at the moment.
    [[nodiscard]] static QString provenance(const DataDesk &desk, const QDateTime &now);
    /// Equal of all rows: "99.98 %", cut and never rounded up; "all" only for a census that may say so.
    [[nodiscard]] static QString equalShare(const DataCounts &counts);
    [[nodiscard]] static QString verdict(DataVerdict verdict);
    /// How old the log of issues is, how many are open, and what is wrong at the moment.
    [[nodiscard]] static QString issues(const DataDesk &desk, const QDateTime &now);
};

} // namespace interlock
