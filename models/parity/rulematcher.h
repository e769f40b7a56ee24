// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/rules.h"

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace interlock {

/// Which rules apply at one path: indexes into the RuleSet, -1 for none. One a kind, the most specific.
struct RuleActions
{
    int ignoreAny = -1;
    int ignoreMissing = -1; ///< what only legacy has, also `any` of side legacy
    int ignoreExtra = -1;   ///< what only new has, also `any` of side new
    int ignoreType = -1;
    int ignoreOrder = -1;
    int expect = -1;
    int mapId = -1;
    int tolerate = -1;
    int array = -1;
    std::array<int, 2> fill = {-1, -1};        ///< normalise default, by side
    std::array<int, 2> mask = {-1, -1};        ///< by side
    std::array<std::vector<int>, 2> normalise; ///< by side, in file order, without default

    /// Whether values that differ may be equal here, so that nothing here can go into a hash.
    [[nodiscard]] bool isLoose() const
    {
        return ignoreAny >= 0 || ignoreMissing >= 0 || ignoreExtra >= 0 || ignoreType >= 0 || expect >= 0 ||
               mapId >= 0 || tolerate >= 0 || fill[0] >= 0 || fill[1] >= 0;
    }
};

/// The paths of the rules that are active for a pair, as an automaton that is built while documents are
/// walked: a state is where all paths stand after some segments, so a step costs one look-up, however many
/// rules there are. Not thread-safe.
class RuleMatcher final
{
public:
    /// @p active: by index of the rule. @p rules must outlive the matcher.
    RuleMatcher(const RuleSet &rules, const std::vector<bool> &active);

    [[nodiscard]] std::uint32_t root() const { return m_root; }
    [[nodiscard]] std::uint32_t status() const { return m_status; }
    /// @p name in any case.
    [[nodiscard]] std::uint32_t header(std::string_view name);
    [[nodiscard]] std::uint32_t member(std::uint32_t state, std::string_view name, std::uint32_t hash);
    [[nodiscard]] std::uint32_t element(std::uint32_t state, std::uint32_t index);

    [[nodiscard]] const RuleActions &actions(std::uint32_t state) const { return m_states[state]->actions; }
    /// Whether a mask may match below.
    [[nodiscard]] bool masksBelow(std::uint32_t state, PairSide side) const
    {
        return m_states[state]->masksBelow[side == PairSide::Legacy ? 0 : 1];
    }
    /// Whether values that differ may be equal here or below.
    [[nodiscard]] bool looseBelow(std::uint32_t state) const { return m_states[state]->looseBelow; }
    /// Whether anything but forms and masks applies here or below: then even equal values must be walked, for
    /// the hits.
    [[nodiscard]] bool actsBelow(std::uint32_t state) const { return m_states[state]->actsBelow; }
    /// Whether the same text may differ on both sides, here or below: a rule brings one side to another form,
    /// or finds fault with what is in an array.
    [[nodiscard]] bool mayDifferFromItself(std::uint32_t state) const
    {
        return m_states[state]->mayDifferFromItself;
    }
    /// Whether a rule opens strings as JSON: documents may get values then that they had not.
    [[nodiscard]] bool opens() const { return m_opens; }
    [[nodiscard]] const Rule &rule(int index) const
    {
        return m_rules.rules()[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] std::size_t states() const { return m_states.size(); }

private:
    /// Rule and how many of its segments are matched.
    using Position = std::pair<std::uint32_t, std::uint32_t>;
    using Positions = std::vector<Position>;
    static constexpr std::uint32_t unknownState = UINT32_MAX;

    struct Branch
    {
        std::uint32_t hash = 0;
        std::uint32_t next = unknownState;
        std::string name;
    };
    struct State
    {
        Positions positions;
        RuleActions actions;
        std::vector<Branch> branches; ///< the names that rules spell out here
        std::uint32_t other = unknownState;
        bool indexes = false; ///< one of the names could be an index
        std::array<bool, 2> masksBelow = {false, false};
        bool looseBelow = false;
        bool actsBelow = false;
        bool mayDifferFromItself = false;
    };

    [[nodiscard]] const RulePath::Segment *segment(const Position &position) const;
    void addClosed(Positions &positions, Position position) const;
    [[nodiscard]] std::uint32_t stateOf(Positions positions);
    [[nodiscard]] Positions after(std::uint32_t state, const std::string *name) const;
    void fillBranches(State &state) const;
    void fillActions(State &state) const;
    void takeRule(RuleActions &actions, int index) const;
    void takeNormalise(RuleActions &actions, int index, int side) const;
    void takeBest(int &slot, int index) const;
    [[nodiscard]] std::uint32_t otherBranch(std::uint32_t state);

    const RuleSet &m_rules;
    std::vector<bool> m_active;
    std::vector<std::unique_ptr<State>> m_states; ///< stay where they are; 0: nothing matches here or below
    std::map<Positions, std::uint32_t> m_known;
    std::map<std::string, std::uint32_t, std::less<>> m_headers;
    bool m_opens = false;
    std::uint32_t m_root = 0;
    std::uint32_t m_status = 0;
};

} // namespace interlock
