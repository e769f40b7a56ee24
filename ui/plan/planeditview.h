// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/profile/planeditor.h"

#include <QWidget>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace interlock {

class PlainLabel;
class PlanStepForm;

/// The plan section of the profile's file, to be edited: steps on the left, the fields of the chosen one
/// beside them, what is wrong below. Writes only when told, and only a plan that is right.
class PlanEditView final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlanEditView)

public:
    explicit PlanEditView(Control &control, QWidget *parent = nullptr);
    ~PlanEditView() override;

    /// Reads the file, unless a draft is under way.
    void open();
    [[nodiscard]] const PlanEditor &editor() const { return m_editor; }

Q_SIGNALS:
    void closed();

private:
    [[nodiscard]] QWidget *makeBar();
    [[nodiscard]] QWidget *makeSteps();
    void connectInputs();
    void refresh();
    void showSteps();
    void showProblems();
    void takeStep();
    void save();
    void reload();
    void note(const PlanDraft &before);
    [[nodiscard]] int row() const;

    Control &m_control;
    PlanEditor m_editor;
    QString m_said; ///< what became of the last wish
    bool m_showing = false;
    PlainLabel *m_file;
    QLineEdit *m_start;
    QListWidget *m_steps;
    PlanStepForm *m_form;
    PlainLabel *m_problems;
    QPushButton *m_add = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_undo = nullptr;
    QPushButton *m_redo = nullptr;
    QPushButton *m_reload = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_close = nullptr;
};

} // namespace interlock
