// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/rollbackbench.h"

#include "tests/bench/console/rollbackround.h"

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {

/// Medians of a member over some rounds.
template<typename Round>
Figure over(const QList<Round> &rounds, std::optional<double> Round::*member, const QString &name,
            std::optional<double> atMost)
{
    std::vector<double> values;
    QString problem;
    for (const Round &round : rounds) {
        if (round.*member)
            values.push_back(*(round.*member));
        if (!round.problem.isEmpty())
            problem = round.problem;
    }
    return {name, median(values), u"ms"_s, atMost, u"interlock-bench --only rollback"_s, problem};
}

} // namespace

QList<Figure> measureRollback(const Effort &effort)
{
    QList<RollbackTimes> whole;
    QList<RollbackTimes> half;
    QList<SocatTimes> socat;
    const int observed = effort.rounds(3, 1);
    for (int round = 0; round < effort.rounds(7, 3); ++round) {
        whole.append(rollBackOnce({false, round < observed}));
        half.append(rollBackOnce({true, false}));
        socat.append(killBySocat(3));
    }
    return {
        over(socat, &SocatTimes::firstByte, u"floor: echo 'set map … kill 1' | socat, to first byte"_s, {}),
        over(socat, &SocatTimes::answered, u"floor: the same, to its end"_s, {}),
        over(whole, &RollbackTimes::firstByte, u"rollback, HAProxy pair: act to first byte"_s, 100),
        over(whole, &RollbackTimes::lastByte, u"rollback, HAProxy pair: act to a byte on each path"_s, {}),
        over(whole, &RollbackTimes::acceptedLive, u"rollback, HAProxy pair: act to accepted by each path"_s,
             {}),
        over(whole, &RollbackTimes::acknowledged, u"rollback, HAProxy pair: act to acknowledged"_s, 2000),
        over(whole, &RollbackTimes::observed, u"rollback, HAProxy pair: act to observed (5 s rate window)"_s,
             {}),
        over(half, &RollbackTimes::firstByte, u"rollback, one of two stands still: act to first byte"_s, 100),
        over(half, &RollbackTimes::acceptedLive,
             u"rollback, one of two stands still: to accepted by the live"_s, 2000),
    };
}

} // namespace interlock::bench
