// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/comparisonrun.h"

namespace interlock {

/// One segment of the path, as long as it lives.
class ComparisonRun::PathScope final
{
public:
    PathScope(ComparisonRun &run, const JsonValue &value, bool element) : m_run(run)
    {
        if (element)
            run.m_path.push_back({{}, value.node->key, true});
        else
            run.m_path.push_back({value.key(), 0, false});
    }
    ~PathScope() { m_run.m_path.pop_back(); }
    PathScope(const PathScope &) = delete;
    PathScope &operator=(const PathScope &) = delete;

private:
    ComparisonRun &m_run;
};

/// The masks of a pair of values, as long as what is below them is compared. Elements are at two indexes: a
/// mask that matches either holds.
class ComparisonRun::MaskScope final
{
public:
    MaskScope(ComparisonRun &run, const JsonValue &legacy, const JsonValue &newer) : m_run(run)
    {
        if (run.m_matcher == nullptr)
            return;
        const RuleActions &one = run.m_matcher->actions(legacy.node->state);
        const RuleActions &other = run.m_matcher->actions(newer.node->state);
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}}) {
            m_masked[side] = one.mask[side] >= 0 || other.mask[side] >= 0;
            run.m_masked[side] += m_masked[side] ? 1 : 0;
        }
    }
    ~MaskScope()
    {
        for (const std::size_t side : {std::size_t{0}, std::size_t{1}})
            m_run.m_masked[side] -= m_masked[side] ? 1 : 0;
    }
    MaskScope(const MaskScope &) = delete;
    MaskScope &operator=(const MaskScope &) = delete;

private:
    ComparisonRun &m_run;
    std::array<bool, 2> m_masked = {false, false};
};

} // namespace interlock
