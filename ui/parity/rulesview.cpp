// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/rulesview.h"

#include "models/desk/rulesfile.h"
#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/parity/noiseview.h"
#include "ui/parity/ruleshometext.h"
#include "ui/parity/ruletext.h"
#include "ui/text/errortext.h"
#include "ui/text/tooltip.h"
#include "ui/text/widgetwords.h"
#include "widgets/plainlabel.h"
#include "widgets/tableview.h"
#include "widgets/theme.h"

#include <QFontDatabase>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
constexpr std::chrono::milliseconds previewAfter = 350ms; ///< of the last key
}

RulesView::RulesView(ParityDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_table(new TableView(this))
{
    m_previewTimer.setSingleShot(true);
    m_previewTimer.setInterval(previewAfter);
    connect(&m_previewTimer, &QTimer::timeout, this, &RulesView::preview);
    setUpTable();
    makeLayout();
    connect(&m_desk.rules(), &RulesDesk::rulesChanged, this, &RulesView::showRules);
    connect(&m_desk.rules(), &RulesDesk::problemsChanged, this, &RulesView::showProblems);
    connect(&m_desk, &ParityDesk::changed, this, [this] {
        m_model.setHits(m_desk.ruleHits());
        showNoise();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RulesView::editRow);
    showRules();
    load({}, {});
}

void RulesView::setUpTable()
{
    m_table->setObjectName(u"parity-rules"_s);
    m_table->setAccessibleName(tr("Rules in force"));
    m_table->setWords(WidgetWords::table());
    m_table->setModel(&m_model);
    m_table->setColumnCharacters({5, 24, 20, 12, 7, 8, 9, 20, 16});
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEmptyText(
        tr("Rules would be here. Select a difference and press “Rule …”, or write one below. "
           "Without rules every difference counts."));
}

void RulesView::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::Grid, 0, 0);
    layout->setSpacing(Theme::Grid / 2);
    auto *lower = new QSplitter(Qt::Horizontal, this);
    lower->setChildrenCollapsible(false);
    lower->addWidget(makeEditor());
    lower->addWidget(makePreview());
    lower->setStretchFactor(0, 6);
    lower->setStretchFactor(1, 5);
    lower->setSizes({600, 500}); // the noise beside the draft shows its fields
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    m_home = new PlainLabel(this);
    m_home->setObjectName(u"rules-home"_s);
    m_home->setFont(themeFont(FontRole::Caption, font()));
    m_home->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_home);
    layout->addWidget(splitter, 1);
    m_status = new PlainLabel(this);
    m_status->setObjectName(u"rules-status"_s);
    m_status->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(m_status);
}

QWidget *RulesView::makeEditor()
{
    auto *box = new QWidget(this);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::Grid / 2);
    m_text = new QPlainTextEdit(box);
    m_text->setObjectName(u"rule-text"_s);
    m_text->setAccessibleName(tr("Text of the rule"));
    m_text->setTabChangesFocus(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setPlaceholderText(
        u"[[rule]]\nop = \"ignore\"\npath = \"/items/*/updatedAt\"\nroute = \"checkout\""_s);
    connect(m_text, &QPlainTextEdit::textChanged, this, &RulesView::textEdited);
    column->addWidget(m_text, 1);
    column->addWidget(makeFields());
    column->addWidget(makeButtons());
    return box;
}

QWidget *RulesView::makeFields()
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::Grid / 2);
    const auto field = [&](const QByteArray &key, const QString &name, int stretch) {
        auto *edit = new QLineEdit(box);
        edit->setObjectName(u"rule-"_s + QString::fromLatin1(key));
        edit->setAccessibleName(name);
        edit->setPlaceholderText(name);
        row->addWidget(edit, stretch);
        m_fields.append({key, edit});
        connect(edit, &QLineEdit::editingFinished, this,
                [this, at = m_fields.size() - 1] { takeField(m_fields[at]); });
    };
    field("reason", tr("reason"), 4);
    field("owner", tr("owner"), 2);
    field("ticket", tr("ticket"), 2);
    field("expires", tr("expires"), 2);
    setPlainToolTip(m_fields.constLast().edit, tr("The last day on which it applies, in UTC: 2027-01-31"));
    return box;
}

QWidget *RulesView::makeButtons()
{
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    const auto button = [&](const QString &text, const QString &name, auto act) {
        auto *made = new QPushButton(text, box);
        made->setObjectName(name);
        made->setAccessibleName(text);
        row->addWidget(made);
        connect(made, &QPushButton::clicked, this, act);
        return made;
    };
    m_save = button(tr("Save the rule"), u"rule-save"_s, [this] { save(); });
    button(tr("New rule"), u"rule-new"_s, [this] { draft("[[rule]]\nop = \"ignore\"\npath = \"\"\n"); });
    m_remove = button(tr("Take it out"), u"rule-remove"_s, [this] { remove(); });
    m_undo = button(tr("Undo the last save"), u"rule-undo"_s, [this] { undo(); });
    m_takeLocal = button(tr("Take over the local file …"), u"rule-take-local"_s, [this] { takeLocal(); });
    setPlainToolTip(m_takeLocal, tr("The rules file of this computer does not hold while the bridge shares "
                                    "rules. Its rules become a draft, to be saved for all."));
    row->addStretch(1);
    return box;
}

QWidget *RulesView::makePreview()
{
    m_side = new QTabWidget(this);
    m_side->setObjectName(u"rule-side"_s);
    m_side->setDocumentMode(true);
    m_side->tabBar()->setAccessibleName(tr("Effect of the draft, or noise"));
    auto *box = new QWidget(m_side);
    auto *column = new QVBoxLayout(box);
    column->setContentsMargins(0, Theme::Grid / 2, 0, 0);
    column->setSpacing(Theme::Grid / 2);
    m_effect = new PlainLabel(box);
    m_effect->setObjectName(u"rule-effect"_s);
    m_effect->setWordWrap(true);
    m_effect->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_effect->setMinimumHeight(3 * fontMetrics().lineSpacing());
    column->addWidget(m_effect);
    auto *title = new PlainLabel(tr("Examples; Enter opens one"), box);
    title->setFont(themeFont(FontRole::Caption, font()));
    column->addWidget(title);
    m_examples = new QListWidget(box);
    m_examples->setObjectName(u"rule-examples"_s);
    m_examples->setAccessibleName(tr("Pairs that the rule would change"));
    column->addWidget(m_examples, 1);
    connect(m_examples, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) {
        Q_EMIT pairWanted(item->data(Qt::UserRole).toLongLong());
    });
    m_noise = new NoiseView(m_desk, m_side);
    connect(m_noise, &NoiseView::ruleWanted, this, &RulesView::draft);
    m_side->addTab(box, tr("Effect"));
    m_side->addTab(m_noise, tr("Noise"));
    return m_side;
}

void RulesView::showRules()
{
    const std::optional<std::size_t> edited = m_index;
    const QByteArray text = m_text ? draftText() : QByteArray();
    m_loading = true; // the table's selection goes, the draft stays
    m_model.setRules(m_desk.rules().rules(), m_desk.rules().options().today);
    m_model.setHits(m_desk.ruleHits());
    m_loading = false;
    m_undo->setEnabled(m_desk.rules().canUndo());
    showNoise();
    showProblems();
    if (edited)
        findEdited(text);
    if (!m_saving) // what the draft would hide depends on the others
        textEdited();
}

void RulesView::findEdited(const QByteArray &text)
{
    // The rule that is edited may stand elsewhere now, or have been changed by somebody.
    m_index.reset();
    const std::shared_ptr<const RuleSet> &rules = m_desk.rules().rules();
    for (std::size_t i = 0; rules && i < rules->rules().size(); ++i) {
        const std::optional<QByteArray> own = RulesFile::ruleText(m_desk.rules().text(), *rules, i);
        if (own && (own->trimmed() == m_original.trimmed() || own->trimmed() == text.trimmed())) {
            m_index = i;
            m_original = *own;
        }
    }
    m_remove->setEnabled(m_index.has_value());
    if (!m_index)
        m_status->setText(
            tr("▲ The rule being edited was changed or taken out meanwhile. Saving adds your text "
               "as another rule."));
}

void RulesView::showProblems()
{
    const RulesDesk &rules = m_desk.rules();
    m_home->setText(RulesHomeText::home(rules, m_now));
    setPlainToolTip(m_home, m_home->text());
    m_takeLocal->setVisible(!rules.unusedLocalText().isEmpty());
    // Lines of a set that the bridge keeps are nowhere to be found.
    m_table->setColumnHidden(RulesModel::LineColumn, rules.home() == RulesHome::Shared);
}

void RulesView::setNow(const QDateTime &now)
{
    m_now = now;
    if (isVisible())
        m_home->setText(RulesHomeText::home(m_desk.rules(), m_now));
}

void RulesView::showNoise()
{
    m_noise->refresh();
    m_side->setTabText(1, m_noise->open() > 0 ? tr("Noise (%1)").arg(m_noise->open()) : tr("Noise"));
}

void RulesView::editRow()
{
    const QModelIndex current = m_table->currentIndex();
    if (m_loading || !current.isValid())
        return;
    const auto index = std::size_t(current.row());
    const std::optional<QByteArray> text =
        RulesFile::ruleText(m_desk.rules().text(), *m_desk.rules().rules(), index);
    if (text) {
        load(*text, index);
        return;
    }
    load({}, {});
    m_status->setText(tr("This rule is not written as a [[rule]] table: edit it in the file."));
}

void RulesView::draft(const QByteArray &toml)
{
    m_table->clearSelection();
    m_side->setCurrentIndex(0);
    load(toml, {});
    m_text->setFocus(Qt::OtherFocusReason);
}

void RulesView::load(const QByteArray &text, std::optional<std::size_t> index)
{
    m_index = index;
    m_original = text;
    m_loading = true;
    m_text->setPlainText(QString::fromUtf8(text));
    m_loading = false;
    m_remove->setEnabled(index.has_value());
    fillFields();
    textEdited();
}

QByteArray RulesView::draftText() const
{
    return m_text->toPlainText().toUtf8();
}

QByteArray RulesView::fileWithDraft() const
{
    const RulesDesk &rules = m_desk.rules();
    if (m_index && rules.rules())
        return RulesFile::replaced(rules.text(), *rules.rules(), *m_index, draftText());
    return RulesFile::added(rules.text(), draftText());
}

void RulesView::fillFields()
{
    const auto rules = RuleSet::fromToml(draftText());
    const bool one = rules && rules->rules().size() == 1;
    const Rule rule = one ? rules->rules().front() : Rule();
    const QStringList values{rule.reason, rule.owner, rule.ticket,
                             rule.expires.isValid() ? rule.expires.toString(Qt::ISODate) : QString()};
    for (qsizetype i = 0; i < m_fields.size(); ++i) {
        m_fields[i].edit->setText(values[i]);
        m_fields[i].edit->setModified(false);
        m_fields[i].edit->setEnabled(!draftText().trimmed().isEmpty());
    }
}

void RulesView::takeField(const Field &field)
{
    if (!field.edit->isModified())
        return;
    field.edit->setModified(false);
    const QString value = field.edit->text().trimmed();
    const bool isDate = field.key == "expires";
    const QDate date = isDate ? QDate::fromString(value, Qt::ISODate) : QDate();
    if (isDate && !value.isEmpty() && !date.isValid()) {
        m_status->setText(tr("▲ “%1” is no date: write it as 2027-01-31.").arg(visibleText(value)));
        return;
    }
    // Qt reads more as a date than TOML does.
    const QByteArray toml = value.isEmpty() ? QByteArray()
                            : isDate        ? date.toString(Qt::ISODate).toUtf8()
                                            : RulesFile::quoted(value);
    m_text->setPlainText(QString::fromUtf8(RulesFile::withKey(draftText(), field.key, toml)));
}

void RulesView::textEdited()
{
    if (m_loading)
        return;
    ++m_generation; // a preview under way is of other text
    m_examples->clear();
    const bool empty = draftText().trimmed().isEmpty();
    m_save->setEnabled(false);
    m_effect->setText(
        empty ? tr("What a rule would hide is shown here before it is saved: select a rule, or begin "
                   "a new one.")
              : tr("looking at the pairs kept …"));
    if (empty) {
        m_previewTimer.stop();
        return;
    }
    m_previewTimer.start();
}

void RulesView::preview()
{
    const auto draft = RuleSet::fromToml(draftText());
    if (!draft) {
        const RuleProblem &problem = draft.error().front();
        m_effect->setText(tr("▲ line %1, column %2: %3")
                              .arg(problem.line)
                              .arg(problem.column)
                              .arg(visibleText(problem.text)));
        return;
    }
    if (m_text->hasFocus()) // else a field is being edited, and the text follows it
        fillFields();
    whenDone(m_desk.preview(fileWithDraft()), this,
             [this, generation = m_generation](const Result<RescoreReport> &report) {
                 if (generation == m_generation)
                     showPreview(report);
             });
}

void RulesView::showPreview(const Result<RescoreReport> &report)
{
    if (!report) {
        m_effect->setText(u"▲ "_s + ErrorText::sentence(report.error()));
        return;
    }
    m_effect->setText(RuleText::preview(*report));
    m_save->setEnabled(!m_saving && (draftText().trimmed() != m_original.trimmed() || !m_index));
    for (const qint64 number : report->examples) {
        auto *item = new QListWidgetItem(tr("pair %1").arg(number), m_examples);
        item->setData(Qt::UserRole, number);
    }
}

void RulesView::tellSaved(const Result<void> &saved, const QString &done)
{
    m_undo->setEnabled(m_desk.rules().canUndo());
    m_status->setText(saved ? done : RulesHomeText::notSaved(m_desk.rules(), saved.error()));
    setPlainToolTip(m_status, m_status->text());
}

void RulesView::await(const QFuture<Result<void>> &saved, const QString &done, bool takesDraft)
{
    m_saving = true;
    m_text->setReadOnly(true);
    m_save->setEnabled(false);
    m_remove->setEnabled(false);
    m_undo->setEnabled(false);
    m_status->setText(tr("saving …"));
    whenDone(saved, this, [this, done, takesDraft, sent = draftText()](const Result<void> &result) {
        m_saving = false;
        m_text->setReadOnly(false);
        if (result && takesDraft && draftText() == sent) // else another was begun meanwhile
            load({}, {});
        else
            textEdited();
        m_remove->setEnabled(m_index.has_value());
        tellSaved(result, done);
    });
}

void RulesView::save()
{
    await(m_desk.rules().save(m_desk.rules().text(), fileWithDraft()),
          tr("Saved. The pairs kept are judged again, and the gates of its routes begin anew."), true);
}

void RulesView::remove()
{
    if (!m_index || !m_desk.rules().rules())
        return;
    const RulesDesk &rules = m_desk.rules();
    const QByteArray without = RulesFile::replaced(rules.text(), *rules.rules(), *m_index, {});
    await(m_desk.rules().save(rules.text(), without),
          tr("Taken out. The pairs kept are judged again, and the gates of its routes begin anew."), true);
}

void RulesView::undo()
{
    await(m_desk.rules().undo(), tr("The rules are again as they were before the last save."), false);
}

void RulesView::takeLocal()
{
    draft(m_desk.rules().unusedLocalText());
}

} // namespace interlock
