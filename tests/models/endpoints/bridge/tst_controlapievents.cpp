// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/controlapibridge.h"
#include "tests/fakes/waited.h"
#include "tests/models/endpoints/bridge/controlapiserver.h"

#include <QSignalSpy>
#include <QTest>

using namespace interlock;
using namespace interlock::controlapitest;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(interlock::FaultyReply)

namespace {

/// Quick to come back, never silent by mistake.
EventStreamTiming lively()
{
    using std::chrono::milliseconds;
    return {std::chrono::seconds(20), std::chrono::seconds(20), milliseconds(1), milliseconds(8)};
}

QList<quint64> revisionsOf(const QSignalSpy &spy)
{
    QList<quint64> revisions;
    for (const QList<QVariant> &arguments : spy)
        revisions.append(arguments.at(0).value<BridgeState>().revision);
    return revisions;
}

QList<bool> upsOf(const QSignalSpy &spy)
{
    QList<bool> ups;
    for (const QList<QVariant> &arguments : spy)
        ups.append(arguments.at(0).toBool());
    return ups;
}

QByteArray pushed(int revision)
{
    return eventText("state", stateJson(revision));
}

} // namespace

class TestControlApiEvents final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pushesStates();
    void saysThatItIsDown_data();
    void saysThatItIsDown();
    void comesBack();
    void goesToTheNextAddress();
    void givesUpASilentConnection();
    void neverPushesAnOlderState();
    void takesAReloadOnANewConnection();
    void doesNotOvertakeARead();
    void beatsKeepTheStateFresh();
    void pollsWhileStatesAreBad();
    void pushesLargeStatesInOrder();
};

void TestControlApiEvents::pushesStates()
{
    FaultyServer server;
    server.setReply(eventStream(": hello\n\n" + pushed(17)));
    ControlApiBridge bridge(specAt({server.url()}), u"s3cret"_s, lively());
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);
    const QSignalSpy ups(&bridge, &BridgePort::eventsUp);

    bridge.startEvents();
    QTRY_COMPARE(revisionsOf(states), QList<quint64>{17});
    server.push(pushed(18) + pushed(19).chopped(1));
    QTRY_COMPARE(revisionsOf(states), (QList<quint64>{17, 18}));
    server.push("\n");
    QTRY_COMPARE(revisionsOf(states), (QList<quint64>{17, 18, 19}));

    QCOMPARE(upsOf(ups), QList<bool>{true});
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(server.requests().at(0).target, QByteArray("/v1/events"));
    QCOMPARE(server.requests().at(0).headers.value("accept"), QByteArray("text/event-stream"));
    QCOMPARE(server.requests().at(0).headers.value("authorization"), QByteArray("Bearer s3cret"));
}

void TestControlApiEvents::saysThatItIsDown_data()
{
    QTest::addColumn<FaultyReply>("reply");
    QTest::newRow("closed") << FaultyReply::closed();
    QTest::newRow("401") << FaultyReply::problem(401, "no");
    QTest::newRow("404") << FaultyReply::problem(404, "no events here");
    QTest::newRow("JSON instead") << FaultyReply::json(stateJson());
    QTest::newRow("redirect") << FaultyReply::typed("text/event-stream", "", 302, "Location: /x\r\n");
    QTest::newRow("compressed") << FaultyReply::typed("text/event-stream", "x", 200,
                                                      "Content-Encoding: gzip\r\n");
    QTest::newRow("endless event") << eventStream("data: " + QByteArray(5 * 1024 * 1024, 'x'));
}

void TestControlApiEvents::saysThatItIsDown()
{
    QFETCH(const FaultyReply, reply);
    FaultyServer server;
    server.setReply(reply);
    ControlApiBridge bridge(specAt({server.url()}), {}, lively());
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);
    const QSignalSpy ups(&bridge, &BridgePort::eventsUp);

    bridge.startEvents();

    QTRY_VERIFY(server.requests().size() >= 3); // it goes on trying
    QCOMPARE(upsOf(ups), QList<bool>{false});
    QCOMPARE(states.size(), 0);
}

void TestControlApiEvents::comesBack()
{
    FaultyServer server;
    server.setReply(eventStream(pushed(17)));
    ControlApiBridge bridge(specAt({server.url()}), {}, lively());
    const QSignalSpy ups(&bridge, &BridgePort::eventsUp);
    bridge.startEvents();
    QTRY_COMPARE(upsOf(ups), QList<bool>{true});

    server.cutConnections();

    QTRY_COMPARE(upsOf(ups), (QList<bool>{true, false, true}));
}

void TestControlApiEvents::goesToTheNextAddress()
{
    FaultyServer first;
    FaultyServer second;
    first.setReply(FaultyReply::problem(503, "down"));
    second.setReply(eventStream(pushed(17)));
    ControlApiBridge bridge(specAt({first.url(), second.url()}), {}, lively());
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);

    bridge.startEvents();

    QTRY_COMPARE(revisionsOf(states), QList<quint64>{17});
    QCOMPARE(first.requests().size(), 1);
}

void TestControlApiEvents::givesUpASilentConnection()
{
    FaultyServer server;
    server.setReply(eventStream(pushed(17)));
    EventStreamTiming timing = lively();
    timing.silence = std::chrono::milliseconds(50);
    ControlApiBridge bridge(specAt({server.url()}), {}, timing);
    const QSignalSpy ups(&bridge, &BridgePort::eventsUp);

    bridge.startEvents();

    QTRY_VERIFY(server.requests().size() >= 2);
    QTRY_VERIFY(upsOf(ups).contains(false));
    QCOMPARE(upsOf(ups).constFirst(), true);
}

void TestControlApiEvents::neverPushesAnOlderState()
{
    FaultyServer server;
    server.setReply(eventStream(pushed(17) + pushed(19) + pushed(18) + pushed(19) + pushed(20)));
    ControlApiBridge bridge(specAt({server.url()}), {}, lively());
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);

    bridge.startEvents();

    QTRY_VERIFY(revisionsOf(states).contains(20));
    QCOMPARE(revisionsOf(states), (QList<quint64>{17, 19, 19, 20}));
}

void TestControlApiEvents::takesAReloadOnANewConnection()
{
    FaultyServer server;
    server.setReply(eventStream(pushed(19)));
    ControlApiBridge bridge(specAt({server.url()}), {}, lively());
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);
    bridge.startEvents();
    QTRY_COMPARE(revisionsOf(states), QList<quint64>{19});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"went back from revision 19 to 2"_s));

    server.setReply(eventStream(pushed(2)));
    server.cutConnections();

    QTRY_COMPARE(revisionsOf(states), (QList<quint64>{19, 2}));
    QVERIFY(!states.at(1).at(0).value<BridgeState>().instances.constFirst().note.isEmpty());
}

void TestControlApiEvents::doesNotOvertakeARead()
{
    FaultyServer server;
    server.setAnswer([](const FaultyRequest &request) {
        return request.target == "/v1/events" ? eventStream(pushed(17)) : FaultyReply::json(stateJson(20));
    });
    ControlApiBridge bridge(specAt({server.url()}), {}, lively());
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);
    bridge.startEvents();
    QTRY_COMPARE(revisionsOf(states), QList<quint64>{17});
    QCOMPARE(waited(bridge.read())->revision, quint64(20));

    server.pushTo(0, pushed(18) + pushed(21));

    QTRY_VERIFY(revisionsOf(states).contains(21));
    QCOMPARE(revisionsOf(states), (QList<quint64>{17, 21}));
}

void TestControlApiEvents::beatsKeepTheStateFresh()
{
    FaultyServer server;
    server.setReply(eventStream(eventText("heartbeat", R"({"at":"2026-03-02T08:16:00.000Z"})") + pushed(17) +
                                eventText("heartbeat", R"({"at":"2026-03-02T08:17:00.000Z"})") +
                                eventText("heartbeat", "{}") + eventText("gossip", "{}")));
    ControlApiBridge bridge(specAt({server.url()}), {}, lively());
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);

    bridge.startEvents();

    QTRY_COMPARE(revisionsOf(states), (QList<quint64>{17, 17}));
    QCOMPARE(states.at(1).at(0).value<BridgeState>().at, QDateTime(QDate(2026, 3, 2), QTime(8, 17), Qt::UTC));
}

void TestControlApiEvents::pollsWhileStatesAreBad()
{
    FaultyServer server;
    server.setReply(eventStream(pushed(17) + eventText("state", R"({"revision":18})") + pushed(19)));
    ControlApiBridge bridge(specAt({server.url()}), {}, lively());
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);
    const QSignalSpy ups(&bridge, &BridgePort::eventsUp);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^pushed state: revision: expected"_s));

    bridge.startEvents();

    QTRY_COMPARE(revisionsOf(states), (QList<quint64>{17, 19}));
    QCOMPARE(upsOf(ups), (QList<bool>{true, false, true}));
}

void TestControlApiEvents::pushesLargeStatesInOrder()
{
    // Read on another thread, while the small one after it is read at once.
    const auto large = [](const QByteArray &revision) -> QByteArray {
        QByteArray json = stateJson();
        json.replace("\"17\"", QByteArray('"' + revision + '"'));
        json.replace("\"bridge\"", QByteArray("\"x\":\"" + QByteArray(200'000, 'x') + "\",\"bridge\""));
        return json;
    };
    FaultyServer server;
    server.setReply(eventStream(pushed(17) + eventText("state", large("18")) + pushed(19)));
    ControlApiBridge bridge(specAt({server.url()}), {}, lively());
    const QSignalSpy states(&bridge, &BridgePort::stateArrived);

    bridge.startEvents();
    QTRY_VERIFY(revisionsOf(states).contains(19));
    server.push(eventText("state", large("20")));
    QTRY_VERIFY(revisionsOf(states).contains(20));

    const QList<quint64> revisions = revisionsOf(states);
    QVERIFY(std::is_sorted(revisions.cbegin(), revisions.cend()));
}

QTEST_GUILESS_MAIN(TestControlApiEvents)
#include "tst_controlapievents.moc"
