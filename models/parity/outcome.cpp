// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/outcome.h"

#include "models/parity/statistics/paritycounts.h"

namespace interlock {

void countOutcome(ParityCounts &counts, PairOutcome outcome, qint64 n)
{
    switch (outcome) {
    case PairOutcome::Equal:
        counts.equal += n;
        return;
    case PairOutcome::EqualAfterRules:
        counts.equalAfterRules += n;
        return;
    case PairOutcome::Different:
        counts.different += n;
        return;
    case PairOutcome::NotComparable:
        counts.notComparable += n;
        return;
    }
}

QByteArray pairOutcomeName(PairOutcome outcome)
{
    switch (outcome) {
    case PairOutcome::Equal:
        return QByteArrayLiteral("equal");
    case PairOutcome::EqualAfterRules:
        return QByteArrayLiteral("equal-after-rules");
    case PairOutcome::Different:
        return QByteArrayLiteral("different");
    case PairOutcome::NotComparable:
        return QByteArrayLiteral("not-comparable");
    }
    return {};
}

QByteArray pairSideName(PairSide side)
{
    return side == PairSide::Legacy ? QByteArrayLiteral("legacy") : QByteArrayLiteral("new");
}

QByteArray incomparableReasonName(IncomparableReason reason)
{
    switch (reason) {
    case IncomparableReason::Timeout:
        return QByteArrayLiteral("timeout");
    case IncomparableReason::Parse:
        return QByteArrayLiteral("parse");
    case IncomparableReason::Truncated:
        return QByteArrayLiteral("truncated");
    case IncomparableReason::Absent:
        return QByteArrayLiteral("absent");
    case IncomparableReason::Size:
        return QByteArrayLiteral("size");
    case IncomparableReason::Depth:
        return QByteArrayLiteral("depth");
    }
    return {};
}

} // namespace interlock
