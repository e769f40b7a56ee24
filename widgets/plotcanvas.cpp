// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plotcanvas.h"

#include <algorithm>
#include <cmath>
#include <QHelpEvent>
#include <QPaintEvent>
#include <QToolTip>
#include <utility>

namespace interlock {

namespace {

constexpr double DashLength = 10;
constexpr double LastPointSize = 8;
constexpr int EventHeight = 7;
constexpr int TopMargin = 6;
constexpr int RightMargin = 10;

/// Draws @p text on a ground that keeps it readable over lines.
void drawOnGround(QPainter *painter, const QPointF &baseline, const QString &text, const QColor &ground)
{
    const QFontMetricsF metrics(painter->font());
    QColor veil = ground;
    veil.setAlphaF(0.8F);
    const QRectF box(baseline.x() - 2, baseline.y() - metrics.ascent(), metrics.horizontalAdvance(text) + 4,
                     metrics.height());
    painter->fillRect(box, veil);
    painter->drawText(baseline, text);
}

} // namespace

PlotCanvas::PlotCanvas(QWidget *parent) : QCustomPlot(parent)
{
    mReplotting = true; // for good: nothing is to be drawn into QCustomPlot's own buffers
    layer(QStringLiteral("overlay"))->setMode(QCPLayer::lmLogical);
    setFocusPolicy(Qt::NoFocus);
    setMouseTracking(true);
    setMinimumHeight(84);
    axisRect()->setAutoMargins(QCP::msNone);
    axisRect()->setMinimumMargins(QMargins());
    for (QCPAxis *axis : {xAxis, yAxis}) {
        axis->grid()->setVisible(true);
        axis->setUpperEnding(QCPLineEnding::esNone);
        axis->setSubTicks(false);
    }
}

void PlotCanvas::setTheme(const PlotTheme &theme)
{
    m_theme = theme;
    setBackground(QBrush(theme.background));
    for (QCPAxis *axis : {xAxis, yAxis}) {
        axis->setBasePen(QPen(theme.axis, theme.thinWidth));
        axis->setTickPen(QPen(theme.axis, theme.thinWidth));
        axis->setTickLabelColor(theme.mutedText);
        axis->setTickLabelFont(theme.tickFont);
        axis->setTickLength(0, 4);
        axis->setTickLabelPadding(4);
        axis->grid()->setPen(QPen(theme.grid, theme.thinWidth));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    yAxis->setBasePen(Qt::NoPen);
    yAxis->setTickPen(Qt::NoPen);
    xAxis->grid()->setVisible(false);
    setLabelRoom(6);
    redrawAll();
}

void PlotCanvas::setLabelRoom(int characters)
{
    const QFontMetrics metrics(m_theme.tickFont);
    axisRect()->setMargins({metrics.horizontalAdvance(u'0') * characters + 10,
                            TopMargin + metrics.height() / 2, RightMargin, metrics.height() + 12});
}

ColumnPlottable *PlotCanvas::addSeries(std::shared_ptr<const ColumnSource> source, const SeriesStyle &style)
{
    auto *plottable = new ColumnPlottable(xAxis, yAxis, std::move(source)); // owned by the plot
    plottable->setStyle(style);
    plottable->setDrawnByCanvas(true);
    m_series.append(plottable);
    m_imageValid = false;
    return plottable;
}

void PlotCanvas::clearSeries()
{
    for (ColumnPlottable *series : std::exchange(m_series, {}))
        removePlottable(series);
    redrawAll();
}

void PlotCanvas::setLimits(const QList<LimitLine> &limits)
{
    m_limits = limits;
    update();
}

void PlotCanvas::setEvents(const QList<EventMark> &events)
{
    m_events = events;
    update();
}

void PlotCanvas::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

void PlotCanvas::setStaleFrom(std::optional<qint64> time, const QString &word)
{
    if (time == m_staleFrom && word == m_staleWord)
        return;
    m_staleFrom = time;
    m_staleWord = word;
    update();
}

void PlotCanvas::setCursorTime(std::optional<qint64> time)
{
    const auto strip = [this](qint64 at) { return QRect(int(xAt(at)) - 2, 0, 5, height()); };
    if (m_cursor)
        update(strip(*m_cursor));
    m_cursor = time;
    if (m_cursor)
        update(strip(*m_cursor));
}

QRect PlotCanvas::plotRect() const
{
    return axisRect()->rect();
}

RasterFrame PlotCanvas::frame() const
{
    const QSizeF size = QSizeF(plotRect().size()) * devicePixelRatioF();
    RasterFrame frame;
    frame.from = std::llround(xAxis->range().lower * 1000.0);
    frame.to = std::max(frame.from + 1, qint64(std::llround(xAxis->range().upper * 1000.0)));
    frame.bottom = yAxis->range().lower;
    frame.top = yAxis->range().upper;
    frame.width = std::max(1, int(size.width()));
    frame.height = std::max(1, int(size.height()));
    return frame;
}

qint64 PlotCanvas::timeAt(double x) const
{
    return std::llround(xAxis->pixelToCoord(x) * 1000.0);
}

double PlotCanvas::xAt(qint64 time) const
{
    return xAxis->coordToPixel(double(time) / 1000.0);
}

void PlotCanvas::show(qint64 from, qint64 to)
{
    const QCPRange range(double(from) / 1000.0, double(to) / 1000.0);
    if (range == xAxis->range())
        return;
    xAxis->setRange(range);
    redrawAll();
}

void PlotCanvas::setValueRange(double bottom, double top)
{
    const QCPRange range(bottom, top);
    if (range == yAxis->range())
        return;
    yAxis->setRange(range);
    redrawAll();
}

void PlotCanvas::redrawAll()
{
    m_imageValid = false;
    m_groundValid = false;
    update();
}

bool PlotCanvas::refreshColumns()
{
    const RasterFrame now = frame();
    int first = now.width;
    for (ColumnPlottable *series : std::as_const(m_series))
        first = std::min(first, series->refresh(now).firstColumn);
    if (first >= now.width)
        return false;
    if (m_imageValid && m_drawn == now) {
        redrawLines(std::max(0, first - int(std::ceil(m_theme.lineWidth * devicePixelRatioF())) - 1));
        update(stripRect(first));
    } else {
        m_imageValid = false;
        update();
    }
    return true;
}

QRect PlotCanvas::stripRect(int firstColumn) const
{
    const QRect area = plotRect();
    const int margin = int(LastPointSize) + 2;
    const int left = area.left() + int(firstColumn / devicePixelRatioF()) - margin;
    return {left, area.top() - margin, area.right() + margin - left, area.height() + 2 * margin};
}

/// Draws the lines from pixel column @p left on; dashed ones first, so that dashing does not touch the
/// others.
void PlotCanvas::redrawLines(int left)
{
    const RasterFrame now = frame();
    if (m_image.size() != QSize(now.width, now.height))
        m_image = QImage(now.width, now.height, QImage::Format_ARGB32_Premultiplied);
    m_image.setDevicePixelRatio(1);
    ColumnRaster::clear(m_image, left, now.width);
    const double ratio = devicePixelRatioF();
    bool anyDashed = false;
    for (const LineKind kind : {LineKind::Dashed, LineKind::Solid}) {
        for (const ColumnPlottable *series : std::as_const(m_series)) {
            if (series->style().line != kind)
                continue;
            series->rasterize(m_image, now, m_theme.lineWidth * ratio, left, now.width);
            anyDashed = anyDashed || kind == LineKind::Dashed;
        }
        if (kind == LineKind::Dashed && anyDashed)
            ColumnRaster::dash(m_image, now, DashLength * ratio, left, now.width);
    }
    m_image.setDevicePixelRatio(ratio);
    m_drawn = now;
    m_imageValid = true;
}

/// Layout, grid and axes by QCustomPlot, straight onto the background.
void PlotCanvas::redrawGround()
{
    const double ratio = devicePixelRatioF();
    if (!qFuzzyCompare(bufferDevicePixelRatio(), ratio))
        setBufferDevicePixelRatio(ratio); // of its cached labels
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    if (m_ground.size() != pixels)
        m_ground = QImage(pixels, QImage::Format_RGB32);
    m_ground.setDevicePixelRatio(ratio);
    m_ground.fill(m_theme.background);
    QCPPainter painter(&m_ground);
    draw(&painter);
    m_groundValid = true;
}

void PlotCanvas::resizeEvent(QResizeEvent * /*event*/)
{
    setViewport(rect());
    updateLayout();
    // Labels that do not touch each other, also in a plot of a few lines' height.
    const int lineHeight = QFontMetrics(yAxis->tickLabelFont()).height();
    yAxis->ticker()->setTickCount(std::clamp(axisRect()->height() / (2 * lineHeight), 2, 6));
    redrawAll();
}

void PlotCanvas::paintEvent(QPaintEvent *event)
{
    if (!m_groundValid || !qFuzzyCompare(m_ground.devicePixelRatio(), devicePixelRatioF()))
        redrawGround();
    const RasterFrame now = frame();
    if (!m_imageValid || m_drawn != now) {
        for (ColumnPlottable *series : std::as_const(m_series))
            series->refresh(now);
        redrawLines(0);
    }
    QPainter painter(this);
    const QRect exposed = event->rect();
    const double ratio = m_ground.devicePixelRatio();
    painter.drawImage(QRectF(exposed), m_ground,
                      QRectF(QPointF(exposed.topLeft()) * ratio, QSizeF(exposed.size()) * ratio));
    paintOverlay(&painter, exposed);
}

void PlotCanvas::paintOverlay(QPainter *painter, const QRect &exposed)
{
    const QRect area = plotRect();
    paintStale(painter);
    const QRect part = exposed & area;
    if (!part.isEmpty()) {
        const double ratio = devicePixelRatioF();
        const QRectF source(QPointF(part.topLeft() - area.topLeft()) * ratio, QSizeF(part.size()) * ratio);
        painter->drawImage(QRectF(part), m_image, source);
    }
    paintLimits(painter);
    paintEvents(painter);
    paintLastPoints(painter);
    if (m_cursor && *m_cursor >= m_drawn.from && *m_cursor <= m_drawn.to) {
        painter->setPen(QPen(m_theme.cursor, m_theme.thinWidth));
        const double x = std::floor(xAt(*m_cursor)) + 0.5;
        painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    paintEmpty(painter);
}

void PlotCanvas::paintStale(QPainter *painter) const
{
    if (!m_staleFrom || *m_staleFrom >= m_drawn.to)
        return;
    const QRectF area = plotRect();
    const double left = std::clamp(xAt(*m_staleFrom), area.left(), area.right() - 6);
    const QRectF band(left, area.top(), area.right() - left + 1, area.height());
    painter->fillRect(band, QBrush(m_theme.staleHatch, Qt::BDiagPattern));
    painter->setPen(QPen(m_theme.mutedText, 1));
    painter->drawLine(band.topLeft(), band.bottomLeft());
    QFont font = m_theme.textFont;
    font.setItalic(true);
    painter->setFont(font);
    const QFontMetricsF metrics(font);
    const double wide = metrics.horizontalAdvance(m_staleWord) + 4;
    const double x = band.width() > wide + 6 ? band.left() + 4 : band.left() - wide;
    drawOnGround(painter, {x, area.top() + metrics.ascent() + 2}, m_staleWord, m_theme.background);
}

void PlotCanvas::paintLimits(QPainter *painter) const
{
    const QRect area = plotRect();
    painter->setFont(m_theme.textFont);
    const QFontMetricsF metrics(m_theme.textFont);
    for (const LimitLine &limit : m_limits) {
        const double y = std::floor(yAxis->coordToPixel(limit.value)) + 0.5;
        if (y < area.top() || y > area.bottom())
            continue;
        painter->setPen(QPen(m_theme.limit, m_theme.thinWidth));
        painter->drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        const bool above = y - metrics.height() > area.top();
        drawOnGround(painter,
                     {area.left() + 6.0, above ? y - metrics.descent() - 1 : y + metrics.ascent() + 1},
                     limit.name, m_theme.background);
    }
}

void PlotCanvas::paintEvents(QPainter *painter) const
{
    const QRect area = plotRect();
    for (const EventMark &mark : m_events) {
        if (mark.time < m_drawn.from || mark.time >= m_drawn.to)
            continue;
        const double x = std::floor(xAt(mark.time)) + 0.5;
        painter->setPen(QPen(m_theme.event, 1, Qt::DotLine));
        painter->drawLine(QPointF(x, area.top()), QPointF(x, area.bottom() - EventHeight));
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_theme.event);
        painter->drawPolygon(QPolygonF{{x, area.bottom() - EventHeight + 0.5},
                                       {x - 5, area.bottom() + 1.0},
                                       {x + 5, area.bottom() + 1.0}});
        painter->setRenderHint(QPainter::Antialiasing, false);
    }
}

void PlotCanvas::paintLastPoints(QPainter *painter) const
{
    const QRectF area = plotRect();
    for (const ColumnPlottable *series : m_series) {
        const auto &columns = series->columns();
        if (columns.empty() || columns.back().lastTime >= m_drawn.to ||
            columns.back().lastTime < m_drawn.from)
            continue;
        const QPointF point(
            xAt(columns.back().lastTime),
            std::clamp(yAxis->coordToPixel(double(columns.back().last)), area.top(), area.bottom()));
        drawSeriesMark(painter, series->style().mark, point, LastPointSize, series->style().color);
    }
}

void PlotCanvas::paintEmpty(QPainter *painter) const
{
    const bool hasAny = std::any_of(m_series.begin(), m_series.end(),
                                    [](const ColumnPlottable *series) { return !series->columns().empty(); });
    if (hasAny || m_emptyText.isEmpty())
        return;
    painter->setPen(m_theme.mutedText);
    painter->setFont(m_theme.textFont);
    const QRect room = plotRect().adjusted(16, 4, -16, -4);
    const int flags = int(Qt::AlignCenter) | Qt::TextWordWrap;
    painter->fillRect(painter->boundingRect(room, flags, m_emptyText).adjusted(-6, -3, 6, 3),
                      m_theme.background);
    painter->drawText(room, flags, m_emptyText);
}

std::optional<EventMark> PlotCanvas::eventAt(const QPoint &pos) const
{
    std::optional<EventMark> nearest;
    double least = 7; // pixels
    for (const EventMark &mark : m_events) {
        const double distance = std::abs(xAt(mark.time) - pos.x());
        if (mark.time >= m_drawn.from && mark.time < m_drawn.to && distance < least) {
            least = distance;
            nearest = mark;
        }
    }
    return nearest;
}

bool PlotCanvas::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QCustomPlot::event(event);
    const auto *help = static_cast<QHelpEvent *>(event); // the type says so
    const auto mark = eventAt(help->pos());
    if (mark) // escaped: a tool tip would guess rich text
        QToolTip::showText(help->globalPos(), QStringLiteral("<p>%1</p>").arg(mark->label.toHtmlEscaped()),
                           this);
    else
        QToolTip::hideText();
    return true;
}

void PlotCanvas::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        event->ignore();
        return;
    }
    m_dragX = event->position().x();
    if (parentWidget())
        parentWidget()->setFocus(Qt::MouseFocusReason);
}

void PlotCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragX && (event->buttons() & Qt::LeftButton)) {
        const double before = *m_dragX;
        m_dragX = event->position().x();
        Q_EMIT dragged(event->position().x() - before);
        return;
    }
    Q_EMIT hovered(event->position().toPoint());
}

void PlotCanvas::mouseReleaseEvent(QMouseEvent * /*event*/)
{
    m_dragX.reset();
}

void PlotCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    event->accept();
}

void PlotCanvas::wheelEvent(QWheelEvent *event)
{
    if (event->angleDelta().y() != 0)
        Q_EMIT wheelTurned(event->angleDelta().y() / 120.0, event->position().x());
    event->accept();
}

void PlotCanvas::leaveEvent(QEvent * /*event*/)
{
    Q_EMIT left();
}

void PlotCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    Q_EMIT menuAsked(event->globalPos());
}

} // namespace interlock
