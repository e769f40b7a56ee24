// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace interlock {

/// The keyboard's way past a hold: a second button that has to be focused and then takes Enter or Space. A
/// mouse does nothing here, because a click is too easy; it is told to hold the other button instead.
class ConfirmButton final : public QPushButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConfirmButton)

public:
    explicit ConfirmButton(const QString &text, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
};

} // namespace interlock
