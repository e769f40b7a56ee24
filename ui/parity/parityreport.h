// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"
#include "models/desk/paritydesk.h"
#include "models/desk/parityovertime.h"
#include "models/profile/profile.h"

#include <array>

namespace interlock {

/// What is known of one route's parity.
struct RouteParity
{
    QString id;
    QString title;                    ///< of the profile, or the id
    ParityCounts counts;              ///< of the distinct pairs kept
    std::optional<GateVerdict> gate;  ///< nothing before the first comparable pair
    std::optional<ParityBucket> seen; ///< what the source says of its traffic; for coverage
    std::size_t place = 0;            ///< among ParityOverTime::routes; npos when it has no pairs

    static constexpr std::size_t npos = ~std::size_t(0);
};

/// A field that differs, with the pairs in which it does.
struct DifferingField
{
    QString route;
    QString path;
    DifferenceKind kind = DifferenceKind::Value;
    qint64 pairs = 0;
};

/// Everything the managers' page shows and exports, as it was at one moment.
struct ParityReport
{
    QString environment;
    QString migration;
    QDateTime madeAt;
    QDateTime newestAt; ///< of the pairs; invalid when there are none
    std::optional<StoredRuleSet> rules;
    bool hasSource = false;
    std::optional<Error> problem;
    std::vector<RuleProblem> ruleProblems;
    SourceFindings findings;
    ParityOverTime overTime;
    QList<RouteParity> routes;      ///< profile order, then those that only have pairs
    QList<DifferingField> fields;   ///< most often differing first, at most 12
    qint64 occurrences = 0;         ///< of all fields: a pair counts once for each of its groups
    std::array<int, 6> groups{};    ///< with pairs, by TriageState
    std::optional<DataCounts> data; ///< of the migration log's last whole walk

    /// The route that most needs looking at, as an index of @c routes: closed before undecided before open,
    /// then the one with most to go; -1 when none has pairs.
    [[nodiscard]] int worstRoute() const;
};

[[nodiscard]] ParityReport makeParityReport(ParityDesk &desk, const Profile &profile,
                                            const MigrationState &state);

} // namespace interlock
