// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/paritypage.h"

#include "models/desk/paritydesk.h"
#include "ui/parity/dataview.h"
#include "ui/parity/differencesview.h"
#include "ui/parity/issuesview.h"
#include "ui/parity/paritymarks.h"
#include "ui/parity/parityoverview.h"
#include "ui/parity/rulesview.h"
#include "widgets/theme.h"

#include <QShortcut>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

ParityPage::ParityPage(ParityDesk &desk, const Profile &profile, QWidget *parent)
    : Page(u"parity"_s, tr("Parity"), parent),
      m_desk(desk),
      m_tabs(new QTabWidget(this)),
      m_overview(new ParityOverview(desk, profile, m_tabs)),
      m_differences(new DifferencesView(desk, m_tabs)),
      m_rules(new RulesView(desk, m_tabs)),
      m_data(new DataView(desk.data(), m_tabs)),
      m_issues(new IssuesView(desk.data(), m_tabs))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->addWidget(m_tabs);
    m_tabs->setObjectName(u"parity-tabs"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setAccessibleName(tr("Views of parity"));
    m_overview->setObjectName(u"overview"_s);
    m_differences->setObjectName(u"differences"_s);
    m_tabs->addTab(m_overview, tr("Overview"));
    m_tabs->addTab(m_differences, tr("Differences"));
    m_rules->setObjectName(u"rules"_s);
    m_tabs->addTab(m_rules, tr("Rules"));
    m_data->setObjectName(u"data"_s);
    m_tabs->addTab(m_data, tr("Data"));
    m_issues->setObjectName(u"issues"_s);
    m_tabs->addTab(m_issues, tr("Issues"));
    connect(m_differences, &DifferencesView::ruleWanted, this, [this](const QByteArray &toml) {
        m_tabs->setCurrentWidget(m_rules);
        m_rules->draft(toml);
    });
    connect(m_rules, &RulesView::pairWanted, this, [this](qint64 number) {
        m_tabs->setCurrentWidget(m_differences);
        m_differences->showPair(number);
    });
    connect(m_overview, &ParityOverview::routeWanted, this, [this](const QString &routeId) {
        m_differences->showRoute(routeId);
        m_tabs->setCurrentWidget(m_differences);
    });
    const auto turn = [this](int by) {
        const int count = m_tabs->count();
        m_tabs->setCurrentIndex((m_tabs->currentIndex() + by + count) % count);
    };
    auto *next = new QShortcut(QKeySequence(u"Ctrl+PgDown"_s), this);
    next->setContext(Qt::WidgetWithChildrenShortcut);
    connect(next, &QShortcut::activated, this, [turn] { turn(1); });
    auto *previous = new QShortcut(QKeySequence(u"Ctrl+PgUp"_s), this);
    previous->setContext(Qt::WidgetWithChildrenShortcut);
    connect(previous, &QShortcut::activated, this, [turn] { turn(-1); });
}

void ParityPage::showState(const MigrationState &state)
{
    m_overview->showState(state);
    m_differences->setNow(state.wall);
    m_rules->setNow(state.wall);
    m_data->setNow(state.wall);
    m_issues->setNow(state.wall);
}

QStringList ParityPage::views() const
{
    QStringList names;
    for (int i = 0; i < m_tabs->count(); ++i)
        names << m_tabs->widget(i)->objectName();
    return names;
}

bool ParityPage::showView(const QString &name)
{
    const qsizetype index = views().indexOf(name);
    if (index >= 0)
        m_tabs->setCurrentIndex(int(index));
    return index >= 0;
}

void ParityPage::showActs(const QList<JournalEntry> &entries)
{
    m_overview->setActs(ParityMarks::ofActs(entries));
}

} // namespace interlock
