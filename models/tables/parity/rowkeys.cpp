// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/parity/rowkeys.h"

#include <array>

namespace interlock {

namespace {
constexpr int digitBits = 11;
constexpr size_t digits = size_t{1} << digitBits;

size_t digitOf(quint64 key, int shift)
{
    return size_t(key >> shift) & (digits - 1);
}
} // namespace

void sortByKey(std::vector<RowKey> &rows)
{
    quint64 differing = 0;
    for (const RowKey &row : rows)
        differing |= row.key ^ rows.front().key;
    std::vector<RowKey> sorted(rows.size());
    for (int shift = 0; shift < 64; shift += digitBits) {
        if (digitOf(differing, shift) == 0)
            continue; // all the same here
        std::array<size_t, digits> starts{};
        for (const RowKey &row : rows)
            ++starts[digitOf(row.key, shift)];
        size_t next = 0;
        for (size_t &start : starts) {
            const size_t count = start;
            start = next;
            next += count;
        }
        for (const RowKey &row : rows)
            sorted[starts[digitOf(row.key, shift)]++] = row;
        rows.swap(sorted);
    }
}

} // namespace interlock
