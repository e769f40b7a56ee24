// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/orders/orderspage.h"

#include "ui/plots/plotboard.h"
#include "ui/tables/celltext.h"
#include "ui/tables/orderpresentation.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

OrdersPage::OrdersPage(const SeriesHistory &history, QWidget *parent)
    : Page(u"orders"_s, tr("Orders"), parent),
      m_presentation(new OrderPresentation(&m_model, this)),
      m_table(new TableView(this)),
      m_plots(new PlotBoard(1, this)),
      m_headline(new PlainLabel(this)),
      m_detail(new PlainLabel(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->setSpacing(Theme::Grid);
    m_headline->setObjectName(u"orders-headline"_s);
    m_headline->setFont(themeFont(FontRole::Headline, font()));
    m_detail->setObjectName(u"orders-detail"_s);
    layout->addWidget(m_headline);
    layout->addWidget(m_detail);
    m_plots->addPlot({u"plot-drain"_s,
                      tr("drain: orders that wait, by the system they were placed on"),
                      tr("orders"),
                      {{tr("LEGACY"), PlotLine::Look::Legacy, &history, u"orders|legacy"_s, 1, 0},
                       {tr("NEW"), PlotLine::Look::New, &history, u"orders|new"_s, 1, 0}},
                      {},
                      0.0,
                      {},
                      tr("Comes from the orders endpoint.")});
    layout->addWidget(m_plots, 2);
    layout->addWidget(makeFilter());
    m_table->setObjectName(u"orders-table"_s);
    m_table->setAccessibleName(tr("Orders in flight"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(m_presentation);
    m_table->setColumnCharacters({12, 9, 12, 10, 13, 13, 13, 12, 9, 9});
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(OrderTableModel::DueColumn, Qt::AscendingOrder);
    m_table->setEmptyText(
        tr("Orders that wait for the external service would be here. The profile names an orders "
           "endpoint for that, and no filter may be set."));
    layout->addWidget(m_table, 3);
}

QWidget *OrdersPage::makeFilter()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_lookUp = new QLineEdit(bar);
    m_lookUp->setObjectName(u"orders-lookup"_s);
    m_lookUp->setAccessibleName(tr("Look up an order by its id"));
    m_lookUp->setPlaceholderText(tr("look up: order, legacy or new id"));
    m_lookUp->setClearButtonEnabled(true);
    m_lookUp->setMaximumWidth(320);
    m_origin = new QComboBox(bar);
    m_origin->setObjectName(u"orders-origin"_s);
    m_origin->setAccessibleName(tr("Placed on"));
    m_origin->addItems({tr("placed on both"), tr("placed on LEGACY"), tr("placed on NEW")});
    m_overdue = new QPushButton(tr("overdue only"), bar);
    m_overdue->setCheckable(true);
    m_overdue->setObjectName(u"orders-overdue"_s);
    m_overdue->setAccessibleName(tr("Overdue orders only"));
    m_shown = new PlainLabel(bar);
    m_shown->setObjectName(u"orders-shown"_s);
    row->addWidget(m_lookUp, 1);
    row->addWidget(m_origin);
    row->addWidget(m_overdue);
    row->addStretch(1);
    row->addWidget(m_shown);
    connect(m_lookUp, &QLineEdit::textChanged, this, &OrdersPage::applyFilter);
    connect(m_origin, &QComboBox::currentIndexChanged, this, &OrdersPage::applyFilter);
    connect(m_overdue, &QPushButton::toggled, this, &OrdersPage::applyFilter);
    return bar;
}

void OrdersPage::applyFilter()
{
    OrderFilter filter;
    filter.text = m_lookUp->text().trimmed();
    if (m_origin->currentIndex() > 0)
        filter.origin = m_origin->currentIndex() == 1 ? Side::Legacy : Side::New;
    filter.overdueOnly = m_overdue->isChecked();
    m_model.setFilter(filter);
    m_shown->setText(
        tr("%1 of %2 shown").arg(Format::count(m_model.rowCount()), Format::count(m_model.totalRows())));
}

void OrdersPage::showState(const MigrationState &state)
{
    m_presentation->setNow(state.wall);
    const auto received = quint64(state.orders.receivedAt.time_since_epoch().count());
    if (state.orders.hasValue() && received != m_seenAt) {
        m_seenAt = received;
        m_model.setSnapshot(state.orders.value);
        applyFilter();
    }
    showCounts(state);
    m_plots->showNow(state.wall);
}

void OrdersPage::showCounts(const MigrationState &state)
{
    const Cell<OrdersSnapshot> cell = cellOf(state.orders, state.now, state.wall);
    m_headline->setText(CellText::of(cell, [](const OrdersSnapshot &orders) {
        return tr("%1 open on LEGACY · %2 open on NEW · %3 overdue")
            .arg(Format::count(orders.legacyOpen), Format::count(orders.newOpen),
                 Format::count(orders.overdue));
    }));
    m_headline->setEnabled(cell.isShown());
    if (!cell.value) {
        m_detail->setText(tr("The counts come with the first answer of the orders endpoint."));
        return;
    }
    QDateTime oldest;
    for (const OrderInFlight &order : cell.value->rows) {
        if (order.placedAt.isValid() && (!oldest.isValid() || order.placedAt < oldest))
            oldest = order.placedAt;
    }
    QString text =
        tr("oldest placed %1 · the last LEGACY order is due %2 · a rollback now would touch %3 on NEW")
            .arg(Format::relative(oldest, state.wall), Format::relative(cell.value->lastDueAt, state.wall),
                 Format::count(cell.value->newOpen));
    if (cell.value->truncated)
        text += tr(" · only the first %1 rows are listed").arg(Format::count(cell.value->rows.size()));
    if (cell.value->badRows > 0)
        text += tr(" · ▲ rows not readable: %1").arg(Format::count(cell.value->badRows));
    m_detail->setText(text);
    setPlainToolTip(
        m_detail,
        tr("oldest %1, last due %2").arg(Format::absolute(oldest), Format::absolute(cell.value->lastDueAt)));
}

} // namespace interlock
