// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/journal/journalentry.h"

namespace interlock {

/// The entry as it is stored and hashed: UTF-8 JSON, no white space, keys in ascending order at every level.
[[nodiscard]] QByteArray journalBody(qint64 number, const QDateTime &at, const JournalRecord &record);

/// SHA-256 over the previous entry's hash and this entry's stored bytes.
[[nodiscard]] QByteArray journalHash(const QByteArray &previousHash, const QByteArray &body);

/// The hash "before" the first entry: 32 zero bytes.
[[nodiscard]] QByteArray journalGenesis();

/// Reads stored bytes of this, an older or a newer version: unknown members are ignored, absent ones stay
/// empty, an unknown kind or mark becomes Session or Note. ErrorKind::Database when it is no JSON object.
/// Hashes are left empty.
[[nodiscard]] Result<JournalEntry> journalEntryFromBody(const QByteArray &body);

} // namespace interlock
