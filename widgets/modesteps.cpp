// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/modesteps.h"

#include "widgets/focusring.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;

ModeSteps::ModeSteps(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ModeSteps::setSteps(const QStringList &names)
{
    m_names = names;
    m_allowed.clear();
    for (int i = 0; i < names.size(); ++i)
        m_allowed.append(i);
    m_cursor = 0;
    updateGeometry();
    describe();
}

void ModeSteps::setPresent(int step)
{
    if (step == m_present)
        return;
    m_present = step;
    if (!hasFocus() && step >= 0)
        m_cursor = step;
    describe();
}

void ModeSteps::setDraft(int step)
{
    if (step == m_draft)
        return;
    m_draft = step;
    describe();
}

void ModeSteps::setAllowed(const QList<int> &steps)
{
    m_allowed = steps;
    update();
}

void ModeSteps::describe()
{
    const QString now = m_names.value(m_present, u"—"_s);
    const QString draft = m_names.value(m_draft);
    setAccessibleDescription(draft.isEmpty() ? now : m_draftWords.arg(now, draft));
    update();
}

QRect ModeSteps::stepRect(int step) const
{
    const QFontMetrics metrics(themeFont(FontRole::BodyStrong, font()));
    int x = 0;
    for (int i = 0; i < m_names.size(); ++i) {
        const int stepWidth = metrics.horizontalAdvance(m_names[i]) + 3 * Theme::Grid;
        if (i == step)
            return {x, 0, stepWidth, height()};
        x += stepWidth + Theme::Grid;
    }
    return {x, 0, 0, height()};
}

QSize ModeSteps::sizeHint() const
{
    return {std::max(stepRect(int(m_names.size())).left() - Theme::Grid, Theme::TargetSize),
            Theme::TargetSize + 4};
}

int ModeSteps::stepAt(const QPoint &pos) const
{
    for (int i = 0; i < m_names.size(); ++i) {
        if (stepRect(i).contains(pos))
            return i;
    }
    return -1;
}

void ModeSteps::choose(int step)
{
    if (isEnabled() && m_allowed.contains(step))
        Q_EMIT stepChosen(step);
}

void ModeSteps::mousePressEvent(QMouseEvent *event)
{
    m_pressed = event->button() == Qt::LeftButton ? stepAt(event->position().toPoint()) : -1;
}

void ModeSteps::mouseReleaseEvent(QMouseEvent *event)
{
    const int step = stepAt(event->position().toPoint());
    if (step < 0 || std::exchange(m_pressed, -1) != step)
        return;
    if (m_allowed.contains(step))
        m_cursor = step;
    choose(step);
}

void ModeSteps::moveCursor(int direction)
{
    for (int i = m_cursor + direction; i >= 0 && i < m_names.size(); i += direction) {
        if (m_allowed.contains(i)) {
            m_cursor = i;
            update();
            return;
        }
    }
}

void ModeSteps::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        moveCursor(-1);
        return;
    case Qt::Key_Right:
        moveCursor(1);
        return;
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_cursor);
        return;
    }
    QWidget::keyPressEvent(event);
}

void ModeSteps::focusInEvent(QFocusEvent * /*event*/)
{
    update();
}

void ModeSteps::focusOutEvent(QFocusEvent * /*event*/)
{
    update();
}

void ModeSteps::paintEvent(QPaintEvent * /*event*/)
{
    const Theme theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < m_names.size(); ++i) {
        const QRectF box = QRectF(stepRect(i)).adjusted(2.5, 2.5, -2.5, -2.5);
        const bool present = i == m_present;
        const bool allowed = isEnabled() && (m_allowed.contains(i) || present);
        if (i > 0) {
            painter.setPen(QPen(theme.border, 1));
            painter.drawLine(QPointF(box.left() - 2.5 - Theme::Grid, box.center().y()),
                             QPointF(box.left(), box.center().y()));
        }
        painter.setPen(i == m_draft && !present ? QPen(theme.text, 2, Qt::DashLine)
                                                : QPen(allowed ? theme.border : theme.hairline, 1));
        painter.setBrush(present ? theme.text : theme.panel);
        painter.drawRoundedRect(box, 3, 3);
        painter.setFont(themeFont(present ? FontRole::BodyStrong : FontRole::Body, font()));
        painter.setPen(present ? theme.window : allowed ? theme.text : theme.mutedText);
        painter.drawText(box, int(Qt::AlignCenter) | Qt::TextSingleLine, m_names[i]);
        if (hasFocus() && i == m_cursor)
            drawFocusRing(&painter, QRectF(stepRect(i)), theme);
    }
}

} // namespace interlock
