// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/rulematcher.h"

#include "models/parity/document.h"
#include "models/parity/keyhash.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace interlock {

namespace {

bool couldBeIndex(std::string_view name)
{
    return !name.empty() && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

bool isLooseRule(const Rule &rule)
{
    switch (rule.op) {
    case RuleOp::Ignore:
        return rule.what != IgnoreWhat::Order;
    case RuleOp::Normalise:
        return rule.as == NormaliseAs::Default;
    case RuleOp::Tolerate:
    case RuleOp::MapId:
    case RuleOp::Expect:
        return true;
    case RuleOp::Array:
    case RuleOp::Mask:
        break;
    }
    return false;
}

} // namespace

RuleMatcher::RuleMatcher(const RuleSet &rules, const std::vector<bool> &active)
    : m_rules(rules), m_active(active)
{
    m_states.push_back(std::make_unique<State>());
    m_known.emplace(Positions(), 0);
    Positions body;
    Positions status;
    for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
        if (!m_active[i])
            continue;
        const Rule &rule = rules.rules()[i];
        m_opens = m_opens || (rule.op == RuleOp::Normalise && rule.as == NormaliseAs::Json);
        const RulePath &path = rule.pattern;
        if (path.target == RulePath::Target::Body)
            addClosed(body, {i, 0});
        else if (path.target == RulePath::Target::Status)
            status.emplace_back(i, 0);
    }
    m_root = stateOf(std::move(body));
    m_status = stateOf(std::move(status));
}

std::uint32_t RuleMatcher::header(std::string_view name)
{
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (const auto found = m_headers.find(lower); found != m_headers.end())
        return found->second;
    Positions positions;
    for (std::uint32_t i = 0; i < m_rules.rules().size(); ++i) {
        const RulePath &path = m_rules.rules()[i].pattern;
        if (m_active[i] && path.target == RulePath::Target::Header && path.header == lower)
            positions.emplace_back(i, 0);
    }
    const std::uint32_t state = stateOf(std::move(positions));
    m_headers.emplace(std::move(lower), state);
    return state;
}

std::uint32_t RuleMatcher::member(std::uint32_t state, std::string_view name, std::uint32_t hash)
{
    if (state == 0)
        return 0;
    std::vector<Branch> &branches = m_states[state]->branches;
    const auto found = std::ranges::find_if(branches, [name, hash](const Branch &branch) {
        return branch.hash == hash && sameText(branch.name, name);
    });
    if (found == branches.end())
        return otherBranch(state);
    if (found->next == unknownState) {
        const auto index = found - branches.begin();
        const std::uint32_t next = stateOf(after(state, &found->name));
        m_states[state]->branches[static_cast<std::size_t>(index)].next = next;
        return next;
    }
    return found->next;
}

std::uint32_t RuleMatcher::element(std::uint32_t state, std::uint32_t index)
{
    if (state == 0)
        return 0;
    if (!m_states[state]->indexes)
        return otherBranch(state);
    std::array<char, 12> digits = {};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), index).ptr;
    const std::string_view name(digits.data(), static_cast<std::size_t>(end - digits.data()));
    return member(state, name, jsonKeyHash(name));
}

std::uint32_t RuleMatcher::otherBranch(std::uint32_t state)
{
    if (m_states[state]->other == unknownState) {
        const std::uint32_t next = stateOf(after(state, nullptr));
        m_states[state]->other = next;
    }
    return m_states[state]->other;
}

const RulePath::Segment *RuleMatcher::segment(const Position &position) const
{
    const auto &segments = m_rules.rules()[position.first].pattern.segments;
    return position.second < segments.size() ? &segments[position.second] : nullptr;
}

void RuleMatcher::addClosed(Positions &positions, Position position) const
{
    positions.push_back(position);
    for (const RulePath::Segment *at = segment(position);
         at != nullptr && at->kind == RulePath::Segment::Kind::AnyNumber; at = segment(position)) {
        ++position.second;
        positions.push_back(position);
    }
}

RuleMatcher::Positions RuleMatcher::after(std::uint32_t state, const std::string *name) const
{
    Positions next;
    for (const Position &position : m_states[state]->positions) {
        const RulePath::Segment *const at = segment(position);
        if (at == nullptr)
            continue;
        if (at->kind == RulePath::Segment::Kind::AnyNumber)
            addClosed(next, position);
        else if (at->kind == RulePath::Segment::Kind::AnyOne || (name != nullptr && at->name == *name))
            addClosed(next, {position.first, position.second + 1});
    }
    return next;
}

std::uint32_t RuleMatcher::stateOf(Positions positions)
{
    std::ranges::sort(positions);
    positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
    if (const auto found = m_known.find(positions); found != m_known.end())
        return found->second;
    const auto index = static_cast<std::uint32_t>(m_states.size());
    auto state = std::make_unique<State>();
    state->positions = positions;
    fillBranches(*state);
    fillActions(*state);
    m_states.push_back(std::move(state));
    m_known.emplace(std::move(positions), index);
    return index;
}

void RuleMatcher::fillBranches(State &state) const
{
    for (const Position &position : state.positions) {
        const RulePath::Segment *const at = segment(position);
        if (at == nullptr || at->kind != RulePath::Segment::Kind::Literal)
            continue;
        if (std::ranges::find(state.branches, at->name, &Branch::name) != state.branches.end())
            continue;
        state.branches.push_back({jsonKeyHash(at->name), unknownState, at->name});
        state.indexes = state.indexes || couldBeIndex(at->name);
    }
}

void RuleMatcher::fillActions(State &state) const
{
    for (const Position &position : state.positions) {
        const Rule &at = m_rules.rules()[position.first];
        state.looseBelow = state.looseBelow || isLooseRule(at);
        state.actsBelow =
            state.actsBelow || isLooseRule(at) || at.op == RuleOp::Array || at.op == RuleOp::Ignore;
        state.mayDifferFromItself = state.mayDifferFromItself ||
                                    (at.op == RuleOp::Normalise && at.side.has_value()) ||
                                    (at.op == RuleOp::Array && at.order != ArrayOrder::Ordered);
        if (at.op == RuleOp::Mask) {
            state.masksBelow[0] = state.masksBelow[0] || at.side != PairSide::New;
            state.masksBelow[1] = state.masksBelow[1] || at.side != PairSide::Legacy;
        }
        if (segment(position) == nullptr)
            takeRule(state.actions, static_cast<int>(position.first));
    }
    for (auto &chain : state.actions.normalise)
        std::ranges::sort(chain);
}

void RuleMatcher::takeBest(int &slot, int index) const
{
    if (slot < 0 || rule(index).pattern.specificity(rule(slot).pattern) >= 0)
        slot = index; // equally specific: positions are in file order, the later rule wins
}

void RuleMatcher::takeRule(RuleActions &actions, int index) const
{
    const Rule &at = rule(index);
    switch (at.op) {
    case RuleOp::Ignore:
        if (at.what == IgnoreWhat::Any && !at.side)
            takeBest(actions.ignoreAny, index);
        else if (at.what == IgnoreWhat::Type)
            takeBest(actions.ignoreType, index);
        else if (at.what == IgnoreWhat::Order)
            takeBest(actions.ignoreOrder, index);
        if (at.what == IgnoreWhat::Missing || (at.what == IgnoreWhat::Any && at.side == PairSide::Legacy))
            takeBest(actions.ignoreMissing, index);
        if (at.what == IgnoreWhat::Extra || (at.what == IgnoreWhat::Any && at.side == PairSide::New))
            takeBest(actions.ignoreExtra, index);
        break;
    case RuleOp::Normalise:
        if (at.side != PairSide::New)
            takeNormalise(actions, index, 0);
        if (at.side != PairSide::Legacy)
            takeNormalise(actions, index, 1);
        break;
    case RuleOp::Tolerate:
        takeBest(actions.tolerate, index);
        break;
    case RuleOp::Array:
        takeBest(actions.array, index);
        break;
    case RuleOp::MapId:
        takeBest(actions.mapId, index);
        break;
    case RuleOp::Expect:
        takeBest(actions.expect, index);
        break;
    case RuleOp::Mask:
        if (at.side != PairSide::New)
            takeBest(actions.mask[0], index);
        if (at.side != PairSide::Legacy)
            takeBest(actions.mask[1], index);
        break;
    }
}

void RuleMatcher::takeNormalise(RuleActions &actions, int index, int side) const
{
    const auto at = static_cast<std::size_t>(side);
    if (rule(index).as == NormaliseAs::Default) {
        takeBest(actions.fill[at], index);
        return;
    }
    auto &chain = actions.normalise[at];
    const auto sameForm =
        std::ranges::find_if(chain, [&](int other) { return rule(other).as == rule(index).as; });
    if (sameForm == chain.end())
        chain.push_back(index);
    else
        takeBest(*sameForm, index);
}

} // namespace interlock
