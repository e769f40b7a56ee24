// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/routetablemodel.h"
#include "tests/ui/fakeworld.h"
#include "ui/parity/diffmodel.h"
#include "ui/parity/diffview.h"
#include "ui/parity/parityexport.h"
#include "ui/parity/paritymarks.h"
#include "ui/parity/parityoverview.h"
#include "ui/parity/paritytext.h"
#include "ui/parity/rulesmodel.h"
#include "ui/text/format.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTabWidget>
#include <QTest>
#include <QTreeView>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

TrafficPair pagePair(int number, const QString &route, const QByteArray &legacy, const QByteArray &newer)
{
    TrafficPair pair;
    pair.id = QString::number(number);
    pair.at = QDateTime::currentDateTimeUtc().addSecs(number - 1000);
    pair.route = route;
    pair.method = "GET";
    pair.path = "/p/" + QByteArray::number(number);
    pair.legacy = {200, legacy, 5, false, false};
    pair.newer = {200, newer, 6, false, false};
    return pair;
}

/// Forty pairs of two routes; every fourth of checkout has another price and stamp.
QList<TrafficPair> somePairs()
{
    QList<TrafficPair> pairs;
    for (int i = 1; i <= 40; ++i) {
        const bool checkout = i % 2 == 0;
        const bool differs = i % 4 == 0;
        pairs << pagePair(
            i, checkout ? u"checkout"_s : u"search"_s,
            R"({"currency":"EUR","items":[{"sku":"S-1"},{"sku":"S-2"}],"price":10.50,"stamp":1,"title":"x"})",
            differs
                ? R"({"currency":"EUR","items":[{"sku":"S-1"},{"sku":"S-2"}],"price":10.51,"stamp":2,"title":"x"})"
                : R"({"currency":"EUR","items":[{"sku":"S-1"},{"sku":"S-2"}],"price":10.50,"stamp":1,"title":"x"})");
    }
    return pairs;
}

} // namespace

/// The parity page with the real window, desk, store and rules file; only the bridge's answers are made up.
class TestParityPage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void sentenceSaysWhetherToGoOn();
    void pagesByKeyboard();
    void differencesByKeyboard();
    void inlineAndFolds();
    void findOpensFolds();
    void copiesCurlAndJson();
    void ruleInTwoClicksPreviewSaveUndo();
    void draftSurvivesAnotherHandsEdit();
    void exampleOpensItsPair();
    void triageWithComment();
    void filtersLeaveWhatTheySay();
    void hostilePairStaysPlain();
    void hugePairOpens();
    void sharedRulesConflict();
    void noiseBecomesARule();
    void dataAndIssues();
    void marksOnTheChart();
    void daysCleanOnTheCockpit();
    void exports();
    void headlines_data();
    void headlines();

private:
    void openWorld(bool database, bool sharedRules);
    void open(const QList<TrafficPair> &pairs);
    void openDifferences();
    template<typename T>
    T *find(const QString &name)
    {
        T *found = m_world->window().findChild<T *>(name);
        return found;
    }
    void click(const QString &name);
    /// Presses “Rule …” and the entry of the menu whose text has @p words.
    void chooseRule(const QString &words);
    [[nodiscard]] QString rulesFile() const { return m_world->folder.filePath(u"parity-rules.toml"_s); }
    [[nodiscard]] DiffView *diffView() { return m_world->window().findChild<DiffView *>(); }

    QTemporaryDir m_settings;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
};

void TestParityPage::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
}

void TestParityPage::init()
{
    m_world = std::make_unique<FakeWorld>();
}

void TestParityPage::cleanup()
{
    m_world.reset();
}

void TestParityPage::openWorld(bool database, bool sharedRules)
{
    FakeWorld::Options options{{}, FakeWorld::fastTimings()};
    options.database = database;
    options.sharedRules = sharedRules;
    m_world = std::make_unique<FakeWorld>(options);
}

void TestParityPage::open(const QList<TrafficPair> &pairs)
{
    m_world->parity->traffic = pairs;
    m_world->openWindow(*m_theme);
    m_world->window().show();
    QVERIFY(QTest::qWaitForWindowActive(&m_world->window()));
    m_world->start();
    m_world->window().showPage(u"parity"_s);
    QTRY_COMPARE(m_world->desk->pairs().totalRows(), std::size_t(pairs.size()));
}

void TestParityPage::openDifferences()
{
    open(somePairs());
    QVERIFY(m_world->window().showPage(u"parity/differences"_s));
    QTRY_COMPARE(m_world->desk->groups().rowCount(), 2);
    QTRY_VERIFY(diffView()->shown() > 0);
    QTRY_VERIFY(diffView()->model().rowCount() > 0);
}

void TestParityPage::click(const QString &name)
{
    auto *button = find<QPushButton>(name);
    QVERIFY2(button && button->isEnabled() && button->isVisible(), qPrintable(name));
    QTest::mouseClick(button, Qt::LeftButton);
}

void TestParityPage::chooseRule(const QString &words)
{
    auto *menu = find<QMenu>(u"diff-rule-menu"_s);
    bool chosen = false;
    QTimer clicker;
    clicker.setInterval(20);
    connect(&clicker, &QTimer::timeout, menu, [&] {
        if (!menu->isVisible())
            return;
        clicker.stop();
        const QList<QAction *> actions = menu->actions();
        for (QAction *action : actions) {
            if (!action->text().contains(words))
                continue;
            chosen = true;
            QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
            return;
        }
        menu->close();
    });
    clicker.start();
    click(u"diff-rule"_s); // comes back when the menu is closed
    QTRY_VERIFY(chosen);
}

void TestParityPage::sentenceSaysWhetherToGoOn()
{
    open(somePairs());
    auto *sentence = find<QLabel>(u"parity-sentence"_s);
    QTRY_VERIFY2(sentence->text().contains(u"insufficient evidence for 2 of 2"_s),
                 qPrintable(sentence->text()));
    QTRY_VERIFY2(sentence->text().contains(u"10 differences in 20 pairs"_s), qPrintable(sentence->text()));
    QVERIFY(sentence->text().contains(u"clean pairs to go"_s));
    QTRY_VERIFY(find<QLabel>(u"parity-provenance"_s)->text().contains(u"rule set 1"_s));
    auto *table = find<QTableView>(u"parity-routes"_s);
    const QAbstractItemModelTester tester(table->model(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QTRY_VERIFY(table->model()->rowCount() >= 8);
    const auto *overview = m_world->window().findChild<ParityOverview *>();
    for (const RouteParity &route : overview->report().routes) {
        if (route.id == u"search"_s)
            QCOMPARE(ParityText::parity(strictParity(route.counts)), u"none differ"_s); // never 100 %
    }
}

void TestParityPage::pagesByKeyboard()
{
    open(somePairs());
    m_world->window().showPage(u"cockpit"_s);
    QTest::keyClick(&m_world->window(), Qt::Key_3, Qt::ControlModifier);
    QTRY_COMPARE(m_world->window().currentPage(), u"parity"_s);
    auto *tabs = find<QTabWidget>(u"parity-tabs"_s);
    tabs->setFocus();
    tabs->setCurrentIndex(0);
    QTest::keyClick(tabs, Qt::Key_PageDown, Qt::ControlModifier);
    QCOMPARE(tabs->currentIndex(), 1);
    QTest::keyClick(tabs, Qt::Key_PageUp, Qt::ControlModifier);
    QCOMPARE(tabs->currentIndex(), 0);
    QVERIFY(m_world->window().viewNames().contains(u"parity/rules"_s));
    QVERIFY(!m_world->window().showPage(u"parity/none"_s));
}

void TestParityPage::differencesByKeyboard()
{
    openDifferences();
    auto *pairs = find<QTableView>(u"parity-pairs"_s);
    const qint64 first = diffView()->shown();
    pairs->setFocus();
    QTest::keyClick(pairs, Qt::Key_Down);
    QTRY_VERIFY(diffView()->shown() != first);
    auto *lines = find<QTableView>(u"diff-lines"_s);
    lines->setFocus();
    const auto path = [&] {
        const DiffRow *row = diffView()->model().row(lines->currentIndex().row());
        return row ? diffView()->view()->diff->path(*row) : QByteArray();
    };
    lines->setCurrentIndex(lines->model()->index(0, 0));
    QTest::keyClick(lines, Qt::Key_N);
    QCOMPARE(path(), "/price");
    QTest::keyClick(lines, Qt::Key_F8);
    QCOMPARE(path(), "/stamp");
    QTest::keyClick(lines, Qt::Key_P);
    QCOMPARE(path(), "/price");
    QVERIFY(find<QLabel>(u"diff-row"_s)->text().contains(u"/price — value"_s));
}

void TestParityPage::inlineAndFolds()
{
    openDifferences();
    DiffModel &model = diffView()->model();
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const int folded = model.rowCount();
    auto *lines = find<QTableView>(u"diff-lines"_s);
    lines->setFocus();
    for (int row = 0; row < model.rowCount(); ++row) {
        lines->setCurrentIndex(model.index(row, 0));
        QTest::keyClick(lines, Qt::Key_Return);
    }
    QVERIFY(model.rowCount() > folded);
    const int unfolded = model.rowCount();
    click(u"diff-inline"_s);
    QCOMPARE(model.columnCount(), 1);
    QCOMPARE(model.rowCount(), unfolded + 2); // two lines changed, each twice now
    click(u"diff-inline"_s);
    QCOMPARE(model.rowCount(), unfolded);
    click(u"diff-all"_s);
    QTRY_VERIFY(model.rowCount() >= unfolded);
}

void TestParityPage::findOpensFolds()
{
    openDifferences();
    auto *field = find<QLineEdit>(u"diff-find"_s);
    field->setFocus();
    QTest::keyClicks(field, u"s-2"_s); // in an element of an array that is folded
    QTest::keyClick(field, Qt::Key_Return);
    auto *lines = find<QTableView>(u"diff-lines"_s);
    QCOMPARE(lines->currentIndex().data().toString(), u"\"sku\": \"S-2\""_s);
    field->setText(u"nowhere to be found"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(find<QLabel>(u"diff-row"_s)->text().contains(u"not in this pair"_s));
}

void TestParityPage::copiesCurlAndJson()
{
    openDifferences();
    click(u"diff-curl"_s);
    QVERIFY(QApplication::clipboard()->text().startsWith(u"curl "_s));
    click(u"diff-json"_s);
    QVERIFY(QApplication::clipboard()->text().contains(u"\"path\": \"/price\""_s));
}

void TestParityPage::ruleInTwoClicksPreviewSaveUndo()
{
    openDifferences();
    auto *groups = find<QTableView>(u"parity-groups"_s);
    for (int row = 0; row < groups->model()->rowCount(); ++row) {
        if (groups->model()->index(row, GroupTableModel::PathColumn).data().toString() == u"/stamp"_s)
            groups->setCurrentIndex(groups->model()->index(row, 0));
    }
    QTRY_VERIFY(find<QLabel>(u"diff-row"_s)->text().contains(u"/stamp"_s));
    chooseRule(u"everything below"_s);
    QCOMPARE(find<QTabWidget>(u"parity-tabs"_s)->currentIndex(), 2);
    auto *effect = find<QLabel>(u"rule-effect"_s);
    QTRY_VERIFY2(effect->text().contains(u"hides 10 differences"_s), qPrintable(effect->text()));
    QVERIFY(effect->text().contains(u"checkout 10"_s));
    QVERIFY(find<QListWidget>(u"rule-examples"_s)->count() > 0);
    QVERIFY(!QFile::exists(rulesFile())); // nothing is saved by looking
    auto *reason = find<QLineEdit>(u"rule-reason"_s);
    reason->setFocus();
    QTest::keyClicks(reason, u"made \"anew\" for each answer"_s);
    QTest::keyClick(reason, Qt::Key_Return);
    QTRY_VERIFY(find<QPushButton>(u"rule-save"_s)->isEnabled());
    click(u"rule-save"_s);
    auto *table = find<QTableView>(u"parity-rules"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QCOMPARE(table->model()->index(0, RulesModel::ReasonColumn).data().toString(),
             u"made \"anew\" for each answer"_s);
    QTRY_COMPARE(table->model()->index(0, RulesModel::HitsColumn).data().toString(), u"10"_s);
    QTRY_COMPARE(m_world->desk->groups().rowCount(), 1);
    click(u"rule-undo"_s);
    QTRY_COMPARE(table->model()->rowCount(), 0);
    QTRY_COMPARE(m_world->desk->groups().rowCount(), 2);
}

void TestParityPage::draftSurvivesAnotherHandsEdit()
{
    openDifferences();
    chooseRule(u"everything below"_s);
    auto *text = find<QPlainTextEdit>(u"rule-text"_s);
    const QString mine = text->toPlainText();
    QVERIFY(mine.startsWith(u"[[rule]]"_s));
    QFile file(rulesFile());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("# by hand\n[[rule]]\nop = \"ignore\"\npath = \"/title\"\n");
    file.close();
    QTRY_VERIFY(find<QPushButton>(u"rule-save"_s)->isEnabled());
    click(u"rule-save"_s); // before anybody looked at the file
    QTRY_VERIFY(find<QLabel>(u"rules-status"_s)->text().contains(u"changed meanwhile"_s));
    QCOMPARE(text->toPlainText(), mine);
    QTRY_VERIFY(find<QPushButton>(u"rule-save"_s)->isEnabled());
    click(u"rule-save"_s);
    QTRY_COMPARE(find<QTableView>(u"parity-rules"_s)->model()->rowCount(), 2);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().startsWith("# by hand\n"));
}

void TestParityPage::exampleOpensItsPair()
{
    openDifferences();
    chooseRule(u"everything below"_s);
    auto *examples = find<QListWidget>(u"rule-examples"_s);
    QTRY_VERIFY(examples->count() > 1);
    examples->setFocus();
    examples->setCurrentRow(1);
    const qint64 number = examples->item(1)->data(Qt::UserRole).toLongLong();
    QTest::keyClick(examples, Qt::Key_Return);
    QTRY_COMPARE(diffView()->shown(), number);
    QCOMPARE(find<QTabWidget>(u"parity-tabs"_s)->currentIndex(), 1);
}

void TestParityPage::triageWithComment()
{
    openDifferences();
    auto *state = find<QComboBox>(u"triage-state"_s);
    state->setFocus();
    state->setCurrentIndex(int(TriageState::Known));
    click(u"triage-set"_s);
    QTRY_VERIFY(find<QLabel>(u"triage-said"_s)->text().contains(u"ticket"_s)); // a known group names it
    find<QLineEdit>(u"triage-ticket"_s)->setText(u"SHOP-7"_s);
    auto *comment = find<QLineEdit>(u"triage-comment"_s);
    comment->setFocus();
    QTest::keyClicks(comment, u"the old rounding"_s);
    QTest::keyClick(comment, Qt::Key_Return);
    QTRY_VERIFY(find<QLabel>(u"triage-said"_s)->text().contains(u"known by ann: the old rounding"_s));
    auto *groups = find<QTableView>(u"parity-groups"_s);
    const auto cell = [groups](int column) {
        return groups->model()->index(groups->currentIndex().row(), column).data().toString();
    };
    QTRY_COMPARE(cell(GroupTableModel::StateColumn), u"known"_s);
    QCOMPARE(cell(GroupTableModel::TicketColumn), u"SHOP-7"_s);
}

void TestParityPage::filtersLeaveWhatTheySay()
{
    openDifferences();
    auto *groups = find<QTableView>(u"parity-groups"_s);
    auto *text = find<QLineEdit>(u"groups-text"_s);
    text->setFocus();
    QTest::keyClicks(text, u"stamp"_s);
    QCOMPARE(groups->model()->rowCount(), 1);
    text->clear();
    auto *state = find<QComboBox>(u"groups-state"_s);
    state->setCurrentIndex(2); // the queue is empty
    QCOMPARE(groups->model()->rowCount(), 0);
    state->setCurrentIndex(0);
    QCOMPARE(groups->model()->rowCount(), 2);
    find<QComboBox>(u"pairs-outcome"_s)->setCurrentIndex(4);
    QCOMPARE(find<QTableView>(u"parity-pairs"_s)->model()->rowCount(), 40);
}

void TestParityPage::hostilePairStaysPlain()
{
    open({pagePair(1, u"<b>x</b>\u202E"_s, "{\"<i>k\\u202e\":\"<img src=x>\\u202e\u202E\"}", R"({"a":1})")});
    m_world->window().showPage(u"parity/differences"_s);
    QTRY_VERIFY(diffView()->model().rowCount() > 0);
    const DiffModel &model = diffView()->model();
    QString all;
    for (int row = 0; row < model.rowCount(); ++row)
        all += model.index(row, 0).data().toString() + model.index(row, 1).data().toString();
    QVERIFY(all.contains(u"<img src=x>"_s));
    QVERIFY(!all.contains(QChar(0x202E)));
    const QList<QLabel *> labels = m_world->window().findChildren<QLabel *>();
    for (const QLabel *label : labels)
        QVERIFY2(!label->text().contains(QChar(0x202E)), qPrintable(label->text()));
}

void TestParityPage::hugePairOpens()
{
    QByteArray legacy = "{\"rows\":[";
    for (int i = 0; legacy.size() < 2'000'000; ++i)
        legacy += (i ? "," : "") + ("{\"id\":" + QByteArray::number(i) + ",\"text\":\"lorem ipsum dolor\"}");
    legacy += "],\"tail\":";
    open({pagePair(1, u"search"_s, legacy + "1}", legacy + "2}")});
    m_world->window().showPage(u"parity/differences"_s);
    QTRY_COMPARE(diffView()->shown(), 1);
    QTRY_VERIFY(diffView()->model().rowCount() > 0);
    QVERIFY(diffView()->model().rowCount() < 10); // what is equal is one line
    QTRY_VERIFY(diffView()->view()->isComplete);
    QVERIFY(find<QPushButton>(u"diff-json"_s)->isEnabled());
    QVERIFY(find<QLabel>(u"diff-row"_s)->text().contains(u"/tail"_s));
    QCOMPARE(diffView()->view()->effective.differenceCount, 1);
}

void TestParityPage::sharedRulesConflict()
{
    openWorld(false, true);
    m_world->sharedRules->set(R"({"rule":[{"op":"ignore","path":"/title"}]})");
    openDifferences();
    QVERIFY(m_world->window().showPage(u"parity/rules"_s));
    QTRY_VERIFY(find<QLabel>(u"rules-home"_s)->text().contains(u"shared through the bridge"_s));
    auto *table = find<QTableView>(u"parity-rules"_s);
    QTRY_COMPARE(table->model()->rowCount(), 1);
    QVERIFY(m_world->window().showPage(u"parity/differences"_s));
    chooseRule(u"everything below"_s);
    auto *text = find<QPlainTextEdit>(u"rule-text"_s);
    const QString mine = text->toPlainText();
    QTRY_VERIFY(find<QPushButton>(u"rule-save"_s)->isEnabled());
    m_world->sharedRules->set(R"({"rule":[{"op":"ignore","path":"/title"},{"op":"ignore","path":"/x"}]})");
    click(u"rule-save"_s);
    QTRY_VERIFY(find<QLabel>(u"rules-status"_s)->text().contains(u"somebody else changed"_s));
    QCOMPARE(text->toPlainText(), mine);
    QTRY_COMPARE(table->model()->rowCount(), 2); // theirs
    QTRY_VERIFY(find<QPushButton>(u"rule-save"_s)->isEnabled());
    click(u"rule-save"_s);
    QTRY_COMPARE(table->model()->rowCount(), 3);
    QVERIFY(m_world->sharedRules->json.contains("/x")); // and nothing of theirs was lost
    QVERIFY(!QFile::exists(rulesFile()));
    QTRY_VERIFY(text->toPlainText().isEmpty());
    click(u"rule-undo"_s);
    QTRY_COMPARE(table->model()->rowCount(), 2);
}

void TestParityPage::noiseBecomesARule()
{
    QList<TrafficPair> pairs = somePairs();
    for (TrafficPair &pair : pairs) {
        if (pair.route == u"checkout"_s)
            pair.legacyAgain = PairAnswer{
                200,
                R"({"currency":"EUR","items":[{"sku":"S-1"},{"sku":"S-2"}],"price":10.50,"stamp":9,"title":"x"})",
                4, false, false};
    }
    open(pairs);
    QVERIFY(m_world->window().showPage(u"parity/rules"_s));
    auto *side = find<QTabWidget>(u"rule-side"_s);
    QTRY_COMPARE_WITH_TIMEOUT(side->tabText(1), u"Noise (1)"_s, 10'000);
    QVERIFY(m_world->desk->rules().rules()->isEmpty()); // never by itself
    side->setCurrentIndex(1);
    auto *noise = find<QTableView>(u"noise-table"_s);
    QCOMPARE(noise->model()->index(0, 1).data().toString(), u"/stamp"_s);
    QVERIFY(noise->model()->index(0, 2).data().toString().startsWith(u"100"_s));
    QVERIFY(!find<QPushButton>(u"noise-make"_s)->isEnabled());
    noise->setFocus();
    noise->setCurrentIndex(noise->model()->index(0, 0));
    QTest::keyClick(noise, Qt::Key_Return);
    QCOMPARE(side->currentIndex(), 0);
    QTRY_VERIFY(find<QLabel>(u"rule-effect"_s)->text().contains(u"hides 10 differences"_s));
    QVERIFY(find<QPlainTextEdit>(u"rule-text"_s)->toPlainText().contains(u"in 20 of 20 requests"_s));
    QTRY_VERIFY(find<QPushButton>(u"rule-save"_s)->isEnabled());
    click(u"rule-save"_s);
    QTRY_COMPARE(find<QTableView>(u"parity-rules"_s)->model()->rowCount(), 1);
    QTRY_COMPARE(side->tabText(1), u"Noise"_s);
    QCOMPARE(noise->model()->index(0, 5).data().toString(), u"has one"_s);
}

void TestParityPage::dataAndIssues()
{
    openWorld(true, false);
    const auto row = [](qint64 id, const QString &entity, const std::optional<QString> &modern) {
        MigrationLogRow made;
        made.id = id;
        made.entity = entity;
        made.entityId = u"<b>7</b>"_s;
        made.status = MigrationStatus::Validated;
        made.legacyChecksum = u"a"_s;
        made.modernChecksum = modern;
        return made;
    };
    m_world->migrationLog->rows = {row(1, u"order"_s, u"a"_s), row(2, u"order"_s, u"b"_s)};
    m_world->teamLog->logged = {{u"4"_s, QDateTime::currentDateTimeUtc(), {}, u"cart total"_s, {}, u"bob"_s}};
    open(somePairs());
    QVERIFY(m_world->window().showPage(u"parity/data"_s));
    auto *sentence = find<QLabel>(u"data-sentence"_s);
    QTRY_VERIFY2(sentence->text().contains(u"2 of 2 rows checked, 1 differ"_s), qPrintable(sentence->text()));
    QCOMPARE(find<QTableView>(u"data-entities"_s)->model()->index(0, 4).data().toString(),
             Format::percent(50, 2));
    QTRY_COMPARE(find<QTableView>(u"data-rows"_s)->model()->rowCount(), 1);
    m_world->migrationLog->rows = {row(1, u"order"_s, u"a"_s)};
    QTRY_VERIFY2(sentence->text().contains(u"100 %"_s), qPrintable(sentence->text())); // a census may say so
    m_world->migrationLog->problem = Error{ErrorKind::Database, u"gone"_s, u"migration log"_s};
    QTRY_VERIFY(find<QLabel>(u"data-provenance"_s)->text().contains(u"▲"_s));
    QVERIFY(sentence->text().contains(u"100 %"_s)); // of the last walk, and the page says of when
    QVERIFY(m_world->window().showPage(u"parity/issues"_s));
    QTRY_VERIFY(find<QLabel>(u"issues-said"_s)->text().contains(u"1 open issue"_s));
    QTRY_COMPARE(find<QTableView>(u"issues-table"_s)->model()->index(0, 4).data().toString(),
                 u"cart total"_s);
}

void TestParityPage::marksOnTheChart()
{
    openWorld(true, false);
    m_world->teamLog->noted = {{QDateTime::currentDateTimeUtc().addSecs(-500), u"shop 2.14"_s}};
    openDifferences();
    QTRY_COMPARE(m_world->desk->data().releases().size(), 1);
    QVERIFY(!ParityMarks::ofReleases(m_world->desk->data().releases())[0].label.isEmpty());
    QVERIFY(ParityMarks::ofRuleSets(m_world->desk->ruleSets()).isEmpty()); // the first is no change
    chooseRule(u"everything below"_s);
    QTRY_VERIFY(find<QPushButton>(u"rule-save"_s)->isEnabled());
    click(u"rule-save"_s);
    QTRY_COMPARE(ParityMarks::ofRuleSets(m_world->desk->ruleSets()).size(), 1);
    QVERIFY(ParityMarks::ofRuleSets(m_world->desk->ruleSets())[0].label.contains(u"rule set 2"_s));
    JournalEntry entry;
    entry.at = QDateTime::currentDateTimeUtc();
    entry.record.kind = JournalKind::Forward;
    entry.record.mark = JournalMark::Blocked;
    entry.record.what = u"Checkout 15 → 50"_s;
    QVERIFY(ParityMarks::ofActs({entry}).isEmpty()); // what was never sent changed nothing
    entry.record.mark = JournalMark::Sent;
    QCOMPARE(ParityMarks::ofActs({entry}).size(), 1);
}

void TestParityPage::daysCleanOnTheCockpit()
{
    QList<TrafficPair> pairs;
    for (int day = 0; day < 6; ++day) {
        pairs << pagePair(day + 1, u"checkout"_s, R"({"a":1})", day == 1 ? R"({"a":2})" : R"({"a":1})");
        pairs.last().at = QDateTime::currentDateTimeUtc().addDays(day - 6);
    }
    open(pairs);
    m_world->window().showPage(u"cockpit"_s);
    QTRY_COMPARE(m_world->desk->cleanSpells().size(), std::size_t(1));
    auto *board = find<QTreeView>(u"cockpit-board"_s);
    const auto shown = [board](const QString &title) {
        const QAbstractItemModel *model = board->model();
        for (int layer = 0; layer < model->rowCount(); ++layer) {
            const QModelIndex parent = model->index(layer, 0);
            for (int row = 0; row < model->rowCount(parent); ++row) {
                if (model->index(row, 0, parent).data().toString() == title)
                    return model->index(row, RouteTableModel::CleanColumn, parent).data().toString();
            }
        }
        return QString();
    };
    QTRY_COMPARE(shown(u"Checkout"_s), u"4"_s);
    QCOMPARE(shown(u"Cart"_s), Format::dash()); // nothing compared is not clean
}

void TestParityPage::exports()
{
    open(somePairs());
    const auto *overview = m_world->window().findChild<ParityOverview *>();
    QTRY_COMPARE(overview->report().overTime.total.comparable(), 40);
    const ParityReport &report = overview->report();
    const ParityExport made(report, u"checkout"_s, {});
    const QList<QByteArray> lines = made.toCsv().trimmed().split('\n');
    QCOMPARE(lines.size(), 1 + report.overTime.steps * 2);
    QVERIFY(lines.at(1).contains(",rehearsal,shop-cutover,"));
    QVERIFY(lines.at(0).startsWith("exported_at,environment,migration,data_up_to,rule_set,"));
    const QImage image = made.toImage();
    QVERIFY(image.width() > 1500);
    QImage blank(image.size(), image.format());
    blank.fill(image.pixel(0, 0));
    QVERIFY(image != blank);
    const QString pdf = m_world->folder.filePath(u"report.pdf"_s);
    QCOMPARE(made.writePdf(pdf), QString());
    QFile file(pdf);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.read(5) == "%PDF-");
    QVERIFY(!made.writePdf(u"/nowhere/at/all.pdf"_s).isEmpty());
}

void TestParityPage::headlines_data()
{
    QTest::addColumn<QList<int>>("states"); // ParityGateState of each route, -1: none yet
    QTest::addColumn<int>("level");
    QTest::addColumn<QString>("words");
    const auto state = [](ParityGateState gate) { return int(gate); };
    QTest::newRow("nothing") << QList<int>() << int(StateLevel::Attention) << u"no pair has been compared"_s;
    QTest::newRow("open") << QList<int>{state(ParityGateState::Open), state(ParityGateState::Open)}
                          << int(StateLevel::Normal) << u"Yes, as far as parity goes: all 2"_s;
    QTest::newRow("one undecided") << QList<int>{state(ParityGateState::Open),
                                                 state(ParityGateState::Insufficient)}
                                   << int(StateLevel::Attention) << u"insufficient evidence for 1 of 2"_s;
    QTest::newRow("one closed") << QList<int>{state(ParityGateState::Closed),
                                              state(ParityGateState::Insufficient)}
                                << int(StateLevel::Alarm) << u"No, do not go on: 1 route"_s;
    QTest::newRow("no gate yet") << QList<int>{-1} << int(StateLevel::Attention) << u"insufficient"_s;
}

void TestParityPage::headlines()
{
    QFETCH(QList<int>, states);
    QFETCH(int, level);
    QFETCH(QString, words);
    ParityReport report;
    report.hasSource = true;
    for (const int state : std::as_const(states)) {
        RouteParity route;
        route.id = route.title = u"r%1"_s.arg(state);
        route.counts.equal = 100;
        if (state >= 0) {
            route.gate = GateVerdict();
            route.gate->state = ParityGateState(state);
            route.gate->cleanPairsToGo = 1900;
        }
        report.routes.append(route);
    }
    const auto [shown, sentence] = ParityText::headline(report);
    QCOMPARE(int(shown), level);
    QVERIFY2(sentence.contains(words), qPrintable(sentence));
    if (level == int(StateLevel::Alarm))
        QVERIFY2(sentence.contains(u"gate closed, 1,900 clean pairs to go"_s), qPrintable(sentence));
}

QTEST_MAIN(TestParityPage)
#include "tst_paritypage.moc"
