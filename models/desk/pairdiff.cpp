// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/pairdiff.h"

#include "models/parity/alignment.h"
#include "models/parity/rulepath.h"
#include "models/parity/similarity.h"

#include <algorithm>
#include <QByteArray>
#include <QHash>
#include <QList>
#include <unordered_map>

namespace interlock {

namespace {

constexpr std::size_t leastFold = 3; ///< fewer equal neighbours are shown as they are
constexpr qsizetype longestTextLine = 4096;

std::string_view viewOfBody(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

std::vector<QByteArray> textLines(const std::optional<QByteArray> &body)
{
    std::vector<QByteArray> lines;
    if (!body || body->isEmpty())
        return lines;
    const QList<QByteArray> whole = body->split('\n');
    for (const QByteArray &line : whole) {
        for (qsizetype at = 0; at == 0 || at < line.size(); at += longestTextLine)
            lines.push_back(line.mid(at, longestTextLine));
    }
    return lines;
}

std::vector<std::uint64_t> lineHashes(const std::vector<QByteArray> &lines)
{
    std::vector<std::uint64_t> hashes;
    hashes.reserve(lines.size());
    for (const QByteArray &line : lines)
        hashes.push_back(qHash(line, std::size_t(1)));
    return hashes;
}

std::vector<std::uint64_t> hashesOfValues(const std::vector<JsonValue> &values)
{
    std::vector<std::uint64_t> hashes;
    hashes.reserve(values.size());
    for (const JsonValue &value : values)
        hashes.push_back(valueHash(value, nullptr, false));
    return hashes;
}

/// The same for @p values of a document parsed like that of @p others: a twin has the hash of its original.
std::vector<std::uint64_t> hashesOfTwins(const std::vector<JsonValue> &values,
                                         const std::vector<JsonValue> &others,
                                         const std::vector<std::uint64_t> &hashesOfOthers)
{
    const auto indexIn = [](const JsonValue &other) {
        return static_cast<std::uint32_t>(other.node - other.document->nodes().data());
    };
    std::vector<std::uint64_t> hashes;
    hashes.reserve(values.size());
    for (const JsonValue &value : values) {
        const auto twin = std::ranges::lower_bound(others, value.node->twin, {}, indexIn);
        const bool isTwin =
            twin != others.end() && value.document->isTwin(*value.node, *twin->document, *twin->node);
        hashes.push_back(isTwin ? hashesOfOthers[static_cast<std::size_t>(twin - others.begin())]
                                : valueHash(value, nullptr, false));
    }
    return hashes;
}

} // namespace

PairDiff::PairDiff(std::optional<QByteArray> legacy, std::optional<QByteArray> newer,
                   const DocumentLimits &limits, bool foldEqual)
    : m_foldEqual(foldEqual)
{
    // What both wrote the same is read once, and need not be looked at to be known the same.
    const bool isJson = (!legacy || !m_legacy.parse(viewOfBody(*legacy), limits)) &&
                        (!newer || !m_newer.parse(viewOfBody(*newer), limits, &m_legacy)) &&
                        (legacy || newer);
    if (!isJson) {
        makeText(legacy, newer);
        return;
    }
    const Twin root{legacy ? 0 : DiffRow::none, newer ? 0 : DiffRow::none};
    m_levels.push_back({});
    Sink sink;
    if (same(root) && !m_legacy.nodes().front().isContainer()) {
        emitTwins({root}, 0, 0, sink);
    } else {
        // The root is always open: a fold of everything would say nothing.
        DiffRow row;
        row.legacy = root.legacy;
        row.newer = root.newer;
        const bool containers =
            (!legacy || m_legacy.nodes().front().isContainer()) &&
            (!newer || m_newer.nodes().front().isContainer()) &&
            (!legacy || !newer || m_legacy.nodes().front().type == m_newer.nodes().front().type);
        if (containers) {
            row.state = !legacy  ? DiffRow::State::NewOnly
                        : !newer ? DiffRow::State::LegacyOnly
                                 : DiffRow::State::Same;
            emitOpened(root, row, sink);
        } else {
            emitTwin(root, 0, 0, sink);
        }
    }
    m_rows = std::move(sink.rows);
}

PairDiff::~PairDiff() = default;

void PairDiff::makeText(const std::optional<QByteArray> &legacy, const std::optional<QByteArray> &newer)
{
    m_isText = true;
    m_levels.push_back({});
    m_legacyLines = textLines(legacy);
    m_newerLines = textLines(newer);
    SequencePair lines{lineHashes(m_legacyLines), lineHashes(m_newerLines), {}};
    lines.same = [this](std::size_t i, std::size_t j) { return m_legacyLines[i] == m_newerLines[j]; };
    IndexPairs matched = alignedPairs(lines);
    matched.emplace_back(m_legacyLines.size(), m_newerLines.size());
    std::size_t left = 0;
    std::size_t right = 0;
    const auto add = [this](qint32 i, qint32 j, DiffRow::State state) {
        DiffRow row;
        row.legacy = i;
        row.newer = j;
        row.kind = DiffRow::Kind::Text;
        row.state = state;
        m_rows.push_back(row);
    };
    for (const auto &[i, j] : matched) {
        for (; left < i && right < j; ++left, ++right)
            add(qint32(left), qint32(right), DiffRow::State::Changed);
        for (; left < i; ++left)
            add(qint32(left), DiffRow::none, DiffRow::State::LegacyOnly);
        for (; right < j; ++right)
            add(DiffRow::none, qint32(right), DiffRow::State::NewOnly);
        if (i < m_legacyLines.size())
            add(qint32(i), qint32(j), DiffRow::State::Same);
        left = i + 1;
        right = j + 1;
    }
}

JsonValue PairDiff::node(const Twin &twin, PairSide side) const
{
    const qint32 index = side == PairSide::Legacy ? twin.legacy : twin.newer;
    if (index == DiffRow::none)
        return {};
    return {&document(side), &document(side).nodes()[std::size_t(index)]};
}

bool PairDiff::same(const Twin &twin) const
{
    return twin.legacy != DiffRow::none && twin.newer != DiffRow::none &&
           sameTree(node(twin, PairSide::Legacy), node(twin, PairSide::New));
}

PairDiff::Twins PairDiff::membersOf(const std::vector<JsonValue> &legacy,
                                    const std::vector<JsonValue> &newer) const
{
    const JsonNode *legacyBase = m_legacy.nodes().data();
    const JsonNode *newerBase = m_newer.nodes().data();
    std::unordered_multimap<std::string_view, std::size_t> others;
    others.reserve(newer.size());
    for (std::size_t i = newer.size(); i-- > 0;) // so that the first of a name comes first
        others.emplace(newer[i].key(), i);
    std::vector<bool> taken(newer.size()); // not of all nodes: there may be as many objects
    Twins twins;
    for (const JsonValue &member : legacy) {
        Twin twin{qint32(member.node - legacyBase), DiffRow::none};
        const auto found = others.find(member.key());
        if (found != others.end()) {
            twin.newer = qint32(newer[found->second].node - newerBase);
            taken[found->second] = true;
            others.erase(found);
        }
        twins.push_back(twin);
    }
    for (std::size_t i = 0; i < newer.size(); ++i) {
        if (!taken[i])
            twins.push_back({DiffRow::none, qint32(newer[i].node - newerBase)});
    }
    return twins;
}

PairDiff::Twins PairDiff::elementsOf(const std::vector<JsonValue> &legacy,
                                     const std::vector<JsonValue> &newer) const
{
    const JsonNode *legacyBase = m_legacy.nodes().data();
    const JsonNode *newerBase = m_newer.nodes().data();
    SequencePair sequences{hashesOfValues(legacy), {}, {}};
    sequences.right = hashesOfTwins(newer, legacy, sequences.left);
    sequences.same = [&](std::size_t i, std::size_t j) { return sameTree(legacy[i], newer[j]); };
    IndexPairs matched = alignedPairs(sequences);
    matched.emplace_back(legacy.size(), newer.size());
    Twins twins;
    std::size_t left = 0;
    std::size_t right = 0;
    const auto flush = [&](std::size_t i, std::size_t j, bool together) {
        for (; together && left < i && right < j; ++left, ++right)
            twins.push_back({qint32(legacy[left].node - legacyBase), qint32(newer[right].node - newerBase)});
        for (; left < i; ++left)
            twins.push_back({qint32(legacy[left].node - legacyBase), DiffRow::none});
        for (; right < j; ++right)
            twins.push_back({DiffRow::none, qint32(newer[right].node - newerBase)});
    };
    for (const auto &[i, j] : matched) {
        const std::vector<JsonValue> leftGap(legacy.begin() + qsizetype(left), legacy.begin() + qsizetype(i));
        const std::vector<JsonValue> rightGap(newer.begin() + qsizetype(right), newer.begin() + qsizetype(j));
        const std::size_t leftStart = left;
        const std::size_t rightStart = right;
        const IndexPairs similar =
            leftGap.empty() || rightGap.empty() ? IndexPairs() : similarPairs(leftGap, rightGap);
        for (const auto &[a, b] : similar) {
            flush(leftStart + a, rightStart + b, false);
            flush(leftStart + a + 1, rightStart + b + 1, true);
        }
        flush(i, j, similar.empty());
        if (i < legacy.size())
            flush(i + 1, j + 1, true);
    }
    return twins;
}

PairDiff::Twins PairDiff::twinsIn(const Twin &container) const
{
    const JsonValue legacy = node(container, PairSide::Legacy);
    const JsonValue newer = node(container, PairSide::New);
    const std::vector<JsonValue> left = legacy ? childrenOf(legacy) : std::vector<JsonValue>();
    const std::vector<JsonValue> right = newer ? childrenOf(newer) : std::vector<JsonValue>();
    const bool array = (legacy ? legacy : newer).node->type == JsonType::Array;
    return array ? elementsOf(left, right) : membersOf(left, right);
}

void PairDiff::emitTwins(const Twins &twins, quint32 level, quint16 depth, Sink &sink)
{
    for (std::size_t i = 0; i < twins.size();) {
        std::size_t end = i;
        while (end < twins.size() && same(twins[end]))
            ++end;
        if (m_foldEqual && sink.deep && end - i >= leastFold) {
            DiffRow row;
            row.legacy = qint32(m_folds.size());
            row.level = level;
            row.depth = depth;
            row.kind = DiffRow::Kind::Fold;
            m_folds.emplace_back(twins.begin() + qsizetype(i), twins.begin() + qsizetype(end));
            sink.rows.push_back(row);
            i = end;
        }
        for (; i < end; ++i)
            emitTwin(twins[i], level, depth, sink);
        if (i < twins.size())
            emitTwin(twins[i++], level, depth, sink);
    }
}

void PairDiff::emitTwin(const Twin &twin, quint32 level, quint16 depth, Sink &sink)
{
    const JsonValue legacy = node(twin, PairSide::Legacy);
    const JsonValue newer = node(twin, PairSide::New);
    DiffRow row;
    row.legacy = twin.legacy;
    row.newer = twin.newer;
    row.level = level;
    row.depth = depth;
    const bool both = legacy && newer;
    row.state = !legacy      ? DiffRow::State::NewOnly
                : !newer     ? DiffRow::State::LegacyOnly
                : same(twin) ? DiffRow::State::Same
                             : DiffRow::State::Changed;
    const bool containers = (!legacy || legacy.node->isContainer()) &&
                            (!newer || newer.node->isContainer()) &&
                            (!both || legacy.node->type == newer.node->type);
    const bool empty = (!legacy || legacy.node->count == 0) && (!newer || newer.node->count == 0);
    if (!containers || empty) {
        sink.rows.push_back(row);
        return;
    }
    const bool open = row.state == DiffRow::State::Changed ? sink.deep : !m_foldEqual;
    if (open) {
        emitOpened(twin, row, sink);
        return;
    }
    row.kind = DiffRow::Kind::Collapsed;
    sink.rows.push_back(row);
}

void PairDiff::emitOpened(const Twin &twin, DiffRow row, Sink &sink)
{
    row.kind = DiffRow::Kind::Open;
    // Of a container whose insides differ, the brackets are no difference of their own.
    if (row.state == DiffRow::State::Changed)
        row.state = DiffRow::State::Same;
    sink.rows.push_back(row);
    const auto level = quint32(m_levels.size());
    m_levels.push_back({twin, row.level});
    emitTwins(twinsIn(twin), level, quint16(row.depth + 1), sink);
    row.kind = DiffRow::Kind::Close;
    sink.rows.push_back(row);
}

} // namespace interlock
