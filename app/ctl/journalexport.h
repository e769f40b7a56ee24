// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/journal/journalentry.h"

namespace interlock {

/// One entry as an object: every field; hashes in hexadecimal. One line of NDJSON, one element of `--json`.
[[nodiscard]] QJsonObject journalJson(const JournalEntry &entry);
/// The names of the columns, with line end.
[[nodiscard]] QByteArray journalCsvHeader();
/// One line of CSV (RFC 4180, CRLF), guarded against formulas; control characters are made visible.
[[nodiscard]] QByteArray journalCsv(const JournalEntry &entry);
/// One line for a person.
[[nodiscard]] QString journalLine(const JournalEntry &entry);

} // namespace interlock
