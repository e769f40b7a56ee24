// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/reading.h"

#include <optional>

namespace interlock {

/// What a table cell shows of a reading. Two cells are equal when they look the same, so a live value does
/// not change with its age; a stale one does, once a second.
template<typename T>
struct Cell
{
    std::optional<T> value; ///< absent: never known
    Quality quality = Quality::Never;
    qint64 ageSeconds = 0; ///< only when not live; else 0
    QDateTime lastAt;      ///< our wall clock at the value's arrival, whole seconds; only when not live
    QString problem;

    [[nodiscard]] bool isShown() const { return value.has_value() && quality != Quality::Lost; }
    friend bool operator==(const Cell &, const Cell &) = default;
};

/// The cell of @p reading at @p now, which is @p wall on the wall clock.
template<typename T>
[[nodiscard]] Cell<T> cellOf(const Reading<T> &reading, MonotonicTime now, const QDateTime &wall)
{
    Cell<T> cell;
    cell.quality = reading.quality;
    cell.problem = reading.problem;
    if (!reading.hasValue())
        return cell;
    cell.value = reading.value;
    if (reading.quality == Quality::Live || reading.quality == Quality::Late)
        return cell;
    cell.ageSeconds = std::chrono::duration_cast<std::chrono::seconds>(reading.ageAt(now)).count();
    cell.lastAt = QDateTime::fromSecsSinceEpoch(wall.toSecsSinceEpoch() - cell.ageSeconds, Qt::UTC);
    return cell;
}

/// The cell of a part of @p reading's value, with the whole's age and quality.
template<typename T, typename Part>
[[nodiscard]] auto cellOf(const Reading<T> &reading, MonotonicTime now, const QDateTime &wall, Part part)
{
    const Cell<T> whole = cellOf(reading, now, wall);
    Cell<std::decay_t<decltype(part(reading.value))>> cell;
    if (whole.value)
        cell.value = part(*whole.value);
    cell.quality = whole.quality;
    cell.ageSeconds = whole.ageSeconds;
    cell.lastAt = whole.lastAt;
    cell.problem = whole.problem;
    return cell;
}

} // namespace interlock
