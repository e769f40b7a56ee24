// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/comparisonrun.h"

#include "models/parity/comparisonscopes.h"
#include "models/parity/normaliser.h"
#include "models/parity/valueforms.h"

#include <algorithm>
#include <charconv>

namespace interlock {

namespace {

std::string idText(const JsonValue &value)
{
    if (value.node->type == JsonType::Number)
        return Decimal::parse(value.content()).value_or(Decimal()).toText();
    return std::string(value.content());
}

bool isId(const JsonValue &value)
{
    return value.node->type == JsonType::Number || value.node->type == JsonType::String;
}

std::optional<Decimal> secondsOf(const JsonValue &value)
{
    if (!isId(value))
        return {};
    if (const auto number = Decimal::parse(value.content()))
        return epochSeconds(*number);
    return value.node->type == JsonType::String ? rfc3339Seconds(value.content()) : std::nullopt;
}

bool closeNumbers(const Rule &rule, const Decimal &legacy, const Decimal &newer)
{
    if (rule.abs && legacy.within(*rule.abs, newer))
        return true;
    if (rule.rel) {
        const Decimal a = legacy.magnitude();
        const Decimal b = newer.magnitude();
        if (legacy.within(rule.rel->times(a.compare(b) < 0 ? b : a), newer))
            return true;
    }
    return rule.decimals && legacy.rounded(*rule.decimals) == newer.rounded(*rule.decimals);
}

} // namespace

ComparisonRun::ComparisonRun(RuleMatcher *matcher, const CompareOptions &options, const QByteArray &route,
                             std::vector<qint64> &hits, PairResult &result)
    : m_matcher(matcher),
      m_options(options),
      m_route(route),
      m_hits(hits),
      m_result(result),
      m_renderer(matcher, *options.maskKey, &hits)
{
}

ComparisonRun::~ComparisonRun() = default;

void ComparisonRun::compareBodies(const ParityDocument &legacy, const ParityDocument &newer)
{
    compare(rootOf(legacy), rootOf(newer));
}

void ComparisonRun::compareNamed(const QByteArray &path, DifferenceKind kind, const ParityDocument *legacy,
                                 const ParityDocument *newer)
{
    m_named = std::pair(path, kind);
    if (legacy != nullptr && newer != nullptr)
        compare(rootOf(*legacy), rootOf(*newer));
    else if (legacy != nullptr)
        onlyLegacy(rootOf(*legacy), true);
    else if (newer != nullptr)
        onlyNew(rootOf(*newer), true);
    m_named.reset();
}

const RuleActions &ComparisonRun::actionsAt(const JsonValue &value) const
{
    static const RuleActions none;
    return m_matcher == nullptr || m_suppressedBy >= 0 ? none : m_matcher->actions(value.node->state);
}

void ComparisonRun::compare(const JsonValue &legacy, const JsonValue &newer)
{
    if (decided() || twins(legacy, newer))
        return;
    const MaskScope masks(*this, legacy, newer);
    const RuleActions &actions = actionsAt(legacy);
    if (actions.ignoreAny >= 0)
        compareUnderRule(actions.ignoreAny, legacy, newer);
    else if (!expected(actions, legacy, newer))
        compareForms(legacy, newer, actions);
}

void ComparisonRun::compareUnderRule(int rule, const JsonValue &legacy, const JsonValue &newer)
{
    if (m_probes > 0) // equal under the rules, whatever is below
        return;
    m_suppressedBy = rule;
    compareForms(legacy, newer, actionsAt(legacy));
    m_suppressedBy = -1;
}

void ComparisonRun::compareForms(const JsonValue &legacy, const JsonValue &newer, const RuleActions &actions)
{
    const bool sameType = legacy.node->type == newer.node->type;
    const bool otherOrigin = legacy.node->origin != newer.node->origin;
    if (actions.ignoreType >= 0 && sameType && otherOrigin && legacy.node->isContainer()) {
        if (!sameTree(legacy, newer))
            hide(actions.ignoreType);
        return;
    }
    if (sameType && legacy.node->type == JsonType::Object)
        return compareObjects(legacy, newer);
    if (sameType && legacy.node->type == JsonType::Array)
        return compareArrays(legacy, newer, actions);
    if (sameScalar(legacy, newer))
        return;
    if (linked(actions, legacy, newer))
        return hide(actions.mapId);
    if (actions.tolerate >= 0 && tolerated(m_matcher->rule(actions.tolerate), legacy, newer))
        return hide(actions.tolerate);
    if (actions.ignoreType >= 0 && (!sameType || otherOrigin))
        return hide(actions.ignoreType);
    report(sameType || !otherOrigin ? DifferenceKind::Value : DifferenceKind::Type, legacy, newer);
}

void ComparisonRun::onlyLegacy(const JsonValue &value, bool member)
{
    if (decided())
        return;
    const RuleActions &actions = actionsAt(value);
    if (actions.ignoreAny >= 0)
        return hide(actions.ignoreAny);
    if (actions.ignoreMissing >= 0)
        return hide(actions.ignoreMissing);
    if (member && actions.fill[1] >= 0) {
        const int rule = actions.fill[1];
        hide(rule);
        return compare(value, ruleValue(m_matcher->rule(rule).value, value.node->state, PairSide::New));
    }
    if (!expected(actions, value, {}))
        report(DifferenceKind::Missing, value, {});
}

void ComparisonRun::onlyNew(const JsonValue &value, bool member)
{
    if (decided())
        return;
    const RuleActions &actions = actionsAt(value);
    if (actions.ignoreAny >= 0)
        return hide(actions.ignoreAny);
    if (actions.ignoreExtra >= 0)
        return hide(actions.ignoreExtra);
    if (member && actions.fill[0] >= 0) {
        const int rule = actions.fill[0];
        hide(rule);
        return compare(ruleValue(m_matcher->rule(rule).value, value.node->state, PairSide::Legacy), value);
    }
    if (!expected(actions, {}, value))
        report(DifferenceKind::Extra, {}, value);
}

void ComparisonRun::duplicateKey(const JsonValue &legacy, const JsonValue &newer)
{
    const RuleActions &actions = actionsAt(legacy ? legacy : newer);
    if (actions.ignoreAny >= 0)
        hide(actions.ignoreAny);
    else
        report(DifferenceKind::DuplicateKey, legacy, newer);
}

bool ComparisonRun::expected(const RuleActions &actions, const JsonValue &legacy, const JsonValue &newer)
{
    if (actions.expect < 0)
        return false;
    const Rule &rule = m_matcher->rule(actions.expect);
    const std::uint32_t state = legacy ? legacy.node->state : newer.node->state;
    const auto fits = [this, state](const JsonValue &value, const std::optional<std::string> &wanted,
                                    PairSide side) {
        if (!wanted || !value)
            return !wanted && !value;
        return sameTree(value, ruleValue(*wanted, state, side));
    };
    if (!fits(legacy, rule.legacy, PairSide::Legacy) || !fits(newer, rule.newer, PairSide::New))
        return false;
    if (!legacy || !newer || !sameTree(legacy, newer))
        hide(actions.expect);
    return true;
}

bool ComparisonRun::linked(const RuleActions &actions, const JsonValue &legacy, const JsonValue &newer) const
{
    if (actions.mapId < 0 || m_options.idMap == nullptr || !isId(legacy) || !isId(newer))
        return false;
    const QByteArray &entity = m_matcher->rule(actions.mapId).entity;
    return m_options.idMap->linked({entity.constData(), static_cast<std::size_t>(entity.size())},
                                   idText(legacy), idText(newer));
}

bool ComparisonRun::tolerated(const Rule &rule, const JsonValue &legacy, const JsonValue &newer) const
{
    if (legacy.node->type == JsonType::Number && newer.node->type == JsonType::Number &&
        (rule.abs || rule.rel || rule.decimals)) {
        const auto a = Decimal::parse(legacy.content());
        const auto b = Decimal::parse(newer.content());
        if (a && b && closeNumbers(rule, *a, *b))
            return true;
    }
    if (rule.ms) {
        const auto a = secondsOf(legacy);
        const auto b = secondsOf(newer);
        if (a && b && a->within(rule.ms->times(Decimal(false, "1", -3)), *b))
            return true;
    }
    return rule.shape && legacy.node->type == JsonType::String && newer.node->type == JsonType::String &&
           hasShape(legacy.content(), *rule.shape) && hasShape(newer.content(), *rule.shape);
}

bool ComparisonRun::same(const JsonValue &legacy, const JsonValue &newer)
{
    if (twins(legacy, newer))
        return true;
    if (!rulesAct(legacy) && !rulesAct(newer))
        return sameTree(legacy, newer);
    const bool found = m_found;
    m_found = false;
    ++m_probes;
    compare(legacy, newer);
    --m_probes;
    const bool equal = !m_found;
    m_found = found;
    return equal;
}

bool ComparisonRun::twins(const JsonValue &legacy, const JsonValue &newer) const
{
    return newer.document->wasTaken(*newer.node, *legacy.document, *legacy.node) &&
           newer.node->state == legacy.node->state &&
           (m_matcher == nullptr || !m_matcher->mayDifferFromItself(legacy.node->state));
}

bool ComparisonRun::rulesAct(const JsonValue &value) const
{
    return m_matcher != nullptr && m_suppressedBy < 0 && m_matcher->actsBelow(value.node->state);
}

JsonValue ComparisonRun::ruleValue(const std::string &json, std::uint32_t state, PairSide side)
{
    auto &document = m_ruleValues[std::tuple(&json, state, side)];
    if (!document) {
        document = std::make_unique<ParityDocument>();
        if (document->parse(json, {std::max(m_options.limits.maxBytes, json.size()), INT_MAX}))
            return {};
        Normaliser(*m_matcher, m_options.limits, nullptr).apply(*document, side, state);
        document->markGenerated();
    }
    return rootOf(*document);
}

void ComparisonRun::hide(int rule)
{
    if (m_probes == 0)
        ++m_hits[static_cast<std::size_t>(rule)];
}

void ComparisonRun::report(DifferenceKind kind, const JsonValue &legacy, const JsonValue &newer)
{
    if (m_probes > 0) {
        m_found = true;
        return;
    }
    if (m_suppressedBy >= 0)
        return hide(m_suppressedBy);
    ++m_result.differenceCount;
    const bool kept = static_cast<qsizetype>(m_result.differences.size()) < m_options.maxDifferences;
    Difference found = difference(kind, legacy, newer, kept);
    DifferenceGroup &group = groupOf(found);
    ++group.count;
    if (!kept)
        return;
    found.group = group.signature.path; // one text for all of a group
    m_result.differences.push_back(std::move(found));
}

DifferenceGroup &ComparisonRun::groupOf(const Difference &difference)
{
    constexpr std::size_t fewGroups = 8;
    std::vector<DifferenceGroup> &groups = m_result.groups;
    GroupSignature signature = signatureOf(m_route, difference);
    if (groups.size() < fewGroups) {
        const auto known = std::ranges::find(groups, signature, &DifferenceGroup::signature);
        if (known != groups.end())
            return *known;
    } else if (m_groups.empty()) {
        for (std::size_t i = 0; i < groups.size(); ++i)
            m_groups.emplace(groups[i].signature, i);
    }
    if (groups.size() >= fewGroups) {
        const auto [known, isNew] = m_groups.try_emplace(signature, groups.size());
        if (!isNew)
            return groups[known->second];
    }
    return groups.emplace_back(DifferenceGroup{std::move(signature), 0});
}

Difference ComparisonRun::difference(DifferenceKind kind, const JsonValue &legacy, const JsonValue &newer,
                                     bool withValues) const
{
    Difference result;
    result.kind = m_named ? m_named->second : kind;
    if (m_named)
        result.path = result.group = m_named->first;
    else
        setPaths(result);
    if (legacy) {
        if (withValues || m_named)
            result.legacy = shown(legacy, PairSide::Legacy);
        result.legacyType = legacy.node->origin;
    }
    if (newer) {
        if (withValues || m_named)
            result.newer = shown(newer, PairSide::New);
        result.newerType = newer.node->origin;
    }
    return result;
}

std::optional<QByteArray> ComparisonRun::shown(const JsonValue &value, PairSide side) const
{
    if (value.node->has(JsonNode::Generated))
        return {};
    return m_renderer.shown(value, side, m_masked[side == PairSide::Legacy ? 0 : 1] > 0);
}

void ComparisonRun::setPaths(Difference &difference) const
{
    std::string path; // short ones need no memory
    std::string group;
    bool elements = false;
    for (const Step &step : m_path) {
        const std::size_t from = path.size();
        if (!step.element) {
            appendPathSegment(path, step.name);
            if (elements)
                group.append(path, from);
            continue;
        }
        if (!elements)
            group = path;
        elements = true;
        std::array<char, 12> digits = {'/'};
        path.append(digits.data(),
                    std::to_chars(digits.data() + 1, digits.data() + digits.size(), step.index).ptr);
        group += "/*";
    }
    difference.path = QByteArray(path.data(), static_cast<qsizetype>(path.size()));
    difference.group =
        elements ? QByteArray(group.data(), static_cast<qsizetype>(group.size())) : difference.path;
}

} // namespace interlock
