// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>

class QPushButton;

namespace interlock {

class ApprovalDialog;
class Control;
class PlainLabel;

/// One line that is always there where several people work: who is on, and, before it happens, what they are
/// about to send; beside it the requests for a second person.
class TeamStrip final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TeamStrip)

public:
    /// @p control outlives the strip and has a team.
    explicit TeamStrip(Control &control, QWidget *parent = nullptr);

    /// Opens the requests, or brings them to the front.
    void showRequests();

private:
    void refresh();
    void setLoud(bool loud);

    Control &m_control;
    PlainLabel *m_text;
    QPushButton *m_requests;
    QPointer<ApprovalDialog> m_dialog;
    bool m_loud = false;
};

} // namespace interlock
