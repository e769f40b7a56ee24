// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString readQuery(TableReader &reader, const QString &key)
{
    QString query = reader.text(key).value_or(QString());
    if (query.isEmpty())
        return {};
    if (const QString problem = queryProblem(key, query); !problem.isEmpty())
        reader.problem(reader.at(key), problem);
    return query;
}

} // namespace

std::optional<ParityDatabase> readParityDatabase(TableReader &root, const ProfileContext &context)
{
    const TomlValue *table = root.table(u"parity"_s, u"[parity]"_s);
    if (!table)
        return {};
    TableReader reader(*table, u"[parity]"_s, root.problems());
    ParityDatabase database;
    if (const auto connection =
            reader.requiredText(u"connection"_s, u"a libpq connection string without password"_s)) {
        if (const QString problem = connectionProblem(*connection); !problem.isEmpty())
            reader.problem(reader.at(u"connection"_s), problem);
        database.connection = *connection;
    }
    readSecret(reader, context, database.secret);
    database.triage = reader.boolean(u"triage"_s).value_or(true);
    database.migrationLog = readQuery(reader, u"migration_log"_s);
    database.issues = readQuery(reader, u"issues"_s);
    database.releases = readQuery(reader, u"releases"_s);
    if (const auto timeout = reader.integer(u"total_timeout_ms"_s, 100, 30'000))
        database.totalTimeout = std::chrono::milliseconds(*timeout);
    reader.finish();
    return database;
}

} // namespace interlock
