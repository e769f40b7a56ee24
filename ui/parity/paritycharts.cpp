// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/paritycharts.h"

#include "models/domain/plaintext.h"
#include "models/parity/statistics/binomialbounds.h"
#include "ui/parity/paritytext.h"
#include "ui/text/format.h"
#include "widgets/bandchart.h"
#include "widgets/heatmap.h"
#include "widgets/paretochart.h"

#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

BandChart::Step bandStep(const ParityCounts &counts, const QString &label)
{
    const double nothing = std::nan("");
    BandChart::Step step{label, {}, nothing, nothing, nothing, nothing};
    const std::optional<double> effective = effectiveParity(counts);
    const std::optional<double> strict = strictParity(counts);
    const std::optional<RateBand> band =
        wilsonBand(counts.equal + counts.equalAfterRules, counts.comparable());
    if (effective)
        step.value = 100 * *effective;
    if (strict)
        step.second = 100 * *strict;
    if (band) {
        step.low = 100 * band->low;
        step.high = 100 * band->high;
    }
    return step;
}

} // namespace

void ParityCharts::fill(BandChart &chart, const ParityReport &report, const RouteParity &route)
{
    const ParityOverTime &time = report.overTime;
    chart.setTitle(tr("%1: parity %2").arg(visibleText(route.title), ParityText::stepName(time.stepMs)));
    chart.setNames(tr("effective"), tr("95 % band"), tr("strict"));
    chart.setEmptyText(tr("Parity over time would be here, once pairs of this route were compared."));
    QList<BandChart::Step> steps;
    for (int i = 0; route.place != RouteParity::npos && i < time.steps; ++i) {
        const ParityCounts &counts = time.routes[route.place].steps[std::size_t(i)];
        const qint64 at = time.from + i * time.stepMs;
        BandChart::Step step = bandStep(counts, ParityText::step(at, time.stepMs));
        step.note = tr("%1: effective %2, strict %3, %4 different of %5 comparable, %6 not comparable")
                        .arg(step.label, ParityText::parity(effectiveParity(counts)),
                             ParityText::parity(strictParity(counts)), Format::count(counts.different),
                             Format::count(counts.comparable()), Format::count(counts.notComparable));
        steps.append(step);
    }
    chart.setSteps(steps, time.from, time.stepMs);
}

void ParityCharts::fill(ParetoChart &chart, const ParityReport &report)
{
    chart.setTitle(tr("Fields that differ, in pairs"));
    chart.setWords(tr("%1 · %2"));
    chart.setEmptyText(tr("Fields that differ would be here, the most frequent first."));
    QList<ParetoChart::Bar> bars;
    for (const DifferingField &field : report.fields) {
        const QString path = field.path.isEmpty() ? tr("(the whole answer)") : visibleText(field.path);
        const QString name = visibleText(field.route) + u' ' + path;
        // Most differ in their value: only what else it is needs the room.
        const bool plain = field.kind == DifferenceKind::Value;
        bars.append({plain ? name : u"%1 (%2)"_s.arg(name, ParityText::kind(field.kind)), field.pairs});
    }
    chart.setBars(bars, report.occurrences);
}

void ParityCharts::fill(HeatMap &chart, const ParityReport &report)
{
    const ParityOverTime &time = report.overTime;
    chart.setTitle(tr("Pairs that differ, %1").arg(ParityText::stepName(time.stepMs)));
    chart.setEmptyText(tr("Routes by days would be here, once pairs were compared."));
    QStringList rows;
    QStringList columns;
    QList<HeatMap::Cell> cells;
    for (int i = 0; i < time.steps; ++i)
        columns.append(ParityText::step(time.from + i * time.stepMs, time.stepMs));
    for (const RouteParity &route : report.routes) {
        if (route.place == RouteParity::npos)
            continue;
        rows.append(visibleText(route.title));
        for (int i = 0; i < time.steps; ++i) {
            const ParityCounts &counts = time.routes[route.place].steps[std::size_t(i)];
            const std::optional<double> parity = effectiveParity(counts);
            cells.append({parity ? 1 - *parity : std::nan(""),
                          tr("%1, %2: %3 of %4 differ")
                              .arg(visibleText(route.title), columns[i], Format::count(counts.different),
                                   Format::count(counts.comparable()))});
        }
    }
    chart.setCells(rows, columns, cells);
}

} // namespace interlock
