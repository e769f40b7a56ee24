// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/pairdatabase.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int pairSchemaVersion = 1;
constexpr int pairApplicationId = 0x494C5052; ///< "ILPR": tells our files from any other SQLite file

/// Small columns apart from the bodies, so that outcomes are read and rewritten without touching a body.
QStringList pairSchema()
{
    return {
        u"CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID"_s,
        u"CREATE TABLE words (id INTEGER PRIMARY KEY, word BLOB NOT NULL UNIQUE)"_s,
        u"CREATE TABLE groups (id INTEGER PRIMARY KEY, route BLOB NOT NULL, path BLOB NOT NULL, kind INTEGER "
        u"NOT"
        " NULL, legacy_tag BLOB NOT NULL, newer_tag BLOB NOT NULL,"
        " UNIQUE (route, path, kind, legacy_tag, newer_tag))"_s,
        u"CREATE TABLE pairs (number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, last_at INTEGER "
        u"NOT"
        " NULL, seen INTEGER NOT NULL, source_id TEXT NOT NULL, route INTEGER NOT NULL, method INTEGER NOT "
        "NULL,"
        " path BLOB NOT NULL, fingerprint INTEGER NOT NULL, content INTEGER NOT NULL, legacy_status INTEGER,"
        " newer_status INTEGER, legacy_ms INTEGER NOT NULL, newer_ms INTEGER NOT NULL, outcome INTEGER NOT "
        "NULL,"
        " groups BLOB, has_bodies INTEGER NOT NULL, flags INTEGER NOT NULL)"_s,
        u"CREATE UNIQUE INDEX pairs_content ON pairs (content)"_s,
        u"CREATE TABLE bodies (number INTEGER PRIMARY KEY, packed BLOB NOT NULL)"_s,
        u"CREATE TABLE ids (key INTEGER PRIMARY KEY, number INTEGER NOT NULL)"_s,
        u"CREATE TABLE rulesets (version INTEGER PRIMARY KEY, hash BLOB NOT NULL, at INTEGER NOT NULL, day "
        u"TEXT NOT"
        " NULL, equal INTEGER NOT NULL, after INTEGER NOT NULL, different INTEGER NOT NULL,"
        " incomparable INTEGER NOT NULL)"_s,
        u"CREATE TABLE gates (route TEXT PRIMARY KEY, attempt INTEGER NOT NULL, clean INTEGER NOT NULL,"
        " mismatches INTEGER NOT NULL, open INTEGER NOT NULL, opened_at INTEGER, started_at INTEGER)"_s,
        u"CREATE TABLE gate_requests (route TEXT NOT NULL, fingerprint INTEGER NOT NULL, mismatch INTEGER NOT"
        " NULL, PRIMARY KEY (route, fingerprint, mismatch)) WITHOUT ROWID"_s,
        u"PRAGMA application_id=%1"_s.arg(pairApplicationId),
        u"PRAGMA user_version=%1"_s.arg(pairSchemaVersion),
    };
}

} // namespace

PairDatabase::PairDatabase(const QString &fileName) : SqliteFile(fileName, u"store of pairs"_s) {}

Result<void> PairDatabase::prepareSchema()
{
    // Tables first: another program may be making them, and what it commits is whole.
    const Result<qint64> tables = number(u"SELECT count(*) FROM sqlite_master"_s);
    const Result<qint64> application = number(u"PRAGMA application_id"_s);
    const Result<qint64> version = number(u"PRAGMA user_version"_s);
    for (const auto *read : {&application, &version, &tables}) {
        if (!*read)
            return tl::unexpected<Error>(read->error());
    }
    if (*tables > 0 && *application != pairApplicationId)
        return fail(ErrorKind::Database, u"this SQLite file is no store of pairs; it is left as it is"_s,
                    fileName());
    if (*tables > 0 && *version != pairSchemaVersion)
        return fail(
            ErrorKind::Database,
            u"the store has schema version %1, this program knows version %2 only; it is left as it is"_s
                .arg(*version)
                .arg(pairSchemaVersion),
            fileName());
    // synchronous = NORMAL: a power cut may cost the newest batch as a whole, and its cursor with it, so that
    // the source is asked for it again.
    return runAll({u"PRAGMA journal_mode=WAL"_s, u"PRAGMA synchronous=NORMAL"_s,
                   u"PRAGMA cache_size=-32768"_s, u"PRAGMA journal_size_limit=16777216"_s},
                  *tables == 0, pairSchema());
}

} // namespace interlock
