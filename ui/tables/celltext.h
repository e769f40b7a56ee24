// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/plaintext.h"
#include "models/tables/cell.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace interlock {

/// What a reading's text looks like with its age: a live value as it is, a stale one with a clock and its
/// age, a lost one as a dash with the last value, what was never known as a dash.
class CellText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::CellText)

public:
    /// @p text makes the value's own text.
    template<typename T, typename Text>
    [[nodiscard]] static QString of(const Cell<T> &cell, Text text)
    {
        if (!cell.value || cell.quality == Quality::Bad)
            return Format::dash();
        return aged(text(*cell.value), cell.quality, cell.ageSeconds, cell.lastAt);
    }

    template<typename T, typename Text>
    [[nodiscard]] static QString toolTip(const Cell<T> &cell, Text text)
    {
        return explained(cell.value ? text(*cell.value) : QString(), cell.quality, cell.lastAt, cell.problem);
    }

    [[nodiscard]] static QString aged(const QString &text, Quality quality, qint64 ageSeconds,
                                      const QDateTime &lastAt);
    [[nodiscard]] static QString explained(const QString &text, Quality quality, const QDateTime &lastAt,
                                           const QString &problem);
};

} // namespace interlock
