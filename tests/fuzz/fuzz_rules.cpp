// SPDX-License-Identifier: GPL-3.0-or-later
// Rules of any bytes, as a file and as JSON: refused with a place, or usable.
#include "models/parity/comparer.h"
#include "models/parity/rulesjson.h"

#include <cstdlib>

namespace {

void mustHold(bool condition)
{
    if (!condition)
        std::abort();
}

void useRules(interlock::RuleSet rules)
{
    interlock::Comparer comparer(std::make_shared<const interlock::RuleSet>(std::move(rules)));
    static_cast<void>(comparer.compare(R"({"a":[1,"x",{"b":null}],"t":"2026-01-01T00:00:00Z"})",
                                       R"({"a":["x",2,{"b":1}],"t":1})"));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (auto shared = interlock::rulesFromJson(bytes)) {
        const auto again = interlock::rulesFromJson(shared->json);
        mustHold(again && again->json == shared->json);
        useRules(std::move(shared->rules));
    } else {
        mustHold(!shared.error().text.isEmpty());
    }
    if (auto rules = interlock::RuleSet::fromToml(bytes)) {
        useRules(std::move(*rules));
    } else {
        mustHold(!rules.error().empty());
        for (const interlock::RuleProblem &problem : rules.error())
            mustHold(problem.line >= 1 && problem.column >= 1 && !problem.text.isEmpty());
    }
    return 0;
}
