// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/warrantytext.h"

#include "models/domain/plaintext.h"
#include "ui/rollback/rollbacktext.h"
#include "ui/text/format.h"

namespace interlock {

using namespace Qt::StringLiterals;

QString WarrantyText::tested(const Warranty &warranty, const QDateTime &now)
{
    const QString when = warranty.testedAt.isValid()
                             ? tr("tested %1").arg(Format::relative(warranty.testedAt, now))
                             : tr("not tested yet");
    const auto median = warranty.times.median();
    const auto worst = warranty.times.worst();
    if (!median || !worst)
        return when + u" · "_s + tr("duration not measured yet");
    return when + u" · "_s +
           tr("takes %1 (worst %2)").arg(RollbackText::clock(*median), RollbackText::clock(*worst));
}

QString WarrantyText::statement(const Warranty &warranty)
{
    if (!warranty.holds()) {
        const QString first = gap(warranty.gaps.constFirst());
        if (warranty.gaps.size() == 1)
            return tr("▲ no warranty: %1").arg(first);
        return tr("▲ no warranty: %1, and %2 more").arg(first).arg(warranty.gaps.size() - 1);
    }
    QString strands = warranty.stranded ? Format::counted(*warranty.stranded, tr("strands 1 order"),
                                                          tr("strands %1 orders"))
                                        : tr("stranded orders not known");
    if (!warranty.reach)
        return strands;
    return strands + u" · "_s + tr("valid %1").arg(Format::duration(*warranty.reach));
}

QString WarrantyText::whole(const Warranty &warranty, const QDateTime &now)
{
    QStringList lines;
    lines << (warranty.holds()
                  ? tr("The rollback warranty holds.")
                  : tr("The rollback warranty does not hold; a rollback can be tried all the same."));
    for (const WarrantyGap &one : warranty.gaps)
        lines << u"▲ "_s + gap(one);
    lines << tr("%1 of %2 paths went through their dry run, %3")
                 .arg(warranty.readyPaths)
                 .arg(warranty.paths)
                 .arg(tested(warranty, now));
    lines << (warranty.stranded
                  ? Format::counted(*warranty.stranded, tr("1 order on NEW is not known to LEGACY yet"),
                                    tr("%1 orders on NEW are not known to LEGACY yet"))
                  : tr("Which orders it would leave behind is not known"));
    lines << (warranty.reach ? tr("The back sync's log reaches %1").arg(Format::duration(*warranty.reach))
                             : tr("How far the back sync's log reaches is not known"));
    lines << (warranty.times.lastDrillAt.isValid()
                  ? tr("Last drill %1, %2")
                        .arg(Format::relative(warranty.times.lastDrillAt, now),
                             warranty.times.lastDrillPassed ? tr("passed") : tr("failed"))
                  : tr("No drill is on record"));
    return lines.join(u'\n');
}

QString WarrantyText::gap(const WarrantyGap &gap)
{
    const QString subject = visibleText(gap.subject.left(60));
    const QString because =
        gap.detail.isEmpty() ? QString() : u" ("_s + visibleText(gap.detail.left(200)) + u')';
    switch (gap.kind) {
    case WarrantyGapKind::NoAnswer:
        return tr("path %1 does not answer").arg(subject) + because;
    case WarrantyGapKind::NotProven:
        return tr("no dry run on path %1 lately").arg(subject) + because;
    case WarrantyGapKind::BackSync:
        return (subject.isEmpty() ? tr("state of the back sync not known")
                                  : tr("back pipeline %1 does not run").arg(subject)) +
               because;
    case WarrantyGapKind::LagUnknown:
        return tr("back lag not known") + because;
    case WarrantyGapKind::LagOverLimit:
        return tr("back sync lags %1 (limit %2)").arg(Format::seconds(gap.value), Format::seconds(gap.limit));
    case WarrantyGapKind::LogUnknown:
        return tr("reach of the back sync's log not known");
    case WarrantyGapKind::LogEnds:
        return tr("back sync's log reaches %1 (wanted %2)")
            .arg(Format::duration(std::chrono::seconds(qint64(gap.value * 3600))),
                 Format::duration(std::chrono::seconds(qint64(gap.limit * 3600))));
    case WarrantyGapKind::OrdersUnknown:
        return tr("stranded orders not known") + because;
    case WarrantyGapKind::StrandsTooMany:
        return tr("strands %1 orders (at most %2)")
            .arg(Format::count(qint64(gap.value)), Format::count(qint64(gap.limit)));
    case WarrantyGapKind::TooSlow:
        return tr("a rollback took %1 (at most %2)")
            .arg(Format::seconds(gap.value), Format::seconds(gap.limit));
    }
    Q_UNREACHABLE();
}

} // namespace interlock
