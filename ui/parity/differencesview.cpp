// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/differencesview.h"

#include "models/domain/plaintext.h"
#include "ui/parity/diffview.h"
#include "ui/parity/grouppresentation.h"
#include "ui/parity/pairpresentation.h"
#include "ui/parity/paritytext.h"
#include "ui/parity/trenddelegate.h"
#include "ui/parity/triagebar.h"
#include "ui/text/format.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPoint>
#include <QScrollBar>
#include <QSplitter>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Choices of the state filter, in the order of its entries.
const std::vector<std::vector<TriageState>> &stateChoices()
{
    static const std::vector<std::vector<TriageState>> choices{{},
                                                               {TriageState::New, TriageState::Review},
                                                               {TriageState::Review},
                                                               {TriageState::Known},
                                                               {TriageState::Expected, TriageState::Tool},
                                                               {TriageState::Fixed}};
    return choices;
}

} // namespace

DifferencesView::DifferencesView(ParityDesk &desk, QWidget *parent)
    : QWidget(parent),
      m_desk(desk),
      m_groupWords(new GroupPresentation(&desk.groups(), this)),
      m_pairWords(new PairPresentation(&desk.pairs(), this)),
      m_groups(new TableView(this)),
      m_pairs(new TableView(this)),
      m_triage(new TriageBar(desk, this)),
      m_diff(new DiffView(desk, this))
{
    makeLayout();
    setUpGroups();
    setUpOrder();
    setUpPairs();
    connect(m_diff, &DiffView::ruleWanted, this, &DifferencesView::ruleWanted);
    connect(&m_desk, &ParityDesk::changed, this, &DifferencesView::showCounts);
    applyFilter();
}

void DifferencesView::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::Grid, 0, 0);
    layout->setSpacing(Theme::Grid / 2);
    auto *upper = new QWidget(this);
    auto *column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::Grid / 2);
    column->addWidget(makeFilter());
    column->addWidget(m_groups, 1);
    column->addWidget(m_triage);
    auto *lower = new QSplitter(Qt::Horizontal, this);
    lower->setChildrenCollapsible(false);
    lower->addWidget(makePairs());
    lower->addWidget(m_diff);
    lower->setStretchFactor(0, 2);
    lower->setStretchFactor(1, 7);
    lower->setSizes({280, 820});
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(upper);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({240, 310});
    layout->addWidget(splitter, 1);
}

QWidget *DifferencesView::makeFilter()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    m_text = new QLineEdit(bar);
    m_text->setObjectName(u"groups-text"_s);
    m_text->setAccessibleName(tr("Filter groups by route, field or ticket"));
    m_text->setPlaceholderText(tr("filter: route, field or ticket"));
    m_text->setClearButtonEnabled(true);
    m_text->setMaximumWidth(320);
    m_state = new QComboBox(bar);
    m_state->setObjectName(u"groups-state"_s);
    m_state->setAccessibleName(tr("Filter groups by state"));
    m_state->addItems({tr("every state"), tr("open: new and review"), tr("manual-review queue"), tr("known"),
                       tr("expected or tool"), tr("fixed")});
    m_shown = new PlainLabel(bar);
    m_shown->setObjectName(u"groups-shown"_s);
    m_shown->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_text, 1);
    row->addWidget(m_state);
    m_order = new QComboBox(bar);
    m_order->setObjectName(u"groups-order"_s);
    m_order->setAccessibleName(tr("Order of the groups"));
    row->addWidget(m_order);
    row->addWidget(m_shown, 1);
    connect(m_text, &QLineEdit::textChanged, this, [this] {
        m_route.clear();
        applyFilter();
    });
    connect(m_state, &QComboBox::currentIndexChanged, this, &DifferencesView::applyFilter);
    return bar;
}

QWidget *DifferencesView::makePairs()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::Grid / 2);
    m_outcome = new QComboBox(box);
    m_outcome->setObjectName(u"pairs-outcome"_s);
    m_outcome->setAccessibleName(tr("Which pairs are listed"));
    m_outcome->addItems({tr("pairs of the selected group"), tr("all different pairs"),
                         tr("equal after rules"), tr("not comparable"), tr("all pairs")});
    connect(m_outcome, &QComboBox::currentIndexChanged, this, &DifferencesView::selectGroup);
    column->addWidget(m_outcome);
    column->addWidget(m_pairs, 1);
    box->setMinimumWidth(200);
    return box;
}

void DifferencesView::setUpGroups()
{
    m_groups->setObjectName(u"parity-groups"_s);
    m_groups->setAccessibleName(tr("Groups of differences"));
    m_groups->setWords(WidgetWords::table());
    m_groups->setModel(m_groupWords);
    m_groups->setColumnCharacters({9, 18, 13, 13, 8, 7, 10, 12, 8, 8, 7});
    m_groups->setItemDelegateForColumn(GroupTableModel::TrendColumn, new TrendDelegate(m_groups));
    m_groups->setSelectionMode(QAbstractItemView::SingleSelection);
    m_groups->setSortingEnabled(true);
    m_groups->sortByColumn(GroupTableModel::PairsColumn, Qt::DescendingOrder);
    m_groups->setEmptyText(tr("Groups of equal differences would be here. None are known, or the filter "
                              "leaves none."));
    connect(m_groups->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &DifferencesView::selectGroup);
    keepPlace(*m_groups, [this] { return m_group ? m_desk.groups().rowOf(*m_group) : 0; });
}

void DifferencesView::setUpOrder()
{
    const auto order = [this](int column, Qt::SortOrder way, const QString &name) {
        m_order->addItem(name, QPoint(column, int(way)));
    };
    order(GroupTableModel::PairsColumn, Qt::DescendingOrder, tr("most pairs first"));
    order(GroupTableModel::ShareColumn, Qt::DescendingOrder, tr("greatest share first"));
    order(GroupTableModel::LastColumn, Qt::DescendingOrder, tr("last seen first"));
    order(GroupTableModel::FirstColumn, Qt::DescendingOrder, tr("newest first"));
    order(GroupTableModel::TrendColumn, Qt::DescendingOrder, tr("rising first"));
    order(GroupTableModel::StateColumn, Qt::AscendingOrder, tr("by state"));
    order(GroupTableModel::RouteColumn, Qt::AscendingOrder, tr("by route"));
    order(GroupTableModel::PathColumn, Qt::AscendingOrder, tr("by field"));
    connect(m_order, &QComboBox::activated, this, [this](int index) {
        const QPoint chosen = m_order->itemData(index).toPoint();
        m_groups->sortByColumn(chosen.x(), Qt::SortOrder(chosen.y()));
    });
    // A click on the header may choose an order that has no name here.
    connect(m_groups->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
            [this](int column, Qt::SortOrder way) {
                m_order->setCurrentIndex(m_order->findData(QPoint(column, int(way))));
            });
}

void DifferencesView::setUpPairs()
{
    m_pairs->setObjectName(u"parity-pairs"_s);
    m_pairs->setAccessibleName(tr("Recorded pairs"));
    m_pairs->setWords(WidgetWords::table());
    m_pairs->setModel(m_pairWords);
    m_pairs->setColumnCharacters({7, 9, 10, 8, 30, 14, 8, 8, 8, 11, 11, 7});
    m_pairs->setSelectionMode(QAbstractItemView::SingleSelection);
    for (const int column : {int(PairTableModel::MethodColumn), int(PairTableModel::RouteColumn)})
        m_pairs->setColumnHidden(column, true);
    m_pairs->setSortingEnabled(true);
    m_pairs->sortByColumn(PairTableModel::NumberColumn, Qt::DescendingOrder);
    m_pairs->setEmptyText(tr("Recorded pairs would be here."));
    connect(m_pairs->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (!current.isValid())
                    return;
                const qint64 number = m_desk.pairs().number(current.row());
                if (number == m_pair)
                    return;
                m_pair = number;
                m_diff->open(number, listedGroup());
            });
    keepPlace(*m_pairs, [this] { return m_pair > 0 ? m_desk.pairs().rowOf(m_pair) : 0; });
}

GroupSignature DifferencesView::listedGroup() const
{
    const GroupColumns &groups = m_desk.groups().columns();
    const std::optional<quint32> listed = m_desk.pairs().filter().group;
    const std::optional<GroupColumns::Row> row = listed ? groups.find(*listed) : std::nullopt;
    return row ? groups.signature(*row) : GroupSignature();
}

void DifferencesView::keepPlace(TableView &table, const std::function<int()> &currentRow)
{
    // Rows came or moved: what was selected stays selected, and nothing scrolls under the reader's eyes.
    connect(table.model(), &QAbstractItemModel::modelAboutToBeReset, this,
            [this, &table] { m_scrolledTo = table.verticalScrollBar()->value(); });
    connect(table.model(), &QAbstractItemModel::modelReset, this, [this, &table, currentRow] {
        const int scrolledTo = m_scrolledTo;
        const int row = currentRow();
        if (row >= 0 && row < table.model()->rowCount())
            table.setCurrentIndex(table.model()->index(row, 0));
        table.verticalScrollBar()->setValue(scrolledTo);
    });
}

void DifferencesView::applyFilter()
{
    GroupFilter filter;
    filter.text = m_text->text().trimmed();
    filter.route = m_route;
    filter.states = stateChoices()[std::size_t(m_state->currentIndex())];
    m_desk.groups().setFilter(filter);
    if (!m_groups->currentIndex().isValid() && m_groupWords->rowCount() > 0)
        m_groups->setCurrentIndex(m_groupWords->index(0, 0));
    showCounts();
}

void DifferencesView::selectGroup()
{
    const QModelIndex current = m_groups->currentIndex();
    const bool has = current.isValid() && current.row() < m_desk.groups().rowCount();
    m_group = has ? std::optional(m_desk.groups().groupId(current.row())) : std::nullopt;
    m_triage->setGroup(has ? std::optional(m_desk.groups().signature(current.row())) : std::nullopt);
    PairFilter filter;
    switch (m_outcome->currentIndex()) {
    case 0:
        filter.group = m_group;
        filter.outcomes = {PairOutcome::Different};
        break;
    case 1:
        filter.outcomes = {PairOutcome::Different};
        break;
    case 2:
        filter.outcomes = {PairOutcome::EqualAfterRules};
        break;
    case 3:
        filter.outcomes = {PairOutcome::NotComparable};
        break;
    }
    if (m_desk.pairs().filter() == filter)
        return;
    m_pair = 0; // the first of what is listed now, as soon as there is one
    m_desk.pairs().setFilter(filter);
    if (m_pairWords->rowCount() == 0)
        m_diff->clear();
}

void DifferencesView::showCounts()
{
    if (!m_groups->currentIndex().isValid() && m_groupWords->rowCount() > 0)
        m_groups->setCurrentIndex(m_groupWords->index(0, 0));
    if (m_groupWords->rowCount() == 0) { // nothing is decided about a group that is not to be seen
        m_group.reset();
        m_triage->setGroup({});
    }
    m_shown->setText(tr("%1 of %2 groups · %3 waiting for review · %4 pairs kept")
                         .arg(Format::count(m_groupWords->rowCount()),
                              Format::count(qint64(m_desk.groups().columns().size())),
                              Format::count(m_desk.triage().reviewQueue().size()),
                              Format::count(qint64(m_desk.pairs().totalRows()))) +
                     (m_route.isEmpty() ? QString() : tr(" · only %1").arg(visibleText(m_route))));
}

void DifferencesView::setNow(const QDateTime &now)
{
    m_groupWords->setNow(now);
    m_pairWords->setNow(now);
}

void DifferencesView::showRoute(const QString &routeId)
{
    m_text->clear();
    m_route = routeId;
    applyFilter();
}

void DifferencesView::showPair(qint64 number)
{
    m_pair = number;
    m_diff->open(number);
}

} // namespace interlock
