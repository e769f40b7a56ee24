// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/store/storedpair.h"

#include <span>

namespace interlock {

/// What the list of pairs shows; everything empty shows all.
struct PairFilter
{
    std::optional<quint32> group;
    QString route;
    QByteArray method;
    std::vector<PairOutcome> outcomes; ///< any of them
    QByteArray text; ///< part of the path; upper and lower case differ, as they do in a path
    QDateTime from;  ///< first seen at or after
    QDateTime to;    ///< first seen before

    friend bool operator==(const PairFilter &, const PairFilter &) = default;
};

/// Stored pairs in columns, without their bodies: some 60 bytes a pair. Rows are numbered as they were
/// appended.
class PairColumns final
{
public:
    using Row = quint32;

    void clear();
    void reserve(size_t rows);
    void append(const StoredPair &pair);
    [[nodiscard]] size_t size() const { return m_number.size(); }

    [[nodiscard]] qint64 number(Row row) const { return m_number[row]; }
    [[nodiscard]] qint64 at(Row row) const { return m_at[row]; } ///< ms since the epoch
    [[nodiscard]] qint64 lastAt(Row row) const { return m_lastAt[row]; }
    [[nodiscard]] qint64 seen(Row row) const { return m_seen[row]; }
    [[nodiscard]] PairOutcome outcome(Row row) const { return PairOutcome(m_outcome[row]); }
    [[nodiscard]] const QString &route(Row row) const { return m_routes[m_route[row]]; }
    [[nodiscard]] quint32 routeIndex(Row row) const { return m_route[row]; }
    [[nodiscard]] const QByteArray &method(Row row) const { return m_methods[m_method[row]]; }
    [[nodiscard]] quint32 methodIndex(Row row) const { return m_method[row]; }
    [[nodiscard]] QByteArray path(Row row) const;
    [[nodiscard]] int legacyStatus(Row row) const { return m_legacyStatus[row]; } ///< 0: none
    [[nodiscard]] int newerStatus(Row row) const { return m_newerStatus[row]; }   ///< 0: none
    [[nodiscard]] qint64 legacyMs(Row row) const { return m_legacyMs[row]; }
    [[nodiscard]] qint64 newerMs(Row row) const { return m_newerMs[row]; }
    [[nodiscard]] std::span<const quint32> groups(Row row) const;

    /// The row of a pair's number, when it is there; numbers rise with rows.
    [[nodiscard]] std::optional<Row> find(qint64 number) const;
    /// Rows from @p from on that @p filter lets through, rising.
    [[nodiscard]] std::vector<Row> matching(const PairFilter &filter, Row from = 0) const;

    /// Places of routeIndex() (else methodIndex()) among their words in alphabetical order.
    [[nodiscard]] std::vector<quint32> wordRanks(bool ofRoutes) const;

private:
    [[nodiscard]] std::vector<bool> withText(const QByteArray &text, Row from) const;

    std::vector<qint64> m_number, m_at, m_lastAt;
    std::vector<quint32> m_seen, m_legacyMs, m_newerMs;
    std::vector<quint16> m_legacyStatus, m_newerStatus;
    std::vector<quint8> m_outcome;
    std::vector<quint32> m_route, m_method;
    std::vector<quint32> m_groupStart{0}; ///< row → first of its groups; one more at the end
    std::vector<quint32> m_groups;
    std::vector<quint64> m_pathStart{0};
    QByteArray m_paths; ///< one after the other, each with a line end that no path has
    std::vector<QString> m_routes;
    std::vector<QByteArray> m_methods;
};

} // namespace interlock
