// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <vector>

namespace interlock {

/// A row by what it is sorted by.
struct RowKey
{
    quint64 key = 0;
    quint32 row = 0;
};

/// Makes a key that sorts like the signed number.
[[nodiscard]] inline quint64 sortKey(qint64 number)
{
    return quint64(number) ^ (quint64(1) << 63);
}

/// Sorts rows by their keys, stable: radix, so that a million rows cost a few passes over memory and keys
/// that differ in few bytes cost only those.
void sortByKey(std::vector<RowKey> &rows);

} // namespace interlock
