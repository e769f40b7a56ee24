// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/localtriagestore.h"

#include <QSqlError>
#include <QVariant>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int triageSchemaVersion = 1;
constexpr int triageApplicationId = 0x494C5452; ///< "ILTR"
constexpr auto localTriageColumns =
    u"signature, title, state, ticket, revision, changed_at, changed_by, fixed_at, reopened";

QVariant localTime(const QDateTime &time)
{
    return time.isValid() ? QVariant(time.toMSecsSinceEpoch()) : QVariant(QMetaType::fromType<qlonglong>());
}

QDateTime timeOf(const QVariant &ms)
{
    return ms.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(ms.toLongLong(), Qt::UTC);
}

QString notNull(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

TriageEntry entryOf(const QSqlQuery &row)
{
    TriageEntry entry;
    entry.group = row.value(0).toByteArray();
    entry.title = row.value(1).toString();
    entry.state = triageStateFromName(row.value(2).toString()).value_or(TriageState::Review);
    entry.ticket = row.value(3).toString();
    entry.revision = row.value(4).toLongLong();
    entry.changedAt = timeOf(row.value(5));
    entry.changedBy = row.value(6).toString();
    entry.fixedAt = timeOf(row.value(7));
    entry.reopened = row.value(8).toInt() != 0;
    return entry;
}

} // namespace

LocalTriageStore::LocalTriageStore(const QString &fileName) : SqliteFile(fileName, u"triage store"_s) {}

Result<QSqlQuery> LocalTriageStore::rows(const QString &statement, const QVariantList &values)
{
    Result<QSqlQuery> query = prepared(statement);
    if (!query)
        return query;
    for (const QVariant &value : values)
        query->addBindValue(value);
    if (!query->exec())
        return problem(statement.section(u' ', 0, 2), query->lastError());
    return query;
}

Result<void> LocalTriageStore::prepareSchema()
{
    // Tables first: another program may be making them, and what it commits is whole.
    const Result<qint64> tables = number(u"SELECT count(*) FROM sqlite_master"_s);
    const Result<qint64> application = number(u"PRAGMA application_id"_s);
    const Result<qint64> version = number(u"PRAGMA user_version"_s);
    if (!application || !version || !tables)
        return tl::unexpected<Error>(!application ? application.error()
                                     : !version   ? version.error()
                                                  : tables.error());
    if (*tables > 0 && (*application != triageApplicationId || *version != triageSchemaVersion))
        return fail(
            ErrorKind::Database,
            u"this file is no triage store of version %1; it is left as it is"_s.arg(triageSchemaVersion),
            fileName());
    const QStringList schema{u"CREATE TABLE IF NOT EXISTS triage (signature BLOB PRIMARY KEY, title TEXT NOT "
                             u"NULL, state TEXT NOT NULL,"
                             " ticket TEXT NOT NULL, revision INTEGER NOT NULL, changed_at INTEGER NOT NULL, "
                             "changed_by TEXT NOT NULL,"
                             " fixed_at INTEGER, reopened INTEGER NOT NULL)"_s,
                             u"CREATE TABLE IF NOT EXISTS comments (id INTEGER PRIMARY KEY, signature BLOB "
                             u"NOT NULL, at INTEGER NOT"
                             " NULL, actor TEXT NOT NULL, text TEXT NOT NULL)"_s,
                             u"CREATE INDEX IF NOT EXISTS comments_signature ON comments (signature, id)"_s,
                             u"PRAGMA application_id=%1"_s.arg(triageApplicationId),
                             u"PRAGMA user_version=%1"_s.arg(triageSchemaVersion)};
    return runAll({u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=FULL"_s}, *tables == 0, schema);
}

Result<QList<TriageEntry>> LocalTriageStore::entries()
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    return rows(u"SELECT %1 FROM triage ORDER BY changed_at"_s.arg(localTriageColumns))
        .map([](QSqlQuery query) {
            QList<TriageEntry> entries;
            while (query.next())
                entries.append(entryOf(query));
            return entries;
        });
}

Result<QList<TriageComment>> LocalTriageStore::comments(const QByteArray &group)
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    return rows(u"SELECT at, actor, text FROM comments WHERE signature = ? ORDER BY id"_s, {group})
        .map([](QSqlQuery query) {
            QList<TriageComment> comments;
            while (query.next())
                comments.append(
                    {timeOf(query.value(0)), query.value(1).toString(), query.value(2).toString()});
            return comments;
        });
}

Result<std::optional<TriageEntry>> LocalTriageStore::find(const QByteArray &group)
{
    return rows(u"SELECT %1 FROM triage WHERE signature = ?"_s.arg(localTriageColumns), {group})
        .map([](QSqlQuery query) {
            return query.next() ? std::optional(entryOf(query)) : std::optional<TriageEntry>();
        });
}

Result<void> LocalTriageStore::write(const TriageEntry &entry)
{
    return rows(u"INSERT OR REPLACE INTO triage (%1) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s.arg(
                    localTriageColumns),
                {entry.group, notNull(entry.title), triageStateName(entry.state), notNull(entry.ticket),
                 entry.revision, localTime(entry.changedAt), notNull(entry.changedBy),
                 localTime(entry.fixedAt), entry.reopened ? 1 : 0})
        .map([](const QSqlQuery &) {});
}

Result<TriageEntry> LocalTriageStore::changeInTransaction(const TriageChange &change)
{
    const Result<std::optional<TriageEntry>> now = find(change.group);
    if (!now)
        return tl::unexpected<Error>(now.error());
    if ((*now ? (*now)->revision : 0) != change.revision)
        return fail(ErrorKind::Conflict,
                    *now ? u"%1 made it %2 (revision %3) meanwhile"_s
                               .arg((*now)->changedBy, triageStateName((*now)->state))
                               .arg((*now)->revision)
                         : u"the group was removed meanwhile"_s,
                    fileName());
    TriageEntry entry;
    entry.group = change.group;
    entry.title = change.title;
    entry.state = change.state;
    entry.ticket = change.ticket;
    entry.revision = change.revision + 1;
    entry.changedAt = QDateTime::currentDateTimeUtc();
    entry.changedBy = change.actor;
    if (change.state == TriageState::Fixed)
        entry.fixedAt = change.at;
    Result<void> written = write(entry);
    if (written && !change.comment.trimmed().isEmpty())
        written = rows(u"INSERT INTO comments (signature, at, actor, text) VALUES (?, ?, ?, ?)"_s,
                       {change.group, localTime(entry.changedAt), change.actor, change.comment})
                      .map([](const QSqlQuery &) {});
    if (!written)
        return tl::unexpected<Error>(written.error());
    return entry;
}

Result<TriageEntry> LocalTriageStore::change(const TriageChange &change)
{
    if (const QString wrong = triageProblem(change); !wrong.isEmpty())
        return fail(ErrorKind::Input, wrong, fileName());
    return transaction<TriageEntry>([&] { return changeInTransaction(change); });
}

Result<QList<TriageEntry>> LocalTriageStore::reopen(const QList<QByteArray> &groups, const QDateTime &at)
{
    return transaction<QList<TriageEntry>>([&]() -> Result<QList<TriageEntry>> {
        QList<TriageEntry> reopened;
        for (const QByteArray &group : groups) {
            const Result<std::optional<TriageEntry>> found = find(group);
            if (!found)
                return tl::unexpected<Error>(found.error());
            if (!*found || (*found)->state != TriageState::Fixed || !((*found)->fixedAt < at))
                continue;
            TriageEntry entry = **found;
            entry.state = TriageState::New;
            entry.fixedAt = {};
            entry.reopened = true;
            ++entry.revision;
            entry.changedAt = QDateTime::currentDateTimeUtc();
            entry.changedBy = u"interlock"_s;
            if (const Result<void> written = write(entry); !written)
                return tl::unexpected<Error>(written.error());
            reopened.append(entry);
        }
        return reopened;
    });
}

} // namespace interlock
