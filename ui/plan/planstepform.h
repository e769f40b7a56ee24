// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/planeditor.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QGridLayout;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace interlock {

class PlainLabel;

/// The fields of one step of the plan. Tells what was entered when a field is left, not letter by letter, so
/// that undo goes back field by field.
class PlanStepForm final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlanStepForm)

public:
    explicit PlanStepForm(QWidget *parent = nullptr);

    /// What may be entered, for the tool tips.
    void setKnown(const Profile &profile);
    void setStep(const PlanDraftStep &step);
    [[nodiscard]] PlanDraftStep step() const;
    /// Marks the fields that are wrong; keys of the grammar with what is wrong with them.
    void setProblems(const QHash<QString, QString> &problems);

Q_SIGNALS:
    void edited();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Field
    {
        QString key;
        QString title;
        QString hint; ///< what the field is for
        QWidget *widget = nullptr;
        PlainLabel *label = nullptr;
    };

    void addField(const QString &key, const QString &title, const QString &hint, QWidget *widget);
    [[nodiscard]] QLineEdit *makeLine(const QString &placeholder);

    PlanDraftStep m_step;
    bool m_filling = false;
    QGridLayout *m_grid;
    QList<Field> m_fields;
    QHash<QString, QString> m_known; ///< field key → what may be entered
    QLineEdit *m_title;
    QSpinBox *m_percent;
    QSpinBox *m_day;
    QComboBox *m_mode;
    QLineEdit *m_routes;
    QLineEdit *m_layers;
    QDoubleSpinBox *m_soak;
    QLineEdit *m_gates;
    QPlainTextEdit *m_checklist;
    QLineEdit *m_announcement;
    QComboBox *m_approval;
};

} // namespace interlock
