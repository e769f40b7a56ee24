// SPDX-License-Identifier: GPL-3.0-or-later
// A path of a rule and a path of a document, one segment a line: the matcher's automaton and the plain
// matcher agree.
#include "models/parity/document.h"
#include "models/parity/rulematcher.h"

#include <algorithm>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    std::string_view text(reinterpret_cast<const char *>(data), size);
    std::vector<std::string_view> lines;
    while (lines.size() < 64 && !text.empty()) {
        lines.push_back(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(lines.back().size() + 1, text.size()));
    }
    if (lines.empty())
        return 0;
    auto pattern = interlock::RulePath::parse(lines.front());
    lines.erase(lines.begin());
    if (!pattern || pattern->target != interlock::RulePath::Target::Body)
        return 0;
    interlock::Rule rule;
    rule.pattern = *pattern;
    const interlock::RuleSet rules({rule});
    interlock::RuleMatcher matcher(rules, {true});
    std::uint32_t state = matcher.root();
    for (const std::string_view segment : lines)
        state = matcher.member(state, segment, interlock::jsonKeyHash(segment));
    if (pattern->matches(lines) != (matcher.actions(state).ignoreAny == 0))
        std::abort();
    return 0;
}
