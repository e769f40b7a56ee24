// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plots/plotboard.h"

#include "models/domain/plaintext.h"
#include "ui/plots/historysource.h"
#include "ui/text/widgetwords.h"
#include "ui/text/words.h"

#include <algorithm>
#include <array>
#include <limits>
#include <QEvent>
#include <QGridLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

SeriesStyle lineStyle(PlotLine::Look look, const Theme &theme)
{
    switch (look) {
    case PlotLine::Look::Legacy:
        return SeriesStyle::of(SystemKind::Legacy, theme);
    case PlotLine::Look::New:
        return SeriesStyle::of(SystemKind::New, theme);
    case PlotLine::Look::First:
        return {theme.text, LineKind::Solid, MarkShape::Square};
    case PlotLine::Look::Second:
        return {theme.mutedText, LineKind::Dashed, MarkShape::Round};
    }
    Q_UNREACHABLE();
}

/// Milliseconds that a live view shows: a fresh console shows what it has, a day-old one the last hour.
constexpr std::array<qint64, 4> spans{2 * 60'000, 5 * 60'000, 15 * 60'000, 60 * 60'000};

} // namespace

PlotBoard::PlotBoard(int columns, QWidget *parent)
    : QWidget(parent),
      m_group(std::make_unique<TimePlotGroup>()),
      m_grid(new QGridLayout(this)),
      m_columns(columns)
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(Theme::Grid);
    m_fittedSpan = spans.front();
    m_group->setSpan(m_fittedSpan);
}

PlotBoard::~PlotBoard()
{
    qDeleteAll(m_plots); // before the group they belong to
}

void PlotBoard::addPlot(const PlotSpec &spec)
{
    auto *plot = new TimePlot(m_group.get(), this);
    plot->setWords(WidgetWords::plot());
    apply(plot, spec);
    const int at = int(m_plots.size());
    m_grid->addWidget(plot, at / m_columns, at % m_columns);
    m_grid->setColumnStretch(at % m_columns, 1);
    m_grid->setRowStretch(at / m_columns, 1);
    m_plots << plot;
    m_specs << spec;
}

void PlotBoard::apply(TimePlot *plot, const PlotSpec &spec)
{
    plot->setObjectName(spec.name);
    plot->setAccessibleName(tr("Plot: %1").arg(spec.title));
    plot->setTitle(spec.title, spec.unit);
    plot->setLimits(spec.limits);
    plot->setValueRange(spec.bottom, spec.top);
    plot->setEmptyText(spec.emptyText);
    setSeries(plot, spec);
}

void PlotBoard::setPlot(int index, const PlotSpec &spec)
{
    m_specs[index] = spec;
    apply(m_plots.at(index), spec);
    m_plots.at(index)->refresh();
}

void PlotBoard::setSeries(TimePlot *plot, const PlotSpec &spec)
{
    const Theme theme = Theme::of(this);
    QList<PlotSeries> series;
    for (const PlotLine &line : spec.lines)
        series << PlotSeries{line.name, lineStyle(line.look, theme),
                             std::make_shared<HistorySource>(*line.history, line.key, line.scale),
                             line.decimals};
    plot->setSeries(series);
}

void PlotBoard::showNow(const QDateTime &now)
{
    if (now.isValid()) {
        m_group->setNow(now.toMSecsSinceEpoch());
        widen(now.toMSecsSinceEpoch());
    }
    m_group->refresh();
}

/// Widens the live view with the data until somebody zooms or pans.
void PlotBoard::widen(qint64 now)
{
    if (!m_group->isLive() || m_group->span() != m_fittedSpan)
        return;
    const qint64 have = now - oldest();
    const auto fitting = std::ranges::find_if(spans, [have](qint64 span) { return span >= have; });
    const qint64 wanted = fitting == spans.end() ? spans.back() : *fitting;
    if (wanted <= m_fittedSpan)
        return;
    m_group->setSpan(wanted);
    m_fittedSpan = m_group->span();
}

/// Time of the first sample of any line; the far future when there is none.
qint64 PlotBoard::oldest() const
{
    qint64 first = std::numeric_limits<qint64>::max() / 2;
    for (const PlotSpec &spec : m_specs) {
        for (const PlotLine &line : spec.lines) {
            const Series *series = line.history ? line.history->series(line.key) : nullptr;
            if (series && !series->empty())
                first = std::min(first, series->firstTime());
        }
    }
    return first;
}

void PlotBoard::showActs(const QList<JournalEntry> &entries)
{
    QList<EventMark> marks;
    for (const JournalEntry &entry : entries) {
        const JournalKind kind = entry.record.kind;
        if (entry.record.mark == JournalMark::Intent && kind != JournalKind::Alarm &&
            kind != JournalKind::Session)
            marks << EventMark{entry.at.toMSecsSinceEpoch(),
                               u"%1 (%2)"_s.arg(visibleText(entry.record.what.left(120)),
                                                visibleText(entry.record.actor.left(40)))};
    }
    m_group->setEvents(marks);
}

void PlotBoard::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    for (qsizetype i = 0; i < m_plots.size(); ++i)
        setSeries(m_plots.at(i), m_specs.at(i));
}

} // namespace interlock
