// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/cockpit/cockpitpage.h"

#include "models/domain/plaintext.h"
#include "models/tables/routetablemodel.h"
#include "ui/plots/plotboard.h"
#include "ui/tables/celltext.h"
#include "ui/tables/routepresentation.h"
#include "ui/tables/splitdelegate.h"
#include "ui/tables/treetable.h"
#include "ui/text/gatetext.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"

#include <QResizeEvent>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString parityHeadline(const MigrationState &state)
{
    ParityBucket sum;
    Quality worst = Quality::Live;
    bool any = false;
    for (const RouteStatus &route : state.routes) {
        if (!route.parity.hasValue())
            continue;
        any = true;
        worst = worse(worst, route.parity.quality);
        sum.eligible += route.parity.value.eligible;
        sum.compared += route.parity.value.compared;
        sum.different += route.parity.value.different;
    }
    const QString words = any ? RoutePresentation::paritySentence(sum) : CockpitPage::tr("no figures yet");
    return worst == Quality::Live ? words : words + u" (%1)"_s.arg(Words::quality(worst));
}

QString ordersHeadline(const MigrationState &state)
{
    return CellText::of(cellOf(state.orders, state.now, state.wall), [](const OrdersSnapshot &orders) {
        return CockpitPage::tr("%1 on LEGACY, %2 on NEW, %3 overdue")
            .arg(Format::count(orders.legacyOpen), Format::count(orders.newOpen),
                 Format::count(orders.overdue));
    });
}

/// "GATES  Checkout: back lag, soak · Cart: soak"
QString gatesHeadline(Control &control, const MigrationState &state)
{
    QStringList routes;
    for (const RouteStatus &route : state.routes) {
        QStringList titles;
        const QList<GateResult> gates = control.gates().results(route.spec.id);
        for (const GateResult &gate : gates) {
            if (gate.keeps({GateAct::RaiseShare, GateAct::StepMode, GateAct::FirstStep, GateAct::FullShare}))
                titles << GateText::title(gate);
        }
        if (!titles.isEmpty())
            routes << u"%1: %2"_s.arg(visibleText(route.spec.title.left(40)), titles.join(u", "_s));
    }
    return routes.isEmpty() ? CockpitPage::tr("GATES  ✓ none locks a route")
                            : CockpitPage::tr("GATES  ✗ %1").arg(routes.join(u" · "_s));
}

PlotLine derivedLine(Side side, const SeriesHistory &history, const QString &key, double scale, int decimals)
{
    return {Words::side(side),
            side == Side::New ? PlotLine::Look::New : PlotLine::Look::Legacy,
            &history,
            key,
            scale,
            decimals};
}

} // namespace

CockpitPage::CockpitPage(Control &control, RouteTableModel &model, const SeriesHistory &history,
                         const SeriesHistory &derived, QWidget *parent)
    : Page(u"cockpit"_s, tr("Cockpit"), parent),
      m_model(model),
      m_presentation(new RoutePresentation(&model, this)),
      m_board(new TreeTable(u"cockpit-board"_s, this)),
      m_headline(new PlainLabel(this)),
      m_control(control),
      m_gates(new PlainLabel(this)),
      m_plots(new PlotBoard(3, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->setSpacing(Theme::Grid);
    m_board->setAccessibleName(tr("Board of layers and routes"));
    m_board->setModel(m_presentation);
    m_board->setItemDelegateForColumn(RouteTableModel::SplitColumn, new SplitDelegate(m_board));
    m_board->setColumnCharacters({16, 13, 13, 10, 4, 13, 15, 10, 8, 10, 8, 18});
    m_board->setEmptyText(tr("The layers and routes of the profile would be here."));
    m_board->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    layout->addWidget(m_board);
    m_headline->setObjectName(u"cockpit-headline"_s);
    layout->addWidget(m_headline);
    m_gates->setObjectName(u"cockpit-gates"_s);
    m_gates->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_gates->setVisible(!control.profile().gates.isEmpty());
    layout->addWidget(m_gates);
    makePlots(control.profile().limits, history, derived);
    layout->addWidget(m_plots, 1);
    connect(m_board, &QTreeView::activated, this, [this](const QModelIndex &index) {
        if (const RouteRow *row = m_model.route(m_presentation->mapToSource(index)))
            Q_EMIT routeWanted(row->id);
    });
    connect(m_presentation, &QAbstractItemModel::rowsInserted, this, &CockpitPage::fitBoard);
    connect(m_presentation, &QAbstractItemModel::rowsRemoved, this, &CockpitPage::fitBoard);
    connect(m_board, &QTreeView::expanded, this, &CockpitPage::fitBoard);
    connect(m_board, &QTreeView::collapsed, this, &CockpitPage::fitBoard);
    fitBoard();
}

void CockpitPage::makePlots(const Limits &limits, const SeriesHistory &history, const SeriesHistory &derived)
{
    const QString noMetrics = tr("Comes from the metrics endpoint, once there is traffic.");
    m_plots->addPlot({u"plot-split"_s,
                      tr("traffic split"),
                      u"%"_s,
                      {derivedLine(Side::Legacy, derived, u"split|legacy"_s, 1, 1),
                       derivedLine(Side::New, derived, u"split|new"_s, 1, 1)},
                      {},
                      0.0,
                      100.0,
                      noMetrics});
    m_plots->addPlot({u"plot-errors"_s,
                      tr("error rate"),
                      u"%"_s,
                      {derivedLine(Side::Legacy, derived, u"errors|legacy"_s, 100, 2),
                       derivedLine(Side::New, derived, u"errors|new"_s, 100, 2)},
                      {{tr("limit"), limits.errorRate * 100}},
                      0.0,
                      {},
                      noMetrics});
    m_plots->addPlot({u"plot-p95"_s,
                      tr("p95, slowest route"),
                      tr("s"),
                      {derivedLine(Side::Legacy, derived, u"p95|legacy"_s, 1, 2),
                       derivedLine(Side::New, derived, u"p95|new"_s, 1, 2)},
                      {{tr("limit"), limits.p95Seconds, false}},
                      0.0,
                      {},
                      noMetrics});
    const LimitLine forward{tr("limit forward"), limits.forwardLagSeconds};
    const LimitLine back{tr("limit back"), limits.backLagSeconds};
    const bool same = qFuzzyCompare(forward.value, back.value);
    m_plots->addPlot({u"plot-lag"_s,
                      tr("sync lag"),
                      tr("s"),
                      {{tr("forward"), PlotLine::Look::First, &history, u"lag|forward"_s, 1, 2},
                       {tr("back"), PlotLine::Look::Second, &history, u"lag|back"_s, 1, 2}},
                      same ? QList<LimitLine>{{tr("limit"), forward.value}} : QList<LimitLine>{forward, back},
                      0.0,
                      {},
                      tr("Comes from the sync endpoint.")});
    m_plots->addPlot({u"plot-orders"_s,
                      tr("orders in flight"),
                      tr("orders"),
                      {derivedLine(Side::Legacy, history, u"orders|legacy"_s, 1, 0),
                       derivedLine(Side::New, history, u"orders|new"_s, 1, 0)},
                      {},
                      0.0,
                      {},
                      tr("Comes from the orders endpoint.")});
    m_plots->addPlot({u"plot-parity"_s,
                      tr("parity and coverage"),
                      u"%"_s,
                      {{tr("equal"), PlotLine::Look::First, &derived, u"parity|equal"_s, 1, 2},
                       {tr("coverage"), PlotLine::Look::Second, &derived, u"parity|coverage"_s, 1, 1}},
                      {},
                      0.0,
                      100.0,
                      tr("Comes from the parity endpoint, once something is compared.")});
}

void CockpitPage::fitBoard()
{
    int rows = 0;
    for (int layer = 0; layer < m_presentation->rowCount(); ++layer) {
        const QModelIndex index = m_presentation->index(layer, 0);
        rows += 1 + (m_board->isExpanded(index) ? m_presentation->rowCount(index) : 0);
    }
    const bool small = height() < 700;
    m_board->setRowHeight(small ? 19 : 26);
    for (const int column : {RouteTableModel::CoverageColumn, RouteTableModel::ChangedColumn})
        m_board->setColumnHidden(column, width() < 1400);
    const int most = std::max(160, height() - (small ? 290 : 420));
    m_board->setFixedHeight(std::min(m_board->heightForRows(std::max(rows, 4)), most));
}

void CockpitPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    fitBoard();
}

void CockpitPage::showActs(const QList<JournalEntry> &entries)
{
    m_plots->showActs(entries);
}

void CockpitPage::showState(const MigrationState &state)
{
    m_presentation->setNow(state.wall);
    m_headline->setText(
        tr("PARITY  %1      ORDERS IN FLIGHT  %2").arg(parityHeadline(state), ordersHeadline(state)));
    setPlainToolTip(m_headline,
                    tr("Parity of all routes over the last days at most 7; orders that wait for the "
                       "external service"));
    if (!m_control.profile().gates.isEmpty()) {
        const QString gates = gatesHeadline(m_control, state);
        m_gates->setText(gates);
        setPlainToolTip(m_gates, gates);
    }
    m_plots->showNow(state.wall);
}

} // namespace interlock
