// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/whendone.h"
#include "models/endpoints/migrationlogport.h"
#include "models/endpoints/sharedrulesport.h"
#include "models/endpoints/teamlogport.h"

namespace interlock {

/// A bridge's rule set in memory.
class FakeSharedRules final : public SharedRulesPort
{
public:
    QFuture<Result<SharedRules>> read() override
    {
        ++reads;
        return ready(problem ? Result<SharedRules>(tl::unexpected<Error>(*problem))
                             : Result<SharedRules>(current()));
    }
    QFuture<Result<SharedRules>> replace(const SharedRules &rules, const QUuid &key) override
    {
        keys << key;
        if (problem && !actsAllTheSame)
            return ready(Result<SharedRules>(tl::unexpected<Error>(*problem)));
        if (rules.revision != QByteArray::number(revision) && !keys.first(keys.size() - 1).contains(key))
            return ready(Result<SharedRules>(fail(ErrorKind::Conflict, QStringLiteral("stale-revision"))));
        if (rules.revision == QByteArray::number(revision))
            set(rules.json);
        if (problem)
            return ready(Result<SharedRules>(tl::unexpected<Error>(*problem)));
        return ready(Result<SharedRules>(current()));
    }
    void set(const QByteArray &text)
    {
        json = text;
        ++revision;
    }
    [[nodiscard]] SharedRules current() const { return {json, QByteArray::number(revision)}; }

    QByteArray json = "{\"rule\":[]}";
    int revision = 1;
    int reads = 0;
    QList<QUuid> keys;
    std::optional<Error> problem;
    bool actsAllTheSame = false; ///< the problem is a lost answer
};

/// A migration log in memory, by rising id.
class FakeMigrationLog final : public MigrationLogPort
{
public:
    QFuture<Result<MigrationLogPage>> page(qint64 id, int limit) override
    {
        if (problem)
            return ready(Result<MigrationLogPage>(tl::unexpected<Error>(*problem)));
        MigrationLogPage page;
        page.next = id;
        for (const MigrationLogRow &row : std::as_const(rows)) {
            if (row.id > id && page.rows.size() < limit)
                page.rows << row;
        }
        if (!page.rows.isEmpty())
            page.next = page.rows.constLast().id;
        page.isLast = rows.isEmpty() || page.next >= rows.constLast().id;
        return ready(Result<MigrationLogPage>(page));
    }

    QList<MigrationLogRow> rows;
    std::optional<Error> problem;
};

/// A team's log in memory.
class FakeTeamLog final : public TeamLogPort
{
public:
    QFuture<Result<QList<LoggedIssue>>> issues(int limit) override
    {
        if (problem)
            return ready(Result<QList<LoggedIssue>>(tl::unexpected<Error>(*problem)));
        return ready(Result<QList<LoggedIssue>>(logged.first(std::min<qsizetype>(limit, logged.size()))));
    }
    QFuture<Result<QList<LoggedRelease>>> releases(int) override
    {
        return ready(Result<QList<LoggedRelease>>(noted));
    }

    QList<LoggedIssue> logged;
    QList<LoggedRelease> noted;
    std::optional<Error> problem;
};

} // namespace interlock
