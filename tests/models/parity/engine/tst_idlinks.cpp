// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/idlinks.h"

#include <QTest>
#include <thread>

using namespace interlock;
using namespace Qt::StringLiterals;

/// The id map: what is linked, and how files list it.
class TestIdLinks final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exactly();
    void goodFiles_data();
    void goodFiles();
    void wrongFiles_data();
    void wrongFiles();
    void addedWhileOthersLook();
};

void TestIdLinks::exactly()
{
    IdLinks links;
    QVERIFY(links.add("order", "17", "a9"));
    QVERIFY(!links.add("order", "17", "a9"));
    QVERIFY(links.linked("order", "17", "a9"));
    QVERIFY(!links.linked("order", "a9", "17"));
    QVERIFY(!links.linked("order", "1", "7a9")); // the same letters, cut elsewhere
    QVERIFY(!links.linked("orde", "r17", "a9"));
    QVERIFY(!links.linked("account", "17", "a9"));
    QVERIFY(links.add("order", "17", "b1")); // split into two
    QVERIFY(links.linked("order", "17", "a9") && links.linked("order", "17", "b1"));
    QCOMPARE(links.size(), std::size_t{2});
}

void TestIdLinks::goodFiles_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<int>("links");
    QTest::newRow("none") << QByteArray("entity,legacy_id,new_id") << 0;
    QTest::newRow("one") << QByteArray("entity,legacy_id,new_id\norder,17,a9\n") << 1;
    QTest::newRow("no last line end") << QByteArray("entity,legacy_id,new_id\norder,17,a9") << 1;
    QTest::newRow("line ends of Windows") << QByteArray("entity,legacy_id,new_id\r\norder,17,a9\r\n") << 1;
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf"
                                                   "entity,legacy_id,new_id\norder,17,a9\n")
                                     << 1;
    QTest::newRow("other columns") << QByteArray(
                                          "created_at,new_id,entity,legacy_id\n2026-03-01,a9,order,17\n")
                                   << 1;
    QTest::newRow("quotes") << QByteArray("\"entity\",legacy_id,new_id\n\"order\",\"17\",a9\n") << 1;
    QTest::newRow("blank lines") << QByteArray("entity,legacy_id,new_id\n\norder,17,a9\n\n") << 1;
    QTest::newRow("twice") << QByteArray("entity,legacy_id,new_id\norder,17,a9\norder,17,a9\n") << 1;
}

void TestIdLinks::goodFiles()
{
    QFETCH(QByteArray, csv);
    QFETCH(int, links);
    const auto read = IdLinks::fromCsv(csv.toStdString());
    QVERIFY2(read, read ? "" : qPrintable(read.error().text));
    QCOMPARE(static_cast<int>((*read)->size()), links);
    QCOMPARE((*read)->linked("order", "17", "a9"), links == 1);
    const auto quoted = IdLinks::fromCsv("entity,legacy_id,new_id\norder,\"1,\"\"7\n\",\" a9\"\n");
    QVERIFY(quoted && (*quoted)->linked("order", "1,\"7\n", " a9"));
}

void TestIdLinks::wrongFiles_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<int>("line");
    QTest::newRow("empty") << QByteArray() << 1;
    QTest::newRow("no header") << QByteArray("order,17,a9\n") << 1;
    QTest::newRow("a column twice") << QByteArray("entity,entity,legacy_id,new_id\n") << 1;
    QTest::newRow("a field less") << QByteArray("entity,legacy_id,new_id\norder,17\n") << 2;
    QTest::newRow("a field more") << QByteArray("entity,legacy_id,new_id\norder,17,a9\norder,18,a,b\n") << 3;
    QTest::newRow("no id") << QByteArray("entity,legacy_id,new_id\norder,,a9\n") << 2;
    QTest::newRow("a quote within") << QByteArray("entity,legacy_id,new_id\norder,1\"7,a9\n") << 2;
    QTest::newRow("a quote does not end") << QByteArray("entity,legacy_id,new_id\norder,\"17,a9\n") << 2;
    QTest::newRow("text after a quote") << QByteArray("entity,legacy_id,new_id\norder,\"17\"8,a9\n") << 2;
    QTest::newRow("after a field of two lines")
        << QByteArray("entity,legacy_id,new_id\norder,\"1\n7\",a9\norder\n") << 4;
}

void TestIdLinks::wrongFiles()
{
    QFETCH(QByteArray, csv);
    QFETCH(int, line);
    const auto read = IdLinks::fromCsv(csv.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().line, line);
    QVERIFY(!read.error().text.isEmpty());
}

void TestIdLinks::addedWhileOthersLook()
{
    constexpr int links = 2000;
    IdLinks ids;
    std::thread adding([&ids] {
        for (int i = 0; i < links; ++i)
            ids.add("order", std::to_string(i), "n" + std::to_string(i));
    });
    int known = 0;
    for (int i = 0; i < links; ++i) { // what is found stays
        const std::string id = std::to_string(i);
        if (ids.linked("order", id, "n" + id))
            known += ids.linked("order", id, "n" + id) ? 0 : 1;
    }
    adding.join();
    QCOMPARE(known, 0);
    QCOMPARE(ids.size(), std::size_t{links});
}

QTEST_GUILESS_MAIN(TestIdLinks)
#include "tst_idlinks.moc"
