// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/sharetrack.h"

#include "widgets/focusring.h"

#include <algorithm>
#include <cmath>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr double HandleRadius = 10;
constexpr double SnapPixels = 5;
constexpr double TrackHeight = 6;

} // namespace

ShareTrack::ShareTrack(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ShareTrack::sizeHint() const
{
    return {360, minimumSizeHint().height()};
}

QSize ShareTrack::minimumSizeHint() const
{
    const int words = QFontMetrics(themeFont(FontRole::Caption, font())).height();
    return {200, words + int(2 * HandleRadius) + Theme::Grid + words};
}

double ShareTrack::bound(double percent) const
{
    const double top = lockedAbove ? std::clamp(*lockedAbove, 0.0, 100.0) : 100.0;
    return std::clamp(percent, 0.0, top);
}

double ShareTrack::xOf(double percent) const
{
    return HandleRadius + 2 + percent / 100.0 * (width() - 2 * HandleRadius - 4);
}

double ShareTrack::percentAt(double x) const
{
    const double raw = (x - HandleRadius - 2) / (width() - 2 * HandleRadius - 4) * 100.0;
    for (const ShareSlider::Step &step : steps) {
        if (std::abs(xOf(step.percent) - x) <= SnapPixels)
            return step.percent;
    }
    return std::round(raw / singleStep) * singleStep;
}

double ShareTrack::nextStep(int direction) const
{
    double result = direction > 0 ? 100.0 : 0.0;
    for (const ShareSlider::Step &step : steps) {
        if (direction > 0 && step.percent > draft)
            result = std::min(result, step.percent);
        if (direction < 0 && step.percent < draft)
            result = std::max(result, step.percent);
    }
    return result;
}

void ShareTrack::ask(double percent)
{
    const double wanted =
        percent > draft ? std::max(bound(percent), std::min(draft, percent)) : std::max(0.0, percent);
    if (wanted != draft)
        Q_EMIT drafted(wanted);
}

void ShareTrack::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        ask(percentAt(event->position().x()));
}

void ShareTrack::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        ask(percentAt(event->position().x()));
}

void ShareTrack::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        return ask(draft - singleStep);
    case Qt::Key_Right:
    case Qt::Key_Up:
        return ask(draft + singleStep);
    case Qt::Key_PageUp:
        return ask(nextStep(1));
    case Qt::Key_PageDown:
        return ask(nextStep(-1));
    case Qt::Key_Home:
        return ask(0);
    case Qt::Key_End:
        return ask(100);
    }
    QWidget::keyPressEvent(event);
}

void ShareTrack::wheelEvent(QWheelEvent *event)
{
    if (!hasFocus()) { // scrolling a page must never move a share
        event->ignore();
        return;
    }
    const int direction = event->angleDelta().y() > 0 ? 1 : event->angleDelta().y() < 0 ? -1 : 0;
    ask(draft + direction * singleStep);
    event->accept();
}

void ShareTrack::focusInEvent(QFocusEvent * /*event*/)
{
    update();
}

void ShareTrack::focusOutEvent(QFocusEvent * /*event*/)
{
    update();
}

void ShareTrack::paintLock(QPainter *painter, const Theme &theme, double row) const
{
    if (!lockedAbove || *lockedAbove >= 100)
        return;
    const QRectF region(xOf(bound(*lockedAbove)), row - HandleRadius + 2, 0, 2 * HandleRadius - 4);
    const QRectF locked(region.left(), region.top(), xOf(100) - region.left(), region.height());
    painter->fillRect(locked, QBrush(theme.border, Qt::BDiagPattern));
    painter->setPen(QPen(theme.text, 1));
    painter->drawLine(locked.topLeft(), locked.bottomLeft());
}

void ShareTrack::paintSteps(QPainter *painter, const Theme &theme, double row) const
{
    painter->setFont(themeFont(FontRole::Caption, font()));
    const QFontMetricsF metrics(painter->font());
    double used = -1;
    for (const ShareSlider::Step &step : steps) {
        const double x = xOf(step.percent);
        painter->setPen(QPen(theme.border, 1));
        painter->drawLine(QPointF(x, row - HandleRadius), QPointF(x, row + HandleRadius));
        const double wide = metrics.horizontalAdvance(step.label);
        const double left = std::clamp(x - wide / 2, 0.0, width() - wide);
        if (left <= used) // labels of close steps would run into each other
            continue;
        painter->setPen(theme.mutedText);
        painter->drawText(QPointF(left, metrics.ascent()), step.label);
        used = left + wide + 2;
    }
}

void ShareTrack::paintActual(QPainter *painter, const Theme &theme, double row) const
{
    if (!actual)
        return;
    const double x = xOf(std::clamp(*actual, 0.0, 100.0));
    const double top = row + HandleRadius + 1;
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.text);
    painter->drawPolygon(QPolygonF{{x, top}, {x - 5, top + 7}, {x + 5, top + 7}});
    painter->setFont(themeFont(FontRole::Caption, font()));
    painter->setPen(theme.mutedText);
    const QFontMetricsF metrics(painter->font());
    const QString &words = actualWord;
    const double wide = metrics.horizontalAdvance(words);
    const double left = x + 8 + wide <= width() ? x + 8 : x - 8 - wide;
    painter->drawText(QPointF(left, top + metrics.ascent() - 2), words);
}

void ShareTrack::paintEvent(QPaintEvent * /*event*/)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double words = QFontMetricsF(themeFont(FontRole::Caption, font())).height();
    const double row = words + HandleRadius + 1;
    const QRectF groove(xOf(0), row - TrackHeight / 2, xOf(100) - xOf(0), TrackHeight);
    painter.setPen(QPen(theme.border, 1));
    painter.setBrush(theme.base);
    painter.drawRoundedRect(groove, 3, 3);
    QRectF filled = groove;
    filled.setRight(xOf(draft));
    painter.setBrush(isEnabled() ? theme.fresh : theme.hairline); // users on the new system
    painter.setPen(Qt::NoPen);
    painter.drawRoundedRect(filled, 3, 3);
    paintLock(&painter, theme, row);
    paintSteps(&painter, theme, row);
    paintActual(&painter, theme, row);
    painter.setPen(QPen(isEnabled() ? theme.text : theme.border, 2));
    painter.setBrush(theme.panel);
    painter.drawEllipse(QPointF(xOf(draft), row), HandleRadius - 2, HandleRadius - 2);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.focus, Theme::FocusWidth));
        painter.drawEllipse(QPointF(xOf(draft), row), HandleRadius + 1, HandleRadius + 1);
    }
}

} // namespace interlock
