// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QUuid>

namespace interlock {

/// What an entry records. An act writes one entry when it is journaled, and one for each mark it reaches
/// afterwards.
enum class JournalKind {
    Forward,
    Rollback,
    LatchRelease,
    Pipeline,
    Alarm,
    Session,
    Override,
    Plan,
    Trigger,
    Gradual,
    Drill
};
/// How far the act was when the entry was written.
enum class JournalMark {
    Intent,
    Sent,
    Acknowledged,
    Observed,
    Blocked,
    Conflict,
    Rejected,
    Unknown,
    Abandoned,
    Note
};

/// What the caller gives; the journal adds number, time and hashes.
struct JournalRecord
{
    JournalKind kind = JournalKind::Session;
    JournalMark mark = JournalMark::Note;
    QUuid act; ///< the idempotency key, common to all entries of an act; null for notes
    QString actor;
    QString environment;
    QString what; ///< the act in words, as it was shown
    QString reason;
    QJsonObject before;   ///< state it was prepared on: route, mode, percent, revision, epoch
    QJsonObject after;    ///< state asked for, or reached
    QJsonObject evidence; ///< readings with quality and age that the act was decided on
    QString outcome;      ///< detail of the outcome, untranslated
};

/// One link of the chain. @c hash = SHA-256 over @c previousHash and the entry's canonical JSON
/// (docs/journal.md).
struct JournalEntry
{
    qint64 number = 0; ///< from 1, without gaps
    QDateTime at;      ///< UTC with milliseconds
    JournalRecord record;
    QByteArray previousHash; ///< 32 bytes; zeros for the first
    QByteArray hash;         ///< 32 bytes
    /// Of an entry that came from another console's journal: its number in the shared one, the account at
    /// PostgreSQL that recorded it, and the machine. 0 and empty for an entry of this journal.
    qint64 sharedId = 0;
    QString account{};
    QString place{};
};

/// An entry as it lies in the file.
struct StoredEntry
{
    qint64 number = 0;
    QByteArray previousHash;
    QByteArray hash;
    QByteArray body;
};

/// Which journal a file is, and where it ends.
struct JournalBounds
{
    QByteArray firstHash; ///< of entry 1; empty while there is none
    qint64 last = 0;
};

[[nodiscard]] QString journalKindName(JournalKind kind);
[[nodiscard]] QString journalMarkName(JournalMark mark);
[[nodiscard]] std::optional<JournalKind> journalKindFromName(QStringView name);
[[nodiscard]] std::optional<JournalMark> journalMarkFromName(QStringView name);
/// True when an act that carries this mark needs nothing more from the next start: it is settled at the other
/// side.
[[nodiscard]] bool closesAct(JournalMark mark);

} // namespace interlock
