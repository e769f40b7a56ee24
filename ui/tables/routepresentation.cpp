// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/routepresentation.h"

#include "ui/tables/celltext.h"

#include <QLocale>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Below that, a percentage says nothing: with 300 clean pairs the true rate may still be 1 % (rule of
/// three).
constexpr qint64 enoughPairs = 300;

QString shortCount(qint64 n)
{
    if (n < 10'000)
        return Format::count(n);
    return n < 10'000'000 ? QLocale().toString(n / 1000) + u" k"_s
                          : QLocale().toString(n / 1'000'000) + u" M"_s;
}

QString acknowledgedText(const Acknowledgement &value)
{
    const QString text = u"%1/%2"_s.arg(value.acknowledged).arg(value.total);
    return value.complete() ? text : text + u" ▲"_s;
}

QString coverageText(const ParityBucket &parity)
{
    return parity.eligible <= 0 ? Format::dash()
                                : Format::ratio(double(parity.compared) / double(parity.eligible));
}

QString observedText(const ObservedShare &share, bool agrees)
{
    const QString text = Format::observed(share);
    return agrees ? text : text + u" ▲"_s;
}

template<typename Row>
QString sharedText(const Row &row, int column)
{
    switch (column) {
    case RouteTableModel::AcknowledgedColumn:
        return CellText::of(row.acknowledged, acknowledgedText);
    case RouteTableModel::ObservedColumn:
        return CellText::of(row.observed,
                            [&row](const ObservedShare &s) { return observedText(s, row.observedAgrees); });
    case RouteTableModel::ParityColumn:
        return CellText::of(row.parity, RoutePresentation::parityText);
    case RouteTableModel::CoverageColumn:
        return CellText::of(row.parity, coverageText);
    case RouteTableModel::CleanColumn:
        return row.clean ? Format::count(row.clean->days()) : Format::dash();
    }
    return {};
}

QString cleanSentence(const std::optional<CleanSpell> &clean)
{
    if (!clean)
        return RoutePresentation::tr("Nothing compared yet");
    return (clean->afterDifference
                ? RoutePresentation::tr("the last difference was at %1; compared up to %2")
                : RoutePresentation::tr("no difference since the first comparison at %1; compared up to %2"))
        .arg(Format::absolute(clean->from), Format::absolute(clean->to));
}

} // namespace

RoutePresentation::RoutePresentation(RouteTableModel *source, QObject *parent)
    : Presentation(source, parent), m_source(source)
{
}

QString RoutePresentation::parityText(const ParityBucket &parity)
{
    if (parity.compared <= 0)
        return Format::dash();
    if (parity.compared < enoughPairs)
        return tr("insufficient (n %1)").arg(shortCount(parity.compared));
    const double ratio = double(parity.equal + parity.ignored) / double(parity.compared);
    // Rounding must never turn a difference into 100 %.
    const double shown = parity.different > 0 ? std::min(ratio * 100, 99.99) : ratio * 100;
    return tr("%1 (n %2)").arg(Format::percent(shown, 2), shortCount(parity.compared));
}

QString RoutePresentation::paritySentence(const ParityBucket &parity)
{
    if (parity.compared <= 0)
        return tr("Nothing compared yet");
    return tr("%1 in %2 pairs; %3 of the eligible requests compared")
        .arg(Format::counted(parity.different, tr("1 difference"), tr("%1 differences")),
             Format::count(parity.compared), coverageText(parity));
}

QString RoutePresentation::text(const QModelIndex &source) const
{
    if (const RouteRow *row = m_source->route(source))
        return routeText(*row, source.column());
    const LayerRow *row = m_source->layer(source);
    return row ? layerText(*row, source.column()) : QString();
}

QString RoutePresentation::routeText(const RouteRow &row, int column) const
{
    switch (column) {
    case RouteTableModel::TitleColumn:
        return visibleText(row.title);
    case RouteTableModel::ModeColumn:
        return CellText::of(row.mode, Words::mode);
    case RouteTableModel::CommandedColumn:
        return CellText::of(row.commanded, [](int percent) { return Format::percent(percent); });
    case RouteTableModel::ErrorRateColumn:
        return CellText::of(row.errorRateNew, Format::ratio);
    case RouteTableModel::P95Column:
        return CellText::of(row.p95New, Format::seconds);
    case RouteTableModel::ChangedColumn:
        if (!row.changedAt.isValid())
            return Format::dash();
        return row.changedBy.isEmpty()
                   ? Format::relative(row.changedAt, now())
                   : tr("%1 by %2").arg(Format::relative(row.changedAt, now()), visibleText(row.changedBy));
    }
    return sharedText(row, column);
}

QString RoutePresentation::layerText(const LayerRow &row, int column) const
{
    switch (column) {
    case RouteTableModel::TitleColumn:
        return Words::layer(row.layer);
    case RouteTableModel::ModeColumn:
        return row.mixedModes ? tr("mixed") : CellText::of(row.mode, Words::mode);
    case RouteTableModel::CommandedColumn:
        return CellText::of(row.commandedHigh, [&row](int high) {
            const int low = row.commandedLow.value.value_or(high);
            return low == high ? Format::percent(high) : u"%1–%2"_s.arg(low).arg(Format::percent(high));
        });
    }
    return sharedText(row, column);
}

QString RoutePresentation::toolTip(const QModelIndex &source) const
{
    const RouteRow *row = m_source->route(source);
    return row ? routeToolTip(*row, source.column()) : text(source);
}

QString RoutePresentation::routeToolTip(const RouteRow &row, int column) const
{
    switch (column) {
    case RouteTableModel::TitleColumn:
        return u"%1 (%2, %3)"_s.arg(visibleText(row.title), visibleText(row.id), Words::layer(row.layer));
    case RouteTableModel::ModeColumn:
        return CellText::toolTip(row.mode, Words::modeMeaning);
    case RouteTableModel::AcknowledgedColumn:
        return CellText::toolTip(row.acknowledged, [](const Acknowledgement &a) {
            return a.missing.isEmpty()
                       ? tr("every instance has acknowledged")
                       : tr("not acknowledged by %1").arg(visibleText(a.missing.join(u", "_s)));
        });
    case RouteTableModel::ObservedColumn:
    case RouteTableModel::SplitColumn:
        return CellText::toolTip(row.observed, [](const ObservedShare &s) {
            return tr("%1 of %2 reached NEW; rules add %3; sample of %4")
                .arg(Format::observed(s), Format::perSecond(s.requestsPerSecond),
                     Format::percent(s.rulePercent, 1), Format::count(qint64(s.sampleSize)));
        });
    case RouteTableModel::ParityColumn:
    case RouteTableModel::CoverageColumn:
        return CellText::toolTip(row.parity, paritySentence);
    case RouteTableModel::CleanColumn:
        return cleanSentence(row.clean);
    case RouteTableModel::ErrorRateColumn:
        return tr("NEW %1, LEGACY %2")
            .arg(CellText::of(row.errorRateNew, Format::ratio),
                 CellText::of(row.errorRateLegacy, Format::ratio));
    case RouteTableModel::P95Column:
        return tr("NEW %1, LEGACY %2")
            .arg(CellText::of(row.p95New, Format::seconds), CellText::of(row.p95Legacy, Format::seconds));
    case RouteTableModel::ChangedColumn:
        return Format::absolute(row.changedAt);
    }
    return routeText(row, column);
}

QString RoutePresentation::header(int column) const
{
    switch (column) {
    case RouteTableModel::TitleColumn:
        return tr("layer, route");
    case RouteTableModel::SplitColumn:
        return tr("split");
    case RouteTableModel::ModeColumn:
        return tr("mode");
    case RouteTableModel::CommandedColumn:
        return tr("commanded");
    case RouteTableModel::AcknowledgedColumn:
        return tr("ack");
    case RouteTableModel::ObservedColumn:
        return tr("observed");
    case RouteTableModel::ParityColumn:
        return tr("parity");
    case RouteTableModel::CleanColumn:
        return tr("days clean");
    case RouteTableModel::CoverageColumn:
        return tr("coverage");
    case RouteTableModel::ErrorRateColumn:
        return tr("errors NEW");
    case RouteTableModel::P95Column:
        return tr("p95 NEW");
    case RouteTableModel::ChangedColumn:
        return tr("changed");
    }
    return {};
}

QString RoutePresentation::headerToolTip(int column) const
{
    switch (column) {
    case RouteTableModel::SplitColumn:
        return tr("Observed split: squares LEGACY, circles NEW");
    case RouteTableModel::CommandedColumn:
        return tr("Share of users that the bridge is told to send to NEW");
    case RouteTableModel::AcknowledgedColumn:
        return tr("Bridge instances that have acknowledged it");
    case RouteTableModel::ObservedColumn:
        return tr("Share of requests that reached NEW, with its tolerance");
    case RouteTableModel::ParityColumn:
        return tr("Compared pairs that were equal, and how many were compared");
    case RouteTableModel::CleanColumn:
        return tr("Whole days of compared traffic since the last difference that counts");
    case RouteTableModel::CoverageColumn:
        return tr("Compared pairs of all eligible requests");
    }
    return {};
}

bool RoutePresentation::isNumber(int column) const
{
    switch (column) {
    case RouteTableModel::CommandedColumn:
    case RouteTableModel::AcknowledgedColumn:
    case RouteTableModel::ObservedColumn:
    case RouteTableModel::ParityColumn:
    case RouteTableModel::CleanColumn:
    case RouteTableModel::CoverageColumn:
    case RouteTableModel::ErrorRateColumn:
    case RouteTableModel::P95Column:
    case RouteTableModel::ChangedColumn:
        return true;
    }
    return false;
}

Presentation::Emphasis RoutePresentation::emphasis(const QModelIndex &source) const
{
    const RouteRow *row = m_source->route(source);
    if (!row)
        return source.column() == RouteTableModel::TitleColumn ? Emphasis::Strong : Emphasis::None;
    if (source.column() == RouteTableModel::AcknowledgedColumn && row->acknowledged.isShown() &&
        !row->acknowledged.value->complete())
        return Emphasis::Attention;
    if (source.column() == RouteTableModel::ObservedColumn && !row->observedAgrees)
        return Emphasis::Attention;
    return Emphasis::None;
}

} // namespace interlock
