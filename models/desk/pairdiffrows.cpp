// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of a PairDiff: their texts and paths, what rules hide, and what folded ones open into.
#include "models/desk/pairdiff.h"

#include "models/parity/rulepath.h"

#include <algorithm>

namespace interlock {

namespace {

/// Text between two names of a sorted list of paths: whether one of them lies at or below @p path.
bool hasAtOrBelow(const std::vector<std::string> &sorted, const std::string &path)
{
    if (std::ranges::binary_search(sorted, path))
        return true;
    const std::string below = path + '/';
    const auto next = std::ranges::lower_bound(sorted, below);
    return next != sorted.end() && next->starts_with(below);
}

bool containsFolded(std::string_view text, const QByteArray &lower)
{
    const auto equal = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a + ('a' - 'A')) : a) == b; };
    return std::search(text.begin(), text.end(), lower.begin(), lower.end(), equal) != text.end();
}

} // namespace

std::string PairDiff::segment(const Twin &twin, PairSide side) const
{
    const JsonValue value = node(twin, side);
    if (!value.node->has(JsonNode::Member))
        return '/' + std::to_string(value.node->key);
    std::string text;
    appendPathSegment(text, value.key());
    return text;
}

std::vector<std::string> PairDiff::pathsTo(const DiffRow &row, PairSide side) const
{
    // Names from the line up to the root, then paths from the root down to the line.
    const auto has = [side](const Twin &twin) {
        return (side == PairSide::Legacy ? twin.legacy : twin.newer) != DiffRow::none;
    };
    std::vector<std::string> names;
    const Twin own{row.legacy, row.newer};
    const bool isRoot = row.level == 0;
    if (!isRoot) {
        if (!has(own))
            return {};
        names.push_back(segment(own, side));
    }
    for (quint32 level = row.level; level != 0; level = m_levels[level].above) {
        const Level &above = m_levels[level];
        if (above.above == 0)
            break; // the root has no name
        if (!has(above.container))
            return {};
        names.push_back(segment(above.container, side));
    }
    std::vector<std::string> paths{std::string()};
    for (auto it = names.rbegin(); it != names.rend(); ++it)
        paths.push_back(paths.back() + *it);
    return paths;
}

QByteArray PairDiff::path(const DiffRow &row) const
{
    if (row.kind == DiffRow::Kind::Fold || m_isText)
        return {};
    std::vector<std::string> paths = pathsTo(row, PairSide::Legacy);
    if (paths.empty())
        paths = pathsTo(row, PairSide::New);
    return paths.empty() ? QByteArray() : QByteArray::fromStdString(paths.back());
}

bool PairDiff::counts(const DiffRow &row) const
{
    if (m_isText)
        return true;
    for (const PairSide side : {PairSide::Legacy, PairSide::New}) {
        const std::vector<std::string> paths = pathsTo(row, side);
        if (paths.empty())
            continue;
        const bool above = std::ranges::any_of(
            paths, [this](const std::string &path) { return std::ranges::binary_search(*m_counting, path); });
        if (above || hasAtOrBelow(*m_counting, paths.back()))
            return true;
    }
    return false;
}

void PairDiff::hideLines()
{
    if (!m_counting)
        return;
    for (DiffRow &row : m_rows)
        row.hidden = row.state != DiffRow::State::Same && !counts(row);
}

void PairDiff::applyRules(const std::vector<Difference> &differences)
{
    std::vector<std::string> counting;
    counting.reserve(differences.size());
    for (const Difference &difference : differences)
        counting.push_back(difference.path.toStdString());
    std::ranges::sort(counting);
    m_counting = std::make_shared<const std::vector<std::string>>(std::move(counting));
    hideLines();
}

void PairDiff::takeRules(const PairDiff &judged)
{
    m_counting = judged.m_counting;
    if (m_unfolded || m_rows.size() != judged.m_rows.size()) {
        hideLines();
        return;
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i].hidden = judged.m_rows[i].hidden;
}

bool PairDiff::canUnfold(std::size_t row) const
{
    const DiffRow::Kind kind = m_rows[row].kind;
    return kind == DiffRow::Kind::Fold || kind == DiffRow::Kind::Collapsed;
}

std::vector<DiffRow> PairDiff::unfolded(std::size_t row)
{
    const DiffRow old = m_rows[row];
    Sink sink;
    sink.deep = false;
    if (old.kind == DiffRow::Kind::Fold) {
        const Twins twins = m_folds[std::size_t(old.legacy)];
        emitTwins(twins, old.level, old.depth, sink);
    } else if (old.kind == DiffRow::Kind::Collapsed) {
        emitOpened({old.legacy, old.newer}, old, sink);
    }
    for (DiffRow &made : sink.rows)
        made.hidden = old.hidden && made.state != DiffRow::State::Same;
    return std::move(sink.rows);
}

void PairDiff::setUnfolded(std::size_t row, const std::vector<DiffRow> &into)
{
    m_unfolded = true;
    const auto at = m_rows.erase(m_rows.begin() + qsizetype(row));
    m_rows.insert(at, into.begin(), into.end());
}

std::string_view PairDiff::key(const DiffRow &row, PairSide side) const
{
    if (row.kind == DiffRow::Kind::Fold || row.kind == DiffRow::Kind::Text ||
        row.kind == DiffRow::Kind::Close || !has(row, side))
        return {};
    const JsonValue value = node({row.legacy, row.newer}, side);
    return value.node->has(JsonNode::Member) ? value.key() : std::string_view();
}

QByteArray PairDiff::value(const DiffRow &row, PairSide side, std::size_t most) const
{
    if (row.kind == DiffRow::Kind::Fold || !has(row, side))
        return {};
    if (row.kind == DiffRow::Kind::Text) {
        return side == PairSide::Legacy ? m_legacyLines[std::size_t(row.legacy)]
                                        : m_newerLines[std::size_t(row.newer)];
    }
    const JsonValue value = node({row.legacy, row.newer}, side);
    const bool array = value.node->type == JsonType::Array;
    if (row.kind == DiffRow::Kind::Open)
        return array ? "[" : "{";
    if (row.kind == DiffRow::Kind::Close)
        return array ? "]" : "}";
    const std::string_view raw = value.raw().substr(0, most);
    return {raw.data(), static_cast<qsizetype>(raw.size())};
}

int PairDiff::count(const DiffRow &row) const
{
    if (row.kind == DiffRow::Kind::Fold)
        return int(m_folds[std::size_t(row.legacy)].size());
    if (m_isText)
        return 0;
    const Twin twin{row.legacy, row.newer};
    const JsonValue value = node(twin, row.legacy == DiffRow::none ? PairSide::New : PairSide::Legacy);
    return int(value.node->count);
}

bool PairDiff::contains(const DiffRow &row, const QByteArray &text) const
{
    const QByteArray lower = text.toLower();
    if (row.kind == DiffRow::Kind::Fold) {
        const Twins &twins = m_folds[std::size_t(row.legacy)];
        return std::ranges::any_of(twins, [&](const Twin &twin) {
            const JsonValue value = node(twin, PairSide::Legacy);
            return containsFolded(value.raw(), lower) ||
                   (value.node->has(JsonNode::Member) && containsFolded(value.key(), lower));
        });
    }
    for (const PairSide side : {PairSide::Legacy, PairSide::New}) {
        if (!has(row, side))
            continue;
        constexpr std::size_t all = ~std::size_t(0);
        const QByteArray shown = value(row, side, all);
        if (containsFolded({shown.constData(), static_cast<std::size_t>(shown.size())}, lower) ||
            containsFolded(key(row, side), lower))
            return true;
    }
    return false;
}

} // namespace interlock
