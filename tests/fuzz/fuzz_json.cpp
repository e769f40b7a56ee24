// SPDX-License-Identifier: GPL-3.0-or-later
// The walk over JSON, and comparing: two documents, split at the first line end, without rules and with rules
// of every op.
#include "models/parity/comparer.h"
#include "models/parity/values.h"

#include <cstdlib>

namespace {

std::shared_ptr<const interlock::RuleSet> fuzzRules()
{
    auto rules = interlock::RuleSet::fromToml(QByteArrayLiteral(R"(
[[rule]]
op = "normalise"
as = "json"
path = "/**/j"
[[rule]]
op = "normalise"
as = "time"
path = "/**/t"
[[rule]]
op = "normalise"
as = "base64"
path = "/**/b"
[[rule]]
op = "normalise"
as = "empty-is-missing"
path = "/**"
[[rule]]
op = "normalise"
as = "default"
value = 1
path = "/**/d"
[[rule]]
op = "tolerate"
abs = 0.5
rel = 0.1
decimals = 3
ms = 10
path = "/**/n"
[[rule]]
op = "array"
order = "multiset"
path = "/**/m"
[[rule]]
op = "array"
order = "keyed"
key = ["k"]
path = "/**/k"
[[rule]]
op = "ignore"
path = "/*/i"
[[rule]]
op = "mask"
path = "/**/s"
)"));
    if (!rules)
        std::abort();
    return std::make_shared<const interlock::RuleSet>(std::move(*rules));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static interlock::Comparer plain;
    static interlock::Comparer ruled(fuzzRules());
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const std::size_t split = std::min(text.find('\n'), text.size());
    const std::string_view legacy = text.substr(0, split);
    const std::string_view newer = text.substr(std::min(split + 1, text.size()));
    const interlock::PairResult without = plain.compare(legacy, newer);
    const interlock::PairResult with = ruled.compare(legacy, newer);
    const bool comparable = without.outcome != interlock::PairOutcome::NotComparable;
    if (comparable != (with.outcome != interlock::PairOutcome::NotComparable))
        std::abort();
    if ((without.outcome == interlock::PairOutcome::Different) != (without.differenceCount > 0))
        std::abort();
    const auto itself = plain.compare(legacy, legacy).outcome;
    if (itself != interlock::PairOutcome::Equal && itself != interlock::PairOutcome::NotComparable)
        std::abort();
    static_cast<void>(ruled.masked(legacy, interlock::PairSide::Legacy, {}));
    return 0;
}
