// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drill/drillpage.h"

#include "models/control/warrantykeeper.h"
#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/drill/drilltablemodel.h"
#include "ui/drill/drilltext.h"
#include "ui/text/format.h"
#include "ui/text/gatetext.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <algorithm>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr int drillsLookedBack = 10'000; ///< entries of the journal

PlainLabel *drillCaption(const QString &text, QWidget *parent)
{
    auto *label = new PlainLabel(text, parent);
    label->setFont(themeFont(FontRole::CaptionStrong, parent->font()));
    return label;
}

PlainLabel *drillLine(const QString &name, QWidget *parent)
{
    auto *label = new PlainLabel(parent);
    label->setObjectName(name);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    return label;
}

} // namespace

DrillPage::DrillPage(Control &control, const DrillPrograms &programs, QWidget *parent)
    : Page(u"drill"_s, tr("Drill"), parent),
      m_control(control),
      m_runner(control.profile().file, programs),
      m_drills(new DrillTableModel(this)),
      m_apart(drillLine(u"drill-apart"_s, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->setSpacing(Theme::Grid);
    layout->addWidget(makeOrder());
    layout->addWidget(m_apart);
    layout->addWidget(makeRun(), 2);
    layout->addWidget(drillCaption(tr("ON RECORD"), this));
    m_record = drillLine(u"drill-record"_s, this);
    m_medians = drillLine(u"drill-medians"_s, this);
    layout->addWidget(m_record);
    layout->addWidget(m_medians);
    m_table = new TableView(this);
    m_table->setObjectName(u"drill-table"_s);
    m_table->setAccessibleName(tr("Drills on record, newest first"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(m_drills);
    m_table->setColumnCharacters({22, 22, 19, 9, 11, 11, 12, 14});
    m_table->setEmptyText(
        tr("Drills would be listed here with what they measured. None is on record: start one "
           "above, or with “interlockctl drill”."));
    layout->addWidget(m_table, 3);
    m_apart->setText(
        tr("A drill has its own bridge, shops, databases and ports in a temporary folder. It asks "
           "%1 for nothing and sends it nothing; only the result goes into the journal.")
            .arg(visibleText(control.profile().environment.name).toUpper()));
    setPlainToolTip(m_apart, m_apart->text());
    connect(&m_runner, &DrillRunner::changed, this, &DrillPage::refresh);
    connect(&m_runner, &DrillRunner::finished, this, [this](const QString &problem) {
        m_ended = problem.isEmpty() ? tr("✓ The drill passed.")
                                    : tr("✗ The drill did not pass: %1").arg(visibleText(problem.left(300)));
        refresh();
        readDrills();
    });
    connect(&m_control.warranty(), &WarrantyKeeper::changed, this, &DrillPage::noteDrill);
    refresh();
    m_medians->setText(DrillText::medians({}));
    noteDrill();
}

DrillPage::~DrillPage() = default;

QWidget *DrillPage::makeOrder()
{
    auto *widget = new QWidget(this);
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    m_fault = new QComboBox(widget);
    m_fault->setObjectName(u"drill-fault"_s);
    m_fault->setAccessibleName(tr("Fault of the drill"));
    m_fault->addItem(tr("a fault at random"), QString());
    for (const QString &name : {u"error-burst"_s, u"slow-new"_s, u"back-sync-stall"_s, u"sync-stall"_s})
        m_fault->addItem(DrillText::fault(name), name);
    m_by = new QComboBox(widget);
    m_by->setObjectName(u"drill-by"_s);
    m_by->setAccessibleName(tr("Who rolls back"));
    m_by->addItem(tr("the drill rolls back at the first alarm"), false);
    m_by->addItem(tr("a person rolls back, in a window of the drill's own"), true);
    m_start = new QPushButton(tr("Start the drill"), widget);
    m_start->setObjectName(u"drill-start"_s);
    m_start->setAccessibleName(tr("Start the drill"));
    m_stop = new QPushButton(tr("Break it off"), widget);
    m_stop->setObjectName(u"drill-stop"_s);
    m_stop->setAccessibleName(tr("Break the drill off"));
    connect(m_start, &QPushButton::clicked, this, &DrillPage::start);
    connect(m_stop, &QPushButton::clicked, &m_runner, &DrillRunner::stop);
    row->addWidget(m_fault);
    row->addWidget(m_by);
    row->addWidget(m_start);
    row->addWidget(m_stop);
    row->addStretch(1);
    return widget;
}

QWidget *DrillPage::makeRun()
{
    auto *widget = new QWidget(this);
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::Grid / 2);
    layout->addWidget(drillCaption(tr("THIS DRILL"), widget));
    m_state = drillLine(u"drill-state"_s, widget);
    m_state->setFont(themeFont(FontRole::BodyStrong, font()));
    layout->addWidget(m_state);
    m_said = new QPlainTextEdit(widget);
    m_said->setObjectName(u"drill-said"_s);
    m_said->setAccessibleName(tr("What the drill says"));
    m_said->setReadOnly(true);
    m_said->setTabChangesFocus(true);
    m_said->setPlaceholderText(
        tr("What happens would be told here, a sentence each: the rehearsal starts, the "
           "fault, the alarm, the decision, nothing on NEW any more."));
    layout->addWidget(m_said, 1);
    return widget;
}

void DrillPage::start()
{
    m_ended.clear();
    m_runner.start({m_fault->currentData().toString(), m_by->currentData().toBool()});
}

void DrillPage::refresh()
{
    const bool running = m_runner.isRunning();
    const QString why = m_runner.whyNot();
    m_fault->setEnabled(!running);
    m_by->setEnabled(!running);
    m_start->setEnabled(!running && why.isEmpty());
    m_stop->setEnabled(running);
    setPlainToolTip(m_start, !why.isEmpty() ? visibleText(why)
                             : running      ? tr("A drill is running.")
                                            : tr("Takes about a minute until the rehearsal is warm"));
    setPlainToolTip(m_stop, running ? tr("It then counts for nothing") : tr("No drill is running."));
    if (running)
        m_state->setText(tr("◷ A drill is running."));
    else if (!why.isEmpty())
        m_state->setText(tr("✗ No drill can be started here: %1").arg(visibleText(why)));
    else
        m_state->setText(m_ended.isEmpty() ? tr("No drill was started in this window.") : m_ended);
    setPlainToolTip(m_state, m_state->text());
    QStringList lines;
    for (const QString &line : m_runner.said())
        lines << visibleText(line);
    if (const QString text = lines.join(u'\n'); text != m_said->toPlainText()) {
        m_said->setPlainText(text);
        m_said->moveCursor(QTextCursor::End);
    }
}

/// The warranty moves with every second of lag: only a drill makes the journal worth reading, because what is
/// appended waits behind so many entries.
void DrillPage::noteDrill()
{
    const QDateTime last = m_control.warranty().statement().times.lastDrillAt;
    if (std::exchange(m_lastDrill, last) != last)
        readDrills();
}

void DrillPage::readDrills()
{
    m_readAgain = m_reading;
    if (std::exchange(m_reading, true))
        return;
    whenDone(m_control.journal().read(drillsLookedBack), this,
             [this](const Result<QList<JournalEntry>> &entries) {
                 m_reading = false;
                 if (std::exchange(m_readAgain, false))
                     readDrills();
                 if (!entries)
                     return;
                 const QList<DrillEntry> drills = drillsOf(*entries);
                 m_drills->setDrills(drills);
                 m_medians->setText(DrillText::medians(mediansOf(drills)));
                 setPlainToolTip(m_medians, m_medians->text());
             });
}

void DrillPage::showState(const MigrationState &state)
{
    showRecord(state.wall);
}

/// The last drill, and what hangs on it.
void DrillPage::showRecord(const QDateTime &now)
{
    const RollbackTimes times = m_control.warranty().statement().times;
    QStringList parts;
    parts << (times.lastDrillAt.isValid() ? tr("Last drill %1, %2")
                                                .arg(Format::relative(times.lastDrillAt, now),
                                                     times.lastDrillPassed ? tr("passed") : tr("not passed"))
                                          : tr("No drill is on record"));
    const auto &gates = m_control.profile().gates;
    const auto gate = std::ranges::find(gates, GateKind::DrillAge, &GateSpec::kind);
    if (gate == gates.cend()) {
        parts << tr("no gate of this profile asks for one (“drill-age” would)");
    } else {
        for (const RouteSpec &route : m_control.profile().routes) {
            const QList<GateResult> results = m_control.gates().results(route.id);
            const auto result = std::ranges::find(results, gate->id, &GateResult::gateId);
            if (result == results.cend())
                continue;
            parts << GateText::shape(*result) + u' ' + GateText::brief(*result);
            break;
        }
    }
    parts << tr("measured times count for the rollback warranty");
    m_record->setText(parts.join(u" · "_s));
    setPlainToolTip(m_record, m_record->text());
}

} // namespace interlock
