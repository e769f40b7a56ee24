// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/routespage.h"

#include "models/tables/routetablemodel.h"
#include "ui/routes/actpanel.h"
#include "ui/tables/routepresentation.h"
#include "ui/tables/splitdelegate.h"
#include "ui/tables/treetable.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QResizeEvent>

namespace interlock {

using namespace Qt::StringLiterals;

RoutesPage::RoutesPage(Control &control, RouteTableModel &model, QWidget *parent)
    : Page(u"routes"_s, tr("Routes"), parent), m_model(model),
      m_presentation(new RoutePresentation(&model, this)), m_table(new TreeTable(u"routes-table"_s, this)),
      m_panel(new ActPanel(control, this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->setSpacing(0);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_panel, 1);
    m_panel->setMinimumWidth(560);
    m_panel->setMaximumWidth(900);
    m_table->setAccessibleName(tr("Routes"));
    m_table->setModel(m_presentation);
    m_table->setItemDelegateForColumn(RouteTableModel::SplitColumn, new SplitDelegate(m_table));
    m_table->setColumnCharacters({20, 14, 15, 12, 6, 16, 18, 10, 11, 10, 20});
    m_table->setEmptyText(tr("The routes of the profile would be here. They come with the first answer of the bridge."));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (const RouteRow *row = m_model.route(m_presentation->mapToSource(current)))
                    m_panel->setRoute(row->id);
            });
}

void RoutesPage::selectRoute(const QString &routeId)
{
    const QModelIndex index = m_presentation->mapFromSource(m_model.indexOfRoute(routeId));
    if (!index.isValid())
        return;
    m_table->expand(index.parent());
    m_table->setCurrentIndex(index);
}

void RoutesPage::showState(const MigrationState &state)
{
    m_presentation->setNow(state.wall);
    if (m_panel->routeId().isEmpty() && !state.routes.isEmpty())
        selectRoute(state.routes.constFirst().spec.id);
    m_panel->showState(state);
}

void RoutesPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    // The narrow table keeps what an act is decided on; the rest comes with the room for it.
    const bool wide = event->size().width() > 1700;
    for (const int column : {RouteTableModel::SplitColumn, RouteTableModel::ParityColumn,
                             RouteTableModel::CoverageColumn, RouteTableModel::ErrorRateColumn,
                             RouteTableModel::P95Column, RouteTableModel::ChangedColumn})
        m_table->setColumnHidden(column, !wide);
}

} // namespace interlock
