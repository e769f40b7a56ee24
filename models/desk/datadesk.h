// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/migrationlogport.h"
#include "models/endpoints/teamlogport.h"

#include <chrono>
#include <memory>
#include <optional>
#include <QTimer>

namespace interlock {

/// The team's database: either may be null, then there is none.
struct DataParts
{
    std::unique_ptr<MigrationLogPort> migrationLog;
    std::unique_ptr<TeamLogPort> teamLog;
    std::chrono::milliseconds walkAgain{60'000}; ///< after a walk over the log ended
    std::chrono::milliseconds tryAgain{5'000};   ///< after an error; the walk goes on where it was
    std::chrono::milliseconds readAgain{15'000}; ///< issues and releases
    int pageSize = 5000;
};

/// A walk over the whole migration log.
struct CensusWalk
{
    DataCensus census;
    QDateTime startedAt;
    QDateTime finishedAt; ///< invalid while it goes on
};

/// What the team's database says of the data, kept up by walking the migration log again and again, a page at
/// a time, and by reading the log of issues. GUI thread; constant memory, whatever the length of the log.
class DataDesk final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DataDesk)

public:
    static constexpr int mostIssues = 500;
    static constexpr int mostReleases = 200;

    explicit DataDesk(DataParts parts, QObject *parent = nullptr);

    void start();

    [[nodiscard]] bool hasMigrationLog() const { return bool(m_parts.migrationLog); }
    [[nodiscard]] bool hasTeamLog() const { return bool(m_parts.teamLog); }
    /// The last walk that reached the end; nothing before the first.
    [[nodiscard]] const std::optional<CensusWalk> &census() const { return m_census; }
    /// The walk that goes on; nothing between two.
    [[nodiscard]] const std::optional<CensusWalk> &walk() const { return m_walk; }
    /// Why the migration log cannot be read at the moment.
    [[nodiscard]] const std::optional<Error> &logProblem() const { return m_logProblem; }
    /// Open ones first; at most mostIssues.
    [[nodiscard]] const QList<LoggedIssue> &issues() const { return m_issues; }
    [[nodiscard]] QDateTime issuesReadAt() const { return m_issuesReadAt; } ///< invalid: never
    [[nodiscard]] const std::optional<Error> &issuesProblem() const { return m_issuesProblem; }
    [[nodiscard]] const QList<LoggedRelease> &releases() const { return m_releases; }
    [[nodiscard]] const std::optional<Error> &releasesProblem() const { return m_releasesProblem; }

Q_SIGNALS:
    void changed();

private:
    void walkOn();
    void takePage(const Result<MigrationLogPage> &page);
    void readTeamLog();

    DataParts m_parts;
    QTimer m_walkTimer;
    QTimer m_teamTimer;
    std::optional<CensusWalk> m_census;
    std::optional<CensusWalk> m_walk;
    std::optional<Error> m_logProblem;
    QList<LoggedIssue> m_issues;
    QDateTime m_issuesReadAt;
    std::optional<Error> m_issuesProblem;
    QList<LoggedRelease> m_releases;
    std::optional<Error> m_releasesProblem;
};

} // namespace interlock
