// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/tables/pipelinetablemodel.h"
#include "ui/page.h"

class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace interlock {

class PipelinePresentation;
class PlainLabel;
class PlotBoard;
class TreeTable;

/// The sync pipelines of both directions with their tables, their lag over time, and pause, resume and retry
/// with a confirmation in place.
class SyncPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SyncPage)

public:
    SyncPage(Control &control, const SeriesHistory &history, QWidget *parent = nullptr);

    void showState(const MigrationState &state) override;

private:
    [[nodiscard]] QWidget *makeCommands();
    void ask(PipelineCommand command);
    void send();
    void drop();
    void refresh();
    [[nodiscard]] const PipelineState *selected() const;
    [[nodiscard]] QString whyOff(PipelineCommand command) const;

    Control &m_control;
    PipelineTableModel m_model;
    PipelinePresentation *m_presentation;
    TreeTable *m_table;
    PlotBoard *m_plots;
    PlainLabel *m_headline;
    PlainLabel *m_chosen = nullptr;
    QStackedWidget *m_commands = nullptr;
    QPushButton *m_pause = nullptr;
    QPushButton *m_resume = nullptr;
    QPushButton *m_retry = nullptr;
    PlainLabel *m_question = nullptr;
    QLineEdit *m_reason = nullptr;
    QPushButton *m_send = nullptr;
    QPushButton *m_cancel = nullptr;
    PlainLabel *m_outcome = nullptr;
    PipelineCommand m_asked = PipelineCommand::Pause;
    QString m_askedId;
    bool m_sending = false;
};

} // namespace interlock
