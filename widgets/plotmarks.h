// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace interlock {

/// A line at a value that must not be crossed, with its name.
struct LimitLine
{
    QString name;
    double value = 0;
    /// False: the axis reaches to it only when values come near, because what lies far below it is worth
    /// seeing.
    bool alwaysShown = true;
};

/// Something that happened, as a mark on the time axis; the label is shown on hover, as plain text.
struct EventMark
{
    qint64 time = 0; ///< milliseconds since the epoch
    QString label;
    QString sign{}; ///< a letter or two that say of which kind it is, also on paper; may be empty
};

} // namespace interlock
