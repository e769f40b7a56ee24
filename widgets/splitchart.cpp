// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/splitchart.h"

#include <algorithm>
#include <cmath>
#include <QAreaSeries>
#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QChartView>
#include <QDateTime>
#include <QDateTimeAxis>
#include <QEvent>
#include <QGraphicsLayout>
#include <QHorizontalStackedBarSeries>
#include <QLegendMarker>
#include <QLineSeries>
#include <QLocale>
#include <QValueAxis>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

void drawBorder(QAreaSeries *area, const QColor &color)
{
    area->setColor(color);
    area->setBorderColor(color);
    area->setPen(Qt::NoPen);
}

} // namespace

SplitChart::SplitChart(QWidget *parent)
    : QWidget(parent), m_chart(new QChart), m_view(new QChartView(m_chart, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setMinimumSize(0, 0);
    m_chart->setMinimumSize(0, 0);
    m_chart->setBackgroundRoundness(0);
    m_chart->setMargins(QMargins(Theme::Grid, 2, Theme::Grid, 2));
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_chart->legend()->setAlignment(Qt::AlignTop);
    applyTheme();
}

SplitChart::~SplitChart() = default;

void SplitChart::setTitle(const QString &title)
{
    m_title = title;
    m_chart->setTitle(title.toHtmlEscaped()); // QChart takes its title for HTML
    setAccessibleName(title);
}

void SplitChart::setSystemNames(const QString &legacy, const QString &fresh)
{
    m_legacyName = legacy;
    m_freshName = fresh;
    clear();
}

void SplitChart::clear()
{
    m_chart->removeAllSeries();
    const auto axes = m_chart->axes();
    for (QAbstractAxis *axis : axes) {
        m_chart->removeAxis(axis);
        delete axis;
    }
    m_areas.clear();
    m_routeNames.clear();
    m_shown = Shown::Nothing;
}

void SplitChart::startTime()
{
    if (m_shown == Shown::Time)
        return;
    clear();
    m_shown = Shown::Time;
    auto *time = new QDateTimeAxis(m_chart);
    time->setFormat(u"HH:mm"_s);
    time->setTickCount(4);
    auto *share = new QValueAxis(m_chart);
    share->setRange(0, 100);
    share->setTickCount(3);
    share->setLabelFormat(u"%.0f %%"_s);
    m_chart->addAxis(time, Qt::AlignBottom);
    m_chart->addAxis(share, Qt::AlignLeft);
    ensureAreas(1);
    applyTheme();
}

void SplitChart::ensureAreas(std::size_t count)
{
    const auto axes = m_chart->axes();
    while (m_areas.size() < count) {
        Area area{new QLineSeries(this), new QLineSeries(this), new QLineSeries(this), nullptr, nullptr};
        area.legacy = new QAreaSeries(area.full, area.split);
        area.fresh = new QAreaSeries(area.split, area.zero);
        area.legacy->setName(m_legacyName.toHtmlEscaped());
        area.fresh->setName(m_freshName.toHtmlEscaped());
        for (QAreaSeries *series : {area.legacy, area.fresh}) {
            m_chart->addSeries(series);
            for (QAbstractAxis *axis : axes)
                series->attachAxis(axis);
            const auto markers = m_chart->legend()->markers(series);
            for (QLegendMarker *marker : markers) {
                marker->setVisible(m_areas.empty());
                marker->setShape(series == area.fresh ? QLegend::MarkerShapeCircle
                                                      : QLegend::MarkerShapeRectangle);
            }
        }
        m_areas.push_back(area);
        applyTheme();
    }
}

void SplitChart::showOverTime(const QList<Moment> &moments, qint64 from, qint64 to)
{
    startTime();
    const auto axes = m_chart->axes(Qt::Horizontal);
    auto *time = qobject_cast<QDateTimeAxis *>(axes.value(0));
    const auto shown = [this](qint64 ms) { // the axis only knows local time
        return m_utc ? ms - qint64(QDateTime::fromMSecsSinceEpoch(ms).offsetFromUtc()) * 1000 : ms;
    };
    time->setRange(QDateTime::fromMSecsSinceEpoch(shown(from)), QDateTime::fromMSecsSinceEpoch(shown(to)));
    QList<QList<QPointF>> runs;
    bool open = false;
    double last = std::nan("");
    for (const Moment &moment : moments) {
        if (std::isnan(moment.onNew)) {
            open = false;
            continue;
        }
        if (!open)
            runs.append(QList<QPointF>());
        open = true;
        last = std::clamp(moment.onNew, 0.0, 100.0);
        runs.last().append(QPointF(double(shown(moment.time)), last));
    }
    ensureAreas(std::size_t(std::max<qsizetype>(1, runs.size())));
    for (std::size_t i = 0; i < m_areas.size(); ++i) {
        const QList<QPointF> run = runs.value(qsizetype(i));
        QList<QPointF> bottom;
        QList<QPointF> top;
        if (!run.isEmpty()) {
            bottom = {QPointF(run.first().x(), 0), QPointF(run.last().x(), 0)};
            top = {QPointF(run.first().x(), 100), QPointF(run.last().x(), 100)};
        }
        m_areas[i].zero->replace(bottom);
        m_areas[i].full->replace(top);
        m_areas[i].split->replace(run);
    }
    describe(std::isnan(last) ? u"—"_s : m_freshName + u' ' + locale().toString(last, 'f', 1) + u" %"_s);
}

void SplitChart::startRoutes(const QStringList &names)
{
    if (m_shown == Shown::Routes && names == m_routeNames)
        return;
    clear();
    m_shown = Shown::Routes;
    m_routeNames = names;
    auto *bars = new QHorizontalStackedBarSeries(m_chart);
    bars->setBarWidth(0.6);
    for (const QString &name : {m_freshName, m_legacyName})
        bars->append(new QBarSet(name.toHtmlEscaped(), bars));
    m_chart->addSeries(bars);
    auto *routes = new QBarCategoryAxis(m_chart);
    QStringList shown;
    for (auto it = names.crbegin(); it != names.crend(); ++it) // the first one on top
        shown.append(it->toHtmlEscaped());
    routes->append(shown);
    auto *share = new QValueAxis(m_chart);
    share->setRange(0, 100);
    share->setTickCount(5);
    share->setLabelFormat(u"%.0f %%"_s);
    m_chart->addAxis(routes, Qt::AlignLeft);
    m_chart->addAxis(share, Qt::AlignBottom);
    bars->attachAxis(routes);
    bars->attachAxis(share);
    m_chart->legend()->markers(bars).value(0)->setShape(QLegend::MarkerShapeCircle);
    applyTheme();
}

void SplitChart::showPerRoute(const QList<Route> &routes)
{
    QStringList names;
    for (const Route &route : routes)
        names.append(route.name);
    startRoutes(names);
    const auto all = m_chart->series();
    const auto *bars = qobject_cast<QHorizontalStackedBarSeries *>(all.value(0));
    const auto sets = bars->barSets();
    QList<QList<qreal>> values(2);
    QStringList spoken;
    for (auto it = routes.crbegin(); it != routes.crend(); ++it) {
        const bool known = !std::isnan(it->onNew);
        const double onNew = known ? std::clamp(it->onNew, 0.0, 100.0) : 0;
        values[0].append(onNew);
        values[1].append(known ? 100 - onNew : 0);
        spoken.prepend(it->name + u' ' + (known ? locale().toString(onNew, 'f', 1) + u" %"_s : u"—"_s));
    }
    for (int i = 0; i < 2; ++i) {
        sets[i]->remove(0, sets[i]->count());
        sets[i]->append(values[i]);
    }
    describe(m_freshName + u": "_s + spoken.join(u", "_s));
}

void SplitChart::describe(const QString &text)
{
    setAccessibleDescription(text);
}

void SplitChart::applyTheme()
{
    const Theme theme = Theme::of(this);
    m_chart->setBackgroundBrush(theme.base);
    m_chart->setBackgroundPen(Qt::NoPen);
    m_chart->setTitleBrush(theme.text);
    m_chart->setTitleFont(themeFont(FontRole::BodyStrong, font()));
    m_view->setBackgroundBrush(theme.base);
    m_chart->legend()->setLabelColor(theme.mutedText);
    m_chart->legend()->setFont(themeFont(FontRole::Caption, font()));
    const auto axes = m_chart->axes();
    for (QAbstractAxis *axis : axes) {
        axis->setLabelsColor(theme.mutedText);
        axis->setLabelsFont(themeFont(FontRole::Caption, font()));
        axis->setLinePenColor(theme.border);
        axis->setGridLineColor(theme.grid);
    }
    for (const Area &area : m_areas) {
        drawBorder(area.legacy, theme.legacy);
        drawBorder(area.fresh, theme.fresh);
    }
    const auto all = m_chart->series();
    for (QAbstractSeries *series : all) {
        const auto *bars = qobject_cast<QHorizontalStackedBarSeries *>(series);
        if (!bars)
            continue;
        const auto sets = bars->barSets();
        sets[0]->setColor(theme.fresh);
        sets[1]->setColor(theme.legacy);
        for (QBarSet *set : sets)
            set->setBorderColor(theme.base);
    }
}

void SplitChart::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyTheme();
}

} // namespace interlock
