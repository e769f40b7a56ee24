// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/alignment.h"
#include "models/parity/comparer.h"
#include "models/parity/rulematcher.h"
#include "models/parity/valuerenderer.h"
#include "models/parity/values.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <QVarLengthArray>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace interlock {

/// The comparison of one pair that is known to differ: finds every difference and what rules make of it.
/// Works on documents that the Normaliser went over (or on plain ones, without a matcher). Recurses once a
/// level of depth.
class ComparisonRun final
{
public:
    /// @p matcher may be null: no rules. @p hits: one counter a rule. All must outlive the run.
    ComparisonRun(RuleMatcher *matcher, const CompareOptions &options, const QByteArray &route,
                  std::vector<qint64> &hits, PairResult &result);
    ~ComparisonRun();
    ComparisonRun(const ComparisonRun &) = delete;
    ComparisonRun &operator=(const ComparisonRun &) = delete;

    void compareBodies(const ParityDocument &legacy, const ParityDocument &newer);
    /// Status or one header, each as a JSON document; one side may be missing (null).
    void compareNamed(const QByteArray &path, DifferenceKind kind, const ParityDocument *legacy,
                      const ParityDocument *newer);

private:
    struct Step
    {
        std::string_view name;
        std::uint32_t index = 0;
        bool element = false;
    };
    class PathScope;
    class MaskScope;
    using Values = std::vector<JsonValue>;
    using Members = QVarLengthArray<JsonValue, 16>;

    // one value
    void compare(const JsonValue &legacy, const JsonValue &newer);
    void compareUnderRule(int rule, const JsonValue &legacy, const JsonValue &newer);
    void compareForms(const JsonValue &legacy, const JsonValue &newer, const RuleActions &actions);
    void onlyLegacy(const JsonValue &value, bool member);
    void onlyNew(const JsonValue &value, bool member);
    void duplicateKey(const JsonValue &legacy, const JsonValue &newer);
    [[nodiscard]] bool expected(const RuleActions &actions, const JsonValue &legacy, const JsonValue &newer);
    [[nodiscard]] bool linked(const RuleActions &actions, const JsonValue &legacy,
                              const JsonValue &newer) const;
    [[nodiscard]] bool tolerated(const Rule &rule, const JsonValue &legacy, const JsonValue &newer) const;
    [[nodiscard]] bool same(const JsonValue &legacy, const JsonValue &newer);
    /// The same text, and no rule makes two things of it: equal, and nothing to be counted.
    [[nodiscard]] bool twins(const JsonValue &legacy, const JsonValue &newer) const;

    // objects
    void compareObjects(const JsonValue &legacy, const JsonValue &newer);
    void compareFewMembers(const Members &legacy, const Members &newer);
    void compareMembers(const Members &legacy, const Members &newer);
    void compareWithDuplicates(const JsonValue &legacy, const JsonValue &newer);
    void compareMember(const JsonValue &legacy, const JsonValue &newer);
    void memberOnly(const JsonValue &value, PairSide side);

    // arrays
    void compareArrays(const JsonValue &legacy, const JsonValue &newer, const RuleActions &actions);
    void compareOrdered(const JsonValue &legacy, const JsonValue &newer, const RuleActions &actions);
    void compareByPosition(const Values &legacy, const Values &newer);
    /// Elements that are known to be equal: only rules below may still want to count.
    void countHits(const Values &legacy, const Values &newer);
    [[nodiscard]] bool rulesAct(const JsonValue &value) const;
    void compareAligned(const Values &legacy, const Values &newer, const SequencePair &sequences);
    void compareGap(const Values &legacy, const Values &newer);
    void compareSimilar(const Values &legacy, const Values &newer);
    void compareUnordered(const Values &legacy, const Values &newer, int rule);
    void compareSets(const Values &legacy, const Values &newer, int rule);
    void compareKeyed(const Values &legacy, const Values &newer, int rule);
    void compareElement(const JsonValue &legacy, const JsonValue &newer);
    void elementOnly(const JsonValue &value, PairSide side);
    [[nodiscard]] SequencePair sequencesOf(const Values &legacy, const Values &newer);
    [[nodiscard]] std::vector<std::uint64_t> exactHashes(const Values &values) const;
    /// The same of @p newer; twins have the hash that is known.
    [[nodiscard]] std::vector<std::uint64_t> exactHashes(const Values &newer, const Values &legacy,
                                                         const std::vector<std::uint64_t> &known) const;
    [[nodiscard]] IndexPairs bestPairs(const SequencePair &sequences, const Values &legacy,
                                       const Values &newer) const;
    [[nodiscard]] bool samePermuted(const SequencePair &sequences, const Values &legacy,
                                    const Values &newer) const;
    [[nodiscard]] bool anyLoose(const Values &values) const;

    // what comes of it
    void report(DifferenceKind kind, const JsonValue &legacy, const JsonValue &newer);
    void hide(int rule);
    [[nodiscard]] Difference difference(DifferenceKind kind, const JsonValue &legacy, const JsonValue &newer,
                                        bool withValues) const;
    [[nodiscard]] std::optional<QByteArray> shown(const JsonValue &value, PairSide side) const;
    void setPaths(Difference &difference) const;
    [[nodiscard]] DifferenceGroup &groupOf(const Difference &difference);
    [[nodiscard]] const RuleActions &actionsAt(const JsonValue &value) const;
    [[nodiscard]] bool decided() const { return m_probes > 0 && m_found; }
    /// A value that a rule holds, brought to the forms of a path.
    [[nodiscard]] JsonValue ruleValue(const std::string &json, std::uint32_t state, PairSide side);

    RuleMatcher *m_matcher;
    const CompareOptions &m_options;
    QByteArray m_route;
    std::vector<qint64> &m_hits;
    PairResult &m_result;
    std::map<GroupSignature, std::size_t> m_groups; ///< index into the result's, once there are many
    ValueRenderer m_renderer;
    std::vector<Step> m_path;
    std::optional<std::pair<QByteArray, DifferenceKind>> m_named;
    std::array<int, 2> m_masked = {0, 0}; ///< masks above the present value, by side
    int m_suppressedBy = -1;              ///< rule that every difference counts for, instead of being one
    int m_probes = 0;                     ///< > 0: only whether there is a difference
    bool m_found = false;                 ///< during a probe
    std::map<std::tuple<const std::string *, std::uint32_t, PairSide>, std::unique_ptr<ParityDocument>>
        m_ruleValues;
};

} // namespace interlock
