// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/noiseview.h"

#include "models/domain/plaintext.h"
#include "ui/parity/paritytext.h"
#include "ui/text/format.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <algorithm>
#include <QHeaderView>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

NoiseView::NoiseView(ParityDesk &desk, QWidget *parent)
    : QWidget(parent),
      m_desk(desk),
      m_model({{tr("route")},
               {tr("field")},
               {tr("differs"), true,
                tr("Of the requests that LEGACY was asked twice; a row's own tip has the 95 % band")},
               {tr("requests"), true},
               {tr("≠ NEW"), true, tr("How often the field differs between the systems, LEGACY and NEW")},
               {tr("rule")}}),
      m_said(new PlainLabel(this)),
      m_table(new TableView(this)),
      m_make(new QPushButton(tr("Make a rule …"), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::Grid / 2, 0, 0);
    layout->setSpacing(Theme::Grid / 2);
    m_said->setObjectName(u"noise-said"_s);
    m_said->setFont(themeFont(FontRole::Caption, font()));
    m_said->setWordWrap(true);
    layout->addWidget(m_said);
    m_table->setObjectName(u"noise-table"_s);
    m_table->setAccessibleName(tr("Fields that LEGACY answers differently from itself"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(&m_model);
    m_table->setColumnCharacters({8, 12, 7, 7, 8, 6});
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch); // the field: nothing scrolls
    m_table->setEmptyText(tr("Fields that differ between two answers of LEGACY to the same request would be "
                             "here. The source sends such pairs for a sample of the requests."));
    layout->addWidget(m_table, 1);
    m_make->setObjectName(u"noise-make"_s);
    m_make->setAccessibleName(tr("Make a rule that ignores the selected field, with a preview first"));
    layout->addWidget(m_make, 0, Qt::AlignLeft);
    connect(m_make, &QPushButton::clicked, this, [this] { makeRule(m_table->currentIndex().row()); });
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { makeRule(index.row()); });
    auto *enter = new QShortcut(m_table);
    enter->setKeys({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)});
    enter->setContext(Qt::WidgetShortcut);
    connect(enter, &QShortcut::activated, this, [this] { makeRule(m_table->currentIndex().row()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current) { m_make->setEnabled(current.isValid()); });
    refresh();
}

bool NoiseView::hasRule(const NoiseSuggestion &suggestion) const
{
    const std::shared_ptr<const RuleSet> &rules = m_desk.rules().rules();
    return rules && std::ranges::any_of(rules->rules(), [&suggestion](const Rule &rule) {
               return rule.op == RuleOp::Ignore && rule.path == suggestion.path &&
                      (!rule.route || *rule.route == suggestion.route);
           });
}

PlainRowsModel::Row NoiseView::rowOf(const NoiseSuggestion &suggestion) const
{
    const QString route = visibleText(QString::fromUtf8(suggestion.route));
    const QString path = suggestion.path.isEmpty() ? tr("(the whole answer)")
                                                   : visibleText(QString::fromUtf8(suggestion.path));
    QStringList kinds;
    for (const DifferenceKind kind : suggestion.kinds)
        kinds << ParityText::kind(kind);
    const QString band = tr("%1 (%2 to %3)")
                             .arg(ParityText::rate(suggestion.rate()), ParityText::rate(suggestion.band.low),
                                  ParityText::rate(suggestion.band.high));
    const QString cross =
        suggestion.crossRequests > 0
            ? (suggestion.coversMore ? u"▲ "_s : QString()) +
                  ParityText::rate(double(suggestion.crossDiffering) / double(suggestion.crossRequests))
            : Format::dash();
    QString tip = tr("%1 %2 (%3) differs between two answers of LEGACY in %4 of %5 requests: %6.")
                      .arg(route, path, kinds.join(u", "_s), Format::count(suggestion.differing),
                           Format::count(suggestion.requests), band);
    if (suggestion.coversMore)
        tip +=
            u'\n' + tr("▲ Between the systems it differs clearly more often: ignoring it would also hide a "
                       "real difference.");
    return {QString::fromUtf8(suggestion.route + ' ' + suggestion.path),
            {route, path, ParityText::rate(suggestion.rate()), Format::count(suggestion.requests), cross,
             hasRule(suggestion) ? tr("has one") : Format::dash()},
            tip};
}

void NoiseView::refresh()
{
    m_shown = m_desk.noise();
    QList<PlainRowsModel::Row> rows;
    m_open = 0;
    bool any = false;
    for (const NoiseSuggestion &suggestion : m_shown) {
        rows << rowOf(suggestion);
        m_open += hasRule(suggestion) ? 0 : 1;
        any = any || suggestion.coversMore;
    }
    const QString current = m_model.rows().value(m_table->currentIndex().row()).id;
    m_model.setRows(rows);
    for (int row = 0; row < rows.size() && !m_table->currentIndex().isValid(); ++row) {
        if (rows[row].id == current)
            m_table->setCurrentIndex(m_model.index(row, 0));
    }
    m_make->setEnabled(m_table->currentIndex().isValid());
    m_said->setText(rows.isEmpty() ? tr("No noise is known. Nothing is hidden by it either way.")
                    : any ? tr("Suggestions only: each counts as a difference until a rule says otherwise. ▲ "
                               "differs clearly more often between the systems than within LEGACY.")
                          : tr("Suggestions only: each counts as a difference until a rule says otherwise."));
}

void NoiseView::makeRule(int row)
{
    if (row >= 0 && std::size_t(row) < m_shown.size())
        Q_EMIT ruleWanted(m_shown[std::size_t(row)].ruleToml());
}

} // namespace interlock
