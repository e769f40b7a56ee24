// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/routetablemodel.h"
#include "tests/ui/parityworld.h"
#include "ui/parity/parityexport.h"
#include "ui/parity/paritymarks.h"
#include "ui/parity/parityoverview.h"
#include "ui/parity/paritytext.h"
#include "ui/text/format.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTabWidget>
#include <QTreeView>

using namespace interlock;
using namespace Qt::StringLiterals;

/// The parity page: its sentence, its tabs, triage, filters, data, marks and exports.
class TestParityPage final : public QObject, private ParityWorld
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useTheme(); }
    void init() { makeWorld(); }
    void cleanup() { m_world.reset(); }
    void sentenceSaysWhetherToGoOn();
    void pagesByKeyboard();
    void triageWithComment();
    void filtersLeaveWhatTheySay();
    void dataAndIssues();
    void marksOnTheChart();
    void daysCleanOnTheCockpit();
    void exports();
};

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

void TestParityPage::dataAndIssues()
{
    makeWorld(true, false);
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
    makeWorld(true, false);
    m_world->teamLog->noted = {{QDateTime::currentDateTimeUtc().addSecs(-500), u"shop 2.14"_s}};
    openDifferences();
    QTRY_COMPARE(m_world->desk->data().releases().size(), 1);
    QVERIFY(!ParityMarks::ofReleases(m_world->desk->data().releases()).constFirst().label.isEmpty());
    QVERIFY(ParityMarks::ofRuleSets(m_world->desk->ruleSets()).isEmpty()); // the first is no change
    chooseRule(u"everything below"_s);
    QTRY_VERIFY(find<QPushButton>(u"rule-save"_s)->isEnabled());
    click(u"rule-save"_s);
    QTRY_COMPARE(ParityMarks::ofRuleSets(m_world->desk->ruleSets()).size(), 1);
    QVERIFY(ParityMarks::ofRuleSets(m_world->desk->ruleSets()).constFirst().label.contains(u"rule set 2"_s));
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

QTEST_MAIN(TestParityPage)
#include "tst_paritypage.moc"
