// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace interlock {

/// A switch that says its state in words; a tick alone is hard to see on dark ground. As wide as its title
/// where there is room; where there is none the title is cut, never the state.
class SwitchButton final : public QPushButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SwitchButton)

public:
    explicit SwitchButton(QWidget *parent = nullptr);

    /// @p on and @p off: what it says in each state, with %1 for @p title.
    void setWords(const QString &title, const QString &on, const QString &off);
    /// What is to be read on it now.
    [[nodiscard]] QString shownText() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QString words(bool on, const QString &title) const;
    [[nodiscard]] int widest(const QString &title) const; ///< of both states: a press moves nothing

    QString m_title;
    QString m_on = QStringLiteral("%1: on");
    QString m_off = QStringLiteral("%1: off");
};

} // namespace interlock
