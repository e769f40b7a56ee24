// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/migrationlog.h"

#include "models/domain/namedenum.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr EnumNames<MigrationStatus, 5> migrationStatusNames{{{MigrationStatus::Pending, u"pending"},
                                                              {MigrationStatus::Migrated, u"migrated"},
                                                              {MigrationStatus::Validated, u"validated"},
                                                              {MigrationStatus::Failed, u"failed"},
                                                              {MigrationStatus::Review, u"review"}}};
} // namespace

std::optional<MigrationStatus> migrationStatusFromName(QStringView name)
{
    return enumFromName(migrationStatusNames, name);
}

QString migrationStatusName(MigrationStatus status)
{
    return enumName(migrationStatusNames, status);
}

DataVerdict dataVerdict(const MigrationLogRow &row)
{
    switch (row.status) {
    case MigrationStatus::Pending:
        return DataVerdict::Pending;
    case MigrationStatus::Failed:
        return DataVerdict::Failed;
    case MigrationStatus::Review:
        return DataVerdict::ForReview;
    case MigrationStatus::Migrated:
    case MigrationStatus::Validated:
        break;
    }
    // "validated" without checksums is somebody's word, not a check
    if (!row.legacyChecksum || !row.modernChecksum || row.legacyChecksum->isEmpty() ||
        row.modernChecksum->isEmpty())
        return DataVerdict::Unchecked;
    return *row.legacyChecksum == *row.modernChecksum ? DataVerdict::Equal : DataVerdict::Different;
}

void DataCounts::add(DataVerdict verdict)
{
    ++rows;
    switch (verdict) {
    case DataVerdict::Equal:
        ++equal;
        break;
    case DataVerdict::Different:
        ++different;
        break;
    case DataVerdict::Pending:
        ++pending;
        break;
    case DataVerdict::Unchecked:
        ++unchecked;
        break;
    case DataVerdict::Failed:
        ++failed;
        break;
    case DataVerdict::ForReview:
        ++forReview;
        break;
    }
}

void DataCensus::add(const MigrationLogPage &page)
{
    for (const MigrationLogRow &row : page.rows) {
        const DataVerdict verdict = dataVerdict(row);
        m_total.add(verdict);
        const bool isKnown = m_entities.contains(row.entity);
        const bool hasRoom = qsizetype(m_entities.size()) < mostEntities;
        m_entities[isKnown || hasRoom ? row.entity : u"…"_s].add(verdict);
        const bool isForAPerson = verdict == DataVerdict::Different || verdict == DataVerdict::Failed ||
                                  verdict == DataVerdict::ForReview;
        if (isForAPerson && m_toLookAt.size() < mostRowsKept)
            m_toLookAt.append(row);
    }
    for (qint64 i = 0; i < page.badRows; ++i)
        m_total.add(DataVerdict::Unchecked);
    m_badRows += page.badRows;
    m_next = page.next;
    m_isComplete = page.isLast;
}

} // namespace interlock
