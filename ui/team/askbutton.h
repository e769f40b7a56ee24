// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace interlock {

class Control;
class ForwardAct;

/// "Ask a second person …" beside a draft. Switched on where the draft needs a signature that nobody has been
/// asked for; hidden where nobody is to be asked at all.
class AskButton final : public QPushButton
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AskButton)

public:
    /// @p control outlives the button.
    explicit AskButton(Control &control, QWidget *parent = nullptr);

    void setRoute(const QString &routeId);

private:
    void refresh();
    void ask();
    /// What the signature lacks (models/control/blocker.h); empty: nothing.
    [[nodiscard]] QString lacks() const;

    Control &m_control;
    ForwardAct *m_act = nullptr;
    QString m_problem;     ///< why the last question failed
    bool m_asking = false; ///< the database has not answered yet
};

} // namespace interlock
