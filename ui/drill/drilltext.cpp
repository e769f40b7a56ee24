// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drill/drilltext.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"

namespace interlock {

using namespace Qt::StringLiterals;

QString DrillText::fault(const QString &scenario)
{
    if (scenario == "error-burst"_L1)
        return tr("NEW answers with errors");
    if (scenario == "slow-new"_L1)
        return tr("NEW is slow");
    if (scenario == "back-sync-stall"_L1)
        return tr("the back sync stands still");
    if (scenario == "sync-stall"_L1)
        return tr("the forward sync stands still");
    return scenario.isEmpty() ? Format::dash() : visibleText(scenario.left(60));
}

QString DrillText::took(const DrillEntry::Took &took)
{
    return took ? Format::seconds(double(took->count()) / 1000) : Format::dash();
}

QString DrillText::outcome(const DrillEntry &drill)
{
    if (drill.passed)
        return tr("✓ passed");
    return drill.problem.isEmpty() ? tr("✗ not passed")
                                   : tr("✗ not passed: %1").arg(visibleText(drill.problem.left(200)));
}

QString DrillText::by(const DrillEntry &drill)
{
    const QString actor = visibleText(drill.actor.left(60));
    return drill.byOperator ? tr("a person (%1)").arg(actor) : tr("the drill (%1)").arg(actor);
}

QString DrillText::medians(const DrillMedians &medians)
{
    if (medians.count == 0)
        return tr("No drill has passed yet: nothing is measured.");
    return tr("%1 Median: alarm after %2, decided after %3, nothing on NEW any more after %4; the rollback "
              "itself %5.")
        .arg(Format::counted(medians.count, tr("1 drill passed."), tr("%1 drills passed.")),
             took(medians.toAlarm), took(medians.toAct), took(medians.toObserved), took(medians.took));
}

} // namespace interlock
