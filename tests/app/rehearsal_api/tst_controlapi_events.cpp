// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_api/apifixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>
#include <QTest>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

namespace {
/// Reads server-sent events from a socket.
class EventReader final
{
public:
    struct Event
    {
        QByteArray name;
        QJsonObject data;
    };

    EventReader(quint16 port, const QByteArray &token)
    {
        m_socket.connectToHost(QHostAddress::LocalHost, port);
        m_socket.write("GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n");
    }

    /// The events read so far; the head of the answer comes first.
    const QList<Event> &events()
    {
        m_buffer += m_socket.readAll();
        if (m_head.isEmpty()) {
            const qsizetype end = m_buffer.indexOf("\r\n\r\n");
            if (end < 0)
                return m_events;
            m_head = m_buffer.left(end);
            m_buffer.remove(0, end + 4);
        }
        for (qsizetype end = m_buffer.indexOf("\n\n"); end >= 0; end = m_buffer.indexOf("\n\n")) {
            const QByteArrayList lines = m_buffer.left(end).split('\n');
            m_buffer.remove(0, end + 2);
            if (lines.size() == 2 && lines[0].startsWith("event: ") && lines[1].startsWith("data: "))
                m_events.append({lines[0].mid(7), QJsonDocument::fromJson(lines[1].mid(6)).object()});
        }
        return m_events;
    }
    [[nodiscard]] const QByteArray &head() const { return m_head; }
    [[nodiscard]] QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_buffer;
    QByteArray m_head;
    QList<Event> m_events;
};
} // namespace

/// States as they come, without polling.
class ControlApiEventsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStateComesFirstAndAfterEveryChange();
    void heartbeats();
    void readersComeAndGo();
    void aTokenIsNeeded();
};

void ControlApiEventsTest::theStateComesFirstAndAfterEveryChange()
{
    ApiFixture f;
    EventReader reader(f.server.port(), "reader");
    QTRY_COMPARE(reader.events().size(), 1);
    QVERIFY(reader.head().startsWith("HTTP/1.1 200"));
    QVERIFY(reader.head().toLower().contains("content-type: text/event-stream"));
    QCOMPARE(reader.events()[0].name, "state");
    QCOMPARE(reader.events()[0].data, f.get(u"/v1/state"_s).json());

    QCOMPARE(f.patch(u"checkout"_s, {{u"percent"_s, 16}}).status, 200);
    QTRY_COMPARE(reader.events().size(), 2);
    QCOMPARE(reader.events()[1].data.value("revision"_L1).toString(), u"2"_s);

    f.plane.acknowledge(u"edge-1"_s, 2); // an acknowledgement is a change
    QTRY_COMPARE(reader.events().size(), 3);
    const QJsonArray instances = reader.events()[2].data.value("instances"_L1).toArray();
    QCOMPARE(instances.at(0).toObject().value("revision"_L1).toString(), u"2"_s);
    QCOMPARE(instances.at(1).toObject().value("revision"_L1).toString(), u"0"_s);

    QCOMPARE(f.rollback({u"*"_s}, 2).status, 200);
    QTRY_COMPARE(reader.events().size(), 4);
    QCOMPARE(reader.events()[3].data.value("latched"_L1), QJsonValue(true));
}

void ControlApiEventsTest::heartbeats()
{
    QCOMPARE(ControlApiConfig().heartbeat, std::chrono::milliseconds(5000));
    ControlApiConfig config;
    config.heartbeat = std::chrono::milliseconds(20);
    ApiFixture f(1, config);
    EventReader reader(f.server.port(), "reader");
    QTRY_VERIFY(reader.events().size() >= 3);
    QCOMPARE(reader.events()[0].name, "state");
    QCOMPARE(reader.events()[1].name, "heartbeat");
    QCOMPARE(reader.events()[1].data, QJsonObject({{u"at"_s, u"2026-03-02T08:00:00.000Z"_s}}));
    QCOMPARE(reader.events()[2].name, "heartbeat");
}

void ControlApiEventsTest::readersComeAndGo()
{
    ApiFixture f;
    EventReader staying(f.server.port(), "reader");
    {
        EventReader leaving(f.server.port(), "reader");
        QTRY_COMPARE(leaving.events().size(), 1);
        leaving.socket().abort();
    }
    QTRY_COMPARE(staying.events().size(), 1);
    for (int percent = 16; percent < 21; ++percent)
        QCOMPARE(f.patch(u"checkout"_s, {{u"percent"_s, percent}}).status, 200);
    QTRY_COMPARE(staying.events().size(), 6);
    f.server.stop(); // as when the process dies
    QTRY_COMPARE(staying.socket().state(), QAbstractSocket::UnconnectedState);
    f.plane.acknowledge(u"edge-1"_s, 6); // nobody is there, nothing happens
    QVERIFY(f.server.start());
    EventReader again(f.server.port(), "reader");
    QTRY_COMPARE(again.events().size(), 1);
}

void ControlApiEventsTest::aTokenIsNeeded()
{
    ApiFixture f;
    EventReader reader(f.server.port(), "nobody");
    QTRY_VERIFY((static_cast<void>(reader.events()), reader.head().startsWith("HTTP/1.1 401")));
    EventReader unscoped(f.server.port(), "operate");
    QTRY_VERIFY((static_cast<void>(unscoped.events()), unscoped.head().startsWith("HTTP/1.1 403")));
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::ControlApiEventsTest)
#include "tst_controlapi_events.moc"
