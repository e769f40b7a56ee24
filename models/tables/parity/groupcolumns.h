// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/triage.h"
#include "models/tables/parity/paircolumns.h"

#include <array>
#include <QHash>

namespace interlock {

/// Groups added up over pairs: counts, first and last seen, pairs an hour.
class GroupColumns final
{
public:
    using Row = quint32;
    static constexpr int trendHours = 24;
    /// Pairs of the group in each of the last hours, the newest last; the newest hour is that of the newest
    /// pair of all groups.
    using Trend = std::array<quint32, trendHours>;

    void clear();
    /// Names of the ids that pairs carry; those known already stay as they are.
    void addGroups(const std::vector<StoredGroup> &groups);
    /// Counts a pair. Ids that were not named are left out.
    void count(const PairColumns &pairs, PairColumns::Row row);

    [[nodiscard]] size_t size() const { return m_signature.size(); }
    [[nodiscard]] std::optional<Row> find(quint32 id) const;
    [[nodiscard]] quint32 id(Row row) const { return m_id[row]; }
    [[nodiscard]] const GroupSignature &signature(Row row) const { return m_signature[row]; }
    [[nodiscard]] const QByteArray &key(Row row) const { return m_key[row]; } ///< signatureKey()
    [[nodiscard]] qint64 pairs(Row row) const { return m_pairs[row]; }
    /// Pairs of the group among the comparable pairs of its route, 0 … 1; nothing when there are none.
    [[nodiscard]] std::optional<double> share(Row row) const;
    [[nodiscard]] qint64 firstAt(Row row) const { return m_firstAt[row]; } ///< ms since the epoch
    [[nodiscard]] qint64 lastAt(Row row) const { return m_lastAt[row]; }
    [[nodiscard]] Trend trend(Row row) const;
    /// Pairs in the newest half of the trend less those in the half before.
    [[nodiscard]] qint64 rise(Row row) const;

private:
    std::vector<quint32> m_id;
    std::vector<GroupSignature> m_signature;
    std::vector<QByteArray> m_key;
    std::vector<qint64> m_pairs, m_firstAt, m_lastAt;
    std::vector<QHash<qint64, quint32>>
        m_hours; ///< pairs by hour since the epoch, the last trendHours of the group
    QHash<quint32, Row> m_rows;
    QHash<QByteArray, qint64> m_comparable; ///< pairs by route
    qint64 m_newestHour = 0;
};

} // namespace interlock
