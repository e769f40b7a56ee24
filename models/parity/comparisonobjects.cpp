// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/comparisonscopes.h"
#include "models/parity/keyhash.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace interlock {

namespace {

constexpr qsizetype fewMembers = 16; ///< found by looking through them all

bool sameMemberName(const JsonValue &left, const JsonValue &right)
{
    return left.node->keyHash == right.node->keyHash && sameText(left.key(), right.key());
}

/// The occurrences of one name on both sides.
struct NameCount
{
    JsonValue legacy; ///< the last one: what most readers of JSON take
    JsonValue newer;
    int legacyCount = 0;
    int newerCount = 0;
    bool done = false;
};

} // namespace

void ComparisonRun::compareMember(const JsonValue &legacy, const JsonValue &newer)
{
    const PathScope scope(*this, legacy, false);
    compare(legacy, newer);
}

void ComparisonRun::memberOnly(const JsonValue &value, PairSide side)
{
    const PathScope scope(*this, value, false);
    if (side == PairSide::Legacy)
        onlyLegacy(value, true);
    else
        onlyNew(value, true);
}

void ComparisonRun::compareObjects(const JsonValue &legacy, const JsonValue &newer)
{
    if (legacy.node->has(JsonNode::Duplicates) || newer.node->has(JsonNode::Duplicates)) {
        compareWithDuplicates(legacy, newer);
        return;
    }
    JsonChildren a(legacy);
    JsonChildren b(newer);
    for (; !a.atEnd() && !b.atEnd() && sameMemberName(a.value(), b.value()); a.advance(), b.advance())
        compareMember(a.value(), b.value());
    if (decided() || (a.atEnd() && b.atEnd()))
        return;
    Members left;
    Members right;
    for (; !a.atEnd(); a.advance())
        left.push_back(a.value());
    for (; !b.atEnd(); b.advance())
        right.push_back(b.value());
    if (right.size() <= fewMembers)
        compareFewMembers(left, right);
    else
        compareMembers(left, right);
}

void ComparisonRun::compareFewMembers(const Members &legacy, const Members &newer)
{
    std::uint32_t unmatched = (1U << static_cast<unsigned>(newer.size())) - 1;
    for (const JsonValue &member : legacy) {
        const auto found = std::ranges::find_if(
            newer, [&member](const JsonValue &other) { return sameMemberName(member, other); });
        if (found == newer.end()) {
            memberOnly(member, PairSide::Legacy);
            continue;
        }
        unmatched &= ~(1U << static_cast<unsigned>(found - newer.begin()));
        compareMember(member, *found);
    }
    for (qsizetype j = 0; j < newer.size(); ++j) {
        if ((unmatched >> static_cast<unsigned>(j) & 1U) != 0)
            memberOnly(newer[j], PairSide::New);
    }
}

void ComparisonRun::compareMembers(const Members &legacy, const Members &newer)
{
    std::vector<qsizetype> order(static_cast<std::size_t>(newer.size()));
    std::iota(order.begin(), order.end(), 0);
    const auto memberAt = [&newer](qsizetype j) { return newer[j]; };
    std::ranges::sort(order, nameBefore, memberAt);
    std::vector<bool> matched(order.size(), false);
    for (const JsonValue &member : legacy) {
        const auto found = std::ranges::lower_bound(order, member, nameBefore, memberAt);
        if (found == order.end() || !sameMemberName(member, newer[*found])) {
            memberOnly(member, PairSide::Legacy);
            continue;
        }
        matched[static_cast<std::size_t>(*found)] = true;
        compareMember(member, newer[*found]);
    }
    for (qsizetype j = 0; j < newer.size(); ++j) {
        if (!matched[static_cast<std::size_t>(j)])
            memberOnly(newer[j], PairSide::New);
    }
}

void ComparisonRun::compareWithDuplicates(const JsonValue &legacy, const JsonValue &newer)
{
    std::unordered_map<std::string_view, NameCount> names;
    for (JsonChildren child(legacy); !child.atEnd(); child.advance()) {
        NameCount &name = names[child.value().key()];
        name.legacy = child.value();
        ++name.legacyCount;
    }
    for (JsonChildren child(newer); !child.atEnd(); child.advance()) {
        NameCount &name = names[child.value().key()];
        name.newer = child.value();
        ++name.newerCount;
    }
    const auto take = [this, &names](const JsonValue &member) {
        NameCount &name = names.at(member.key());
        if (name.done)
            return;
        name.done = true;
        if (name.legacyCount > 1 || name.newerCount > 1) {
            const PathScope scope(*this, member, false);
            duplicateKey(name.legacy, name.newer);
        } else if (name.legacy && name.newer) {
            compareMember(name.legacy, name.newer);
        } else {
            memberOnly(member, name.legacy ? PairSide::Legacy : PairSide::New);
        }
    };
    for (JsonChildren child(legacy); !child.atEnd(); child.advance())
        take(child.value());
    for (JsonChildren child(newer); !child.atEnd(); child.advance())
        take(child.value());
}

} // namespace interlock
