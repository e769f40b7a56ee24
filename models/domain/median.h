// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <QList>

namespace interlock {

/// The middle one, of an even number the mean of the middle two; absent of none.
[[nodiscard]] inline std::optional<std::chrono::milliseconds>
medianOf(QList<std::chrono::milliseconds> values)
{
    if (values.isEmpty())
        return std::nullopt;
    std::ranges::sort(values);
    const qsizetype middle = values.size() / 2;
    return values.size() % 2 == 1 ? values.at(middle) : (values.at(middle - 1) + values.at(middle)) / 2;
}

} // namespace interlock
