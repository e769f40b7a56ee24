// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/parityworld.h"
#include "ui/parity/diffmodel.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>

using namespace interlock;
using namespace Qt::StringLiterals;

/// One pair side by side: by keyboard, folded, searched, copied; hostile and huge ones, too.
class TestDiffView final : public QObject, private ParityWorld
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { useTheme(); }
    void init() { makeWorld(); }
    void cleanup() { m_world.reset(); }
    void differencesByKeyboard();
    void inlineAndFolds();
    void findOpensFolds();
    void copiesCurlAndJson();
    void hostilePairStaysPlain();
    void hugePairOpens();
};

void TestDiffView::differencesByKeyboard()
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

void TestDiffView::inlineAndFolds()
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

void TestDiffView::findOpensFolds()
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

void TestDiffView::copiesCurlAndJson()
{
    openDifferences();
    click(u"diff-curl"_s);
    QVERIFY(QApplication::clipboard()->text().startsWith(u"curl "_s));
    click(u"diff-json"_s);
    QVERIFY(QApplication::clipboard()->text().contains(u"\"path\": \"/price\""_s));
}

void TestDiffView::hostilePairStaysPlain()
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

void TestDiffView::hugePairOpens()
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

QTEST_MAIN(TestDiffView)
#include "tst_diffview.moc"
