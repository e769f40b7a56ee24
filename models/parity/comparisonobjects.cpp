// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/comparisonscopes.h"
#include "models/parity/keyhash.h"

#include <algorithm>
#include <unordered_map>

namespace interlock {

namespace {

bool sameMemberName(const JsonValue &left, const JsonValue &right)
{
    return left.node->keyHash == right.node->keyHash && sameText(left.key(), right.key());
}

std::uint32_t memberHash(const JsonValue &value)
{
    return value.node->keyHash;
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
    Values left;
    Values right;
    for (; !a.atEnd(); a.advance())
        left.push_back(a.value());
    for (; !b.atEnd(); b.advance())
        right.push_back(b.value());
    compareMembers(left, right);
}

void ComparisonRun::compareMembers(const Values &legacy, const Values &newer)
{
    std::vector<std::size_t> order(newer.size());
    for (std::size_t j = 0; j < order.size(); ++j)
        order[j] = j;
    const auto hashAt = [&newer](std::size_t j) { return memberHash(newer[j]); };
    std::ranges::sort(order, {}, hashAt);
    std::vector<bool> matched(newer.size(), false);
    for (const JsonValue &member : legacy) {
        auto found = std::ranges::lower_bound(order, memberHash(member), {}, hashAt);
        while (found != order.end() && hashAt(*found) == memberHash(member) &&
               !sameMemberName(member, newer[*found]))
            ++found;
        if (found == order.end() || hashAt(*found) != memberHash(member)) {
            memberOnly(member, PairSide::Legacy);
            continue;
        }
        matched[*found] = true;
        compareMember(member, newer[*found]);
    }
    for (std::size_t j = 0; j < newer.size(); ++j) {
        if (!matched[j])
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
