// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QAbstractButton>
#include <QBasicTimer>

namespace interlock {

/// A button that is pressed and held. It measures no time itself: it says when holding begins and ends, and
/// shows the progress it is given; whoever guards the act decides. Letting go, leaving the button with the
/// pointer pressed, or losing the window means holdReleased() and nothing more.
///
/// Holding needs a pointer; the keyboard gets a second way: Space or Enter emit keyboardActivated(), so that
/// a separate button can be offered. They never begin a hold. clicked() is never emitted.
class HoldButton final : public QAbstractButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HoldButton)

public:
    enum class Look { Normal, Emergency }; ///< Emergency is filled and the heaviest thing around

    explicit HoldButton(QWidget *parent = nullptr);

    void setLook(Look look);
    /// 0 to 1 of the hold; shown as a filling of the button and a ring.
    void setProgress(double progress);
    [[nodiscard]] double progress() const { return m_progress; }
    [[nodiscard]] bool isHeld() const { return m_held; }
    /// Shown for three seconds after a press that was too short; "Hold to send" unless told.
    void setHint(const QString &hint);
    [[nodiscard]] bool hintShown() const { return m_hintTimer.isActive(); }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void holdBegan();
    void holdReleased(); ///< whether the hold was long enough or not
    void keyboardActivated();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void nextCheckState() override {}

private:
    void endHold();
    void showHint();
    [[nodiscard]] QString shownText() const;

    Look m_look = Look::Normal;
    double m_progress = 0;
    bool m_held = false;
    QString m_hint;
    QBasicTimer m_hintTimer;
};

} // namespace interlock
