// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/timeplot.h"

#include "widgets/focusring.h"
#include "widgets/plotcanvas.h"
#include "widgets/timeticker.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <QKeyEvent>
#include <QMenu>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int ReadoutMs = 500; // values that change more often cannot be read
constexpr double WheelZoom = 0.8;
constexpr double KeyPan = 0.1;
constexpr int FocusRoom = Theme::FocusWidth;

/// The least round range around [@p low, @p high] with some air; from zero where the values are near it.
std::pair<double, double> roundRange(double low, double high)
{
    if (low > 0 && low < high * 0.5)
        low = 0;
    double size = high - low;
    if (size <= 0)
        size = std::max(1e-3, std::abs(high) * 0.1);
    const double raw = size * 1.08 / 4;
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    const double digit = raw / power;
    const double step = power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 2.5 ? 2.5 : digit <= 5 ? 5 : 10);
    const double bottom = std::floor(low / step) * step;
    double top = std::ceil(high / step) * step;
    if (top - high < size * 0.04)
        top += step / 2;
    return {bottom, std::max(top, bottom + step)};
}

} // namespace

TimePlot::TimePlot(TimePlotGroup *group, QWidget *parent)
    : QWidget(parent), m_group(group), m_header(new PlotHeader(this)), m_canvas(new PlotCanvas(this))
{
    setFocusPolicy(Qt::StrongFocus);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(FocusRoom, FocusRoom, FocusRoom, FocusRoom);
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addWidget(m_canvas, 1);
    m_canvas->xAxis->setTicker(QSharedPointer<TimeTicker>::create());
    m_canvas->yAxis->setTicker(QSharedPointer<ValueTicker>::create());
    m_readoutTimer.setSingleShot(true);
    connect(&m_readoutTimer, &QTimer::timeout, this, &TimePlot::showReadout);
    connectGroup();
    connectCanvas();
    m_theme = PlotTheme::from(Theme::of(this), font());
    m_header->setTheme(m_theme);
    m_canvas->setTheme(m_theme);
    m_canvas->setEvents(m_group->events());
    showRange();
    showReadout();
}

TimePlot::~TimePlot() = default;

void TimePlot::connectGroup()
{
    connect(m_group, &TimePlotGroup::rangeChanged, this, [this] {
        showRange();
        scheduleReadout();
    });
    connect(m_group, &TimePlotGroup::refreshAsked, this, &TimePlot::refresh);
    connect(m_group, &TimePlotGroup::liveChanged, this, &TimePlot::showReadout);
    connect(m_group, &TimePlotGroup::cursorChanged, this, [this] {
        m_canvas->setCursorTime(m_group->cursor());
        showReadout();
    });
    connect(m_group, &TimePlotGroup::eventsChanged, this, [this] { m_canvas->setEvents(m_group->events()); });
    connect(m_group, &TimePlotGroup::clockChanged, this, [this] {
        showRange();
        m_canvas->redrawAll();
        showReadout();
    });
}

void TimePlot::connectCanvas()
{
    connect(m_canvas, &PlotCanvas::hovered, this, [this](const QPoint &pos) {
        const bool inside = m_canvas->plotRect().contains(pos);
        m_group->setCursor(inside ? std::optional(m_canvas->timeAt(pos.x())) : std::nullopt);
    });
    connect(m_canvas, &PlotCanvas::left, this, [this] { m_group->setCursor(std::nullopt); });
    connect(m_canvas, &PlotCanvas::dragged, this,
            [this](double pixels) { m_group->pan(-pixels / std::max(1, m_canvas->plotRect().width())); });
    connect(m_canvas, &PlotCanvas::wheelTurned, this, [this](double steps, double x) {
        m_group->zoom(std::pow(WheelZoom, steps), m_canvas->timeAt(x));
    });
    connect(m_canvas, &PlotCanvas::menuAsked, this, &TimePlot::popUpMenu);
}

void TimePlot::setTitle(const QString &title, const QString &unit)
{
    m_title = title;
    m_unit = unit;
    m_header->setTitle(title, unit);
    setAccessibleName(unit.isEmpty() ? title : title + u", "_s + unit);
}

void TimePlot::setSeries(const QList<PlotSeries> &series)
{
    m_series = series;
    m_canvas->clearSeries();
    for (const PlotSeries &one : series)
        m_canvas->addSeries(one.source, one.style);
    refresh();
    showReadout();
}

void TimePlot::setLimits(const QList<LimitLine> &limits)
{
    m_limits = limits;
    m_canvas->setLimits(limits);
    fitValues();
}

void TimePlot::setEmptyText(const QString &text)
{
    m_canvas->setEmptyText(text);
}

void TimePlot::setValueRange(std::optional<double> bottom, std::optional<double> top)
{
    m_bottom = bottom;
    m_top = top;
    fitValues();
}

void TimePlot::setStaleAfter(std::chrono::milliseconds age)
{
    m_staleAfter = age.count();
    markStale();
}

void TimePlot::setWords(const PlotWords &words)
{
    m_words = words;
    showRange();
    showReadout();
}

void TimePlot::setTheme(const PlotTheme &theme)
{
    m_ownTheme = true;
    m_theme = theme;
    m_header->setTheme(theme);
    m_canvas->setTheme(theme);
}

void TimePlot::refresh()
{
    if (const qint64 last = newest(); last > 0)
        m_group->noteData(last); // may move the range, and so draw
    if (m_canvas->refreshColumns())
        fitValues();
    markStale();
    scheduleReadout();
}

void TimePlot::showRange()
{
    const auto ticker = m_canvas->xAxis->ticker().staticCast<TimeTicker>();
    ticker->setUtc(m_group->isUtc());
    ticker->setTickCount(std::max(2, m_canvas->plotRect().width() / 110));
    m_canvas->show(m_group->from(), m_group->to());
    m_canvas->refreshColumns();
    fitValues();
    markStale();
}

void TimePlot::fitValues()
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const ColumnPlottable *series : std::as_const(m_canvas->series())) {
        const auto [bottom, top] = series->extremes();
        if (!std::isnan(bottom)) {
            low = std::min(low, bottom);
            high = std::max(high, top);
        }
    }
    if (low > high) {
        low = 0;
        high = 1;
    }
    for (const LimitLine &limit : std::as_const(m_limits)) {
        const double reach = std::max(high - low, std::abs(high)) * 1.5;
        if (limit.alwaysShown || (limit.value <= high + reach && limit.value >= low - reach)) {
            low = std::min(low, limit.value);
            high = std::max(high, limit.value);
        }
    }
    const auto [bottom, top] = roundRange(low, high);
    const double shownBottom = m_bottom.value_or(bottom);
    m_canvas->setValueRange(shownBottom, std::max(m_top.value_or(top), shownBottom + 1e-9));
}

qint64 TimePlot::newest() const
{
    qint64 last = 0;
    for (const PlotSeries &series : m_series) {
        if (!series.source->empty())
            last = std::max(last, series.source->lastTime());
    }
    return last;
}

qint64 TimePlot::oldest() const
{
    qint64 first = std::numeric_limits<qint64>::max();
    for (const PlotSeries &series : m_series) {
        if (!series.source->empty())
            first = std::min(first, series.source->firstTime());
    }
    return first;
}

void TimePlot::markStale()
{
    const qint64 last = newest();
    const bool stale = last > 0 && m_group->now() - last > m_staleAfter;
    m_canvas->setStaleFrom(stale ? std::optional(last) : std::nullopt, m_words.stale);
}

QString TimePlot::timeText(qint64 time, bool withDate) const
{
    const QDateTime moment = m_group->isUtc() ? QDateTime::fromMSecsSinceEpoch(time, Qt::UTC)
                                              : QDateTime::fromMSecsSinceEpoch(time);
    return moment.toString(withDate ? u"yyyy-MM-dd HH:mm:ss"_s : u"HH:mm:ss"_s);
}

PlotHeader::Entry TimePlot::entry(const PlotSeries &series, double value, bool stale) const
{
    const bool isNumber = !std::isnan(value);
    const QString number = isNumber ? locale().toString(value, 'f', series.decimals) : u"—"_s;
    const QString withUnit = isNumber && !m_unit.isEmpty() ? number + u'\u2009' + m_unit : number;
    return {series.name, series.style, withUnit, number, stale};
}

/// Values follow the cursor at once, and the data no more often than can be read.
void TimePlot::scheduleReadout()
{
    if (m_readoutTimer.isActive())
        return;
    const qint64 passed = m_sinceReadout.isValid() ? m_sinceReadout.elapsed() : ReadoutMs;
    m_readoutTimer.start(int(std::clamp<qint64>(ReadoutMs - passed, 0, ReadoutMs)));
}

void TimePlot::showReadout()
{
    m_readoutTimer.stop();
    m_sinceReadout.start();
    const auto cursor = m_group->cursor();
    QList<PlotHeader::Entry> entries;
    QStringList spoken;
    for (const PlotSeries &series : std::as_const(m_series)) {
        const bool hasData = !series.source->empty();
        const qint64 last = hasData ? series.source->lastTime() : 0;
        const bool stale = !cursor && hasData && m_group->now() - last > m_staleAfter;
        const double value = hasData ? series.source->valueAt(cursor.value_or(last))
                                     : std::numeric_limits<double>::quiet_NaN();
        entries.append(entry(series, value, stale));
        spoken.append(series.name + u' ' + entries.last().value + (stale ? u' ' + m_words.stale : QString()));
    }
    m_header->setEntries(entries);
    m_header->setMoment(cursor ? timeText(*cursor, false) : QString());
    const QString clock = m_group->isUtc() ? m_words.utc : m_words.localTime;
    const QString state =
        m_group->isLive() ? m_words.live : m_words.pausedAt.arg(timeText(m_group->to(), false));
    m_header->setState(state + u" · "_s + clock, m_group->isLive());
    for (const LimitLine &limit : std::as_const(m_limits))
        spoken.append(m_words.limit.arg(limit.name, locale().toString(limit.value)));
    setAccessibleDescription(state + u"; "_s + spoken.join(u"; "_s));
}

void TimePlot::moveCursor(int pixels)
{
    const QRect area = m_canvas->plotRect();
    const qint64 start = m_group->cursor().value_or(m_group->isLive() ? m_group->now() : m_group->to());
    const double x = std::clamp(m_canvas->xAt(start) + pixels, double(area.left()), double(area.right()));
    m_group->setCursor(m_canvas->timeAt(x));
}

void TimePlot::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        return copyCsv();
    if (event->matches(QKeySequence::Save))
        return savePngAs();
    const bool shift = event->modifiers() & Qt::ShiftModifier;
    const qint64 anchor = m_group->cursor().value_or((m_group->from() + m_group->to()) / 2);
    switch (event->key()) {
    case Qt::Key_Left:
        return shift ? moveCursor(-4) : m_group->pan(-KeyPan);
    case Qt::Key_Right:
        return shift ? moveCursor(4) : m_group->pan(KeyPan);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return m_group->zoom(WheelZoom, anchor);
    case Qt::Key_Minus:
        return m_group->zoom(1 / WheelZoom, anchor);
    case Qt::Key_Home:
        if (oldest() < newest())
            m_group->showRange(oldest(), oldest() + m_group->span());
        return;
    case Qt::Key_End:
    case Qt::Key_Escape:
        m_group->setCursor(std::nullopt);
        m_group->goLive();
        return;
    }
    QWidget::keyPressEvent(event);
}

void TimePlot::popUpMenu(const QPoint &globalPos)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const qint64 middle = (m_group->from() + m_group->to()) / 2;
    menu->addAction(m_words.copy, QKeySequence(QKeySequence::Copy), this, &TimePlot::copyCsv);
    menu->addAction(m_words.saveImage, QKeySequence(QKeySequence::Save), this, &TimePlot::savePngAs);
    menu->addSeparator();
    menu->addAction(m_words.zoomIn, this, [this, middle] { m_group->zoom(WheelZoom, middle); });
    menu->addAction(m_words.zoomOut, this, [this, middle] { m_group->zoom(1 / WheelZoom, middle); });
    menu->addAction(m_words.backToLive, this, [this] { m_group->goLive(); })->setEnabled(!m_group->isLive());
    menu->popup(globalPos);
}

void TimePlot::focusInEvent(QFocusEvent * /*event*/)
{
    update();
}

void TimePlot::focusOutEvent(QFocusEvent * /*event*/)
{
    update();
}

void TimePlot::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.background);
    if (!hasFocus())
        return;
    painter.setPen(QPen(m_theme.focus, Theme::FocusWidth));
    painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
}

void TimePlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    const bool looks = event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange;
    if (!looks || m_ownTheme)
        return;
    setTheme(PlotTheme::from(Theme::of(this), font()));
    m_ownTheme = false;
}

void TimePlot::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    showRange();
}

} // namespace interlock
