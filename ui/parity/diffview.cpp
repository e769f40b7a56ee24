// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/diffview.h"

#include "models/desk/pairexport.h"
#include "models/desk/rulesuggestions.h"
#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/parity/diffdelegate.h"
#include "ui/parity/paritytext.h"
#include "ui/parity/suggestiontext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QThreadPool>
#include <QVBoxLayout>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString statusText(const std::optional<int> &status)
{
    return status ? QString::number(*status) : Format::dash();
}

/// Frees it beside the window: the differences of a large pair are many.
void release(PairViewPtr view)
{
    QThreadPool::globalInstance()->start([old = std::move(view)] { Q_UNUSED(old) });
}

bool isBelow(const QByteArray &path, const QByteArray &above)
{
    return path.size() > above.size() && path[above.size()] == '/' && path.startsWith(above);
}

} // namespace

DiffView::DiffView(ParityDesk &desk, QWidget *parent)
    : QWidget(parent),
      m_desk(desk),
      m_head(new PlainLabel(this)),
      m_rules(new PlainLabel(this)),
      m_row(new PlainLabel(this)),
      m_table(new TableView(this))
{
    makeLayout();
    makeShortcuts();
    clear();
}

void DiffView::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::Grid / 2);
    m_head->setObjectName(u"diff-head"_s);
    m_head->setFont(themeFont(FontRole::BodyStrong, font()));
    m_rules->setObjectName(u"diff-rules"_s);
    m_rules->setFont(themeFont(FontRole::Caption, font()));
    m_row->setObjectName(u"diff-row"_s);
    m_row->setFont(themeFont(FontRole::Caption, font()));
    for (PlainLabel *label : {m_head, m_rules, m_row})
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_head);
    layout->addWidget(makeBar());
    m_table->setObjectName(u"diff-lines"_s);
    m_table->setAccessibleName(tr("Both answers, line by line"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new DiffDelegate(&m_model, m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->setDefaultSectionSize(22);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_row);
    layout->addWidget(m_rules);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &DiffView::showRow);
    connect(m_table, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { m_model.unfold(index.row()); });
}

QWidget *DiffView::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::Grid / 2);
    const auto button = [&](const QString &text, const QString &name, const QString &accessible) {
        auto *made = new QPushButton(text, bar);
        made->setObjectName(name);
        made->setAccessibleName(accessible);
        setPlainToolTip(made, accessible);
        row->addWidget(made);
        m_needPair.append(made);
        return made;
    };
    connect(button(tr("▲ P"), u"diff-previous"_s, tr("Previous difference (P)")), &QPushButton::clicked, this,
            [this] { go(false); });
    connect(button(tr("▼ N"), u"diff-next"_s, tr("Next difference (N)")), &QPushButton::clicked, this,
            [this] { go(true); });
    m_inline = button(tr("inline"), u"diff-inline"_s, tr("Both answers one under the other"));
    m_inline->setCheckable(true);
    connect(m_inline, &QPushButton::toggled, this, [this](bool on) { m_model.setInline(on); });
    m_unfold = button(tr("all lines"), u"diff-all"_s, tr("Show also what is equal"));
    m_unfold->setCheckable(true);
    connect(m_unfold, &QPushButton::toggled, this, [this] { open(shown()); });
    m_find = new QLineEdit(bar);
    m_find->setObjectName(u"diff-find"_s);
    m_find->setAccessibleName(tr("Find in both answers"));
    m_find->setPlaceholderText(tr("find, Enter for the next"));
    m_find->setClearButtonEnabled(true);
    m_find->setMinimumWidth(90);
    m_needPair.append(m_find);
    connect(m_find, &QLineEdit::returnPressed, this, &DiffView::find);
    row->addWidget(m_find, 1);
    connect(button(tr("curl"), u"diff-curl"_s, tr("Copy the request as a curl command")),
            &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(pairAsCurl(m_view->pair))); });
    m_copyJson = button(tr("JSON"), u"diff-json"_s, tr("Copy the pair and its differences as JSON"));
    connect(m_copyJson, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(QString::fromUtf8(pairAsJson(*m_view))); });
    m_rule = button(tr("Rule …"), u"diff-rule"_s, tr("Make a rule from this difference"));
    m_ruleMenu = new QMenu(m_rule);
    m_ruleMenu->setObjectName(u"diff-rule-menu"_s);
    m_rule->setMenu(m_ruleMenu);
    connect(m_ruleMenu, &QMenu::aboutToShow, this, &DiffView::fillRules);
    return bar;
}

void DiffView::makeShortcuts()
{
    const auto add = [this](const QList<QKeySequence> &keys, auto act) {
        auto *shortcut = new QShortcut(this);
        shortcut->setKeys(keys);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, act);
    };
    add({QKeySequence(Qt::Key_N), QKeySequence(Qt::Key_F8)}, [this] { go(true); });
    add({QKeySequence(Qt::Key_P), QKeySequence(u"Shift+F8"_s)}, [this] { go(false); });
    add({QKeySequence(QKeySequence::Find)}, [this] { m_find->setFocus(Qt::ShortcutFocusReason); });
    auto *unfold = new QShortcut(m_table);
    unfold->setKeys({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter), QKeySequence(Qt::Key_Right)});
    unfold->setContext(Qt::WidgetShortcut);
    connect(unfold, &QShortcut::activated, this, [this] { m_model.unfold(m_table->currentIndex().row()); });
}

void DiffView::clear()
{
    ++m_generation;
    m_model.setDiff({});
    release(std::exchange(m_view, {}));
    m_table->setEmptyText(tr("Select a pair to see both answers beside each other."));
    m_head->setText(tr("No pair is selected."));
    m_row->setText(QString());
    m_rules->setText(QString());
    for (QWidget *widget : std::as_const(m_needPair))
        widget->setEnabled(false);
}

void DiffView::open(qint64 number, const GroupSignature &group)
{
    if (number <= 0)
        return;
    whenDone(m_desk.open(number, !m_unfold->isChecked()), this,
             [this, group, generation = ++m_generation](const Result<PairViewPtr> &view) {
                 if (generation != m_generation)
                     return;
                 if (view) {
                     show(*view, group);
                     return;
                 }
                 clear();
                 m_head->setText(ErrorText::sentence(view.error()));
             });
}

int DiffView::firstRow(const GroupSignature &group) const
{
    for (const Difference &difference : m_view->effective.differences) {
        if (difference.group != group.path || difference.kind != group.kind)
            continue;
        for (int row = 0; row < m_model.rowCount(); ++row) {
            const DiffRow *line = m_model.row(row);
            if (line->state != DiffRow::State::Same && m_view->diff->path(*line) == difference.path)
                return row;
        }
        break;
    }
    return m_model.nextDifference(-1, true);
}

void DiffView::show(const PairViewPtr &view, const GroupSignature &group)
{
    m_model.setDiff(view->diff);
    release(std::exchange(m_view, view));
    for (QWidget *widget : std::as_const(m_needPair))
        widget->setEnabled(true);
    m_copyJson->setEnabled(view->isComplete); // without its differences it would say that there are none
    m_table->setEmptyText(view->pair.outcome == PairOutcome::Equal
                              ? tr("Equal without any rule: such answers are counted and not kept.")
                              : tr("The answers were not kept: masks could not be applied to them."));
    showHead();
    showRules();
    showRow();
    m_firstShown = view->diff ? firstRow(group) : -1;
    goTo(m_firstShown);
    Q_EMIT opened(view->pair.number);
    if (!view->isComplete)
        complete(group);
}

void DiffView::goTo(int row)
{
    if (row < 0)
        return;
    m_table->setCurrentIndex(m_model.index(row, 0));
    m_table->scrollTo(m_model.index(row, 0), QAbstractItemView::PositionAtCenter);
}

void DiffView::complete(const GroupSignature &group)
{
    whenDone(m_desk.complete(*m_view, !m_unfold->isChecked()), this,
             [this, group, generation = m_generation](const PairViewPtr &view) {
                 if (generation == m_generation)
                     takeComplete(view, group);
             });
}

/// The lines on the screen stay; only what is said of them changes.
void DiffView::takeComplete(const PairViewPtr &view, const GroupSignature &group)
{
    m_view->diff->takeRules(*view->diff);
    view->diff = m_view->diff;
    m_view = view;
    m_model.noteRules();
    m_copyJson->setEnabled(true);
    showHead();
    showRules();
    showRow();
    // The reader has not gone anywhere yet: what was wanted may be known only now.
    if (m_table->currentIndex().row() == m_firstShown)
        goTo(firstRow(group));
}

void DiffView::showHead()
{
    const StoredPair &pair = m_view->pair;
    QString text =
        tr("#%1 %2 %3 — %4")
            .arg(pair.number)
            .arg(visibleText(QString::fromUtf8(pair.method)),
                 visibleText(QString::fromUtf8(pair.path.left(200))), ParityText::outcome(pair.outcome));
    if (pair.legacyStatus != pair.newerStatus)
        text += tr(" · ≠ status %1 → %2").arg(statusText(pair.legacyStatus), statusText(pair.newerStatus));
    QStringList reasons;
    for (const Incomparable &reason : m_view->effective.reasons)
        reasons << ParityText::reason(reason);
    if (!reasons.isEmpty())
        text += u" · "_s + reasons.join(u", "_s);
    m_head->setText(text);
    setPlainToolTip(m_head, tr("%1, first seen %2, seen %3 times; LEGACY took %4 ms, NEW %5 ms")
                                .arg(text, Format::absolute(pair.at), Format::count(pair.seen),
                                     Format::count(pair.legacyMs), Format::count(pair.newerMs)));
}

void DiffView::showRules()
{
    if (!m_view->isComplete) {
        m_rules->setText(tr("A large pair: what differs by the rules is being found out …"));
        setPlainToolTip(m_rules, m_rules->text());
        return;
    }
    QStringList parts;
    QStringList details;
    for (const RuleInPair &rule : m_view->rules) {
        const Rule &written = m_view->ruleSet->rules()[std::size_t(rule.rule)];
        parts << tr("%1 (%2)").arg(ParityText::rule(written), Format::count(rule.hits));
        QStringList paths;
        for (const Difference &difference : rule.hides) {
            if (paths.size() < 12)
                paths << visibleText(QString::fromUtf8(difference.path));
        }
        details << tr("%1, line %2: hides %3")
                       .arg(ParityText::rule(written))
                       .arg(written.line)
                       .arg(!rule.isExplained ? tr("not found out, the pair is too large")
                            : paths.isEmpty() ? tr("nothing by itself")
                                              : paths.join(u", "_s));
    }
    const qint64 hidden = m_view->strict.differenceCount - m_view->effective.differenceCount;
    m_rules->setText(parts.isEmpty() ? tr("%1; no rule had an effect here")
                                           .arg(Format::counted(m_view->effective.differenceCount,
                                                                tr("1 difference"), tr("%1 differences")))
                                     : tr("%1, %2 hidden by rules: %3")
                                           .arg(Format::counted(m_view->effective.differenceCount,
                                                                tr("1 difference"), tr("%1 differences")),
                                                Format::count(hidden), parts.join(u" · "_s)));
    setPlainToolTip(m_rules, details.join(u'\n'));
}

void DiffView::showRow()
{
    const DiffRow *row = m_view ? m_model.row(m_table->currentIndex().row()) : nullptr;
    if (!row) {
        m_row->setText(QString());
        m_rule->setEnabled(false);
        return;
    }
    const QString path = visibleText(QString::fromUtf8(m_view->diff->path(*row)));
    QString text = path.isEmpty() ? tr("(the whole answer)") : path;
    if (row->state != DiffRow::State::Same && row->hidden) {
        text += tr(" — differs, and rules allow it");
        for (const RuleInPair &rule : m_view->rules) {
            const QByteArray own = m_view->diff->path(*row);
            for (const Difference &difference : rule.hides) {
                if (difference.path != own)
                    continue;
                text += tr(": %1").arg(ParityText::rule(m_view->ruleSet->rules()[std::size_t(rule.rule)]));
                break;
            }
        }
    } else if (const Difference *difference = currentDifference()) {
        text += tr(" — %1").arg(ParityText::kind(difference->kind));
    }
    m_row->setText(text);
    setPlainToolTip(m_row, text);
    m_rule->setEnabled(currentDifference() != nullptr);
}

const Difference *DiffView::currentDifference() const
{
    const DiffRow *row = m_view ? m_model.row(m_table->currentIndex().row()) : nullptr;
    if (!row || row->kind == DiffRow::Kind::Fold)
        return nullptr;
    const QByteArray own = m_view->diff->path(*row);
    const Difference *near = nullptr;
    for (const Difference &difference : m_view->effective.differences) {
        if (difference.path == own)
            return &difference;
        const bool above = isBelow(own, difference.path);
        const bool below = row->state != DiffRow::State::Same && isBelow(difference.path, own);
        if (!near && (above || below || m_view->diff->isText() || difference.kind == DifferenceKind::Status))
            near = &difference;
    }
    return near;
}

void DiffView::fillRules()
{
    m_ruleMenu->clear();
    const Difference *difference = currentDifference();
    if (!difference)
        return;
    const std::vector<RuleSuggestion> suggestions = suggestRules(m_view->pair.route.toUtf8(), *difference);
    for (const RuleSuggestion &suggestion : suggestions) {
        m_ruleMenu->addAction(SuggestionText::of(suggestion.what, *difference), this,
                              [this, toml = suggestion.toml] { Q_EMIT ruleWanted(toml); });
    }
}

void DiffView::go(bool forward)
{
    if (!m_view || !m_view->diff)
        return;
    const int next = m_model.nextDifference(m_table->currentIndex().row(), forward);
    goTo(next);
}

void DiffView::find()
{
    if (!m_view || !m_view->diff)
        return;
    int found = m_model.find(m_find->text(), m_table->currentIndex().row());
    if (found < 0)
        found = m_model.find(m_find->text(), -1); // from the top again
    if (found < 0) {
        m_row->setText(tr("“%1” is not in this pair.").arg(visibleText(m_find->text())));
        return;
    }
    goTo(found);
}

} // namespace interlock
