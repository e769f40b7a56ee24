// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alarms/alarmspage.h"

#include "models/domain/plaintext.h"
#include "ui/tables/alarmpresentation.h"
#include "ui/text/alarmtext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
PlainLabel *wrappedLabel(const QString &name, QWidget *parent)
{
    auto *label = new PlainLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    return label;
}
} // namespace

AlarmsPage::AlarmsPage(Control &control, QWidget *parent)
    : Page(u"alarms"_s, tr("Alarms"), parent),
      m_control(control),
      m_monitor(control.monitor()),
      m_presentation(new AlarmPresentation(&m_model, this)),
      m_table(new TableView(this)),
      m_headline(new PlainLabel(this)),
      m_cause(wrappedLabel(u"alarm-cause"_s, this)),
      m_consequence(wrappedLabel(u"alarm-consequence"_s, this)),
      m_action(wrappedLabel(u"alarm-action"_s, this)),
      m_acknowledge(new QPushButton(tr("Acknowledge"), this)),
      m_shelve(new QPushButton(tr("Shelve"), this)),
      m_why(new QLineEdit(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->setSpacing(Theme::Grid);
    m_headline->setObjectName(u"alarms-headline"_s);
    m_headline->setFont(themeFont(FontRole::Headline, font()));
    layout->addWidget(m_headline);
    m_table->setObjectName(u"alarms-table"_s);
    m_table->setAccessibleName(tr("Alarms"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(m_presentation);
    m_table->setColumnCharacters({12, 76, 10, 12, 16});
    m_table->setEmptyText(
        tr("No alarms. An endpoint that falls silent, a lag or an error rate over its limit, or "
           "traffic that does not follow would be listed here with what to do."));
    layout->addWidget(m_table, 1);
    m_cause->setFont(themeFont(FontRole::BodyStrong, font()));
    auto *row = new QHBoxLayout;
    auto *texts = new QVBoxLayout;
    texts->setSpacing(Theme::Grid / 2);
    texts->addWidget(m_cause);
    texts->addWidget(m_consequence);
    texts->addWidget(m_action);
    row->addLayout(texts, 1);
    makeShelving(row);
    row->addWidget(m_acknowledge, 0, Qt::AlignTop);
    layout->addLayout(row);
    m_acknowledge->setObjectName(u"alarms-acknowledge"_s);
    m_acknowledge->setAccessibleName(tr("Acknowledge the selected alarms"));
    connect(m_acknowledge, &QPushButton::clicked, this, &AlarmsPage::acknowledgeSelected);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &AlarmsPage::showDetails);
    connect(&m_monitor, &Monitor::alarmsChanged, this, &AlarmsPage::refresh);
    refresh();
}

void AlarmsPage::showState(const MigrationState &state)
{
    m_presentation->setNow(state.wall);
}

void AlarmsPage::refresh()
{
    const QList<Alarm> alarms = m_monitor.alarms();
    const bool none = !m_table->selectionModel()->hasSelection();
    m_model.setAlarms(alarms);
    const auto unseen = std::ranges::count(alarms, false, &Alarm::acknowledged);
    m_headline->setText(alarms.isEmpty()
                            ? tr("No alarms")
                            : tr("%1, %2 not seen · %3 in the last 10 minutes")
                                  .arg(Format::counted(alarms.size(), tr("1 alarm"), tr("%1 alarms")))
                                  .arg(unseen)
                                  .arg(m_monitor.alarmsLately()));
    if (none && !alarms.isEmpty())
        m_table->selectRow(0);
    showDetails();
}

void AlarmsPage::showDetails()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    const Alarm *alarm =
        rows.isEmpty() ? nullptr : m_model.alarm(m_presentation->mapToSource(rows.constFirst()));
    m_cause->setText(alarm ? AlarmText::cause(*alarm) : QString());
    m_consequence->setText(alarm ? AlarmText::consequence(*alarm) : QString());
    m_action->setText(!alarm                    ? QString()
                      : alarm->detail.isEmpty() ? AlarmText::action(*alarm)
                                                : AlarmText::action(*alarm) + u" ("_s +
                                                      visibleText(alarm->detail.left(300)) + u')');
    bool any = false;
    for (const QModelIndex &row : rows) {
        const Alarm *here = m_model.alarm(m_presentation->mapToSource(row));
        any = any || (here && !here->acknowledged);
    }
    m_acknowledge->setEnabled(any);
    const bool mayShelve = alarm && alarm->priority != AlarmPriority::Highest;
    const bool hasReason = !m_why->text().trimmed().isEmpty();
    m_shelve->setEnabled(mayShelve && hasReason);
    setPlainToolTip(m_shelve, !alarm       ? tr("Select an alarm")
                              : !mayShelve ? tr("The highest priority is never shelved")
                              : !hasReason
                                  ? tr("Say why first")
                                  : tr("Puts it aside for a while; it goes on locking what it locks"));
    setPlainToolTip(m_acknowledge, any ? tr("Says that it was seen; it stays until its cause is gone")
                                       : tr("Select an alarm that nobody has acknowledged"));
}

/// Putting aside needs a reason and an end.
void AlarmsPage::makeShelving(QHBoxLayout *row)
{
    m_why->setObjectName(u"alarms-why"_s);
    m_why->setAccessibleName(tr("Why the alarm is shelved"));
    m_why->setPlaceholderText(tr("why it may wait"));
    m_why->setMaxLength(300);
    m_shelve->setObjectName(u"alarms-shelve"_s);
    m_shelve->setAccessibleName(tr("Put the chosen alarm aside for a while"));
    auto *menu = new QMenu(m_shelve);
    for (const int minutes : AlarmBook::shelvingMinutes)
        menu->addAction(tr("for %1 minutes").arg(minutes), this,
                        [this, minutes] { shelveSelected(minutes); });
    m_shelve->setMenu(menu);
    connect(m_why, &QLineEdit::textChanged, this, &AlarmsPage::showDetails);
    row->addWidget(m_why, 0, Qt::AlignTop);
    row->addWidget(m_shelve, 0, Qt::AlignTop);
}

QList<Alarm> AlarmsPage::selected() const
{
    QList<Alarm> chosen;
    for (const QModelIndex &row : m_table->selectionModel()->selectedRows()) {
        if (const Alarm *alarm = m_model.alarm(m_presentation->mapToSource(row)))
            chosen << *alarm;
    }
    return chosen;
}

void AlarmsPage::acknowledgeSelected()
{
    const QList<Alarm> chosen = selected();
    for (const Alarm &alarm : chosen)
        m_monitor.acknowledge(alarm.kind, alarm.subject);
}

void AlarmsPage::shelveSelected(int minutes)
{
    const QString why = m_why->text();
    const QList<Alarm> chosen = selected();
    for (const Alarm &alarm : chosen) {
        // One of the highest priority among them stays as it is.
        static_cast<void>(m_control.shelve(alarm.kind, alarm.subject, minutes, why));
    }
    m_why->clear();
}

} // namespace interlock
