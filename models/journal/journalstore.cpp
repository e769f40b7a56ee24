// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/journal/journalstore.h"

#include "models/journal/journalcodec.h"

#include <QHash>
#include <QSqlError>
#include <QVariant>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr int schemaVersion = 1;
constexpr auto entryColumns = u"number, previous, hash, body";

/// Row → entry, hashes as stored. A body that cannot be read says so instead of vanishing.
JournalEntry entryOf(const QSqlQuery &query)
{
    const QByteArray body = query.value(3).toByteArray();
    JournalEntry entry;
    if (const Result<JournalEntry> read = journalEntryFromBody(body))
        entry = *read;
    else
        entry.record.outcome = u"this entry cannot be read: "_s % read.error().detail;
    entry.number = query.value(0).toLongLong();
    entry.previousHash = query.value(1).toByteArray();
    entry.hash = query.value(2).toByteArray();
    return entry;
}

/// What does not fit at this row, or nothing.
QString misfit(const QSqlQuery &query, qint64 expectedNumber, const QByteArray &expectedPrevious)
{
    const qint64 number = query.value(0).toLongLong();
    if (number != expectedNumber)
        return u"entry %1 is missing"_s.arg(expectedNumber);
    if (query.value(1).toByteArray() != expectedPrevious)
        return u"entry %1: its previous hash is not the hash of the entry before"_s.arg(number);
    const QByteArray body = query.value(3).toByteArray();
    if (query.value(2).toByteArray() != journalHash(expectedPrevious, body))
        return u"entry %1: hash does not match its content"_s.arg(number);
    const Result<JournalEntry> entry = journalEntryFromBody(body);
    if (!entry || entry->number != number)
        return u"entry %1: its content names another number"_s.arg(number);
    return {};
}
} // namespace

JournalStore::JournalStore(const QString &fileName) : SqliteFile(fileName, u"journal"_s) {}

Result<void> JournalStore::prepareSchema()
{
    // The triggers stop a slip, not an attacker; the chain finds what they do not stop.
    static const QStringList schema{
        u"CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, previous BLOB NOT NULL,"
        " hash BLOB NOT NULL, body BLOB NOT NULL)"_s,
        u"CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE DELETE ON entries"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"_s,
        u"CREATE TRIGGER IF NOT EXISTS entries_stand BEFORE UPDATE ON entries"
        " BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"_s,
        u"PRAGMA user_version=%1"_s.arg(schemaVersion)};
    // Tables first: another program may be making them, and what it commits is whole.
    const Result<qint64> tables = number(u"SELECT count(*) FROM sqlite_master"_s);
    const Result<qint64> version = number(u"PRAGMA user_version"_s);
    if (!tables || !version)
        return tl::unexpected<Error>(!tables ? tables.error() : version.error());
    if (*tables > 0 && *version != schemaVersion)
        return fail(ErrorKind::Database,
                    u"this SQLite file is no journal of version %1; it is left as it is"_s.arg(schemaVersion),
                    fileName());
    return runAll({u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=FULL"_s}, *version < schemaVersion,
                  schema);
}

Result<JournalStore::Head> JournalStore::head()
{
    QSqlQuery query = newQuery();
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT number, hash FROM entries ORDER BY number DESC LIMIT 1"_s))
        return problem(u"read the last entry"_s, query.lastError());
    if (!query.next())
        return Head{0, journalGenesis()};
    Head last{query.value(0).toLongLong(), query.value(1).toByteArray()};
    if (last.hash.size() != journalGenesis().size())
        return fail(ErrorKind::Database, u"entry %1: its hash has the wrong length"_s.arg(last.number),
                    fileName());
    return last;
}

Result<JournalEntry> JournalStore::appendInTransaction(const JournalRecord &record)
{
    const Result<Head> last = head();
    if (!last)
        return tl::unexpected(last.error());
    const qint64 number = last->number + 1;
    const QByteArray body = journalBody(number, QDateTime::currentDateTimeUtc(), record);
    Result<JournalEntry> entry = journalEntryFromBody(body);
    if (!entry)
        return entry;
    entry->previousHash = last->hash;
    entry->hash = journalHash(last->hash, body);
    QSqlQuery insert = newQuery();
    insert.prepare(u"INSERT INTO entries (number, previous, hash, body) VALUES (?, ?, ?, ?)"_s);
    insert.addBindValue(number);
    insert.addBindValue(entry->previousHash);
    insert.addBindValue(entry->hash);
    insert.addBindValue(body);
    if (!insert.exec())
        return problem(u"append"_s, insert.lastError());
    return entry;
}

Result<JournalEntry> JournalStore::append(const JournalRecord &record)
{
    Result<JournalEntry> entry = transaction<JournalEntry>([&] { return appendInTransaction(record); });
    if (!entry)
        close(); // what broke may have left the connection useless; the next append begins anew
    return entry;
}

Result<QList<JournalEntry>> JournalStore::read(int limit, qint64 beforeNumber)
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected(opened.error());
    QSqlQuery query = newQuery();
    query.setForwardOnly(true);
    query.prepare(u"SELECT %1 FROM entries WHERE ? <= 0 OR number < ? ORDER BY number DESC LIMIT ?"_s.arg(
        entryColumns));
    query.addBindValue(beforeNumber);
    query.addBindValue(beforeNumber);
    query.addBindValue(qMax(0, limit));
    if (!query.exec())
        return problem(u"read"_s, query.lastError());
    QList<JournalEntry> entries;
    while (query.next())
        entries.prepend(entryOf(query));
    if (query.lastError().isValid())
        return problem(u"read"_s, query.lastError());
    return entries;
}

Result<QList<StoredEntry>> JournalStore::stored(const QList<qint64> &numbers)
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected(opened.error());
    QSqlQuery query = newQuery();
    query.setForwardOnly(true);
    query.prepare(u"SELECT %1 FROM entries WHERE number = ?"_s.arg(entryColumns));
    QList<StoredEntry> entries;
    for (const qint64 number : numbers) {
        query.bindValue(0, number);
        if (!query.exec())
            return problem(u"read"_s, query.lastError());
        if (query.next())
            entries.append({query.value(0).toLongLong(), query.value(1).toByteArray(),
                            query.value(2).toByteArray(), query.value(3).toByteArray()});
        query.finish();
    }
    return entries;
}

Result<JournalBounds> JournalStore::bounds()
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected(opened.error());
    const Result<Head> last = head();
    if (!last)
        return tl::unexpected(last.error());
    const Result<QList<StoredEntry>> first = stored({1});
    if (!first)
        return tl::unexpected(first.error());
    return JournalBounds{first->isEmpty() ? QByteArray() : first->constFirst().hash, last->number};
}

Result<QList<JournalEntry>> JournalStore::openActs()
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected(opened.error());
    QSqlQuery query = newQuery();
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT %1 FROM entries ORDER BY number"_s.arg(entryColumns)))
        return problem(u"read the open acts"_s, query.lastError());
    QMap<qint64, JournalEntry> open;
    QHash<QUuid, qint64> numberOf;
    while (query.next()) {
        const JournalEntry entry = entryOf(query);
        const QUuid act = entry.record.act;
        if (act.isNull() || entry.record.mark == JournalMark::Note)
            continue;
        open.remove(numberOf.value(act));
        if (!closesAct(entry.record.mark)) {
            open.insert(entry.number, entry);
            numberOf.insert(act, entry.number);
        }
    }
    if (query.lastError().isValid())
        return problem(u"read the open acts"_s, query.lastError());
    return open.values();
}

Result<JournalVerdict> JournalStore::verify(const QByteArray &expectedHead)
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected(opened.error());
    QSqlQuery query = newQuery();
    query.setForwardOnly(true);
    if (!query.exec(u"SELECT %1 FROM entries ORDER BY number"_s.arg(entryColumns)))
        return problem(u"verify"_s, query.lastError());
    JournalVerdict verdict;
    verdict.head = journalGenesis();
    bool headSeen = expectedHead.isEmpty() || expectedHead == verdict.head;
    while (query.next()) {
        verdict.problem = misfit(query, verdict.entries + 1, verdict.head);
        if (!verdict.problem.isEmpty())
            break;
        verdict.head = query.value(2).toByteArray();
        headSeen = headSeen || verdict.head == expectedHead;
        ++verdict.entries;
    }
    if (verdict.problem.isEmpty() && query.lastError().isValid())
        verdict.problem =
            u"entry %1 cannot be read: %2"_s.arg(verdict.entries + 1).arg(query.lastError().databaseText());
    if (verdict.problem.isEmpty() && !headSeen)
        verdict.problem =
            u"the expected last entry is not in the journal: entries after %1 are missing"_s.arg(
                verdict.entries);
    verdict.intact = verdict.problem.isEmpty();
    verdict.firstBad = verdict.intact ? 0 : verdict.entries + 1;
    return verdict;
}

} // namespace interlock
