// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/dataview.h"

#include "models/desk/datadesk.h"
#include "models/domain/plaintext.h"
#include "ui/parity/datatext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/statebadge.h"
#include "widgets/tableview.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

PlainRowsModel::Row entityRow(const QString &id, const QString &name, const DataCounts &counts)
{
    return {id,
            {name, Format::count(counts.rows), Format::count(counts.equal), Format::count(counts.different),
             DataText::equalShare(counts), Format::count(counts.pending), Format::count(counts.unchecked),
             Format::count(counts.failed), Format::count(counts.forReview)}};
}

QString checksumText(const std::optional<QString> &checksum)
{
    return checksum ? visibleText(*checksum) : Format::dash();
}

} // namespace

DataView::DataView(DataDesk &desk, QWidget *parent)
    : QWidget(parent),
      m_desk(desk),
      m_entities(
          {{tr("kind")},
           {tr("rows"), true},
           {tr("equal"), true},
           {tr("different"), true},
           {tr("equal of all"), true, tr("Cut, never rounded up; “all” only when every row was checked")},
           {tr("not migrated yet"), true},
           {tr("not checked"), true, tr("A checksum of one side is missing")},
           {tr("failed"), true},
           {tr("for review"), true}}),
      m_rows({{tr("id"), true},
              {tr("kind")},
              {tr("entity")},
              {tr("what")},
              {tr("LEGACY checksum")},
              {tr("NEW checksum")},
              {tr("migrated"), true},
              {tr("detail")}}),
      m_badge(new StateBadge(this)),
      m_sentence(new PlainLabel(this)),
      m_provenance(new PlainLabel(this)),
      m_rowsTitle(new PlainLabel(this)),
      m_entityTable(new TableView(this)),
      m_rowTable(new TableView(this))
{
    makeLayout();
    setUpTables();
    connect(&m_desk, &DataDesk::changed, this, [this] { m_dirty = true; });
    refresh();
}

void DataView::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::Grid, 0, 0);
    layout->setSpacing(Theme::Grid);
    auto *top = new QHBoxLayout;
    top->setSpacing(Theme::Grid);
    m_badge->setWidestWords({tr("all equal"), tr("not all"), tr("not known"), tr("differs")});
    m_sentence->setObjectName(u"data-sentence"_s);
    m_sentence->setFont(themeFont(FontRole::BodyStrong, font()));
    m_sentence->setWordWrap(true);
    m_sentence->setMinimumHeight(2 * QFontMetrics(m_sentence->font()).lineSpacing());
    top->addWidget(m_badge, 0, Qt::AlignVCenter);
    top->addWidget(m_sentence, 1);
    layout->addLayout(top);
    for (PlainLabel *label : {m_provenance, m_rowsTitle}) {
        label->setFont(themeFont(FontRole::Caption, font()));
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    }
    m_provenance->setObjectName(u"data-provenance"_s);
    layout->addWidget(m_provenance);
    layout->addWidget(m_entityTable, 2);
    layout->addWidget(m_rowsTitle);
    layout->addWidget(m_rowTable, 3);
}

void DataView::setUpTables()
{
    m_entityTable->setObjectName(u"data-entities"_s);
    m_entityTable->setAccessibleName(tr("Kinds of entities and their checksums"));
    m_entityTable->setWords(WidgetWords::table());
    m_entityTable->setModel(&m_entities);
    m_entityTable->setColumnCharacters({20, 11, 11, 11, 12, 16, 12, 10, 11});
    m_entityTable->horizontalHeader()->setStretchLastSection(true);
    m_entityTable->setEmptyText(tr("The kinds of the migration log would be here."));
    m_rowTable->setObjectName(u"data-rows"_s);
    m_rowTable->setAccessibleName(tr("Rows to look at"));
    m_rowTable->setWords(WidgetWords::table());
    m_rowTable->setModel(&m_rows);
    m_rowTable->setColumnCharacters({7, 12, 14, 18, 18, 18, 10, 16});
    m_rowTable->horizontalHeader()->setStretchLastSection(true);
    m_rowTable->setEmptyText(tr("Rows that differ, failed or are flagged for review would be here."));
}

void DataView::setNow(const QDateTime &now)
{
    m_now = now;
    if (!isVisible())
        return;
    if (m_dirty)
        refresh();
    m_provenance->setText(DataText::provenance(m_desk, m_now));
    setPlainToolTip(m_provenance, m_provenance->text());
}

void DataView::refresh()
{
    m_dirty = false;
    const auto [level, sentence] = DataText::headline(m_desk);
    const bool known = m_desk.census().has_value();
    m_badge->setState(level,
                      !known                        ? tr("not known")
                      : level == StateLevel::Normal ? tr("all equal")
                      : level == StateLevel::Alarm  ? tr("differs")
                                                    : tr("not all"),
                      known && m_desk.logProblem() ? StateBadge::Freshness::Stale
                                                   : StateBadge::Freshness::Live);
    m_sentence->setText(sentence);
    fillEntities();
    fillRows();
}

void DataView::fillEntities()
{
    if (!m_desk.census())
        return;
    const DataCensus &census = m_desk.census()->census;
    QList<PlainRowsModel::Row> rows;
    for (const auto &[entity, counts] : census.entities())
        rows << entityRow(u"e"_s + entity, visibleText(entity), counts);
    if (!rows.isEmpty()) {
        rows << entityRow(u"all"_s, tr("all kinds"), census.total());
        rows.last().strong = true;
    }
    m_entities.setRows(rows);
}

void DataView::fillRows()
{
    if (!m_desk.census()) {
        m_rowsTitle->setText(QString());
        return;
    }
    const DataCensus &census = m_desk.census()->census;
    QList<PlainRowsModel::Row> rows;
    for (const MigrationLogRow &row : census.toLookAt())
        rows << PlainRowsModel::Row{
            QString::number(row.id),
            {Format::count(row.id), visibleText(row.entity), visibleText(row.entityId),
             DataText::verdict(dataVerdict(row)), checksumText(row.legacyChecksum),
             checksumText(row.modernChecksum),
             row.migratedAt.isValid() ? Format::relative(row.migratedAt, m_now) : Format::dash(),
             visibleText(row.detail)}};
    m_rows.setRows(rows);
    const DataCounts &counts = census.total();
    const qint64 all = counts.different + counts.failed + counts.forReview;
    m_rowsTitle->setText(all > census.toLookAt().size()
                             ? tr("To look at: the first %1 of %2 rows that differ, failed or are flagged")
                                   .arg(Format::count(census.toLookAt().size()), Format::count(all))
                             : Format::counted(all,
                                               tr("To look at: 1 row that differs, failed or is flagged"),
                                               tr("To look at: %1 rows that differ, failed or are flagged")));
}

} // namespace interlock
