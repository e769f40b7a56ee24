// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <QDateTime>
#include <QList>
#include <QString>

namespace interlock {

enum class MigrationStatus { Pending, Migrated, Validated, Failed, Review };

/// "pending", "migrated", "validated", "failed", "review".
[[nodiscard]] std::optional<MigrationStatus> migrationStatusFromName(QStringView name);
[[nodiscard]] QString migrationStatusName(MigrationStatus status);

/// One row of the migration log: an entity with the checksums that both systems have for it.
struct MigrationLogRow
{
    qint64 id = 0;
    QString entity; ///< kind: "order", "session", "cart-items", "cart-total", …
    QString entityId;
    MigrationStatus status = MigrationStatus::Pending;
    std::optional<QString> legacyChecksum;
    std::optional<QString> modernChecksum;
    QDateTime migratedAt;
    QString detail; ///< as the team's tool wrote it

    friend bool operator==(const MigrationLogRow &, const MigrationLogRow &) = default;
};

/// What a row says of the data. A row without both checksums is never taken for equal.
enum class DataVerdict {
    Equal,
    Different,
    Pending,   ///< not migrated yet
    Unchecked, ///< a checksum is missing
    Failed,    ///< the migration itself failed
    ForReview  ///< flagged for a person
};

[[nodiscard]] DataVerdict dataVerdict(const MigrationLogRow &row);

/// A page of the log by rising id.
struct MigrationLogPage
{
    QList<MigrationLogRow> rows;
    qint64 next = 0;     ///< id to go on after
    bool isLast = false; ///< nothing was behind it when it was read
    qint64 badRows = 0;  ///< rows that could not be read: left out and counted as unchecked

    friend bool operator==(const MigrationLogPage &, const MigrationLogPage &) = default;
};

/// Counts of a walk over the log, of one entity kind or of all.
struct DataCounts
{
    qint64 rows = 0;
    qint64 equal = 0;
    qint64 different = 0;
    qint64 pending = 0;
    qint64 unchecked = 0;
    qint64 failed = 0;
    qint64 forReview = 0;

    void add(DataVerdict verdict);
    [[nodiscard]] qint64 checked() const { return equal + different; }
    [[nodiscard]] qint64 skipped() const { return rows - checked(); }
    friend bool operator==(const DataCounts &, const DataCounts &) = default;
};

/// Adds up a walk over the whole log, page by page, in constant memory: counts by entity kind and the first
/// rows that a person has to look at.
class DataCensus final
{
public:
    static constexpr qsizetype mostRowsKept = 1000;
    static constexpr qsizetype mostEntities = 200; ///< kinds; further ones are added up under "…"

    void add(const MigrationLogPage &page);

    [[nodiscard]] const DataCounts &total() const { return m_total; }
    [[nodiscard]] const std::map<QString, DataCounts> &entities() const { return m_entities; }
    /// Rows that differ, failed or are flagged for review, by rising id; the first mostRowsKept.
    [[nodiscard]] const QList<MigrationLogRow> &toLookAt() const { return m_toLookAt; }
    [[nodiscard]] qint64 badRows() const { return m_badRows; }
    /// The walk reached the end of the log.
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    [[nodiscard]] qint64 next() const { return m_next; } ///< id to go on after

private:
    DataCounts m_total;
    std::map<QString, DataCounts> m_entities;
    QList<MigrationLogRow> m_toLookAt;
    qint64 m_badRows = 0;
    qint64 m_next = 0;
    bool m_isComplete = false;
};

} // namespace interlock
