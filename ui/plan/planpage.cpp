// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plan/planpage.h"

#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/plan/planeditview.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/plantext.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// As many rows as there are texts; a row keeps its place, so a choice stays where it was.
void fillRows(QListWidget *list, const QStringList &texts)
{
    while (list->count() > texts.size())
        delete list->takeItem(list->count() - 1);
    while (list->count() < texts.size())
        list->addItem(new QListWidgetItem);
    for (int row = 0; row < list->count(); ++row) {
        if (list->item(row)->text() == texts.at(row))
            continue;
        list->item(row)->setText(texts.at(row));
        list->item(row)->setToolTip(plainToolTip(texts.at(row)));
    }
}

PlainLabel *planCaption(const QString &text, QWidget *parent)
{
    auto *label = new PlainLabel(text, parent);
    label->setFont(themeFont(FontRole::CaptionStrong, parent->font()));
    return label;
}

} // namespace

PlanPage::PlanPage(Control &control, QWidget *parent)
    : Page(u"plan"_s, tr("Plan"), parent),
      m_control(control),
      m_views(new QStackedWidget(this)),
      m_edit(new PlanEditView(control, this)),
      m_line(new PlainLabel(this)),
      m_end(new PlainLabel(this)),
      m_legacy(new PlainLabel(this)),
      m_banner(new PlainLabel(this)),
      m_steps(new QListWidget(this)),
      m_why(new QPlainTextEdit(this)),
      m_items(new QListWidget(this)),
      m_reason(new QLineEdit(this)),
      m_go(new QPushButton(tr("Go"), this)),
      m_noGo(new QPushButton(tr("No-go"), this)),
      m_problem(new PlainLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->addWidget(m_views);
    m_views->addWidget(makePlan());
    m_views->addWidget(m_edit);
    connect(m_edit, &PlanEditView::closed, this, [this] { showView(u"steps"_s); });
    connect(&control.plan(), &PlanKeeper::changed, this, &PlanPage::refresh);
    connect(m_steps, &QListWidget::currentRowChanged, this, &PlanPage::showChosen);
    connect(m_items, &QListWidget::currentRowChanged, this, &PlanPage::refreshButtons);
    connect(m_reason, &QLineEdit::textChanged, this, &PlanPage::refreshButtons);
    connect(m_go, &QPushButton::clicked, this, [this] { decide(true); });
    connect(m_noGo, &QPushButton::clicked, this, [this] { decide(false); });
    refresh();
}

PlanPage::~PlanPage()
{
    // Lists that go tell that nothing is chosen any more.
    disconnect(m_steps, nullptr, this, nullptr);
    disconnect(m_items, nullptr, this, nullptr);
}

QStringList PlanPage::views() const
{
    return {u"steps"_s, u"edit"_s};
}

bool PlanPage::showView(const QString &name)
{
    const qsizetype index = views().indexOf(name);
    if (index < 0)
        return false;
    if (index == 1)
        m_edit->open();
    m_views->setCurrentIndex(int(index));
    return true;
}

QWidget *PlanPage::makePlan()
{
    auto *plan = new QWidget(this);
    auto *layout = new QVBoxLayout(plan);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::Grid);
    m_line->setObjectName(u"plan-line"_s);
    m_line->setFont(themeFont(FontRole::BodyStrong, font()));
    m_line->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_banner->setObjectName(u"plan-banner"_s);
    m_banner->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto *edit = new QPushButton(tr("Edit the plan …"), plan);
    edit->setObjectName(u"plan-edit"_s);
    edit->setAccessibleName(tr("Edit the plan in the profile's file"));
    connect(edit, &QPushButton::clicked, this, [this] { showView(u"edit"_s); });
    auto *top = new QHBoxLayout;
    top->addWidget(m_line, 1);
    top->addWidget(edit);
    layout->addLayout(top);
    m_end->setObjectName(u"plan-end"_s);
    m_end->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    layout->addWidget(m_end);
    m_legacy->setObjectName(u"plan-legacy"_s);
    m_legacy->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    layout->addWidget(m_legacy);
    layout->addWidget(m_banner);
    layout->addWidget(planCaption(tr("STEPS"), this));
    m_steps->setObjectName(u"plan-steps"_s);
    m_steps->setAccessibleName(tr("Steps of the plan"));
    layout->addWidget(m_steps, 3);
    layout->addWidget(planCaption(tr("WHY NOT NOW"), this));
    m_why->setObjectName(u"plan-why"_s);
    m_why->setAccessibleName(tr("Why the step is not taken now"));
    m_why->setReadOnly(true);
    m_why->setTabChangesFocus(true);
    layout->addWidget(m_why, 2);
    m_itemsCaption = planCaption(tr("CHECKLIST OF THE CHOSEN STEP"), this);
    layout->addWidget(m_itemsCaption);
    m_items->setObjectName(u"plan-checklist"_s);
    m_items->setAccessibleName(tr("Checklist of the chosen step"));
    layout->addWidget(m_items, 2);
    m_reason->setObjectName(u"plan-reason"_s);
    m_reason->setAccessibleName(tr("Reason of the decision"));
    m_reason->setPlaceholderText(tr("reason, for the journal; a no-go needs one"));
    m_reason->setMaxLength(500);
    m_go->setObjectName(u"plan-go"_s);
    m_noGo->setObjectName(u"plan-no-go"_s);
    m_go->setAccessibleName(tr("Go for the chosen item"));
    m_noGo->setAccessibleName(tr("No-go for the chosen item"));
    m_problem->setObjectName(u"plan-problem"_s);
    m_problem->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout;
    row->addWidget(m_reason, 2);
    row->addWidget(m_go);
    row->addWidget(m_noGo);
    row->addWidget(m_problem, 1);
    layout->addLayout(row);
    return plan;
}

void PlanPage::showState(const MigrationState &)
{
    refresh();
}

void PlanPage::refresh()
{
    m_view = m_control.plan().view();
    const Profile &profile = m_control.profile();
    m_line->setText(PlanText::line(m_view, profile));
    setPlainToolTip(m_line, m_line->text());
    m_end->setText(m_view.end.isValid()
                       ? tr("If every gate holds, the last step comes on %1 at the earliest.")
                             .arg(Format::absolute(m_view.end))
                       : QString());
    m_legacy->setText(PlanText::legacy(
        decommissionObstacles(profile, m_control.monitor().state(),
                              [this](const QString &route) { return m_control.gates().results(route); })));
    setPlainToolTip(m_legacy, m_legacy->text());
    const QString banner = m_view.announcement(m_control.monitor().state().wall);
    m_banner->setText(banner.isEmpty() ? QString() : tr("▲ Announcement: %1").arg(visibleText(banner)));
    showSteps();
    showChosen();
}

void PlanPage::showSteps()
{
    QStringList rows;
    for (const PlanStepView &view : std::as_const(m_view.steps)) {
        QStringList parts{PlanText::state(view), tr("day %1").arg(view.step.day),
                          PlanText::step(view, m_control.profile())};
        if (view.forecast.isValid())
            parts << tr("at the earliest %1").arg(Format::absolute(view.forecast));
        if (view.step.soakHours > 0)
            parts << tr("soak %1 h").arg(QLocale().toString(view.step.soakHours));
        rows << parts.join(u" · "_s);
    }
    fillRows(m_steps, rows);
    if (m_steps->currentRow() < 0 && m_view.next >= 0)
        m_steps->setCurrentRow(m_view.next);
}

const PlanStepView *PlanPage::chosenStep() const
{
    const int row = m_steps->currentRow();
    return row >= 0 && row < m_view.steps.size() ? &m_view.steps.at(row) : nullptr;
}

const PlanItem *PlanPage::chosenItem() const
{
    const PlanStepView *step = chosenStep();
    const int row = m_items->currentRow();
    return step && row >= 0 && row < step->checklist.size() ? &step->checklist.at(row) : nullptr;
}

void PlanPage::showChosen()
{
    QStringList why;
    QStringList items;
    if (const PlanStepView *step = chosenStep()) {
        for (const PlanObstacle &obstacle : step->obstacles)
            why << u"✗ "_s + PlanText::obstacle(obstacle);
        for (const PlanItem &item : step->checklist)
            items << PlanText::item(item);
        if (why.isEmpty() && step->state == PlanStepState::Next)
            why << tr("Nothing holds it back.");
        if (step->state == PlanStepState::Later)
            why << tr("Earlier steps come first.");
    }
    if (const QString text = why.join(u'\n'); text != m_why->toPlainText())
        m_why->setPlainText(text);
    fillRows(m_items, items);
    m_itemsCaption->setText(items.isEmpty() ? tr("CHECKLIST OF THE CHOSEN STEP: NOTHING TO SIGN")
                                            : tr("CHECKLIST OF THE CHOSEN STEP"));
    refreshButtons();
}

void PlanPage::refreshButtons()
{
    const bool chosen = chosenItem() != nullptr;
    const bool reason = !m_reason->text().trimmed().isEmpty();
    m_go->setEnabled(chosen);
    m_noGo->setEnabled(chosen && reason);
    setPlainToolTip(m_go,
                    chosen ? tr("Recorded with your name") : tr("Choose an item of the checklist first"));
    setPlainToolTip(m_noGo, !chosen  ? tr("Choose an item of the checklist first")
                            : reason ? tr("Recorded with your name and the reason")
                                     : tr("A no-go needs a reason"));
}

void PlanPage::decide(bool go)
{
    const PlanStepView *step = chosenStep();
    const PlanItem *item = chosenItem();
    if (!step || !item)
        return;
    whenDone(m_control.plan().decide(step->key, item->text, go, m_reason->text()), this,
             [this](const Result<PlanDecision> &result) {
                 m_problem->setText(result ? QString() : ErrorText::sentence(result.error()));
                 if (result)
                     m_reason->clear();
             });
}

} // namespace interlock
