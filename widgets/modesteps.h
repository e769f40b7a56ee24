// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QWidget>

namespace interlock {

/// A row of steps in a fixed order (the modes of a route): the present one is filled, the drafted one
/// outlined. Choosing only asks: stepChosen() is emitted and the owner sets the draft. Arrow keys move within
/// the allowed steps, Space or Enter choose.
class ModeSteps final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ModeSteps)

public:
    explicit ModeSteps(QWidget *parent = nullptr);

    void setSteps(const QStringList &names);
    /// How present (%1) and draft (%2) are told to a screen reader; "%1, draft: %2" unless told.
    void setDraftWords(const QString &words) { m_draftWords = words; }
    void setPresent(int step); ///< -1: unknown
    void setDraft(int step);   ///< -1: none
    /// Only these can be chosen; empty means none. All of them unless told.
    void setAllowed(const QList<int> &steps);
    [[nodiscard]] int present() const { return m_present; }
    [[nodiscard]] int draft() const { return m_draft; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }
    [[nodiscard]] QRect stepRect(int step) const;

Q_SIGNALS:
    void stepChosen(int step);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] int stepAt(const QPoint &pos) const;
    void moveCursor(int direction);
    void choose(int step);
    void describe();

    QStringList m_names;
    QString m_draftWords = QStringLiteral("%1, draft: %2");
    QList<int> m_allowed;
    int m_present = -1;
    int m_draft = -1;
    int m_cursor = 0;
    int m_pressed = -1;
};

} // namespace interlock
