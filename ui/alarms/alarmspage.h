// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/tables/alarmlistmodel.h"
#include "ui/page.h"

class QHBoxLayout;
class QLineEdit;
class QPushButton;

namespace interlock {

class AlarmPresentation;
class PlainLabel;
class TableView;

/// All alarms with cause, consequence and action; acknowledging what was on the screen.
class AlarmsPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AlarmsPage)

public:
    /// @p control outlives the page.
    explicit AlarmsPage(Control &control, QWidget *parent = nullptr);

    void showState(const MigrationState &state) override;

private:
    void refresh();
    void showDetails();
    void acknowledgeSelected();
    void shelveSelected(int minutes);
    void makeShelving(QHBoxLayout *row);
    [[nodiscard]] QList<Alarm> selected() const;

    Control &m_control;
    Monitor &m_monitor;
    AlarmListModel m_model;
    AlarmPresentation *m_presentation;
    TableView *m_table;
    PlainLabel *m_headline;
    PlainLabel *m_cause;
    PlainLabel *m_consequence;
    PlainLabel *m_action;
    QPushButton *m_acknowledge;
    QPushButton *m_shelve;
    QLineEdit *m_why;
};

} // namespace interlock
