// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <QStringView>
#include <utility>

namespace interlock {

/// The wire names of an enum, in one table that serves both directions.
template<typename E, std::size_t N>
using EnumNames = std::array<std::pair<E, QStringView>, N>;

template<typename E, std::size_t N>
[[nodiscard]] QString enumName(const EnumNames<E, N> &names, E value)
{
    const auto it = std::ranges::find(names, value, &std::pair<E, QStringView>::first);
    Q_ASSERT(it != names.end());
    return it->second.toString();
}

template<typename E, std::size_t N>
[[nodiscard]] std::optional<E> enumFromName(const EnumNames<E, N> &names, QStringView name)
{
    const auto it = std::ranges::find(names, name, &std::pair<E, QStringView>::second);
    return it == names.end() ? std::nullopt : std::optional(it->first);
}

} // namespace interlock
