// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "ui/page.h"

class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace interlock {

class PlainLabel;
class PlanEditView;

/// Where the migration is in its plan: every step with what it wants and when it can come, the checklist of
/// the chosen step, and who has said go. Behind it the editor of the plan in the profile's file.
class PlanPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlanPage)

public:
    explicit PlanPage(Control &control, QWidget *parent = nullptr);
    ~PlanPage() override;

    void showState(const MigrationState &state) override;
    [[nodiscard]] QStringList views() const override;
    bool showView(const QString &name) override;

private:
    [[nodiscard]] QWidget *makePlan();
    void refresh();
    void showSteps();
    void showChosen();
    void refreshButtons();
    void decide(bool go);
    [[nodiscard]] const PlanStepView *chosenStep() const;
    [[nodiscard]] const PlanItem *chosenItem() const;

    Control &m_control;
    PlanView m_view;
    QStackedWidget *m_views;
    PlanEditView *m_edit;
    PlainLabel *m_line;
    PlainLabel *m_end;
    PlainLabel *m_legacy;
    PlainLabel *m_banner;
    QListWidget *m_steps;
    QPlainTextEdit *m_why;
    PlainLabel *m_itemsCaption = nullptr;
    QListWidget *m_items;
    QLineEdit *m_reason;
    QPushButton *m_go;
    QPushButton *m_noGo;
    PlainLabel *m_problem;
};

} // namespace interlock
