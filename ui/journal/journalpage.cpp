// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/journal/journalpage.h"

#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/filesave.h"
#include "ui/journal/journaltext.h"
#include "ui/tables/journalpresentation.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr int journalChunk = 500;
}

JournalPage::JournalPage(Journal &journal, QWidget *parent)
    : Page(u"journal"_s, tr("Journal"), parent),
      m_journal(journal),
      m_presentation(new JournalPresentation(&m_model, this)),
      m_table(new TableView(this)),
      m_details(new QPlainTextEdit(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->setSpacing(Theme::Grid);
    layout->addWidget(makeBar());
    m_table->setObjectName(u"journal-table"_s);
    m_table->setAccessibleName(tr("Journal entries, newest first"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(m_presentation);
    m_table->setColumnCharacters({6, 18, 11, 12, 10, 40, 20, 12});
    m_table->setEmptyText(
        tr("What operators do would be recorded here: each act with its reason, its evidence and its "
           "outcome. Nothing has been recorded yet."));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_details->setObjectName(u"journal-details"_s);
    m_details->setAccessibleName(tr("Details of the selected entry"));
    m_details->setReadOnly(true);
    m_details->setTabChangesFocus(true);
    m_details->setPlaceholderText(
        tr("Select an entry to see its state before and after, its evidence and its hash."));
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    layout->addWidget(splitter, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &JournalPage::showDetails);
    connect(&m_journal, &Journal::appended, this, [this](const JournalEntry &entry) {
        m_model.add({entry});
        Q_EMIT entriesChanged();
    });
    readOlder();
}

QWidget *JournalPage::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_verify = new QPushButton(tr("Verify the chain"), bar);
    m_verify->setObjectName(u"journal-verify"_s);
    m_verify->setAccessibleName(tr("Verify the journal's hash chain"));
    m_verdict = new PlainLabel(tr("not verified in this session"), bar);
    m_verdict->setObjectName(u"journal-verdict"_s);
    m_verdict->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_older = new QPushButton(tr("Read older entries"), bar);
    m_older->setObjectName(u"journal-older"_s);
    m_older->setAccessibleName(tr("Read older entries"));
    auto *csv = new QPushButton(tr("Export CSV …"), bar);
    csv->setObjectName(u"journal-csv"_s);
    csv->setAccessibleName(tr("Export the entries as CSV"));
    auto *ndjson = new QPushButton(tr("Export NDJSON …"), bar);
    ndjson->setObjectName(u"journal-ndjson"_s);
    ndjson->setAccessibleName(tr("Export the entries as NDJSON"));
    row->addWidget(m_verify);
    row->addWidget(m_verdict, 1);
    row->addWidget(m_older);
    row->addWidget(csv);
    row->addWidget(ndjson);
    connect(m_verify, &QPushButton::clicked, this, &JournalPage::verify);
    connect(m_older, &QPushButton::clicked, this, &JournalPage::readOlder);
    connect(csv, &QPushButton::clicked, this, [this] {
        askWhereToSave(this, tr("Export the journal"), tr("CSV files (*.csv)"), u"csv"_s,
                       [this](const QString &path) { return writeFile(path, toCsv()); });
    });
    connect(ndjson, &QPushButton::clicked, this, [this] {
        askWhereToSave(this, tr("Export the journal"), tr("NDJSON files (*.ndjson)"), u"ndjson"_s,
                       [this](const QString &path) { return writeFile(path, toNdjson()); });
    });
    return bar;
}

void JournalPage::readOlder()
{
    const qint64 before = m_model.oldestOwn();
    m_older->setEnabled(false);
    whenDone(m_journal.read(journalChunk, before), this, [this](const Result<QList<JournalEntry>> &entries) {
        if (!entries) {
            m_verdict->setText(ErrorText::sentence(entries.error()));
            m_older->setEnabled(true);
            return;
        }
        m_model.add(*entries);
        const bool more = entries->size() == journalChunk;
        m_older->setEnabled(more);
        setPlainToolTip(m_older, more ? QString() : tr("All entries are shown."));
        Q_EMIT entriesChanged();
    });
}

void JournalPage::addOthers(const QList<JournalEntry> &entries)
{
    m_model.add(entries);
    Q_EMIT entriesChanged();
}

void JournalPage::verify()
{
    m_verify->setEnabled(false);
    m_verdict->setText(tr("verifying …"));
    whenDone(m_journal.verify(), this, [this](const Result<JournalVerdict> &verdict) {
        m_verify->setEnabled(true);
        m_verdict->setText(!verdict ? ErrorText::sentence(verdict.error()) : JournalText::verdict(*verdict));
        setPlainToolTip(m_verdict, m_verdict->text());
    });
}

void JournalPage::showState(const MigrationState &state)
{
    m_presentation->setNow(state.wall);
}

void JournalPage::showDetails()
{
    const JournalEntry *entry = m_model.entry(m_presentation->mapToSource(m_table->currentIndex()));
    m_details->setPlainText(entry ? JournalText::details(*entry) : QString());
}

QByteArray JournalPage::toNdjson() const
{
    QByteArray lines;
    const QList<JournalEntry> &entries = m_model.entries();
    for (auto it = entries.crbegin(); it != entries.crend(); ++it)
        lines += JournalText::json(*it) + '\n';
    return lines;
}

QByteArray JournalPage::toCsv() const
{
    return m_table->toCsv().toUtf8();
}

} // namespace interlock
