// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/history/serieshistory.h"
#include "ui/page.h"

namespace interlock {

class PlainLabel;
class PlotBoard;
class RoutePresentation;
class RouteTableModel;
class TreeTable;

/// The state of the migration at a glance: the board of layers and routes, one line of headlines, and six
/// plots on one time axis.
class CockpitPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(CockpitPage)

public:
    /// @p derived holds the lines of all routes together (see DerivedSeries).
    CockpitPage(Control &control, RouteTableModel &model, const SeriesHistory &history,
                const SeriesHistory &derived, QWidget *parent = nullptr);

    void showState(const MigrationState &state) override;
    void showActs(const QList<JournalEntry> &entries);

Q_SIGNALS:
    /// The operator opened a route of the board.
    void routeWanted(const QString &routeId);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makePlots(const Limits &limits, const SeriesHistory &history, const SeriesHistory &derived);
    void fitBoard();

    RouteTableModel &m_model;
    RoutePresentation *m_presentation;
    TreeTable *m_board;
    PlainLabel *m_headline;
    Control &m_control;
    PlainLabel *m_gates; ///< which gates hold which route
    PlotBoard *m_plots;
};

} // namespace interlock
