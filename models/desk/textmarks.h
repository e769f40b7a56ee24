// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringView>
#include <vector>

namespace interlock {

/// A stretch of a text.
struct TextSpan
{
    qsizetype begin = 0;
    qsizetype length = 0;

    friend bool operator==(const TextSpan &, const TextSpan &) = default;
};

/// Which parts of two texts differ, rising and apart from each other.
struct TextMarks
{
    std::vector<TextSpan> legacy;
    std::vector<TextSpan> newer;
};

/// Word by word between what both have in common at the ends; texts of more than some thousand words between
/// them are marked as one stretch. Never splits a surrogate pair.
[[nodiscard]] TextMarks textMarks(QStringView legacy, QStringView newer);

} // namespace interlock
