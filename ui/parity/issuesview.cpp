// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/issuesview.h"

#include "models/desk/datadesk.h"
#include "models/domain/plaintext.h"
#include "ui/parity/datatext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <QHeaderView>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

IssuesView::IssuesView(DataDesk &desk, QWidget *parent)
    : QWidget(parent),
      m_desk(desk),
      m_model({{tr("id"), true},
               {tr("state")},
               {tr("opened")},
               {tr("by")},
               {tr("issue")},
               {tr("closed")},
               {tr("resolution")}}),
      m_said(new PlainLabel(this)),
      m_table(new TableView(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::Grid, 0, 0);
    layout->setSpacing(Theme::Grid);
    m_said->setObjectName(u"issues-said"_s);
    m_said->setFont(themeFont(FontRole::BodyStrong, font()));
    m_said->setWordWrap(true);
    layout->addWidget(m_said);
    layout->addWidget(m_table, 1);
    m_table->setObjectName(u"issues-table"_s);
    m_table->setAccessibleName(tr("Issues and resolutions"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(&m_model);
    m_table->setColumnCharacters({5, 8, 22, 8, 32, 22, 20});
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setEmptyText(tr("Issues would be here. Making a group of differences known, or giving it to "
                             "review, opens one."));
    connect(&m_desk, &DataDesk::changed, this, [this] { m_dirty = true; });
    refresh();
}

void IssuesView::setNow(const QDateTime &now)
{
    m_now = now;
    if (!isVisible())
        return;
    if (m_dirty)
        refresh();
    m_said->setText(DataText::issues(m_desk, m_now));
}

void IssuesView::refresh()
{
    m_dirty = false;
    m_said->setText(DataText::issues(m_desk, m_now));
    QList<PlainRowsModel::Row> rows;
    for (const LoggedIssue &issue : m_desk.issues()) {
        rows << PlainRowsModel::Row{visibleText(issue.id),
                                    {visibleText(issue.id), issue.isOpen() ? tr("▲ open") : tr("closed"),
                                     Format::absolute(issue.openedAt), visibleText(issue.openedBy),
                                     visibleText(issue.title),
                                     issue.isOpen() ? Format::dash() : Format::absolute(issue.closedAt),
                                     visibleText(issue.resolution)}};
    }
    m_model.setRows(rows);
}

} // namespace interlock
