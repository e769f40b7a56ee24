// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace interlock {

/// Roles of every table model here. The models give raw values only; texts, colours and alignment are made in
/// `ui/` on top of them.
enum TableRole {
    RawRole =
        Qt::UserRole, ///< the cell's value as number, text, date or enum's int; invalid when it is not known
    QualityRole,      ///< int(Quality) of the cell
    IdRole            ///< the row's identity, the same over refreshes
};

} // namespace interlock
