// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/confirmbutton.h"

#include <QKeyEvent>
#include <QToolTip>

namespace interlock {

ConfirmButton::ConfirmButton(const QString &text, QWidget *parent) : QPushButton(text, parent)
{
    setAutoDefault(false);
    setFocusPolicy(Qt::StrongFocus);
}

void ConfirmButton::keyPressEvent(QKeyEvent *event)
{
    // A key that is held down since it armed the act must not send it too.
    if (event->isAutoRepeat())
        return;
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QPushButton::keyPressEvent(event);
}

void ConfirmButton::mousePressEvent(QMouseEvent *event)
{
    setFocus(Qt::MouseFocusReason);
    QToolTip::showText(event->globalPosition().toPoint(),
                       tr("With the mouse, hold the button beside this one. This one takes Enter."), this);
    event->accept();
}

} // namespace interlock
