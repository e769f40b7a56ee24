// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace interlock {

class Control;
class PlainLabel;

/// The gradual rollback of this console while it runs: where it is, what comes next and when; to stop it, or
/// to go over to the immediate one. Takes no room when none runs.
class GradualStrip final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GradualStrip)

public:
    /// @p control outlives the strip.
    explicit GradualStrip(Control &control, QWidget *parent = nullptr);

Q_SIGNALS:
    /// A person wants everybody back now: the guarded button is asked for.
    void immediateWanted();

private:
    void refresh();
    [[nodiscard]] QString sentence() const;

    Control &m_control;
    PlainLabel *m_text;
    QPushButton *m_stop;
    QPushButton *m_hurry;
};

} // namespace interlock
