// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/eventstreamparser.h"

#include <QTest>

using namespace interlock;

using Events = QList<ServerEvent>;

class TestEventStreamParser final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesApart_data();
    void takesApart();
    void limitsAnEvent_data();
    void limitsAnEvent();
    void countsEachEventAlone();
};

void TestEventStreamParser::takesApart_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<Events>("events");
    const Events state{{"state", "{}"}};
    QTest::newRow("LF") << QByteArray("event: state\ndata: {}\n\n") << state;
    QTest::newRow("CRLF") << QByteArray("event: state\r\ndata: {}\r\n\r\n") << state;
    QTest::newRow("CR") << QByteArray("event: state\rdata: {}\r\r") << state;
    QTest::newRow("mixed") << QByteArray("event: state\r\ndata: {}\n\r\n") << state;
    QTest::newRow("no space after the colon") << QByteArray("event:state\ndata:{}\n\n") << state;
    QTest::newRow("only one space goes") << QByteArray("data:  x\n\n") << Events{{"message", " x"}};
    QTest::newRow("several lines of data")
        << QByteArray("data: a\ndata:\ndata: b\n\n") << Events{{"message", "a\n\nb"}};
    QTest::newRow("comment") << QByteArray(": ping\nevent: state\n: again\ndata: {}\n\n") << state;
    QTest::newRow("only comments") << QByteArray(":\n\n:\n\n") << Events{};
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                   "event: state\ndata: {}\n\n")
                                     << state;
    QTest::newRow("unknown fields") << QByteArray("id: 7\nretry: 10\nfoo: bar\nevent: state\ndata: {}\n\n")
                                    << state;
    QTest::newRow("field without colon") << QByteArray("data\n\n") << Events{{"message", ""}};
    QTest::newRow("event without data")
        << QByteArray("event: state\n\ndata: x\n\n") << Events{{"message", "x"}};
    QTest::newRow("two") << QByteArray("event: state\ndata: 1\n\nevent: heartbeat\ndata: 2\n\n")
                         << Events{{"state", "1"}, {"heartbeat", "2"}};
    QTest::newRow("unfinished") << QByteArray("event: state\ndata: {}\n") << Events{};
    QTest::newRow("colon in the data")
        << QByteArray("data: {\"a\":1}\n\n") << Events{{"message", "{\"a\":1}"}};
    QTest::newRow("empty lines") << QByteArray("\n\r\n\n") << Events{};
}

void TestEventStreamParser::takesApart()
{
    QFETCH(const QByteArray, stream);
    QFETCH(const Events, events);

    for (qsizetype split = 0; split <= stream.size(); ++split) {
        EventStreamParser parser;
        Events got = parser.feed(stream.left(split));
        got += parser.feed(stream.mid(split));
        QVERIFY2(got == events, qPrintable(QString::number(split)));
        QVERIFY(!parser.failed());
    }
    EventStreamParser byteWise;
    Events got;
    for (const char c : stream)
        got += byteWise.feed(QByteArray(1, c));
    QCOMPARE(got, events);
}

void TestEventStreamParser::limitsAnEvent_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("lines");
    const int limit = int(EventStreamParser::maxEvent);
    QTest::newRow("one endless line") << QByteArray(limit + 1, 'x') << 1;
    QTest::newRow("one endless comment") << ':' + QByteArray(limit, 'x') << 1;
    QTest::newRow("many lines of data") << "data: " + QByteArray(limit / 8, 'x') + '\n' << 9;
}

void TestEventStreamParser::limitsAnEvent()
{
    QFETCH(const QByteArray, line);
    QFETCH(const int, lines);
    EventStreamParser parser;

    for (int i = 0; i < lines; ++i)
        QCOMPARE(parser.feed(line), Events{});

    QVERIFY(parser.failed());
    QCOMPARE(parser.feed("\n\ndata: x\n\n"), Events{});
}

void TestEventStreamParser::countsEachEventAlone()
{
    const QByteArray event = "data: " + QByteArray(EventStreamParser::maxEvent / 4, 'x') + "\n\n";
    EventStreamParser parser;

    for (int i = 0; i < 9; ++i)
        QCOMPARE(parser.feed(event).size(), 1);

    QVERIFY(!parser.failed());
}

QTEST_GUILESS_MAIN(TestEventStreamParser)
#include "tst_eventstreamparser.moc"
