// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/parityoverview.h"

#include "ui/filesave.h"
#include "ui/parity/paritycharts.h"
#include "ui/parity/parityexport.h"
#include "ui/parity/paritymarks.h"
#include "ui/parity/paritytext.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/bandchart.h"
#include "widgets/heatmap.h"
#include "widgets/paretochart.h"
#include "widgets/plainlabel.h"
#include "widgets/statebadge.h"
#include "widgets/tableview.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 refreshEveryMs = 1500; ///< a pass over a million pairs is no thing of every tick
}

ParityOverview::ParityOverview(ParityDesk &desk, const Profile &profile, QWidget *parent)
    : QWidget(parent),
      m_desk(desk),
      m_profile(profile),
      m_badge(new StateBadge(this)),
      m_sentence(new PlainLabel(this)),
      m_provenance(new PlainLabel(this)),
      m_groups(new PlainLabel(this)),
      m_table(new TableView(this)),
      m_chart(new BandChart(this)),
      m_pareto(new ParetoChart(this)),
      m_heat(new HeatMap(this))
{
    makeLayout();
    connect(&m_desk, &ParityDesk::changed, this, [this] { m_dirty = true; });
    connect(&m_desk.data(), &DataDesk::changed, this, [this] { m_dirty = true; });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) {
                if (!current.isValid())
                    return;
                m_route = m_model.routes()[current.row()].id;
                showRoute();
            });
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT routeWanted(m_model.routes()[index.row()].id); });
}

void ParityOverview::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::Grid, 0, 0);
    layout->setSpacing(Theme::Grid);
    layout->addWidget(makeBar());
    m_provenance->setObjectName(u"parity-provenance"_s);
    m_provenance->setFont(themeFont(FontRole::Caption, font()));
    m_provenance->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_groups->setObjectName(u"parity-groups-counts"_s);
    m_groups->setFont(themeFont(FontRole::Caption, font()));
    m_groups->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_provenance);
    layout->addWidget(m_groups);
    m_table->setObjectName(u"parity-routes"_s);
    m_table->setAccessibleName(tr("Parity of the routes"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(&m_model);
    m_table->setColumnCharacters({18, 15, 10, 7, 8, 8, 13, 8, 8, 11, 8});
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEmptyText(tr("The routes and what was compared of them would be here."));
    m_chart->setObjectName(u"parity-chart"_s);
    m_chart->setMarksLegend(ParityMarks::legend());
    m_pareto->setObjectName(u"parity-pareto"_s);
    m_heat->setObjectName(u"parity-heat"_s);
    auto *grid = new QGridLayout;
    grid->setSpacing(Theme::Grid);
    grid->addWidget(m_table, 0, 0, 1, 3);
    grid->addWidget(m_chart, 1, 0);
    grid->addWidget(m_pareto, 1, 1);
    grid->addWidget(m_heat, 1, 2);
    grid->setRowStretch(0, 13);
    grid->setRowStretch(1, 9);
    for (int column = 0; column < 3; ++column)
        grid->setColumnStretch(column, 1);
    layout->addLayout(grid, 1);
}

QWidget *ParityOverview::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::Grid);
    m_badge->setWidestWords({tr("may go on"), tr("not yet"), tr("do not go on")});
    m_sentence->setObjectName(u"parity-sentence"_s);
    m_sentence->setFont(themeFont(FontRole::BodyStrong, font()));
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumHeight(2 * QFontMetrics(m_sentence->font()).lineSpacing());
    row->addWidget(m_badge, 0, Qt::AlignVCenter);
    row->addWidget(m_sentence, 1);
    for (const QString &suffix : {u"pdf"_s, u"png"_s, u"csv"_s}) {
        auto *button = new QPushButton(tr("%1 …").arg(suffix.toUpper()), bar);
        button->setObjectName(u"parity-export-"_s + suffix);
        button->setAccessibleName(tr("Export this page as %1").arg(suffix.toUpper()));
        connect(button, &QPushButton::clicked, this, [this, suffix] { exportTo(suffix); });
        row->addWidget(button);
    }
    return bar;
}

void ParityOverview::exportTo(const QString &suffix)
{
    const QString filter = suffix == u"pdf"_s   ? tr("PDF files (*.pdf)")
                           : suffix == u"png"_s ? tr("PNG images (*.png)")
                                                : tr("CSV files (*.csv)");
    // What was on the page when the button was pressed, whatever comes while the dialog is open.
    askWhereToSave(this, tr("Export the parity report"), filter, suffix,
                   [suffix, report = m_report, route = m_route, marks = marks()](const QString &path) {
                       const ParityExport made(report, route, marks);
                       if (suffix == u"pdf"_s)
                           return made.writePdf(path);
                       if (suffix == u"csv"_s)
                           return writeFile(path, made.toCsv());
                       return made.writePng(path);
                   });
}

void ParityOverview::setActs(const QList<EventMark> &acts)
{
    m_acts = acts;
    m_dirty = true;
}

QList<EventMark> ParityOverview::marks() const
{
    QList<EventMark> all = m_acts + ParityMarks::ofReleases(m_desk.data().releases()) +
                           ParityMarks::ofRuleSets(m_desk.ruleSets());
    std::ranges::stable_sort(all, {}, &EventMark::time);
    return all;
}

void ParityOverview::showState(const MigrationState &state)
{
    if (!isVisible() || (m_sinceRefresh.isValid() && m_sinceRefresh.elapsed() < refreshEveryMs))
        return;
    // Ages go on also when nothing changes.
    if (m_dirty)
        refresh(state);
    else
        m_report.madeAt = state.wall;
    m_provenance->setText(ParityText::provenance(m_report));
    setPlainToolTip(m_provenance, m_provenance->text());
}

void ParityOverview::refresh(const MigrationState &state)
{
    m_dirty = false;
    m_report = makeParityReport(m_desk, m_profile, state);
    showReport();
    m_sinceRefresh.start();
}

void ParityOverview::showReport()
{
    const auto [level, sentence] = ParityText::headline(m_report);
    m_badge->setState(level, level == StateLevel::Normal      ? tr("may go on")
                             : level == StateLevel::Attention ? tr("not yet")
                                                              : tr("do not go on"));
    m_sentence->setText(sentence);
    m_groups->setText(ParityText::groups(m_report));
    m_model.setRoutes(m_report.routes);
    // No taller than its rows: what is left belongs to the charts.
    const int rows = std::max(3, m_model.rowCount());
    m_table->setMaximumHeight(m_table->horizontalHeader()->height() + rows * Theme::TargetSize + 4);
    const auto indexOf = [this](const QString &id) {
        for (int i = 0; i < m_report.routes.size(); ++i) {
            if (m_report.routes[i].id == id)
                return i;
        }
        return -1;
    };
    int row = indexOf(m_route);
    if (row < 0)
        row = std::max(0, m_report.worstRoute());
    if (row < m_model.rowCount() && m_table->currentIndex().row() != row)
        m_table->setCurrentIndex(m_model.index(row, 0));
    ParityCharts::fill(*m_pareto, m_report);
    ParityCharts::fill(*m_heat, m_report);
    showRoute();
}

void ParityOverview::showRoute()
{
    for (const RouteParity &route : std::as_const(m_report.routes)) {
        if (route.id != m_route)
            continue;
        ParityCharts::fill(*m_chart, m_report, route);
        m_chart->setAccessibleDescription(ParityText::routeSentence(route));
    }
    m_chart->setMarks(marks());
}

} // namespace interlock
