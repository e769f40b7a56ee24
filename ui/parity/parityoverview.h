// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/parity/parityreport.h"
#include "ui/parity/routeparitymodel.h"
#include "widgets/plotmarks.h"

#include <QElapsedTimer>
#include <QWidget>

namespace interlock {

class BandChart;
class HeatMap;
class ParetoChart;
class PlainLabel;
class StateBadge;
class TableView;

/// The managers' page: one sentence that says whether we may go on and why, the routes, parity over time with
/// its bands, the fields that differ, and routes by days. Changes nothing; exports what it shows.
class ParityOverview final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ParityOverview)

public:
    ParityOverview(ParityDesk &desk, const Profile &profile, QWidget *parent = nullptr);

    void showState(const MigrationState &state);
    /// What was done to the routes, as marks on the chart beside releases and rule sets.
    void setActs(const QList<EventMark> &acts);
    [[nodiscard]] const ParityReport &report() const { return m_report; }

Q_SIGNALS:
    void routeWanted(const QString &routeId);

private:
    void makeLayout();
    [[nodiscard]] QWidget *makeBar();
    void refresh(const MigrationState &state);
    void showReport();
    void showRoute();
    [[nodiscard]] QList<EventMark> marks() const;
    void exportTo(const QString &suffix);

    ParityDesk &m_desk;
    const Profile &m_profile;
    ParityReport m_report;
    RouteParityModel m_model;
    QList<EventMark> m_acts;
    QString m_route; ///< shown by the chart
    bool m_dirty = true;
    QElapsedTimer m_sinceRefresh;
    StateBadge *m_badge;
    PlainLabel *m_sentence;
    PlainLabel *m_provenance;
    PlainLabel *m_groups;
    TableView *m_table;
    BandChart *m_chart;
    ParetoChart *m_pareto;
    HeatMap *m_heat;
};

} // namespace interlock
