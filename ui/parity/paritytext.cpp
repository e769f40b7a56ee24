// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/paritytext.h"

#include "models/domain/plaintext.h"
#include "models/parity/statistics/binomialbounds.h"
#include "models/parity/statistics/paritycensus.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"

#include <cmath>
#include <QLocale>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 dayLength = 24LL * 3600 * 1000;
constexpr qint64 hourLength = 3600LL * 1000;

int routesWith(const ParityReport &report, ParityGateState state)
{
    return int(std::ranges::count_if(report.routes, [state](const RouteParity &route) {
        return route.counts.pairs() > 0 &&
               (route.gate ? route.gate->state : ParityGateState::Insufficient) == state;
    }));
}

} // namespace

QString ParityText::rate(double ratio)
{
    const double percent = ratio * 100;
    if (percent <= 0)
        return Format::percent(0, 0);
    const int decimals = std::clamp(1 - int(std::floor(std::log10(percent))), 0, 8);
    return Format::percent(percent, decimals);
}

QString ParityText::parity(const std::optional<double> &ratio)
{
    if (!ratio)
        return Format::dash();
    const std::optional<double> shown = percentToShow(*ratio, 2, false);
    return shown ? Format::percent(*shown, 2) : tr("none differ");
}

QString ParityText::gateSentence(const RouteParity &route)
{
    if (!route.gate)
        return tr("insufficient evidence");
    const QString toGo =
        Format::counted(route.gate->cleanPairsToGo, tr("1 clean pair to go"), tr("%1 clean pairs to go"));
    switch (route.gate->state) {
    case ParityGateState::Open:
        return tr("gate open since %1").arg(Format::absolute(route.gate->openedAt));
    case ParityGateState::Closed:
        return tr("gate closed, %1").arg(toGo);
    case ParityGateState::Insufficient:
        return tr("insufficient evidence, %1").arg(toGo);
    }
    Q_UNREACHABLE();
}

QString ParityText::gateWord(const RouteParity &route)
{
    if (route.counts.pairs() == 0 && !route.gate)
        return tr("nothing compared");
    if (!route.gate)
        return tr("▲ insufficient");
    switch (route.gate->state) {
    case ParityGateState::Open:
        return tr("open");
    case ParityGateState::Closed:
        return tr("◆ closed");
    case ParityGateState::Insufficient:
        return tr("▲ insufficient");
    }
    Q_UNREACHABLE();
}

QString ParityText::routeSentence(const RouteParity &route)
{
    const QString title = visibleText(route.title);
    const qint64 n = route.counts.comparable();
    if (n == 0)
        return tr("%1: nothing compared yet; %2").arg(title, gateSentence(route));
    const std::optional<double> bound = greatestTrueRate(route.counts.different, n);
    return tr("%1: %2 in %3; true rate at most %4 (95 %); %5")
        .arg(title, Format::counted(route.counts.different, tr("1 difference"), tr("%1 differences")),
             Format::counted(n, tr("1 pair"), tr("%1 pairs")), bound ? rate(*bound) : Format::dash(),
             gateSentence(route));
}

std::pair<StateLevel, QString> ParityText::headline(const ParityReport &report)
{
    if (!report.ruleProblems.empty()) {
        const RuleProblem &problem = report.ruleProblems.front();
        return {StateLevel::Alarm,
                tr("The rules file is wrong at line %1, column %2: %3. The rules before it hold.")
                    .arg(problem.line)
                    .arg(problem.column)
                    .arg(visibleText(problem.text))};
    }
    const int worst = report.worstRoute();
    if (worst < 0) {
        if (!report.hasSource)
            return {StateLevel::Attention, tr("Nothing is compared: the profile names no parity endpoint.")};
        return {StateLevel::Attention,
                report.problem
                    ? tr("No pair has been compared yet. %1").arg(ErrorText::sentence(*report.problem))
                    : tr("Insufficient evidence: no pair has been compared yet.")};
    }
    const int closed = routesWith(report, ParityGateState::Closed);
    const int open = routesWith(report, ParityGateState::Open);
    const int undecided = routesWith(report, ParityGateState::Insufficient);
    const QString why = routeSentence(report.routes[worst]);
    if (closed > 0) {
        return {StateLevel::Alarm, Format::counted(closed, tr("No, do not go on: 1 route differs too often."),
                                                   tr("No, do not go on: %1 routes differ too often.")) +
                                       u' ' + why + u'.'};
    }
    if (undecided > 0) {
        return {StateLevel::Attention, tr("Not yet: insufficient evidence for %1 of %2 compared routes. %3.")
                                           .arg(undecided)
                                           .arg(undecided + open)
                                           .arg(why)};
    }
    return {StateLevel::Normal,
            Format::counted(open, tr("Yes, as far as parity goes: the one compared route has its gate open."),
                            tr("Yes, as far as parity goes: all %1 compared routes have their gates open.")) +
                u' ' + why + u'.'};
}

QString ParityText::provenance(const ParityReport &report)
{
    QStringList parts{visibleText(report.environment).toUpper(), visibleText(report.migration)};
    parts << (report.newestAt.isValid() ? tr("data up to %1 (%2)")
                                              .arg(Format::absolute(report.newestAt),
                                                   Format::relative(report.newestAt, report.madeAt))
                                        : tr("no data yet"));
    if (report.rules && report.rules->version > 0)
        parts << tr("rule set %1 (%2)")
                     .arg(report.rules->version)
                     .arg(QString::fromLatin1(report.rules->hash.toHex().left(8)));
    if (report.problem)
        parts << tr("▲ %1").arg(ErrorText::sentence(*report.problem));
    const SourceFindings &source = report.findings;
    if (!source.isClean()) {
        const bool loses = source.missing > 0 || source.isStuck;
        parts << (loses ? u"▲ "_s : QString()) + tr("the source: %1 repeated, %2 out of order, %3 missing")
                                                     .arg(Format::count(source.repeated),
                                                          Format::count(source.reordered),
                                                          Format::count(source.missing));
    }
    return parts.join(u" · "_s);
}

QString ParityText::groups(const ParityReport &report)
{
    QStringList parts;
    for (std::size_t i = 0; i < report.groups.size(); ++i)
        parts << u"%1\u2009%2"_s.arg(Format::count(report.groups[i]), triage(TriageState(i)));
    QString text = tr("Groups of differences: %1").arg(parts.join(u" · "_s));
    if (report.data)
        text += tr(" — data: %1 of %2 rows checked, %3 differ")
                    .arg(Format::count(report.data->checked()), Format::count(report.data->rows),
                         Format::count(report.data->different));
    return text;
}

QString ParityText::coverage(const RouteParity &route)
{
    if (!route.seen)
        return Format::dash();
    const ParityCoverage coverage =
        parityCoverage(route.seen->compared, route.seen->mirrored, route.seen->eligible);
    return coverage.ofEligible ? Format::ratio(*coverage.ofEligible) : Format::dash();
}

QString ParityText::coverageExplained(const RouteParity &route)
{
    if (!route.seen)
        return tr("The source has not told how much traffic there was.");
    return tr("%1 compared of %2 mirrored of %3 eligible; %4 not comparable")
        .arg(Format::count(route.seen->compared), Format::count(route.seen->mirrored),
             Format::count(route.seen->eligible), Format::count(route.seen->incomparable));
}

QString ParityText::kind(DifferenceKind kind)
{
    switch (kind) {
    case DifferenceKind::Value:
        return tr("value");
    case DifferenceKind::Type:
        return tr("type");
    case DifferenceKind::Missing:
        return tr("missing on NEW");
    case DifferenceKind::Extra:
        return tr("extra on NEW");
    case DifferenceKind::Order:
        return tr("order");
    case DifferenceKind::Length:
        return tr("length");
    case DifferenceKind::DuplicateKey:
        return tr("duplicate key");
    case DifferenceKind::Status:
        return tr("status");
    case DifferenceKind::Header:
        return tr("header");
    }
    Q_UNREACHABLE();
}

QString ParityText::outcome(PairOutcome outcome)
{
    switch (outcome) {
    case PairOutcome::Equal:
        return tr("equal");
    case PairOutcome::EqualAfterRules:
        return tr("equal after rules");
    case PairOutcome::Different:
        return tr("different");
    case PairOutcome::NotComparable:
        return tr("not comparable");
    }
    Q_UNREACHABLE();
}

QString ParityText::triage(TriageState state)
{
    switch (state) {
    case TriageState::New:
        return tr("new");
    case TriageState::Known:
        return tr("known");
    case TriageState::Expected:
        return tr("expected");
    case TriageState::Tool:
        return tr("tool");
    case TriageState::Review:
        return tr("review");
    case TriageState::Fixed:
        return tr("fixed");
    }
    Q_UNREACHABLE();
}

QString ParityText::reason(const Incomparable &reason)
{
    const QString side = reason.side == PairSide::Legacy ? tr("LEGACY") : tr("NEW");
    switch (reason.reason) {
    case IncomparableReason::Timeout:
        return tr("%1 did not answer in time").arg(side);
    case IncomparableReason::Parse:
        return reason.line > 0 ? tr("%1's answer is no JSON: line %2, column %3")
                                     .arg(side)
                                     .arg(reason.line)
                                     .arg(reason.column)
                               : tr("%1's answer is no JSON").arg(side);
    case IncomparableReason::Truncated:
        return tr("%1's answer was cut when it was recorded").arg(side);
    case IncomparableReason::Absent:
        return tr("%1 has no answer").arg(side);
    case IncomparableReason::Size:
        return tr("%1's answer is too large").arg(side);
    case IncomparableReason::Depth:
        return tr("%1's answer is nested too deep").arg(side);
    }
    Q_UNREACHABLE();
}

QString ParityText::rule(const Rule &rule)
{
    QString text =
        ruleOpName(rule.op) + u' ' +
        (rule.path.isEmpty() ? tr("(the whole answer)") : visibleText(QString::fromUtf8(rule.path)));
    if (rule.route)
        text += tr(" on %1").arg(visibleText(QString::fromUtf8(*rule.route)));
    return text;
}

QString ParityText::step(qint64 at, qint64 stepMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(at, Qt::UTC);
    if (stepMs >= dayLength)
        return time.toString(u"MM-dd"_s);
    return time.toString(u"HH:mm"_s);
}

QString ParityText::stepName(qint64 stepMs)
{
    if (stepMs >= dayLength)
        return tr("by day (UTC)");
    return stepMs >= hourLength ? tr("by hour (UTC)") : tr("by minute (UTC)");
}

} // namespace interlock
