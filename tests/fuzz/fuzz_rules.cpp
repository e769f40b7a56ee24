// SPDX-License-Identifier: GPL-3.0-or-later
// Rules files of any bytes: refused with a place, or usable.
#include "models/parity/comparer.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    auto rules = interlock::RuleSet::fromToml(
        QByteArray(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    if (!rules) {
        for (const interlock::RuleProblem &problem : rules.error()) {
            if (problem.line < 1 || problem.column < 1 || problem.text.isEmpty())
                std::abort();
        }
        return rules.error().empty() ? (std::abort(), 0) : 0;
    }
    interlock::Comparer comparer(std::make_shared<const interlock::RuleSet>(std::move(*rules)));
    static_cast<void>(comparer.compare(R"({"a":[1,"x",{"b":null}],"t":"2026-01-01T00:00:00Z"})",
                                       R"({"a":["x",2,{"b":1}],"t":1})"));
    return 0;
}
