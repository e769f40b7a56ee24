// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/parityworld.h"
#include "ui/parity/rulesmodel.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTabWidget>

using namespace interlock;
using namespace Qt::StringLiterals;

/// Rules made from what is seen, looked at before they are saved, and kept from other hands.
class TestRulesView final : public QObject, private ParityWorld
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useTheme(); }
    void init() { makeWorld(); }
    void cleanup() { m_world.reset(); }
    void ruleInTwoClicksPreviewSaveUndo();
    void draftSurvivesAnotherHandsEdit();
    void exampleOpensItsPair();
    void sharedRulesConflict();
    void noiseBecomesARule();
};

void TestRulesView::ruleInTwoClicksPreviewSaveUndo()
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

void TestRulesView::draftSurvivesAnotherHandsEdit()
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

void TestRulesView::exampleOpensItsPair()
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

void TestRulesView::sharedRulesConflict()
{
    makeWorld(false, true);
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

void TestRulesView::noiseBecomesARule()
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

QTEST_MAIN(TestRulesView)
#include "tst_rulesview.moc"
