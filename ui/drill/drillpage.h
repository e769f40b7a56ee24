// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/control/drill/drillrunner.h"
#include "ui/page.h"

class QComboBox;
class QPlainTextEdit;
class QPushButton;

namespace interlock {

class DrillTableModel;
class PlainLabel;
class TableView;

/// Practises the rollback: starts a drill in processes of its own, tells how it goes, and shows those on
/// record. Touches nothing of the running migration but its journal.
class DrillPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DrillPage)

public:
    DrillPage(Control &control, const DrillPrograms &programs, QWidget *parent = nullptr);
    ~DrillPage() override;

    void showState(const MigrationState &state) override;

private:
    [[nodiscard]] QWidget *makeOrder();
    [[nodiscard]] QWidget *makeRun();
    void start();
    void refresh();
    void noteDrill();
    void readDrills();
    void showRecord(const QDateTime &now);

    Control &m_control;
    DrillRunner m_runner;
    DrillTableModel *m_drills;
    QString m_ended;       ///< what the last one of this window ended with
    QDateTime m_lastDrill; ///< that the table was read for
    bool m_reading = false;
    bool m_readAgain = false; ///< something came while it was read
    PlainLabel *m_apart;
    QComboBox *m_fault = nullptr;
    QComboBox *m_by = nullptr;
    QPushButton *m_start = nullptr;
    QPushButton *m_stop = nullptr;
    PlainLabel *m_state = nullptr;
    QPlainTextEdit *m_said = nullptr;
    PlainLabel *m_record = nullptr;
    PlainLabel *m_medians = nullptr;
    TableView *m_table = nullptr;
};

} // namespace interlock
