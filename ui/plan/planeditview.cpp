// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plan/planeditview.h"

#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/plan/planstepform.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/words.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QCryptographicHash>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestDate = 20;

QPushButton *editButton(const QString &text, const QString &name, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setAccessibleName(text);
    return button;
}

QJsonObject planDigest(const PlanDraft &draft)
{
    QStringList steps;
    for (const PlanDraftStep &step : draft.steps)
        steps << u"%1 % on day %2"_s.arg(step.percent).arg(step.day);
    return {{u"start"_s, draft.start}, {u"steps"_s, steps.join(u", "_s)}};
}

} // namespace

PlanEditView::PlanEditView(Control &control, QWidget *parent)
    : QWidget(parent),
      m_control(control),
      m_editor(control.profile().file),
      m_file(new PlainLabel(this)),
      m_start(new QLineEdit(this)),
      m_steps(new QListWidget(this)),
      m_form(new PlanStepForm(this)),
      m_problems(new PlainLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::Grid);
    m_file->setObjectName(u"plan-file"_s);
    m_file->setFont(themeFont(FontRole::BodyStrong, font()));
    m_file->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    layout->addWidget(m_file);
    auto *columns = new QHBoxLayout;
    columns->setSpacing(2 * Theme::Grid);
    columns->addWidget(makeSteps(), 2);
    auto *right = new QVBoxLayout;
    right->addWidget(m_form);
    right->addStretch(1);
    columns->addLayout(right, 3);
    layout->addLayout(columns, 1);
    m_problems->setObjectName(u"plan-problems"_s);
    m_problems->setWordWrap(true);
    m_problems->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_problems->setFixedHeight(3 * QFontMetrics(font()).lineSpacing() + 2);
    layout->addWidget(m_problems);
    layout->addWidget(makeBar());
    connectInputs();
}

PlanEditView::~PlanEditView()
{
    disconnect(m_steps, nullptr, this, nullptr); // a list that goes tells that nothing is chosen any more
}

QWidget *PlanEditView::makeSteps()
{
    auto *widget = new QWidget(this);
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *startRow = new QHBoxLayout;
    auto *startLabel = new PlainLabel(tr("Day 1 is"), widget);
    m_start->setObjectName(u"plan-field-start"_s);
    m_start->setAccessibleName(tr("Day 1 of the plan"));
    m_start->setPlaceholderText(tr("not said; a date as 2026-03-02"));
    m_start->setMaxLength(longestDate);
    startLabel->setBuddy(m_start);
    startRow->addWidget(startLabel);
    startRow->addWidget(m_start, 1);
    layout->addLayout(startRow);
    m_steps->setObjectName(u"plan-edit-steps"_s);
    m_steps->setAccessibleName(tr("Steps of the plan in the file"));
    layout->addWidget(m_steps, 1);
    m_add = editButton(tr("Add a step behind it"), u"plan-add"_s, widget);
    m_remove = editButton(tr("Remove the step"), u"plan-remove"_s, widget);
    auto *row = new QHBoxLayout;
    row->addWidget(m_add);
    row->addWidget(m_remove);
    row->addStretch(1);
    layout->addLayout(row);
    return widget;
}

QWidget *PlanEditView::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_save = editButton(tr("Write the plan into the file"), u"plan-save"_s, bar);
    m_undo = editButton(tr("Undo"), u"plan-undo"_s, bar);
    m_redo = editButton(tr("Redo"), u"plan-redo"_s, bar);
    m_reload = editButton(tr("Read the file again"), u"plan-reload"_s, bar);
    m_close = editButton(tr("Back to the plan in force"), u"plan-close"_s, bar);
    m_undo->setShortcut(QKeySequence(QKeySequence::Undo));
    m_redo->setShortcut(QKeySequence(QKeySequence::Redo));
    setPlainToolTip(m_reload, tr("Forgets the draft and shows what the file says now"));
    row->addWidget(m_save);
    row->addWidget(m_undo);
    row->addWidget(m_redo);
    row->addWidget(m_reload);
    row->addStretch(1);
    row->addWidget(m_close);
    return bar;
}

void PlanEditView::connectInputs()
{
    connect(&m_editor, &PlanEditor::changed, this, &PlanEditView::refresh);
    connect(m_steps, &QListWidget::currentRowChanged, this, [this] { refresh(); });
    connect(m_form, &PlanStepForm::edited, this, &PlanEditView::takeStep);
    connect(m_start, &QLineEdit::editingFinished, this, [this] {
        PlanDraft draft = m_editor.draft();
        draft.start = m_start->text().trimmed();
        m_editor.change(draft);
    });
    connect(m_add, &QPushButton::clicked, this, [this] {
        const int added = m_editor.addStep(row());
        m_steps->setCurrentRow(added);
    });
    connect(m_remove, &QPushButton::clicked, this, [this] { m_editor.removeStep(row()); });
    connect(m_undo, &QPushButton::clicked, &m_editor, &PlanEditor::undo);
    connect(m_redo, &QPushButton::clicked, &m_editor, &PlanEditor::redo);
    connect(m_reload, &QPushButton::clicked, this, &PlanEditView::reload);
    connect(m_save, &QPushButton::clicked, this, &PlanEditView::save);
    connect(m_close, &QPushButton::clicked, this, &PlanEditView::closed);
}

void PlanEditView::open()
{
    if (!m_editor.isLoaded() || !m_editor.isDirty())
        reload();
    refresh();
}

void PlanEditView::reload()
{
    m_said.clear();
    m_editor.load();
    if (m_editor.isLoaded() && m_steps->currentRow() < 0)
        m_steps->setCurrentRow(0);
}

int PlanEditView::row() const
{
    return m_steps->currentRow();
}

void PlanEditView::refresh()
{
    if (std::exchange(m_showing, true))
        return;
    const bool loaded = m_editor.isLoaded();
    const QString name = visibleText(m_editor.fileName());
    m_file->setText(m_editor.isDirty() ? tr("%1 — draft, not written").arg(name) : name);
    setPlainToolTip(m_file, m_file->text());
    if (m_start->text() != m_editor.draft().start)
        m_start->setText(m_editor.draft().start);
    showSteps();
    const bool chosen = loaded && row() >= 0;
    if (chosen) {
        m_form->setKnown(m_editor.profile());
        m_form->setStep(m_editor.draft().steps.at(row()));
    }
    m_form->setEnabled(chosen);
    m_start->setEnabled(loaded);
    showProblems();
    m_add->setEnabled(loaded);
    m_remove->setEnabled(chosen);
    m_undo->setEnabled(m_editor.canUndo());
    m_redo->setEnabled(m_editor.canRedo());
    m_save->setEnabled(loaded && m_editor.isDirty() && m_editor.problems().isEmpty());
    setPlainToolTip(m_save, m_editor.problems().isEmpty()
                                ? tr("Changes only the plan; every other byte of the file stays")
                                : tr("Something is wrong with the draft, see above"));
    m_showing = false;
}

void PlanEditView::showSteps()
{
    const QSignalBlocker quiet(m_steps);
    const QList<PlanDraftStep> &steps = m_editor.draft().steps;
    const int before = row();
    while (m_steps->count() > steps.size())
        delete m_steps->takeItem(m_steps->count() - 1);
    while (m_steps->count() < steps.size())
        m_steps->addItem(new QListWidgetItem);
    for (int index = 0; index < steps.size(); ++index) {
        const PlanDraftStep &step = steps.at(index);
        const bool wrong = std::ranges::any_of(
            m_editor.problems(), [index](const PlanProblem &problem) { return problem.step == index; });
        QStringList who = step.routes + step.layers;
        QString text = tr("day %1 · %2 to %3")
                           .arg(step.day)
                           .arg(who.isEmpty() ? tr("every route") : visibleText(who.join(u", "_s).left(60)),
                                Format::percent(step.percent));
        if (step.mode)
            text += u", "_s + Words::mode(*step.mode);
        m_steps->item(index)->setText(wrong ? u"✗ "_s + text : text);
        m_steps->item(index)->setToolTip(plainToolTip(visibleText(step.title)));
    }
    m_steps->setCurrentRow(std::min(std::max(before, 0), int(steps.size()) - 1));
}

void PlanEditView::showProblems()
{
    QStringList lines;
    QHash<QString, QString> ofStep;
    if (!m_editor.failure().isEmpty())
        lines << tr("✗ %1").arg(visibleText(m_editor.failure()));
    for (const PlanProblem &problem : m_editor.problems()) {
        const QString text = visibleText(problem.text);
        lines << (problem.step < 0 ? tr("✗ %1").arg(text)
                                   : tr("✗ step %1: %2").arg(problem.step + 1).arg(text));
        if (problem.step == row())
            ofStep.insert(problem.field, problem.text);
    }
    if (lines.isEmpty() && !m_said.isEmpty())
        lines << m_said;
    m_form->setProblems(ofStep);
    m_problems->setText(lines.join(u'\n'));
    setPlainToolTip(m_problems, lines.join(u'\n'));
}

void PlanEditView::takeStep()
{
    if (m_showing || row() < 0)
        return;
    PlanDraft draft = m_editor.draft();
    draft.steps[row()] = m_form->step();
    m_said.clear();
    m_editor.change(draft);
}

void PlanEditView::save()
{
    takeStep(); // a field that still has the focus
    const PlanDraft before = m_editor.saved();
    switch (m_editor.save()) {
    case PlanSave::Saved:
        m_said = tr("✓ Written at %1. This console and the watch go on by the plan that they were started "
                    "with until they are started anew.")
                     .arg(Format::clock(QDateTime::currentDateTime()));
        note(before);
        break;
    case PlanSave::Unchanged:
        m_said = tr("Nothing to write: the file says so already.");
        break;
    case PlanSave::Conflict:
        m_said = tr("▲ CONFLICT: somebody else changed the file since it was read. Nothing was written and "
                    "your draft is kept. “Read the file again” shows theirs and forgets the draft.");
        break;
    case PlanSave::Wrong:
    case PlanSave::Failed:
        break;
    }
    refresh();
}

/// Who changed the plan belongs into the journal, beside who signed it.
void PlanEditView::note(const PlanDraft &before)
{
    JournalRecord record;
    record.kind = JournalKind::Plan;
    record.actor = m_control.actor();
    record.environment = m_control.profile().environment.name;
    record.what = u"The plan was changed in the profile's file"_s;
    record.before = planDigest(before);
    record.after = planDigest(m_editor.draft());
    record.outcome = u"in force from the next start"_s;
    whenDone(m_control.journal().append(record), this, [this](const Result<JournalEntry> &entry) {
        if (entry)
            return;
        m_said += u' ' + tr("The journal could not be written: %1").arg(ErrorText::sentence(entry.error()));
        refresh();
    });
}

} // namespace interlock
