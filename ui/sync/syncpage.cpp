// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sync/syncpage.h"

#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/plots/plotboard.h"
#include "ui/tables/celltext.h"
#include "ui/tables/pipelinepresentation.h"
#include "ui/tables/treetable.h"
#include "ui/text/errortext.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString commandWord(PipelineCommand command)
{
    switch (command) {
    case PipelineCommand::Pause:
        return SyncPage::tr("Pause");
    case PipelineCommand::Resume:
        return SyncPage::tr("Resume");
    case PipelineCommand::Retry:
        return SyncPage::tr("Retry");
    }
    Q_UNREACHABLE();
}

QString commandMeaning(PipelineCommand command, const QString &title)
{
    switch (command) {
    case PipelineCommand::Pause:
        return SyncPage::tr("Pause “%1”: its lag grows until it is resumed.").arg(title);
    case PipelineCommand::Resume:
        return SyncPage::tr("Resume “%1”: it goes on where it stopped.").arg(title);
    case PipelineCommand::Retry:
        return SyncPage::tr("Retry “%1”: it tries what failed once more.").arg(title);
    }
    Q_UNREACHABLE();
}

QString pipelineTitle(const PipelineState &pipeline)
{
    return visibleText((pipeline.title.isEmpty() ? pipeline.id : pipeline.title).left(80));
}

QString worstLagText(const MigrationState &state, SyncDirection direction)
{
    return CellText::of(cellOf(state.claimedLag(direction), state.now, state.wall), Format::seconds);
}

/// "0.9 s by our marks", beside the service's own figure; empty when no mark is sent.
QString markedLagText(const MigrationState &state, SyncDirection direction)
{
    const MarkedLag *marked = state.markedLag(direction);
    if (!marked)
        return {};
    if (!marked->seconds.hasValue())
        return u' ' + (marked->problem.isEmpty()
                           ? SyncPage::tr("(our mark is under way)")
                           : SyncPage::tr("(no marks: %1)").arg(visibleText(marked->problem.left(120))));
    const QString took = CellText::of(cellOf(marked->seconds, state.now, state.wall), Format::seconds);
    const QString text =
        marked->underWay ? SyncPage::tr("(our mark: %1 and counting)") : SyncPage::tr("(our mark: %1)");
    return u' ' + text.arg(took) + (marked->agrees ? QString() : SyncPage::tr(" ▲ they disagree"));
}

} // namespace

SyncPage::SyncPage(Control &control, const SeriesHistory &history, QWidget *parent)
    : Page(u"sync"_s, tr("Sync"), parent),
      m_control(control),
      m_presentation(new PipelinePresentation(&m_model, this)),
      m_table(new TreeTable(u"sync-table"_s, this)),
      m_plots(new PlotBoard(2, this)),
      m_headline(new PlainLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->setSpacing(Theme::Grid);
    m_headline->setObjectName(u"sync-headline"_s);
    m_headline->setFont(themeFont(FontRole::BodyStrong, font()));
    layout->addWidget(m_headline);
    m_table->setAccessibleName(tr("Sync pipelines"));
    m_table->setModel(m_presentation);
    m_table->setColumnCharacters({20, 18, 9, 8, 12, 10, 7, 15, 8, 8});
    m_table->setEmptyText(
        tr("The pipelines of both directions would be here. The profile names a sync endpoint for "
           "that, and it has to answer."));
    layout->addWidget(m_table, 2);
    layout->addWidget(makeCommands());
    const Limits &limits = control.profile().limits;
    const QString noLag = tr("Comes from the sync endpoint.");
    m_plots->addPlot({u"plot-lag-forward"_s,
                      tr("lag forward: LEGACY → NEW"),
                      tr("s"),
                      {{tr("forward"), PlotLine::Look::First, &history, u"lag|forward"_s, 1, 2}},
                      {{tr("limit"), limits.forwardLagSeconds}},
                      0.0,
                      {},
                      noLag});
    m_plots->addPlot({u"plot-lag-back"_s,
                      tr("lag back: NEW → LEGACY"),
                      tr("s"),
                      {{tr("back"), PlotLine::Look::First, &history, u"lag|back"_s, 1, 2}},
                      {{tr("limit"), limits.backLagSeconds}},
                      0.0,
                      {},
                      noLag});
    layout->addWidget(m_plots, 3);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &SyncPage::refresh);
}

QWidget *SyncPage::makeCommands()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_chosen = new PlainLabel(bar);
    m_chosen->setObjectName(u"sync-chosen"_s);
    m_commands = new QStackedWidget(bar);
    m_commands->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *buttons = new QWidget(m_commands);
    auto *buttonRow = new QHBoxLayout(buttons);
    buttonRow->setContentsMargins(0, 0, 0, 0);
    const auto button = [this, buttons, buttonRow](PipelineCommand command, const QString &name) {
        auto *made = new QPushButton(tr("%1 …").arg(commandWord(command)), buttons);
        made->setObjectName(name);
        made->setAccessibleName(tr("%1 the selected pipeline").arg(commandWord(command)));
        connect(made, &QPushButton::clicked, this, [this, command] { ask(command); });
        buttonRow->addWidget(made);
        return made;
    };
    buttonRow->addWidget(m_chosen);
    m_pause = button(PipelineCommand::Pause, u"sync-pause"_s);
    m_resume = button(PipelineCommand::Resume, u"sync-resume"_s);
    m_retry = button(PipelineCommand::Retry, u"sync-retry"_s);
    m_outcome = new PlainLabel(buttons);
    m_outcome->setObjectName(u"sync-outcome"_s);
    m_outcome->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    buttonRow->addWidget(m_outcome, 1);
    auto *confirm = new QWidget(m_commands);
    auto *confirmRow = new QHBoxLayout(confirm);
    confirmRow->setContentsMargins(0, 0, 0, 0);
    m_question = new PlainLabel(confirm);
    m_question->setObjectName(u"sync-question"_s);
    m_reason = new QLineEdit(confirm);
    m_reason->setObjectName(u"sync-reason"_s);
    m_reason->setAccessibleName(tr("Reason, for the journal"));
    m_reason->setPlaceholderText(tr("reason, for the journal (needed)"));
    m_reason->setMaxLength(500);
    m_send = new QPushButton(confirm);
    m_send->setObjectName(u"sync-send"_s);
    m_send->setAccessibleName(tr("Send the command to the pipeline"));
    m_cancel = new QPushButton(tr("Cancel"), confirm);
    m_cancel->setObjectName(u"sync-cancel"_s);
    m_cancel->setAccessibleName(tr("Send nothing to the pipeline"));
    confirmRow->addWidget(m_question);
    confirmRow->addWidget(m_reason, 1);
    confirmRow->addWidget(m_send);
    confirmRow->addWidget(m_cancel);
    m_commands->addWidget(buttons);
    m_commands->addWidget(confirm);
    row->addWidget(m_commands, 1);
    connect(m_reason, &QLineEdit::textChanged, this, &SyncPage::refresh);
    connect(m_reason, &QLineEdit::returnPressed, this, &SyncPage::send);
    connect(m_send, &QPushButton::clicked, this, &SyncPage::send);
    connect(m_cancel, &QPushButton::clicked, this, &SyncPage::drop);
    return bar;
}

const PipelineState *SyncPage::selected() const
{
    QModelIndex index = m_presentation->mapToSource(m_table->currentIndex());
    if (index.parent().isValid())
        index = index.parent();
    const PipelineRow *row = m_model.pipeline(index);
    return row ? &row->pipeline : nullptr;
}

QString SyncPage::whyOff(PipelineCommand command) const
{
    const PipelineState *pipeline = selected();
    if (!pipeline)
        return tr("Select a pipeline first.");
    if (m_sending)
        return tr("Waiting for the answer to the last command.");
    const Reading<Identity> &identity = m_control.monitor().state().identity;
    if (identity.hasValue() && !identity.value.scopes.contains(Scope::Operate))
        return tr("The token of “%1” may not operate. Use one with the scope “operate”.")
            .arg(visibleText(identity.value.actor));
    switch (command) {
    case PipelineCommand::Pause:
        return pipeline->state == PipelineRunState::Paused ? tr("It is paused already.") : QString();
    case PipelineCommand::Resume:
        return pipeline->state == PipelineRunState::Running ? tr("It is running already.") : QString();
    case PipelineCommand::Retry:
        return pipeline->state == PipelineRunState::Failed ? QString()
                                                           : tr("Only a failed pipeline can be retried.");
    }
    Q_UNREACHABLE();
}

void SyncPage::ask(PipelineCommand command)
{
    const PipelineState *pipeline = selected();
    if (!pipeline)
        return;
    m_asked = command;
    m_askedId = pipeline->id;
    m_question->setText(commandMeaning(command, pipelineTitle(*pipeline)));
    m_send->setText(commandWord(command));
    m_reason->clear();
    m_commands->setCurrentIndex(1);
    m_reason->setFocus();
    refresh();
}

void SyncPage::drop()
{
    m_commands->setCurrentIndex(0);
    m_table->setFocus();
    refresh();
}

void SyncPage::send()
{
    const QString reason = m_reason->text().trimmed();
    if (reason.isEmpty() || m_commands->currentIndex() != 1)
        return;
    m_sending = true;
    m_outcome->setText(tr("%1: waiting for the answer").arg(commandWord(m_asked)));
    whenDone(
        m_control.pipeline(m_askedId, m_asked, reason), this, [this](const Result<PipelineState> &answer) {
            m_sending = false;
            m_outcome->setText(
                answer ? tr("“%1” is %2 now").arg(pipelineTitle(*answer), Words::pipelineState(answer->state))
                       : ErrorText::sentence(answer.error()));
            setPlainToolTip(m_outcome, m_outcome->text());
            refresh();
        });
    drop();
}

void SyncPage::showState(const MigrationState &state)
{
    m_presentation->setNow(state.wall);
    m_model.setReading(state.pipelines);
    m_plots->showNow(state.wall);
    const auto lag = [&state](SyncDirection direction) -> QString {
        return worstLagText(state, direction) + markedLagText(state, direction);
    };
    m_headline->setText(tr("Lag forward %1 · back %2 · figures %3")
                            .arg(lag(SyncDirection::Forward), lag(SyncDirection::Back),
                                 Words::quality(state.pipelines.quality)));
    if (!m_table->currentIndex().isValid() && m_presentation->rowCount() > 0)
        m_table->setCurrentIndex(m_presentation->index(0, 0));
    refresh();
}

void SyncPage::refresh()
{
    const PipelineState *pipeline = selected();
    m_chosen->setText(pipeline ? pipelineTitle(*pipeline) + u':' : tr("No pipeline selected"));
    const std::pair<QPushButton *, PipelineCommand> buttons[] = {{m_pause, PipelineCommand::Pause},
                                                                 {m_resume, PipelineCommand::Resume},
                                                                 {m_retry, PipelineCommand::Retry}};
    for (const auto &[button, command] : buttons) {
        const QString why = whyOff(command);
        button->setEnabled(why.isEmpty());
        setPlainToolTip(button,
                        why.isEmpty() && pipeline ? commandMeaning(command, pipelineTitle(*pipeline)) : why);
    }
    m_send->setEnabled(!m_reason->text().trimmed().isEmpty());
    setPlainToolTip(m_send, m_send->isEnabled() ? QString() : tr("Give a reason first"));
}

} // namespace interlock
