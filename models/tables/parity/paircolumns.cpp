// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/parity/paircolumns.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

namespace interlock {

namespace {

template<typename Narrow>
Narrow clamped(qint64 value)
{
    return Narrow(std::clamp<qint64>(value, 0, std::numeric_limits<Narrow>::max()));
}

/// Routes and methods are few: rows carry numbers for them.
template<typename Word>
quint32 indexOf(std::vector<Word> &words, const Word &word)
{
    const auto it = std::ranges::find(words, word);
    if (it != words.end())
        return quint32(it - words.begin());
    words.push_back(word);
    return quint32(words.size() - 1);
}

template<typename Word>
std::vector<quint32> ranksOf(const std::vector<Word> &words)
{
    std::vector<quint32> order(words.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&words](quint32 a, quint32 b) { return words[a] < words[b]; });
    std::vector<quint32> ranks(words.size());
    for (size_t i = 0; i < order.size(); ++i)
        ranks[order[i]] = quint32(i);
    return ranks;
}

} // namespace

std::vector<quint32> PairColumns::wordRanks(bool ofRoutes) const
{
    return ofRoutes ? ranksOf(m_routes) : ranksOf(m_methods);
}

void PairColumns::clear()
{
    *this = PairColumns();
}

void PairColumns::reserve(size_t rows)
{
    for (auto *column : {&m_number, &m_at, &m_lastAt})
        column->reserve(rows);
    for (auto *column : {&m_seen, &m_legacyMs, &m_newerMs, &m_route, &m_method})
        column->reserve(rows);
    for (auto *column : {&m_legacyStatus, &m_newerStatus})
        column->reserve(rows);
    m_outcome.reserve(rows);
    m_groupStart.reserve(rows + 1);
    m_pathStart.reserve(rows + 1);
}

void PairColumns::append(const StoredPair &pair)
{
    m_number.push_back(pair.number);
    m_at.push_back(pair.at.toMSecsSinceEpoch());
    m_lastAt.push_back(pair.lastAt.toMSecsSinceEpoch());
    m_seen.push_back(clamped<quint32>(pair.seen));
    m_outcome.push_back(quint8(pair.outcome));
    m_route.push_back(indexOf(m_routes, pair.route));
    m_method.push_back(indexOf(m_methods, pair.method));
    m_legacyStatus.push_back(clamped<quint16>(pair.legacyStatus.value_or(0)));
    m_newerStatus.push_back(clamped<quint16>(pair.newerStatus.value_or(0)));
    m_legacyMs.push_back(clamped<quint32>(pair.legacyMs));
    m_newerMs.push_back(clamped<quint32>(pair.newerMs));
    m_groups.insert(m_groups.end(), pair.groups.begin(), pair.groups.end());
    m_groupStart.push_back(quint32(m_groups.size()));
    m_paths.append(pair.path);
    m_paths.append('\n');
    m_pathStart.push_back(quint64(m_paths.size()));
}

QByteArray PairColumns::path(Row row) const
{
    return m_paths.mid(qsizetype(m_pathStart[row]), qsizetype(m_pathStart[row + 1] - m_pathStart[row] - 1));
}

std::span<const quint32> PairColumns::groups(Row row) const
{
    return std::span(m_groups).subspan(m_groupStart[row], m_groupStart[row + 1] - m_groupStart[row]);
}

std::optional<PairColumns::Row> PairColumns::find(qint64 number) const
{
    const auto it = std::ranges::lower_bound(m_number, number);
    if (it == m_number.end() || *it != number)
        return std::nullopt;
    return Row(it - m_number.begin());
}

/// All paths are searched as one text; a hit's row is found by walking along.
std::vector<bool> PairColumns::withText(const QByteArray &text, Row from) const
{
    std::vector<bool> has(size(), false);
    if (text.contains('\n'))
        return has;
    const char *const begin = m_paths.constData();
    const char *const end = begin + m_paths.size();
    const char *at = begin + m_pathStart[from];
    Row row = from;
    while (at < end) {
        const auto *hit =
            static_cast<const char *>(memmem(at, size_t(end - at), text.constData(), size_t(text.size())));
        if (!hit)
            break;
        while (m_pathStart[row + 1] <= quint64(hit - begin))
            ++row;
        has[row] = true;
        at = begin + m_pathStart[row + 1];
        ++row;
    }
    return has;
}

std::vector<PairColumns::Row> PairColumns::matching(const PairFilter &filter, Row from) const
{
    std::vector<Row> rows;
    if (size() == 0)
        return rows;
    const auto wordIndex = [](const auto &words, const auto &word) {
        return quint32(std::ranges::find(words, word) - words.begin()); // one past the end fits no row
    };
    const bool byRoute = !filter.route.isEmpty();
    const bool byMethod = !filter.method.isEmpty();
    const quint32 route = byRoute ? wordIndex(m_routes, filter.route) : 0;
    const quint32 method = byMethod ? wordIndex(m_methods, filter.method) : 0;
    quint8 outcomes = 0;
    for (const PairOutcome outcome : filter.outcomes)
        outcomes = quint8(outcomes | (1U << unsigned(outcome)));
    if (outcomes == 0)
        outcomes = 0xff;
    const qint64 start =
        filter.from.isValid() ? filter.from.toMSecsSinceEpoch() : std::numeric_limits<qint64>::min();
    const qint64 end =
        filter.to.isValid() ? filter.to.toMSecsSinceEpoch() : std::numeric_limits<qint64>::max();
    const std::vector<bool> textRows =
        filter.text.isEmpty() ? std::vector<bool>() : withText(filter.text, from);
    for (Row row = from; row < size(); ++row) {
        if (byRoute && m_route[row] != route)
            continue;
        if (byMethod && m_method[row] != method)
            continue;
        if (((outcomes >> m_outcome[row]) & 1U) == 0 || m_at[row] < start || m_at[row] >= end)
            continue;
        if (!textRows.empty() && !textRows[row])
            continue;
        if (filter.group) {
            const std::span<const quint32> ids = groups(row);
            if (std::ranges::find(ids, *filter.group) == ids.end())
                continue;
        }
        rows.push_back(row);
    }
    return rows;
}

} // namespace interlock
