// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/similarity.h"

#include <algorithm>

namespace interlock {

namespace {

/// Hashes of an object's members, name and value, in order.
using MemberHashes = std::vector<std::uint64_t>;

MemberHashes memberHashes(const JsonValue &value)
{
    MemberHashes hashes;
    if (value.node->type != JsonType::Object)
        return hashes;
    for (JsonChildren child(value); !child.atEnd(); child.advance())
        hashes.push_back(valueHash(child.value(), nullptr, false) * 31 + child.value().node->keyHash);
    std::ranges::sort(hashes);
    return hashes;
}

/// 0 … 1000: the share of members that both have.
int similarity(const MemberHashes &left, const MemberHashes &right)
{
    constexpr std::size_t all = 1000;
    std::size_t common = 0;
    for (std::size_t i = 0, j = 0; i < left.size() && j < right.size();) {
        if (left[i] == right[j])
            ++common;
        const bool stepLeft = left[i] <= right[j];
        const bool stepRight = right[j] <= left[i];
        i += stepLeft ? 1 : 0;
        j += stepRight ? 1 : 0;
    }
    const std::size_t members = std::max(left.size(), right.size());
    return members == 0 ? 0 : static_cast<int>(all * common / members);
}

std::vector<MemberHashes> allMemberHashes(const std::vector<JsonValue> &values)
{
    std::vector<MemberHashes> all;
    all.reserve(values.size());
    std::ranges::transform(values, std::back_inserter(all), memberHashes);
    return all;
}

} // namespace

IndexPairs similarPairs(const std::vector<JsonValue> &legacy, const std::vector<JsonValue> &newer)
{
    constexpr std::size_t mostCells = 10'000;
    const std::size_t rows = legacy.size();
    const std::size_t columns = newer.size();
    if (rows * columns < 2 || rows * columns > mostCells)
        return {};
    const auto left = allMemberHashes(legacy);
    const auto right = allMemberHashes(newer);
    std::vector<int> alike(rows * columns);
    for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < columns; ++j)
            alike[i * columns + j] = similarity(left[i], right[j]);
    }
    // best[i][j]: the most likeness that the elements from i and j on can be given in order
    std::vector<int> best((rows + 1) * (columns + 1), 0);
    const auto at = [columns](std::size_t i, std::size_t j) { return i * (columns + 1) + j; };
    for (std::size_t i = rows; i-- > 0;) {
        for (std::size_t j = columns; j-- > 0;)
            best[at(i, j)] = std::max(
                {best[at(i + 1, j)], best[at(i, j + 1)], best[at(i + 1, j + 1)] + alike[i * columns + j]});
    }
    int byPosition = 0;
    for (std::size_t i = 0; i < std::min(rows, columns); ++i)
        byPosition += alike[i * columns + i];
    if (best[0] <= byPosition)
        return {};
    IndexPairs pairs;
    for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
        const int here = alike[i * columns + j];
        if (here > 0 && best[at(i, j)] == best[at(i + 1, j + 1)] + here)
            pairs.emplace_back(i++, j++);
        else if (best[at(i, j)] == best[at(i + 1, j)])
            ++i;
        else
            ++j;
    }
    return pairs;
}

} // namespace interlock
