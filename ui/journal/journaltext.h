// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/journal/journal.h"

#include <QCoreApplication>

namespace interlock {

/// Journal entries and verdicts as text. Plain text, safe to show.
class JournalText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::JournalText)

public:
    [[nodiscard]] static QString verdict(const JournalVerdict &verdict);
    /// Everything of an entry, a member a line.
    [[nodiscard]] static QString details(const JournalEntry &entry);
    /// One compact JSON object; member names are those of the record.
    [[nodiscard]] static QByteArray json(const JournalEntry &entry);
};

} // namespace interlock
