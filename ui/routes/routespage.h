// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/history/serieshistory.h"
#include "ui/page.h"
#include "ui/plots/plotboard.h"

class QStackedWidget;

namespace interlock {

class ActPanel;
class PlotBoard;
class PredictionBook;
class RoutePresentation;
class RouteTableModel;
struct RouteRow;
class TreeTable;

/// The routes, and the guarded change of the one that is selected.
class RoutesPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RoutesPage)

public:
    RoutesPage(Control &control, RouteTableModel &model, const SeriesHistory &history,
               QWidget *parent = nullptr);

    void showState(const MigrationState &state) override;
    [[nodiscard]] QStringList views() const override;
    bool showView(const QString &name) override;
    void selectRoute(const QString &routeId);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showRoute(const RouteRow &row);
    [[nodiscard]] PlotSpec sharePlot(const QString &routeId, const QString &title) const;

    const SeriesHistory &m_history;
    RouteTableModel &m_model;
    PredictionBook *m_predictions;
    RoutePresentation *m_presentation;
    TreeTable *m_table;
    QStackedWidget *m_lower; ///< the plot, or what was foretold
    PlotBoard *m_plots;
    ActPanel *m_panel;
};

} // namespace interlock
