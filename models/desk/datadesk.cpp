// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/datadesk.h"

#include "models/domain/whendone.h"

namespace interlock {

namespace {

template<typename T>
std::optional<Error> errorOf(const Result<T> &result)
{
    return result ? std::optional<Error>() : result.error();
}

} // namespace

DataDesk::DataDesk(DataParts parts, QObject *parent) : QObject(parent), m_parts(std::move(parts))
{
    m_walkTimer.setSingleShot(true);
    connect(&m_walkTimer, &QTimer::timeout, this, &DataDesk::walkOn);
    m_teamTimer.setSingleShot(true);
    connect(&m_teamTimer, &QTimer::timeout, this, &DataDesk::readTeamLog);
}

void DataDesk::start()
{
    if (m_parts.migrationLog)
        walkOn();
    if (m_parts.teamLog)
        readTeamLog();
}

void DataDesk::walkOn()
{
    if (!m_walk)
        m_walk = CensusWalk{{}, QDateTime::currentDateTimeUtc(), {}};
    whenDone(m_parts.migrationLog->page(m_walk->census.next(), m_parts.pageSize), this,
             [this](const Result<MigrationLogPage> &page) { takePage(page); });
}

void DataDesk::takePage(const Result<MigrationLogPage> &page)
{
    m_logProblem = errorOf(page);
    if (page)
        m_walk->census.add(*page);
    if (!page) {
        m_walkTimer.start(m_parts.tryAgain);
    } else if (m_walk->census.isComplete()) {
        m_walk->finishedAt = QDateTime::currentDateTimeUtc();
        m_census = std::exchange(m_walk, std::nullopt);
        m_walkTimer.start(m_parts.walkAgain);
    } else {
        walkOn();
    }
    Q_EMIT changed();
}

void DataDesk::readTeamLog()
{
    whenDone(m_parts.teamLog->issues(mostIssues), this, [this](const Result<QList<LoggedIssue>> &issues) {
        m_issuesProblem = errorOf(issues);
        if (issues) {
            m_issues = *issues;
            m_issuesReadAt = QDateTime::currentDateTimeUtc();
        }
        Q_EMIT changed();
        m_teamTimer.start(m_parts.readAgain);
    });
    whenDone(m_parts.teamLog->releases(mostReleases), this,
             [this](const Result<QList<LoggedRelease>> &releases) {
                 m_releasesProblem = errorOf(releases);
                 if (releases)
                     m_releases = *releases;
                 Q_EMIT changed();
             });
}

} // namespace interlock
