// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/parity/groupcolumns.h"

#include <algorithm>

namespace interlock {

namespace {
constexpr qint64 msAnHour = qint64{3600} * 1000;
} // namespace

void GroupColumns::clear()
{
    *this = GroupColumns();
}

void GroupColumns::addGroups(const std::vector<StoredGroup> &groups)
{
    for (const StoredGroup &group : groups) {
        if (m_rows.contains(group.id))
            continue;
        m_rows.insert(group.id, Row(m_id.size()));
        m_id.push_back(group.id);
        m_signature.push_back(group.signature);
        m_key.push_back(signatureKey(group.signature));
        m_pairs.push_back(0);
        m_firstAt.push_back(0);
        m_lastAt.push_back(0);
        m_hours.emplace_back();
    }
}

std::optional<GroupColumns::Row> GroupColumns::find(quint32 id) const
{
    const auto it = m_rows.constFind(id);
    return it == m_rows.cend() ? std::optional<Row>() : *it;
}

void GroupColumns::count(const PairColumns &pairs, PairColumns::Row pair)
{
    const qint64 hour = pairs.at(pair) / msAnHour;
    m_newestHour = std::max(m_newestHour, hour);
    if (pairs.outcome(pair) != PairOutcome::NotComparable)
        ++m_comparable[pairs.route(pair).toUtf8()];
    for (const quint32 id : pairs.groups(pair)) {
        const std::optional<Row> row = find(id);
        if (!row)
            continue;
        const bool isFirst = m_pairs[*row]++ == 0;
        m_firstAt[*row] = isFirst ? pairs.at(pair) : std::min(m_firstAt[*row], pairs.at(pair));
        m_lastAt[*row] = isFirst ? pairs.lastAt(pair) : std::max(m_lastAt[*row], pairs.lastAt(pair));
        QHash<qint64, quint32> &hours = m_hours[*row];
        ++hours[hour];
        if (hours.size() > 4 * trendHours)
            hours.removeIf([this](const auto it) { return it.key() <= m_newestHour - trendHours; });
    }
}

std::optional<double> GroupColumns::share(Row row) const
{
    const qint64 comparable = m_comparable.value(m_signature[row].route);
    if (comparable == 0)
        return std::nullopt;
    return double(m_pairs[row]) / double(comparable);
}

GroupColumns::Trend GroupColumns::trend(Row row) const
{
    Trend trend{};
    for (int i = 0; i < trendHours; ++i)
        trend[size_t(i)] = m_hours[row].value(m_newestHour - trendHours + 1 + i);
    return trend;
}

qint64 GroupColumns::rise(Row row) const
{
    const Trend hours = trend(row);
    qint64 rise = 0;
    for (size_t i = 0; i < hours.size(); ++i)
        rise += i < hours.size() / 2 ? -qint64(hours[i]) : qint64(hours[i]);
    return rise;
}

} // namespace interlock
