// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/alignment.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <unordered_map>

namespace interlock {

namespace {

/// Hashes that are mixed well enough to be places of their own.
class HashSet final
{
public:
    explicit HashSet(const std::vector<std::uint64_t> &hashes)
        : m_slots(std::bit_ceil(2 * hashes.size() + 2), 0), m_mask(m_slots.size() - 1)
    {
        for (const std::uint64_t hash : hashes) {
            m_hasZero = m_hasZero || hash == 0;
            m_slots[slot(hash)] = hash;
        }
    }
    [[nodiscard]] bool contains(std::uint64_t hash) const
    {
        return hash == 0 ? m_hasZero : m_slots[slot(hash)] == hash;
    }

private:
    /// Where @p hash is, or could be put.
    [[nodiscard]] std::size_t slot(std::uint64_t hash) const
    {
        std::size_t at = hash & m_mask;
        while (m_slots[at] != 0 && m_slots[at] != hash)
            at = (at + 1) & m_mask;
        return at;
    }

    std::vector<std::uint64_t> m_slots; ///< 0: free
    std::size_t m_mask;
    bool m_hasZero = false;
};

/// A part of both sequences.
struct Span
{
    std::size_t left = 0;
    std::size_t leftEnd = 0;
    std::size_t right = 0;
    std::size_t rightEnd = 0;
};

constexpr int mostEdits = 1500;

/// Myers' greedy algorithm on one span; nothing when it needs more than mostEdits.
class EditGraph final
{
public:
    EditGraph(const SequencePair &sequences, const Span &span)
        : m_sequences(sequences),
          m_span(span),
          m_width(static_cast<int>(span.leftEnd - span.left)),
          m_height(static_cast<int>(span.rightEnd - span.right))
    {
    }

    [[nodiscard]] std::optional<IndexPairs> pairs()
    {
        const int most = std::min(m_width + m_height, mostEdits);
        std::vector<int> reach(static_cast<std::size_t>(2 * most + 3), 0);
        const int middle = most + 1;
        for (int edits = 0; edits <= most; ++edits) {
            for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
                const auto at = static_cast<std::size_t>(middle + diagonal);
                const bool down = diagonal == -edits || (diagonal != edits && reach[at - 1] < reach[at + 1]);
                int x = down ? reach[at + 1] : reach[at - 1] + 1;
                while (x < m_width && x - diagonal < m_height && equal(x, x - diagonal))
                    ++x;
                reach[at] = x;
                if (x >= m_width && x - diagonal >= m_height) {
                    keep(reach, middle, edits);
                    return walkedBack();
                }
            }
            keep(reach, middle, edits);
        }
        return {};
    }

private:
    [[nodiscard]] bool equal(int x, int y) const
    {
        return m_sequences.equal(m_span.left + static_cast<std::size_t>(x),
                                 m_span.right + static_cast<std::size_t>(y));
    }
    void keep(const std::vector<int> &reach, int middle, int edits)
    {
        m_trace.emplace_back(reach.begin() + (middle - edits), reach.begin() + (middle + edits + 1));
    }
    [[nodiscard]] int reached(int edits, int diagonal) const
    {
        return m_trace[static_cast<std::size_t>(edits)][static_cast<std::size_t>(diagonal + edits)];
    }
    [[nodiscard]] IndexPairs walkedBack() const
    {
        IndexPairs found;
        int x = m_width;
        int y = m_height;
        for (int edits = static_cast<int>(m_trace.size()) - 1; edits >= 0; --edits) {
            int fromX = 0;
            int fromY = 0;
            if (edits > 0) {
                const int diagonal = x - y;
                const bool down = diagonal == -edits ||
                                  (diagonal != edits &&
                                   reached(edits - 1, diagonal - 1) < reached(edits - 1, diagonal + 1));
                const int from = down ? diagonal + 1 : diagonal - 1;
                fromX = reached(edits - 1, from);
                fromY = fromX - from;
            }
            const int startX = edits == 0 ? 0 : fromX + (x - y > fromX - fromY ? 1 : 0);
            for (; x > startX; --x, --y)
                found.emplace_back(m_span.left + static_cast<std::size_t>(x - 1),
                                   m_span.right + static_cast<std::size_t>(y - 1));
            x = fromX;
            y = fromY;
        }
        std::ranges::reverse(found);
        return found;
    }

    const SequencePair &m_sequences;
    Span m_span;
    int m_width;
    int m_height;
    std::vector<std::vector<int>> m_trace;
};

/// Elements that occur once on both sides and come in the same order: a longest increasing run of them.
IndexPairs uniqueAnchors(const SequencePair &sequences, const Span &span)
{
    struct Seen
    {
        std::size_t left = 0;
        std::size_t right = 0;
        int lefts = 0;
        int rights = 0;
    };
    std::unordered_map<std::uint64_t, Seen> seen;
    for (std::size_t i = span.left; i < span.leftEnd; ++i) {
        Seen &entry = seen[sequences.left[i]];
        entry.left = i;
        ++entry.lefts;
    }
    for (std::size_t j = span.right; j < span.rightEnd; ++j) {
        Seen &entry = seen[sequences.right[j]];
        entry.right = j;
        ++entry.rights;
    }
    IndexPairs unique;
    for (std::size_t i = span.left; i < span.leftEnd; ++i) {
        const Seen &entry = seen[sequences.left[i]];
        if (entry.lefts == 1 && entry.rights == 1 && sequences.equal(i, entry.right))
            unique.emplace_back(i, entry.right);
    }
    // longest increasing subsequence by piles
    std::vector<std::size_t> piles;
    std::vector<std::size_t> before(unique.size(), SIZE_MAX);
    for (std::size_t k = 0; k < unique.size(); ++k) {
        const auto pile = std::ranges::lower_bound(piles, unique[k].second, {},
                                                   [&unique](std::size_t top) { return unique[top].second; });
        if (pile != piles.begin())
            before[k] = *(pile - 1);
        if (pile == piles.end())
            piles.push_back(k);
        else
            *pile = k;
    }
    IndexPairs run;
    for (std::size_t k = piles.empty() ? SIZE_MAX : piles.back(); k != SIZE_MAX; k = before[k])
        run.push_back(unique[k]);
    std::ranges::reverse(run);
    return run;
}

void appendBetween(IndexPairs &found, const SequencePair &sequences, const Span &span)
{
    if (span.left == span.leftEnd || span.right == span.rightEnd)
        return;
    if (const auto pairs = EditGraph(sequences, span).pairs())
        found.insert(found.end(), pairs->begin(), pairs->end());
}

/// Makes a matching as large as it can be, path by path (Berge): breadth first, so no recursion.
class Augmenter final
{
public:
    Augmenter(const SequencePair &sequences, std::vector<std::size_t> &rightOf,
              std::vector<std::size_t> &leftOf)
        : m_sequences(sequences), m_rightOf(rightOf), m_leftOf(leftOf)
    {
        for (std::size_t j = 0; j < sequences.right.size(); ++j)
            m_candidates[sequences.right[j]].push_back(j);
    }

    void augment(std::size_t start)
    {
        std::unordered_map<std::size_t, std::size_t> from; // right element → left element that reached it
        std::vector<std::size_t> queue{start};
        for (std::size_t head = 0; head < queue.size(); ++head) {
            const std::size_t i = queue[head];
            const auto candidates = m_candidates.find(m_sequences.left[i]);
            if (candidates == m_candidates.end())
                continue;
            for (const std::size_t j : candidates->second) {
                if (from.contains(j) || m_budget-- <= 0 || !m_sequences.equal(i, j))
                    continue;
                from.emplace(j, i);
                if (m_leftOf[j] == SIZE_MAX) {
                    turn(from, j, start);
                    return;
                }
                queue.push_back(m_leftOf[j]);
            }
        }
    }

private:
    void turn(const std::unordered_map<std::size_t, std::size_t> &from, std::size_t j, std::size_t start)
    {
        for (;;) {
            const std::size_t i = from.at(j);
            const std::size_t next = m_rightOf[i];
            m_rightOf[i] = j;
            m_leftOf[j] = i;
            if (i == start)
                return;
            j = next;
        }
    }

    const SequencePair &m_sequences;
    std::vector<std::size_t> &m_rightOf;
    std::vector<std::size_t> &m_leftOf;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> m_candidates;
    std::int64_t m_budget = 1'000'000;
};

IndexPairs alignedShared(const SequencePair &sequences)
{
    const Span all{0, sequences.left.size(), 0, sequences.right.size()};
    if (auto pairs = EditGraph(sequences, all).pairs())
        return *pairs;
    IndexPairs found;
    Span between = all;
    for (const auto &[i, j] : uniqueAnchors(sequences, all)) {
        between.leftEnd = i;
        between.rightEnd = j;
        appendBetween(found, sequences, between);
        found.emplace_back(i, j);
        between.left = i + 1;
        between.right = j + 1;
    }
    between.leftEnd = all.leftEnd;
    between.rightEnd = all.rightEnd;
    appendBetween(found, sequences, between);
    return found;
}

/// Where in @p of hashes stand that @p others have, too.
std::vector<std::size_t> sharedPlaces(const std::vector<std::uint64_t> &of,
                                      const std::vector<std::uint64_t> &others)
{
    const HashSet known(others);
    std::vector<std::size_t> places;
    places.reserve(of.size());
    for (std::size_t i = 0; i < of.size(); ++i) {
        if (known.contains(of[i]))
            places.push_back(i);
    }
    return places;
}

} // namespace

IndexPairs alignedPairs(const SequencePair &sequences)
{
    // What occurs on one side only is in no common subsequence: without it there is much less to look at.
    const std::vector<std::size_t> left = sharedPlaces(sequences.left, sequences.right);
    const std::vector<std::size_t> right = sharedPlaces(sequences.right, sequences.left);
    if (left.size() == sequences.left.size() && right.size() == sequences.right.size())
        return alignedShared(sequences);
    SequencePair shared;
    for (const std::size_t i : left)
        shared.left.push_back(sequences.left[i]);
    for (const std::size_t j : right)
        shared.right.push_back(sequences.right[j]);
    if (sequences.same)
        shared.same = [&](std::size_t i, std::size_t j) { return sequences.same(left[i], right[j]); };
    IndexPairs pairs = alignedShared(shared);
    for (auto &[i, j] : pairs) {
        i = left[i];
        j = right[j];
    }
    return pairs;
}

IndexPairs matchedPairs(const SequencePair &sequences, const std::vector<std::uint64_t> &exactLeft,
                        const std::vector<std::uint64_t> &exactRight)
{
    std::vector<std::size_t> rightOf(exactLeft.size(), SIZE_MAX);
    std::vector<std::size_t> leftOf(exactRight.size(), SIZE_MAX);
    std::unordered_map<std::uint64_t, std::vector<std::size_t>>
        byHash; // from the back, so that the first is taken first
    for (std::size_t j = exactRight.size(); j-- > 0;)
        byHash[exactRight[j]].push_back(j);
    for (std::size_t i = 0; i < exactLeft.size(); ++i) {
        const auto found = byHash.find(exactLeft[i]);
        if (found == byHash.end() || found->second.empty() || !sequences.equal(i, found->second.back()))
            continue;
        rightOf[i] = found->second.back();
        leftOf[rightOf[i]] = i;
        found->second.pop_back();
    }
    if (sequences.same) {
        Augmenter augmenter(sequences, rightOf, leftOf);
        for (std::size_t i = 0; i < rightOf.size(); ++i) {
            if (rightOf[i] == SIZE_MAX)
                augmenter.augment(i);
        }
    }
    IndexPairs pairs;
    for (std::size_t i = 0; i < rightOf.size(); ++i) {
        if (rightOf[i] != SIZE_MAX)
            pairs.emplace_back(i, rightOf[i]);
    }
    return pairs;
}

} // namespace interlock
