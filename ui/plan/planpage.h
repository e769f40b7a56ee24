// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "ui/page.h"

class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace interlock {

class PlainLabel;

/// Where the migration is in its plan: every step with what it wants and when it can come, the checklist of
/// the chosen step, and who has said go.
class PlanPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlanPage)

public:
    explicit PlanPage(Control &control, QWidget *parent = nullptr);
    ~PlanPage() override;

    void showState(const MigrationState &state) override;

private:
    void makeLayout();
    void refresh();
    void showSteps();
    void showChosen();
    void refreshButtons();
    void decide(bool go);
    [[nodiscard]] const PlanStepView *chosenStep() const;
    [[nodiscard]] const PlanItem *chosenItem() const;

    Control &m_control;
    PlanView m_view;
    PlainLabel *m_line;
    PlainLabel *m_banner;
    QListWidget *m_steps;
    QPlainTextEdit *m_why;
    QListWidget *m_items;
    QLineEdit *m_reason;
    QPushButton *m_go;
    QPushButton *m_noGo;
    PlainLabel *m_problem;
};

} // namespace interlock
