// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/compare/spool.h"
#include "models/parity/comparer.h"
#include "models/parity/statistics/paritycounts.h"

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace interlock {

/// What `compare` found, added up pair by pair: the counts and groups in memory, differences and reasons as
/// finished text in spools. All text in JSON is ASCII, in lines and HTML visible plain text: nothing from
/// outside reaches a terminal or a browser as it is.
class CompareReport final
{
public:
    struct Options
    {
        qint64 maxDifferences = 1000;
        bool json = false;
        bool html = false;
        bool manyPairs = false; ///< NDJSON: lines say which pair
    };
    using Sink = std::function<void(const QByteArray &)>;

    CompareReport(const Options &options, std::shared_ptr<const RuleSet> rules, const QDate &today);

    void add(qint64 pair, const PairResult &result);

    /// The object of `--json`, or the lines for people.
    void write(const Sink &out);
    /// A page of its own, without scripts or anything from elsewhere.
    void writeHtml(const Sink &out, const QString &legacy, const QString &newer);
    /// Every pair equal, after rules.
    [[nodiscard]] bool allEqual() const { return m_counts.different == 0 && m_counts.notComparable == 0; }
    [[nodiscard]] bool isWhole() const
    {
        return m_differences.isWhole() && m_reasons.isWhole() && m_rows.isWhole() && m_reasonRows.isWhole();
    }
    [[nodiscard]] const ParityCounts &counts() const { return m_counts; }

private:
    struct Group
    {
        GroupSignature signature;
        qint64 count = 0;
        qint64 examplePair = 0;
    };

    void addDifference(qint64 pair, const Difference &difference);
    void addReason(qint64 pair, const Incomparable &reason);
    void addGroup(qint64 pair, const DifferenceGroup &group);
    [[nodiscard]] std::vector<Group> sortedGroups() const;
    [[nodiscard]] QByteArray countsJson() const;
    [[nodiscard]] QByteArray groupJson(const Group &group) const;
    [[nodiscard]] QByteArray rulesJson() const;
    [[nodiscard]] QString countsText() const;
    [[nodiscard]] QString parityText(std::optional<double> parity) const;
    [[nodiscard]] QStringList ruleNotes() const;
    [[nodiscard]] bool truncated() const { return m_found > m_kept || m_groupsLeftOut; }
    void writeJson(const Sink &out);
    void writeLines(const Sink &out);

    Options m_options;
    std::shared_ptr<const RuleSet> m_rules;
    QDate m_today;
    ParityCounts m_counts;
    qint64 m_found = 0;
    qint64 m_kept = 0;
    std::vector<Group> m_groups;
    std::map<GroupSignature, std::size_t> m_groupIndex;
    bool m_groupsLeftOut = false;
    std::vector<qint64> m_hits;
    Spool m_differences; ///< JSON objects or lines
    Spool m_reasons;
    Spool m_rows; ///< of the HTML page
    Spool m_reasonRows;
};

} // namespace interlock
