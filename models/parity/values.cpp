// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/values.h"

#include "models/parity/decimal.h"
#include "models/parity/keyhash.h"
#include "models/parity/rulematcher.h"

#include <algorithm>
#include <QVarLengthArray>
#include <xxhash.h>

namespace interlock {

namespace {

bool sameName(const JsonValue &left, const JsonValue &right)
{
    return left.node->keyHash == right.node->keyHash && sameText(left.key(), right.key());
}

/// The same for few: looking through them costs less than putting them in order.
bool sameFewMembers(JsonChildren left, std::span<const JsonValue> others)
{
    std::size_t matched = 0;
    for (; !left.atEnd(); left.advance(), ++matched) {
        const JsonValue member = left.value();
        const auto found = std::ranges::find_if(
            others, [&member](const JsonValue &other) { return sameName(member, other); });
        if (found == others.end() || !sameTree(member, *found))
            return false;
    }
    return matched == others.size();
}

/// The rest of two objects whose members do not come in the same order.
bool sameMembersInAnyOrder(JsonChildren left, JsonChildren right)
{
    constexpr qsizetype few = 16;
    QVarLengthArray<JsonValue, few> others;
    for (; !right.atEnd(); right.advance())
        others.push_back(right.value());
    if (others.size() <= few)
        return sameFewMembers(left, {others.data(), static_cast<std::size_t>(others.size())});
    std::ranges::sort(others, nameBefore);
    std::size_t matched = 0;
    for (; !left.atEnd(); left.advance(), ++matched) {
        const JsonValue member = left.value();
        const auto found = std::ranges::lower_bound(others, member, nameBefore);
        if (found == others.end() || !sameName(member, *found) || !sameTree(member, *found))
            return false;
    }
    return matched == static_cast<std::size_t>(others.size()); // names are unique on both sides
}

bool sameMembers(const JsonValue &left, const JsonValue &right)
{
    if (left.node->has(JsonNode::Duplicates) || right.node->has(JsonNode::Duplicates))
        return false;
    JsonChildren a(left);
    JsonChildren b(right);
    for (; !a.atEnd() && !b.atEnd(); a.advance(), b.advance()) {
        if (!sameName(a.value(), b.value()))
            return sameMembersInAnyOrder(a, b);
        if (!sameTree(a.value(), b.value()))
            return false;
    }
    return a.atEnd() && b.atEnd();
}

bool sameElements(const JsonValue &left, const JsonValue &right)
{
    JsonChildren a(left);
    JsonChildren b(right);
    for (; !a.atEnd() && !b.atEnd(); a.advance(), b.advance()) {
        if (!sameTree(a.value(), b.value()))
            return false;
    }
    return a.atEnd() && b.atEnd();
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value)
{
    hash = (hash ^ value) * 0x9fb21c651e98df25U;
    return hash ^ (hash >> 32U);
}

std::uint64_t scalarHash(const JsonValue &value)
{
    const auto seed = static_cast<std::uint64_t>(value.node->type) + 1;
    switch (value.node->type) {
    case JsonType::Boolean:
        return mixed(seed, value.node->truth ? 1 : 2);
    case JsonType::Number:
        return mixed(seed, Decimal::hashOf(value.content()));
    case JsonType::String:
        return mixed(seed, XXH3_64bits(value.content().data(), value.content().size()));
    case JsonType::Null:
    case JsonType::Array:
    case JsonType::Object:
        break;
    }
    return mixed(seed, 0);
}

/// Hashes trees under rules.
class TreeHasher final
{
public:
    TreeHasher(const RuleMatcher *matcher, bool skipLoose) : m_matcher(matcher), m_skipLoose(skipLoose) {}

    [[nodiscard]] std::uint64_t hash(const JsonValue &value) const
    {
        if (value.node->type == JsonType::Object)
            return objectHash(value);
        return value.node->type == JsonType::Array ? arrayHash(value) : scalarHash(value);
    }

private:
    [[nodiscard]] const RuleActions *actions(const JsonValue &value) const
    {
        return m_matcher != nullptr && value.node->state != 0 ? &m_matcher->actions(value.node->state)
                                                              : nullptr;
    }
    [[nodiscard]] bool skipped(const JsonValue &value) const
    {
        const RuleActions *const here = m_skipLoose ? actions(value) : nullptr;
        return here != nullptr && here->isLoose();
    }
    [[nodiscard]] std::uint64_t objectHash(const JsonValue &value) const
    {
        std::uint64_t sum = 0;
        for (JsonChildren child(value); !child.atEnd(); child.advance()) {
            const JsonValue member = child.value();
            if (!skipped(member))
                sum += mixed(mixed(0x51ed270bU, XXH3_64bits(member.key().data(), member.key().size())),
                             hash(member));
        }
        return mixed(static_cast<std::uint64_t>(JsonType::Object) + 1, sum);
    }
    [[nodiscard]] std::uint64_t arrayHash(const JsonValue &value) const
    {
        const RuleActions *const here = actions(value);
        const bool ruled = here != nullptr && here->array >= 0;
        const ArrayOrder order = ruled ? m_matcher->rule(here->array).order : ArrayOrder::Ordered;
        const bool anyOrder = order != ArrayOrder::Ordered || (here != nullptr && here->ignoreOrder >= 0);
        std::vector<std::uint64_t> hashes;
        for (JsonChildren child(value); !child.atEnd(); child.advance()) {
            if (!skipped(child.value()))
                hashes.push_back(hash(child.value()));
        }
        if (anyOrder)
            std::ranges::sort(hashes);
        if (order == ArrayOrder::Set) {
            hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
        }
        std::uint64_t all = static_cast<std::uint64_t>(JsonType::Array) + 1;
        for (const std::uint64_t element : hashes)
            all = mixed(all, element);
        return all;
    }

    const RuleMatcher *m_matcher;
    bool m_skipLoose;
};

enum class InStep { Same, Different, Unknown };

/// Goes through both node by node. As long as the names are the same both are at the same path, so that the
/// first other value decides; another name decides nothing, members may come in any order.
InStep comparedInStep(const ParityDocument &left, const ParityDocument &right)
{
    const std::span<const JsonNode> leftNodes = left.nodes();
    const std::span<const JsonNode> rightNodes = right.nodes();
    const std::size_t size = std::min(leftNodes.size(), rightNodes.size());
    for (std::size_t i = 0; i < size;) {
        const JsonNode &a = leftNodes[i];
        const JsonNode &b = rightNodes[i];
        if (right.isTwin(b, left, a) && (!a.has(JsonNode::Member) || sameText(left.key(a), right.key(b)))) {
            i = b.link;
            continue;
        }
        if (a.keyHash != b.keyHash || (a.has(JsonNode::Member) && !sameText(left.key(a), right.key(b))))
            return InStep::Unknown;
        if (a.type != b.type || a.count != b.count || ((a.flags | b.flags) & JsonNode::Duplicates) != 0)
            return InStep::Different;
        if (!a.isContainer() && !sameScalar({&left, &a}, {&right, &b}))
            return InStep::Different;
        ++i;
    }
    return InStep::Same;
}

} // namespace

std::vector<JsonValue> childrenOf(const JsonValue &parent)
{
    std::vector<JsonValue> children;
    children.reserve(parent.node->count);
    for (JsonChildren child(parent); !child.atEnd(); child.advance())
        children.push_back(child.value());
    return children;
}

JsonValue rootOf(const ParityDocument &document)
{
    return {&document, document.nodes().data()};
}

bool sameScalar(const JsonValue &left, const JsonValue &right)
{
    if (left.node->type != right.node->type)
        return false;
    switch (left.node->type) {
    case JsonType::Null:
        return true;
    case JsonType::Boolean:
        return left.node->truth == right.node->truth;
    case JsonType::Number:
        return sameText(left.content(), right.content()) ||
               Decimal::sameValue(left.content(), right.content());
    case JsonType::String:
        return sameText(left.content(), right.content());
    case JsonType::Array:
    case JsonType::Object:
        break;
    }
    return false;
}

bool sameTree(const JsonValue &left, const JsonValue &right)
{
    if (left.node->type != right.node->type)
        return false;
    if (right.document->isTwin(*right.node, *left.document, *left.node))
        return true;
    if (left.node->type == JsonType::Object)
        return sameMembers(left, right);
    return left.node->type == JsonType::Array ? sameElements(left, right) : sameScalar(left, right);
}

bool sameDocument(const ParityDocument &left, const ParityDocument &right)
{
    const InStep result = comparedInStep(left, right);
    return result == InStep::Same || (result == InStep::Unknown && sameTree(rootOf(left), rootOf(right)));
}

std::uint64_t valueHash(const JsonValue &value, const RuleMatcher *matcher, bool skipLoose)
{
    return TreeHasher(matcher, skipLoose).hash(value);
}

} // namespace interlock
