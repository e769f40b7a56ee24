// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/serieshistory.h"
#include "models/tables/ordertablemodel.h"
#include "ui/page.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace interlock {

class OrderPresentation;
class PlainLabel;
class PlotBoard;
class TableView;

/// The orders that wait for the external service: counts, the drain, and the rows with filter and look-up by
/// id.
class OrdersPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(OrdersPage)

public:
    explicit OrdersPage(const SeriesHistory &history, QWidget *parent = nullptr);

    void showState(const MigrationState &state) override;

private:
    [[nodiscard]] QWidget *makeFilter();
    void applyFilter();
    void showCounts(const MigrationState &state);

    OrderTableModel m_model;
    OrderPresentation *m_presentation;
    TableView *m_table;
    PlotBoard *m_plots;
    PlainLabel *m_headline;
    PlainLabel *m_detail;
    QLineEdit *m_lookUp = nullptr;
    QComboBox *m_origin = nullptr;
    QPushButton *m_overdue = nullptr;
    PlainLabel *m_shown = nullptr;
    quint64 m_seenAt = 0; ///< snapshot that the table shows
};

} // namespace interlock
