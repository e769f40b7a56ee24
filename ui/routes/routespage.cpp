// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/routespage.h"

#include "models/control/consequence/predictionbook.h"
#include "models/domain/plaintext.h"
#include "models/tables/routetablemodel.h"
#include "ui/routes/actpanel.h"
#include "ui/routes/predictionview.h"
#include "ui/tables/routepresentation.h"
#include "ui/tables/splitdelegate.h"
#include "ui/tables/treetable.h"
#include "widgets/theme.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QResizeEvent>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Beside the journal: what belongs to a migration stays together.
QString predictionsFile(Control &control)
{
    return QFileInfo(control.journal().fileName()).absolutePath() + u"/predictions.json"_s;
}

} // namespace

RoutesPage::RoutesPage(Control &control, RouteTableModel &model, const SeriesHistory &history,
                       QWidget *parent)
    : Page(u"routes"_s, tr("Routes"), parent),
      m_history(history),
      m_model(model),
      m_predictions(new PredictionBook(control, history, predictionsFile(control), this)),
      m_presentation(new RoutePresentation(&model, this)),
      m_table(new TreeTable(u"routes-table"_s, this)),
      m_lower(new QStackedWidget(this)),
      m_plots(new PlotBoard(1, this)),
      m_panel(new ActPanel(control, *m_predictions, this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->setSpacing(0);
    auto *left = new QVBoxLayout;
    left->setSpacing(Theme::Grid);
    left->addWidget(m_table, 3);
    m_plots->addPlot(sharePlot({}, {}));
    m_plots->setMinimumHeight(180);
    m_lower->addWidget(m_plots);
    auto *predictions = new PredictionView(*m_predictions, this);
    m_lower->addWidget(predictions);
    left->addWidget(predictions->makeSwitch(*m_lower, this));
    left->addWidget(m_lower, 2);
    layout->addLayout(left, 1);
    layout->addWidget(m_panel, 1);
    m_panel->setMinimumWidth(560);
    m_panel->setMaximumWidth(900);
    m_table->setAccessibleName(tr("Routes"));
    m_table->setModel(m_presentation);
    m_table->setItemDelegateForColumn(RouteTableModel::SplitColumn, new SplitDelegate(m_table));
    m_table->setColumnCharacters({15, 13, 13, 9, 5, 13, 16, 10, 8, 9, 8, 18});
    m_table->setEmptyText(
        tr("The routes of the profile would be here. They come with the first answer of the bridge."));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (const RouteRow *row = m_model.route(m_presentation->mapToSource(current)))
                    showRoute(*row);
            });
}

QStringList RoutesPage::views() const
{
    return {u"share"_s, u"predictions"_s};
}

bool RoutesPage::showView(const QString &name)
{
    const qsizetype index = views().indexOf(name);
    if (index < 0)
        return false;
    m_lower->setCurrentIndex(int(index));
    return true;
}

void RoutesPage::showRoute(const RouteRow &row)
{
    m_panel->setRoute(row.id);
    m_plots->setPlot(0, sharePlot(row.id, visibleText(row.title)));
}

PlotSpec RoutesPage::sharePlot(const QString &routeId, const QString &title) const
{
    const QString key = u"share|"_s + routeId;
    return {u"plot-share"_s,
            title.isEmpty() ? tr("share on NEW") : tr("%1: share on NEW").arg(title),
            u"%"_s,
            {{tr("commanded"), PlotLine::Look::First, &m_history, key + u"|commanded"_s, 1, 0},
             {tr("observed"), PlotLine::Look::New, &m_history, key + u"|observed"_s, 1, 1}},
            {},
            0.0,
            100.0,
            tr("Comes with the first answer of the bridge.")};
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
    m_plots->showNow(state.wall);
}

void RoutesPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    // The narrow table keeps what an act is decided on; the rest comes with the room for it.
    const bool wide = event->size().width() > 1700;
    for (const int column :
         {RouteTableModel::SplitColumn, RouteTableModel::ParityColumn, RouteTableModel::CleanColumn,
          RouteTableModel::CoverageColumn, RouteTableModel::ErrorRateColumn, RouteTableModel::P95Column,
          RouteTableModel::ChangedColumn})
        m_table->setColumnHidden(column, !wide);
}

} // namespace interlock
