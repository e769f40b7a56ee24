// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"
#include "models/control/rollbackact.h"

namespace interlock {

/// Why the warranty does not hold.
enum class WarrantyGapKind {
    NoAnswer,       ///< @c subject is a path that does not answer
    NotProven,      ///< @c subject is a path whose dry run did not go through, or is too long ago
    BackSync,       ///< @c subject is a back pipeline that does not run; empty: its state is not known
    LagUnknown,     ///< nobody knows what the back sync has not carried yet
    LagOverLimit,   ///< @c value over @c limit, seconds
    LogUnknown,     ///< how far the back sync's log reaches is not known
    LogEnds,        ///< it reaches for @c value hours, less than @c limit
    OrdersUnknown,  ///< what a rollback would leave behind is not known
    StrandsTooMany, ///< @c value orders, @c limit allowed
    TooSlow         ///< the slowest of the last rollbacks took @c value seconds, @c limit allowed
};

struct WarrantyGap
{
    WarrantyGapKind kind = WarrantyGapKind::NoAnswer;
    QString subject;
    QString detail; ///< untranslated
    double value = 0;
    double limit = 0;

    friend bool operator==(const WarrantyGap &, const WarrantyGap &) = default;
};

/// How long rollbacks took that were measured, drills and real ones, newest first.
struct RollbackTimes
{
    QList<std::chrono::milliseconds> took;
    QDateTime lastDrillAt; ///< invalid: none is known
    bool lastDrillPassed = false;

    [[nodiscard]] std::optional<std::chrono::milliseconds> median() const;
    [[nodiscard]] std::optional<std::chrono::milliseconds> worst() const;
    friend bool operator==(const RollbackTimes &, const RollbackTimes &) = default;
};

/// The statement beside the rollback's button: whether a rollback would work now, what it would take and
/// leave behind, and until when that is true.
struct Warranty
{
    QList<WarrantyGap> gaps; ///< empty: it holds
    int readyPaths = 0;
    int paths = 0;
    QDateTime testedAt; ///< the oldest path's last dry run that went through; invalid: one has none
    RollbackTimes times;
    std::optional<qint64> stranded;            ///< orders on new that legacy does not know; absent: not known
    std::optional<std::chrono::seconds> reach; ///< of the back sync's log, from now; absent: not known

    [[nodiscard]] bool holds() const { return gaps.isEmpty(); }
    friend bool operator==(const Warranty &, const Warranty &) = default;
};

/// What the statement is made of. References outlive it.
struct WarrantyInputs
{
    const Profile &profile;
    const MigrationState &state;
    QList<RollbackPathStatus> paths;
    RollbackTimes times;
    std::chrono::milliseconds proofFor; ///< how long a dry run proves something
};

/// Pure: the same inputs give the same statement. A profile without sync or orders endpoint has nothing that
/// a rollback could leave behind, as far as it says; what it names must be there and live.
[[nodiscard]] Warranty statedWarranty(const WarrantyInputs &inputs);

/// Stable word of the kind for `--json` and logs.
[[nodiscard]] QString warrantyGapName(WarrantyGapKind kind);
/// One plain English clause: for the journal, gates' details and the command line.
[[nodiscard]] QString warrantyGapText(const WarrantyGap &gap);

} // namespace interlock
