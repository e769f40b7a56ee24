// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/comparer.h"

#include "models/parity/comparisonrun.h"
#include "models/parity/normaliser.h"
#include "models/parity/valuerenderer.h"

#include <algorithm>
#include <QDateTime>
#include <QTimeZone>
#include <unordered_map>

namespace interlock {

namespace {

std::optional<Incomparable> captureFault(const AnswerView &answer, PairSide side)
{
    if (answer.timedOut)
        return Incomparable{side, IncomparableReason::Timeout, 0, 0};
    if (!answer.body)
        return Incomparable{side, IncomparableReason::Absent, 0, 0};
    if (answer.truncated)
        return Incomparable{side, IncomparableReason::Truncated, 0, 0};
    return {};
}

IncomparableReason reasonOf(DocumentFault::Kind kind)
{
    switch (kind) {
    case DocumentFault::Kind::Parse:
        return IncomparableReason::Parse;
    case DocumentFault::Kind::Size:
        return IncomparableReason::Size;
    case DocumentFault::Kind::Depth:
        return IncomparableReason::Depth;
    }
    return IncomparableReason::Parse;
}

using HeaderValues = std::vector<std::pair<std::string, std::string_view>>;

HeaderValues namedHeaders(const AnswerView &answer)
{
    HeaderValues headers;
    for (const auto &[name, value] : answer.headers) {
        std::string lower(name);
        std::ranges::transform(lower, lower.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        headers.emplace_back(std::move(lower), value);
    }
    std::ranges::stable_sort(headers, {}, &HeaderValues::value_type::first);
    return headers;
}

bool sameOutside(const AnswerView &legacy, const AnswerView &newer)
{
    const bool statuses = !legacy.status || !newer.status || *legacy.status == *newer.status;
    return statuses &&
           ((legacy.headers.empty() && newer.headers.empty()) || namedHeaders(legacy) == namedHeaders(newer));
}

/// What of a pair rules are chosen by.
struct ScopeFacts
{
    QByteArray route;
    QByteArray method;
    std::optional<int> legacyStatus;
    std::optional<int> newerStatus;
    bool anyStatus = false; ///< not known, and what it may be restricts nothing: for masking

    [[nodiscard]] bool covers(const Rule &rule) const
    {
        if ((rule.route && (route.isEmpty() || *rule.route != route)) ||
            (rule.method && (method.isEmpty() || *rule.method != method)))
            return false;
        if (!rule.status || anyStatus)
            return true;
        const bool legacyFits = legacyStatus == rule.status;
        const bool newerFits = newerStatus == rule.status;
        if (rule.side)
            return *rule.side == PairSide::Legacy ? legacyFits : newerFits;
        return legacyFits && newerFits; // a rule for 200 says nothing about a pair of 200 and 500
    }
    [[nodiscard]] std::string key() const
    {
        const auto number = [](std::optional<int> status) {
            return status ? std::to_string(*status) : std::string();
        };
        return route.toStdString() + '\n' + method.toStdString() + '\n' + number(legacyStatus) + '\n' +
               (anyStatus ? "any" : number(newerStatus));
    }
};

} // namespace

struct Comparer::Private
{
    /// Rules of one kind of scope, ready to be asked.
    struct ActiveRules
    {
        std::unique_ptr<RuleMatcher> matcher; ///< empty: no rule applies
        std::vector<bool> active;
    };

    Private(std::shared_ptr<const RuleSet> ruleSet, CompareOptions compareOptions)
        : rules(ruleSet ? std::move(ruleSet) : std::make_shared<const RuleSet>()),
          options(std::move(compareOptions)),
          hits(rules->rules().size(), 0)
    {
        if (!options.maskKey)
            options.maskKey = std::make_shared<const MaskKey>();
        if (!options.today.isValid())
            options.today = QDateTime::currentDateTimeUtc().date();
    }

    RuleMatcher *matcherFor(const ScopeFacts &facts);
    void findReasons(const AnswerView &legacyAnswer, const AnswerView &newerAnswer, bool sameBytes,
                     PairResult &result);
    void compareOutside(ComparisonRun &run, RuleMatcher *matcher, const AnswerView &legacyAnswer,
                        const AnswerView &newerAnswer);
    void compareNamed(ComparisonRun &run, RuleMatcher *matcher, std::uint32_t state, const QByteArray &path,
                      DifferenceKind kind, const std::optional<std::string> &legacyText,
                      const std::optional<std::string> &newerText);
    void settle(PairResult &result);

    std::shared_ptr<const RuleSet> rules;
    CompareOptions options;
    ParityDocument legacy;
    ParityDocument newer;
    std::vector<qint64> hits;
    std::unordered_map<std::string, std::shared_ptr<ActiveRules>> byScope;
    std::vector<std::shared_ptr<ActiveRules>> known; ///< one for each set of rules
};

Comparer::Comparer(std::shared_ptr<const RuleSet> rules, CompareOptions options)
    : d(std::make_unique<Private>(std::move(rules), std::move(options)))
{
}

Comparer::~Comparer() = default;

RuleMatcher *Comparer::Private::matcherFor(const ScopeFacts &facts)
{
    constexpr std::size_t mostScopes = 10'000;
    constexpr std::size_t mostStates = 50'000;
    if (rules->isEmpty())
        return nullptr;
    if (byScope.size() > mostScopes)
        byScope.clear();
    std::shared_ptr<ActiveRules> &entry = byScope[facts.key()];
    if (!entry) {
        std::vector<bool> active;
        for (const Rule &rule : rules->rules())
            active.push_back(!rule.expired(options.today) && facts.covers(rule));
        const auto same = std::ranges::find(known, active, [](const auto &other) { return other->active; });
        if (same != known.end()) {
            entry = *same;
        } else {
            entry = std::make_shared<ActiveRules>();
            entry->active = std::move(active);
            known.push_back(entry);
        }
    }
    const bool any = std::ranges::find(entry->active, true) != entry->active.end();
    if (any && (!entry->matcher || entry->matcher->states() > mostStates))
        entry->matcher = std::make_unique<RuleMatcher>(*rules, entry->active);
    return entry->matcher.get();
}

void Comparer::Private::findReasons(const AnswerView &legacyAnswer, const AnswerView &newerAnswer,
                                    bool sameBytes, PairResult &result)
{
    const auto take = [&result](PairSide side, const std::optional<DocumentFault> &fault) {
        if (fault)
            result.reasons.push_back({side, reasonOf(fault->kind), fault->line, fault->column});
    };
    const auto legacyCapture = captureFault(legacyAnswer, PairSide::Legacy);
    const auto newerCapture = captureFault(newerAnswer, PairSide::New);
    std::optional<DocumentFault> legacyFault;
    if (legacyCapture)
        result.reasons.push_back(*legacyCapture);
    else
        legacyFault = legacy.parse(*legacyAnswer.body, options.limits);
    take(PairSide::Legacy, legacyFault);
    if (newerCapture)
        result.reasons.push_back(*newerCapture);
    else
        take(PairSide::New, sameBytes && !legacyCapture
                                ? legacyFault
                                : newer.parse(*newerAnswer.body, options.limits,
                                              legacyCapture || legacyFault ? nullptr : &legacy));
}

void Comparer::Private::settle(PairResult &result)
{
    for (std::size_t i = 0; i < hits.size(); ++i) {
        if (hits[i] == 0)
            continue;
        result.ruleHits.push_back({static_cast<int>(i), hits[i]});
        hits[i] = 0;
    }
    result.outcome = result.differenceCount == 0 ? PairOutcome::EqualAfterRules : PairOutcome::Different;
}

void Comparer::Private::compareNamed(ComparisonRun &run, RuleMatcher *matcher, std::uint32_t state,
                                     const QByteArray &path, DifferenceKind kind,
                                     const std::optional<std::string> &legacyText,
                                     const std::optional<std::string> &newerText)
{
    ParityDocument left;
    ParityDocument right;
    const auto made = [this, matcher, state](ParityDocument &document, const std::optional<std::string> &text,
                                             PairSide side) -> const ParityDocument * {
        if (!text || document.parse(*text, {std::max(options.limits.maxBytes, text->size()), 0}))
            return nullptr;
        if (matcher != nullptr)
            Normaliser(*matcher, options.limits, &hits).apply(document, side, state);
        return &document;
    };
    const ParityDocument *const leftMade = made(left, legacyText, PairSide::Legacy);
    const ParityDocument *const rightMade = made(right, newerText, PairSide::New);
    run.compareNamed(path, kind, leftMade, rightMade);
}

void Comparer::Private::compareOutside(ComparisonRun &run, RuleMatcher *matcher,
                                       const AnswerView &legacyAnswer, const AnswerView &newerAnswer)
{
    if (legacyAnswer.status && newerAnswer.status && *legacyAnswer.status != *newerAnswer.status)
        compareNamed(run, matcher, matcher != nullptr ? matcher->status() : 0, QByteArrayLiteral("status"),
                     DifferenceKind::Status, std::to_string(*legacyAnswer.status),
                     std::to_string(*newerAnswer.status));
    const HeaderValues left = namedHeaders(legacyAnswer);
    const HeaderValues right = namedHeaders(newerAnswer);
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < left.size() || j < right.size()) {
        const bool takeLeft = i < left.size() && (j == right.size() || left[i].first <= right[j].first);
        const bool takeRight = j < right.size() && (i == left.size() || right[j].first <= left[i].first);
        const std::string &name = takeLeft ? left[i].first : right[j].first;
        const auto quoted = [](std::string_view text) { return jsonQuoted(text).toStdString(); };
        if (!takeLeft || !takeRight || left[i].second != right[j].second)
            compareNamed(run, matcher, matcher != nullptr ? matcher->header(name) : 0,
                         QByteArrayLiteral("header:") + QByteArray::fromStdString(name),
                         DifferenceKind::Header,
                         takeLeft ? std::optional(quoted(left[i].second)) : std::nullopt,
                         takeRight ? std::optional(quoted(right[j].second)) : std::nullopt);
        i += takeLeft ? 1 : 0;
        j += takeRight ? 1 : 0;
    }
}

PairResult Comparer::compare(std::string_view legacy, std::string_view newer, const PairScope &scope)
{
    AnswerView left;
    left.body = legacy;
    AnswerView right;
    right.body = newer;
    return compare(left, right, scope);
}

PairResult Comparer::compare(const AnswerView &legacy, const AnswerView &newer, const PairScope &scope)
{
    PairResult result;
    const bool sameBytes = legacy.body && newer.body && *legacy.body == *newer.body;
    d->findReasons(legacy, newer, sameBytes, result);
    if (!result.reasons.empty()) {
        result.outcome = PairOutcome::NotComparable;
        return result;
    }
    const bool bodiesEqual = sameBytes || sameDocument(d->legacy, d->newer);
    if (bodiesEqual && sameOutside(legacy, newer))
        return result;
    RuleMatcher *const matcher =
        d->matcherFor({scope.route, scope.method.toUpper(), legacy.status, newer.status, false});
    ComparisonRun run(matcher, d->options, scope.route, d->hits, result);
    d->compareOutside(run, matcher, legacy, newer);
    if (!bodiesEqual) {
        if (matcher != nullptr) {
            Normaliser normaliser(*matcher, d->options.limits, &d->hits);
            normaliser.apply(d->legacy, PairSide::Legacy, matcher->root());
            normaliser.apply(d->newer, PairSide::New, matcher->root());
        }
        run.compareBodies(d->legacy, d->newer);
    }
    d->settle(result);
    return result;
}

std::optional<QByteArray> Comparer::masked(std::string_view body, PairSide side, const PairScope &scope)
{
    RuleMatcher *const matcher = d->matcherFor({scope.route, scope.method.toUpper(), {}, {}, true});
    if (matcher == nullptr || !matcher->masksBelow(matcher->root(), side))
        return QByteArray(body.data(), static_cast<qsizetype>(body.size()));
    if (d->legacy.parse(body, d->options.limits))
        return {};
    Normaliser(*matcher, d->options.limits, nullptr).apply(d->legacy, side, matcher->root());
    return ValueRenderer(matcher, *d->options.maskKey, nullptr).shown(rootOf(d->legacy), side, false);
}

} // namespace interlock
