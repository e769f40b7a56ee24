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

/// What is read beside a document that is much the same must come out as if it were read alone.
void compareReadings(std::string_view legacy, std::string_view newer)
{
    static interlock::ParityDocument model;
    static interlock::ParityDocument alone;
    static interlock::ParityDocument beside;
    static_cast<void>(model.parse(legacy, {}));
    const auto fault = alone.parse(newer, {});
    const auto faultBeside = beside.parse(newer, {}, &model);
    if (fault.has_value() != faultBeside.has_value() || alone.nodes().size() != beside.nodes().size() ||
        alone.hasDuplicates() != beside.hasDuplicates())
        std::abort();
    if (fault && (fault->line != faultBeside->line || fault->column != faultBeside->column))
        std::abort();
    for (std::size_t i = 0; i < alone.nodes().size(); ++i) {
        const interlock::JsonNode &a = alone.nodes()[i];
        const interlock::JsonNode &b = beside.nodes()[i];
        if (a.begin != b.begin || a.end != b.end || a.link != b.link || a.count != b.count ||
            a.keyHash != b.keyHash || a.type != b.type || a.truth != b.truth || a.flags != b.flags ||
            alone.content(a) != beside.content(b))
            std::abort();
        if (a.has(interlock::JsonNode::Member) ? alone.key(a) != beside.key(b) : a.key != b.key)
            std::abort();
    }
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
    compareReadings(legacy, newer);
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
