// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/comparisonscopes.h"
#include "models/parity/similarity.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace interlock {

namespace {

constexpr std::size_t mostAligned = 10'000; ///< elements; beyond, arrays are compared by position

/// The members of @p element that @p key names, or nothing when one is not there.
std::optional<std::vector<JsonValue>> keyOf(const JsonValue &element, const std::vector<std::string> &key)
{
    if (element.node->type != JsonType::Object)
        return {};
    std::vector<JsonValue> values;
    for (const std::string &name : key) {
        const auto size = values.size();
        for (JsonChildren child(element); !child.atEnd() && values.size() == size; child.advance()) {
            if (child.value().key() == name)
                values.push_back(child.value());
        }
        if (values.size() == size)
            return {};
    }
    return values;
}

std::uint64_t keyHashOf(const std::vector<JsonValue> &key)
{
    std::uint64_t hash = key.size();
    for (const JsonValue &value : key)
        hash = (hash ^ valueHash(value, nullptr, false)) * 0x9fb21c651e98df25U;
    return hash;
}

bool sameKey(const std::vector<JsonValue> &left, const std::vector<JsonValue> &right)
{
    return std::ranges::equal(left, right, sameTree);
}

/// The elements of one side by their key.
struct KeyedSide
{
    struct Entry
    {
        std::vector<JsonValue> key;
        JsonValue first;
        JsonValue second; ///< there when the key occurs twice
        bool matched = false;
    };
    std::vector<Entry> entries; ///< in the order of their first elements
    std::unordered_multimap<std::uint64_t, std::size_t> byHash;
    std::vector<JsonValue> keyless;

    KeyedSide(const std::vector<JsonValue> &elements, const std::vector<std::string> &names)
    {
        byHash.reserve(elements.size());
        for (const JsonValue &element : elements) {
            auto key = keyOf(element, names);
            if (!key) {
                keyless.push_back(element);
                continue;
            }
            const std::uint64_t hash = keyHashOf(*key);
            Entry *const known = find(hash, *key);
            if (known == nullptr) {
                byHash.emplace(hash, entries.size());
                entries.push_back({std::move(*key), element, {}, false});
            } else if (!known->second) {
                known->second = element;
            }
        }
    }
    Entry *find(std::uint64_t hash, const std::vector<JsonValue> &key)
    {
        const auto [begin, end] = byHash.equal_range(hash);
        for (auto it = begin; it != end; ++it) {
            if (sameKey(entries[it->second].key, key))
                return &entries[it->second];
        }
        return nullptr;
    }
};

std::vector<JsonValue> slice(const std::vector<JsonValue> &values, std::size_t begin, std::size_t end)
{
    return {values.begin() + static_cast<std::ptrdiff_t>(begin),
            values.begin() + static_cast<std::ptrdiff_t>(end)};
}

} // namespace

void ComparisonRun::compareElement(const JsonValue &legacy, const JsonValue &newer)
{
    const PathScope scope(*this, legacy, true);
    compare(legacy, newer);
}

void ComparisonRun::elementOnly(const JsonValue &value, PairSide side)
{
    const PathScope scope(*this, value, true);
    if (side == PairSide::Legacy)
        onlyLegacy(value, false);
    else
        onlyNew(value, false);
}

bool ComparisonRun::anyLoose(const Values &values) const
{
    return m_matcher != nullptr && m_suppressedBy < 0 &&
           std::ranges::any_of(
               values, [this](const JsonValue &value) { return m_matcher->looseBelow(value.node->state); });
}

std::vector<std::uint64_t> ComparisonRun::exactHashes(const Values &values) const
{
    const RuleMatcher *const matcher = m_suppressedBy >= 0 ? nullptr : m_matcher;
    std::vector<std::uint64_t> hashes;
    hashes.reserve(values.size());
    for (const JsonValue &value : values)
        hashes.push_back(valueHash(value, matcher, false));
    return hashes;
}

std::vector<std::uint64_t> ComparisonRun::exactHashes(const Values &newer, const Values &legacy,
                                                      const std::vector<std::uint64_t> &known) const
{
    const RuleMatcher *const matcher = m_suppressedBy >= 0 ? nullptr : m_matcher;
    std::vector<std::uint64_t> hashes;
    hashes.reserve(newer.size());
    const auto index = [](const JsonValue &value) {
        return static_cast<std::uint32_t>(value.node - value.document->nodes().data());
    };
    for (const JsonValue &value : newer) {
        const auto at = value.node->twin == JsonNode::noTwin
                            ? legacy.end()
                            : std::ranges::lower_bound(legacy, value.node->twin, {}, index);
        if (at != legacy.end() && twins(*at, value))
            hashes.push_back(known[static_cast<std::size_t>(at - legacy.begin())]);
        else
            hashes.push_back(valueHash(value, matcher, false));
    }
    return hashes;
}

SequencePair ComparisonRun::sequencesOf(const Values &legacy, const Values &newer)
{
    SequencePair sequences;
    if (!anyLoose(legacy) && !anyLoose(newer)) {
        sequences.left = exactHashes(legacy);
        sequences.right = exactHashes(newer, legacy, sequences.left);
        return sequences;
    }
    const auto looseHash = [this](const JsonValue &value) {
        const bool skipped = m_matcher->actions(value.node->state).isLoose();
        return skipped ? 0 : valueHash(value, m_matcher, true);
    };
    std::ranges::transform(legacy, std::back_inserter(sequences.left), looseHash);
    std::ranges::transform(newer, std::back_inserter(sequences.right), looseHash);
    sequences.same = [this, &legacy, &newer](std::size_t i, std::size_t j) {
        return same(legacy[i], newer[j]);
    };
    return sequences;
}

void ComparisonRun::compareArrays(const JsonValue &legacy, const JsonValue &newer, const RuleActions &actions)
{
    const Rule *const rule = actions.array >= 0 ? &m_matcher->rule(actions.array) : nullptr;
    switch (rule != nullptr ? rule->order : ArrayOrder::Ordered) {
    case ArrayOrder::Ordered:
        return compareOrdered(legacy, newer, actions);
    case ArrayOrder::Set:
        return compareSets(childrenOf(legacy), childrenOf(newer), actions.array);
    case ArrayOrder::Multiset:
        return compareUnordered(childrenOf(legacy), childrenOf(newer), actions.array);
    case ArrayOrder::Keyed:
        return compareKeyed(childrenOf(legacy), childrenOf(newer), actions.array);
    }
}

void ComparisonRun::compareOrdered(const JsonValue &legacy, const JsonValue &newer,
                                   const RuleActions &actions)
{
    const Values left = childrenOf(legacy);
    const Values right = childrenOf(newer);
    if (left.size() > mostAligned || right.size() > mostAligned) {
        compareByPosition(left, right);
        if (left.size() != right.size())
            report(DifferenceKind::Length, legacy, newer);
        return;
    }
    if (left.size() == 1 &&
        right.size() == 1) // nothing to align; looked at once, however deep such arrays nest
        return compareElement(left[0], right[0]);
    const std::size_t shorter = std::min(left.size(), right.size());
    std::size_t head = 0;
    while (head < shorter && same(left[head], right[head]))
        ++head;
    std::size_t tail = 0;
    while (tail < shorter - head && same(left[left.size() - 1 - tail], right[right.size() - 1 - tail]))
        ++tail;
    if (decided())
        return;
    const Values leftPart = slice(left, head, left.size() - tail);
    const Values rightPart = slice(right, head, right.size() - tail);
    SequencePair sequences;
    if (leftPart.size() + rightPart.size() > 2 && !leftPart.empty() && !rightPart.empty())
        sequences = sequencesOf(leftPart, rightPart);
    if (leftPart.size() > 1 && leftPart.size() == rightPart.size() &&
        samePermuted(sequences, leftPart, rightPart)) { // the same elements, and not in this order
        if (actions.ignoreOrder >= 0)
            hide(actions.ignoreOrder);
        else
            report(DifferenceKind::Order, legacy, newer);
        return;
    }
    countHits(slice(left, 0, head), slice(right, 0, head));
    compareAligned(leftPart, rightPart, sequences);
    countHits(slice(left, left.size() - tail, left.size()), slice(right, right.size() - tail, right.size()));
}

IndexPairs ComparisonRun::bestPairs(const SequencePair &sequences, const Values &legacy,
                                    const Values &newer) const
{
    if (!sequences.same)
        return matchedPairs(sequences, sequences.left, sequences.right);
    const std::vector<std::uint64_t> left = exactHashes(legacy);
    return matchedPairs(sequences, left, exactHashes(newer, legacy, left));
}

bool ComparisonRun::samePermuted(const SequencePair &sequences, const Values &legacy,
                                 const Values &newer) const
{
    if (sequences.same)
        return bestPairs(sequences, legacy, newer).size() == legacy.size();
    std::vector<std::uint64_t> left = sequences.left;
    std::vector<std::uint64_t> right = sequences.right;
    const auto sum = [](const auto &hashes) {
        return std::accumulate(hashes.begin(), hashes.end(), std::uint64_t{0});
    };
    if (sum(left) != sum(right))
        return false;
    std::ranges::sort(left);
    std::ranges::sort(right);
    return left == right;
}

void ComparisonRun::countHits(const Values &legacy, const Values &newer)
{
    for (std::size_t i = 0; i < legacy.size() && m_probes == 0; ++i) {
        if (rulesAct(legacy[i]) || rulesAct(newer[i]))
            compareElement(legacy[i], newer[i]);
    }
}

void ComparisonRun::compareByPosition(const Values &legacy, const Values &newer)
{
    for (std::size_t i = 0; i < std::min(legacy.size(), newer.size()) && !decided(); ++i)
        compareElement(legacy[i], newer[i]);
}

void ComparisonRun::compareAligned(const Values &legacy, const Values &newer, const SequencePair &sequences)
{
    if (legacy.empty() || newer.empty() || (legacy.size() == 1 && newer.size() == 1)) {
        compareGap(legacy, newer);
        return;
    }
    std::size_t left = 0;
    std::size_t right = 0;
    for (const auto &[i, j] : alignedPairs(sequences)) {
        compareGap(slice(legacy, left, i), slice(newer, right, j));
        compareElement(legacy[i], newer[j]);
        left = i + 1;
        right = j + 1;
    }
    compareGap(slice(legacy, left, legacy.size()), slice(newer, right, newer.size()));
}

void ComparisonRun::compareGap(const Values &legacy, const Values &newer)
{
    std::size_t left = 0;
    std::size_t right = 0;
    for (const auto &[i, j] : similarPairs(legacy, newer)) {
        compareSimilar(slice(legacy, left, i), slice(newer, right, j));
        compareElement(legacy[i], newer[j]);
        left = i + 1;
        right = j + 1;
    }
    compareSimilar(slice(legacy, left, legacy.size()), slice(newer, right, newer.size()));
}

void ComparisonRun::compareSimilar(const Values &legacy, const Values &newer)
{
    const std::size_t shorter = std::min(legacy.size(), newer.size());
    compareByPosition(legacy, newer);
    for (std::size_t i = shorter; i < legacy.size() && !decided(); ++i)
        elementOnly(legacy[i], PairSide::Legacy);
    for (std::size_t j = shorter; j < newer.size() && !decided(); ++j)
        elementOnly(newer[j], PairSide::New);
}

void ComparisonRun::compareUnordered(const Values &legacy, const Values &newer, int rule)
{
    const SequencePair sequences = sequencesOf(legacy, newer);
    std::vector<bool> leftMatched(legacy.size(), false);
    std::vector<bool> rightMatched(newer.size(), false);
    bool moved = false;
    for (const auto &[i, j] : bestPairs(sequences, legacy, newer)) {
        leftMatched[i] = true;
        rightMatched[j] = true;
        moved = moved || i != j;
        compareElement(legacy[i], newer[j]);
    }
    if (moved && rule >= 0)
        hide(rule);
    for (std::size_t i = 0; i < legacy.size() && !decided(); ++i) {
        if (!leftMatched[i])
            elementOnly(legacy[i], PairSide::Legacy);
    }
    for (std::size_t j = 0; j < newer.size() && !decided(); ++j) {
        if (!rightMatched[j])
            elementOnly(newer[j], PairSide::New);
    }
}

void ComparisonRun::compareSets(const Values &legacy, const Values &newer, int rule)
{
    // What occurs again counts once. Under rules an element that is spare here may still find an equal one
    // there.
    const auto distinct = [this](const Values &values) {
        std::unordered_set<std::uint64_t> seen;
        Values firsts;
        const auto hashes = exactHashes(values);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (seen.insert(hashes[i]).second)
                firsts.push_back(values[i]);
        }
        return firsts;
    };
    const Values left = distinct(legacy);
    const Values right = distinct(newer);
    const SequencePair sequences = sequencesOf(left, right);
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> byHash;
    for (std::size_t j = 0; j < right.size(); ++j)
        byHash[sequences.right[j]].push_back(j);
    std::vector<bool> rightMatched(right.size(), false);
    Values missing;
    bool moved = left.size() != legacy.size() || right.size() != newer.size();
    for (std::size_t i = 0; i < left.size(); ++i) {
        std::optional<std::size_t> partner;
        for (const std::size_t j : byHash[sequences.left[i]]) {
            if ((partner && rightMatched[j]) || !sequences.equal(i, j))
                continue;
            partner = partner.value_or(j);
            rightMatched[j] = true;
        }
        moved = moved || (partner && *partner != i);
        if (partner)
            compareElement(left[i], right[*partner]);
        else
            missing.push_back(left[i]);
    }
    if (moved && rule >= 0)
        hide(rule);
    for (const JsonValue &value : missing)
        elementOnly(value, PairSide::Legacy);
    for (std::size_t j = 0; j < right.size() && !decided(); ++j) {
        if (!rightMatched[j])
            elementOnly(right[j], PairSide::New);
    }
}

void ComparisonRun::compareKeyed(const Values &legacy, const Values &newer, int rule)
{
    const std::vector<std::string> &names = m_matcher->rule(rule).key;
    KeyedSide left(legacy, names);
    KeyedSide right(newer, names);
    bool moved = false;
    const auto duplicates = [this](const KeyedSide::Entry &entry, PairSide side) {
        if (!entry.second)
            return;
        const PathScope scope(*this, entry.second, true);
        duplicateKey(side == PairSide::Legacy ? entry.second : JsonValue(),
                     side == PairSide::New ? entry.second : JsonValue());
    };
    for (const KeyedSide::Entry &entry : left.entries) {
        if (decided())
            return;
        KeyedSide::Entry *const partner = right.find(keyHashOf(entry.key), entry.key);
        if (partner != nullptr) {
            partner->matched = true;
            moved = moved || entry.first.node->key != partner->first.node->key;
            compareElement(entry.first, partner->first);
        } else {
            elementOnly(entry.first, PairSide::Legacy);
        }
        duplicates(entry, PairSide::Legacy);
    }
    for (const KeyedSide::Entry &entry : right.entries) {
        if (!entry.matched)
            elementOnly(entry.first, PairSide::New);
        duplicates(entry, PairSide::New);
    }
    if (moved)
        hide(rule);
    compareUnordered(left.keyless, right.keyless, -1);
}

} // namespace interlock
