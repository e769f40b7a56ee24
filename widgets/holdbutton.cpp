// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/holdbutton.h"

#include "widgets/focusring.h"

#include <algorithm>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainterPath>
#include <QTimerEvent>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int HintMs = 3000;
constexpr int RingSize = 16;

bool isActivation(const QKeyEvent *event)
{
    return event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
           event->key() == Qt::Key_Select;
}

} // namespace

HoldButton::HoldButton(QWidget *parent) : QAbstractButton(parent), m_hint(u"Hold to send"_s)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
}

void HoldButton::setLook(Look look)
{
    m_look = look;
    update();
}

void HoldButton::setProgress(double progress)
{
    const double bounded = std::clamp(progress, 0.0, 1.0);
    if (bounded == m_progress)
        return;
    m_progress = bounded;
    update();
}

void HoldButton::setHint(const QString &hint)
{
    m_hint = hint;
    updateGeometry();
    update();
}

QString HoldButton::shownText() const
{
    return hintShown() ? m_hint : text();
}

QSize HoldButton::sizeHint() const
{
    const QFontMetrics metrics(themeFont(FontRole::BodyStrong, font()));
    const int words = std::max(metrics.horizontalAdvance(text()), metrics.horizontalAdvance(m_hint));
    return {words + RingSize + 5 * Theme::Grid,
            std::max(Theme::TargetSize + 4, metrics.height() + 2 * Theme::Grid)};
}

void HoldButton::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !isEnabled() || m_held) {
        event->ignore();
        return;
    }
    m_hintTimer.stop();
    m_held = true;
    setDown(true);
    update();
    Q_EMIT holdBegan();
}

void HoldButton::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_held)
        return;
    const bool tooShort = m_progress < 1.0;
    endHold();
    if (tooShort)
        showHint();
}

void HoldButton::mouseMoveEvent(QMouseEvent *event)
{
    if (m_held && !rect().contains(event->position().toPoint()))
        endHold(); // leaving is a way to change one's mind
}

void HoldButton::endHold()
{
    if (!std::exchange(m_held, false))
        return;
    setDown(false);
    update();
    Q_EMIT holdReleased();
}

void HoldButton::showHint()
{
    m_hintTimer.start(HintMs, this);
    update();
}

void HoldButton::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_hintTimer.timerId()) {
        QAbstractButton::timerEvent(event);
        return;
    }
    m_hintTimer.stop();
    update();
}

void HoldButton::keyPressEvent(QKeyEvent *event)
{
    if (!isActivation(event)) {
        QAbstractButton::keyPressEvent(event);
        return;
    }
    if (!event->isAutoRepeat())
        Q_EMIT keyboardActivated();
}

void HoldButton::keyReleaseEvent(QKeyEvent *event)
{
    if (!isActivation(event))
        QAbstractButton::keyReleaseEvent(event);
}

void HoldButton::focusOutEvent(QFocusEvent *event)
{
    endHold();
    QAbstractButton::focusOutEvent(event);
    update();
}

void HoldButton::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::EnabledChange && !isEnabled())
        endHold();
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    QAbstractButton::changeEvent(event);
}

void HoldButton::hideEvent(QHideEvent *event)
{
    endHold();
    QAbstractButton::hideEvent(event);
}

void HoldButton::paintEvent(QPaintEvent * /*event*/)
{
    const Theme theme = Theme::of(this);
    const bool heavy = m_look == Look::Emergency && isEnabled();
    const QColor ground = heavy ? theme.alarm : m_held ? theme.pressed : theme.panel;
    const QColor ink = !isEnabled() ? theme.mutedText : heavy ? theme.alarmText : theme.text;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF body = QRectF(rect()).adjusted(1, 1, -1, -1);
    QPainterPath shape;
    shape.addRoundedRect(body, 3, 3);
    painter.fillPath(shape, ground);
    if (m_progress > 0) {
        QRectF part = body;
        part.setWidth(body.width() * m_progress);
        QColor fill = ink;
        fill.setAlphaF(0.18F);
        painter.save();
        painter.setClipPath(shape);
        painter.fillRect(part, fill);
        painter.restore();
    }
    painter.setPen(QPen(isEnabled() ? (heavy ? theme.alarm : theme.border) : theme.hairline, 1));
    painter.drawPath(shape);

    const QRectF ring(body.left() + 1.5 * Theme::Grid, body.center().y() - RingSize / 2.0, RingSize,
                      RingSize);
    QColor track = ink;
    track.setAlphaF(0.35F);
    painter.setPen(QPen(track, 3));
    painter.drawEllipse(ring.adjusted(1.5, 1.5, -1.5, -1.5));
    painter.setPen(QPen(ink, 3, Qt::SolidLine, Qt::FlatCap));
    painter.drawArc(ring.adjusted(1.5, 1.5, -1.5, -1.5), 90 * 16, -int(m_progress * 360 * 16));

    painter.setPen(ink);
    painter.setFont(themeFont(FontRole::BodyStrong, font()));
    const QRectF words = body.adjusted(ring.right() + Theme::Grid - body.left(), 0, -Theme::Grid, 0);
    painter.drawText(words, int(Qt::AlignVCenter | Qt::AlignLeft) | Qt::TextSingleLine, shownText());
    if (hasFocus())
        drawFocusRing(&painter, heavy ? body.adjusted(2, 2, -2, -2) : QRectF(rect()), [&] {
            Theme ringTheme = theme;
            ringTheme.focus = heavy ? theme.alarmText : theme.focus;
            return ringTheme;
        }());
}

} // namespace interlock
