// SPDX-License-Identifier: GPL-3.0-or-later
// HaProxyBridge against a socket that says what a HAProxy says when something is wrong.
#include "models/endpoints/bridge/haproxybridge.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// Success to every command, whatever it does with it: `show map` always gives the same rows.
class Swallowing final : public QLocalServer
{
    Q_OBJECT

public:
    explicit Swallowing(const QString &path)
    {
        connect(this, &QLocalServer::newConnection, this, [this] {
            QLocalSocket *socket = nextPendingConnection();
            connect(socket, &QLocalSocket::readyRead, this, [this, socket] { answer(socket); });
            connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        });
        listen(path);
    }

    QByteArray rows = "0x1 revision 3\n";
    QByteArray commitReply;
    bool silent = false;   ///< accepts and never answers
    bool dropsAll = false; ///< closes without an answer
    QByteArrayList seen;

private:
    void answer(QLocalSocket *socket)
    {
        const QByteArray text = socket->readAll();
        seen.append(text);
        if (silent)
            return;
        QByteArray reply;
        const QStringList commands = QString::fromUtf8(text).split(u"; "_s);
        for (const QString &command : commands)
            reply += replyTo(command.toUtf8()) + '\n';
        if (!dropsAll)
            socket->write(reply);
        socket->disconnectFromServer();
    }
    [[nodiscard]] QByteArray replyTo(const QByteArray &command) const
    {
        if (command.startsWith("show info"))
            return "Version: 2.6.12\nPid: 7\nUptime_sec: 9\n";
        if (command.startsWith("prepare map"))
            return "New version created: 1\n";
        if (command.startsWith("commit map"))
            return commitReply;
        return command.startsWith("show map") ? rows : QByteArray();
    }
};

} // namespace

class HaProxyBridgeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void swallowedWriteIsNoSuccess();
    void refusedCommitIsAConflict();
    void answersFail_data();
    void answersFail();
    void checksComeInOrder_data();
    void checksComeInOrder();
    void nothingIsSentByADryRun();
    void killGoesFirst();
    void destructionCancels();
    void wrongAddressIsShown();

private:
    [[nodiscard]] EndpointSpec spec(int milliseconds = 20'000) const;
    [[nodiscard]] static PreparedChange change(int percent, quint64 revision = 3, quint64 epoch = 0);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Swallowing> m_server;
    std::unique_ptr<HaProxyBridge> m_bridge;
};

namespace {
template<typename T>
Result<T> wait(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, patience))
        return fail(ErrorKind::Cancelled, u"the future did not end"_s);
    return future.result();
}
} // namespace

EndpointSpec HaProxyBridgeTest::spec(int milliseconds) const
{
    EndpointSpec spec;
    spec.id = u"bridge"_s;
    spec.sockets = {{u"edge-1"_s, m_folder->filePath(u"s"_s)}};
    spec.shareMap = spec.controlMap = u"board.map"_s;
    spec.period = std::chrono::milliseconds(milliseconds);
    spec.connectTimeout = spec.totalTimeout = std::chrono::milliseconds(milliseconds);
    return spec;
}

PreparedChange HaProxyBridgeTest::change(int percent, quint64 revision, quint64 epoch)
{
    return {
        {u"checkout"_s, Mode::New, percent, {}, u"test"_s}, revision, epoch, QUuid::createUuid(), u"ann"_s};
}

void HaProxyBridgeTest::init()
{
    m_bridge.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<Swallowing>(m_folder->filePath(u"s"_s));
    m_bridge = std::make_unique<HaProxyBridge>(
        spec(), u"ann"_s,
        QList<RouteState>{
            RouteState{u"checkout"_s, u"Checkout"_s, Layer::Write, Mode::Legacy, 0, {}, {}, {}}});
}

void HaProxyBridgeTest::swallowedWriteIsNoSuccess()
{
    const Result<BridgeState> result = wait(m_bridge->apply(change(50)));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Protocol);
    const Result<BridgeState> state = wait(m_bridge->read());
    QVERIFY(state);
    QCOMPARE(state->revision, quint64(3)); // nothing was commanded by it
}

void HaProxyBridgeTest::refusedCommitIsAConflict()
{
    m_server->commitReply = "Version number out of range.\n";
    const Result<BridgeState> result = wait(m_bridge->apply(change(50)));
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Conflict);
}

void HaProxyBridgeTest::answersFail_data()
{
    QTest::addColumn<bool>("silent");
    QTest::addColumn<bool>("dropsAll");
    QTest::addColumn<QByteArray>("rows");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("silent") << true << false << QByteArray() << ErrorKind::Timeout;
    QTest::newRow("no byte") << false << true << QByteArray() << ErrorKind::Protocol;
    QTest::newRow("denied") << false << false << QByteArray("Permission denied\n") << ErrorKind::Protocol;
    QTest::newRow("huge") << false << false << QByteArray(5 * 1024 * 1024, 'x') << ErrorKind::Protocol;
    QTest::newRow("one block more") << false << false << QByteArray("0x1 a 1\n\n0x1 b 2\n")
                                    << ErrorKind::Protocol;
}

void HaProxyBridgeTest::answersFail()
{
    QFETCH(const bool, silent);
    QFETCH(const bool, dropsAll);
    QFETCH(const QByteArray, rows);
    QFETCH(const ErrorKind, kind);
    if (silent)
        m_bridge = std::make_unique<HaProxyBridge>(spec(300), u"ann"_s);
    m_server->silent = silent;
    m_server->dropsAll = dropsAll;
    m_server->rows = rows;
    const Result<BridgeState> state = wait(m_bridge->read());
    QVERIFY(!state);
    QCOMPARE(state.error().kind, kind);
    const Result<Identity> probe = wait(m_bridge->probe(u"edge-1"_s));
    QVERIFY(!probe);
    QCOMPARE(probe.error().kind, kind);
}

void HaProxyBridgeTest::checksComeInOrder_data()
{
    QTest::addColumn<QByteArray>("rows");
    QTest::addColumn<PreparedChange>("change");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("part");
    PreparedChange unknown = change(10, 1, 0);
    unknown.change.routeId = u"nowhere"_s;
    PreparedChange rule = change(10);
    rule.change.rules = {{u"staff"_s, true}};
    const QByteArray rows = "0x1 revision 3\n0x1 epoch 2\n";
    QTest::newRow("route") << rows << unknown << ErrorKind::Refused << u"no such route"_s;
    QTest::newRow("epoch") << rows << change(10, 1, 1) << ErrorKind::Conflict << u"stale-epoch"_s;
    QTest::newRow("revision") << rows << change(101, 1, 2) << ErrorKind::Conflict << u"stale-revision"_s;
    QTest::newRow("range") << rows << change(101, 3, 2) << ErrorKind::Refused << u"outside 0"_s;
    QTest::newRow("below") << rows << change(-1, 3, 2) << ErrorKind::Refused << u"outside 0"_s;
    QTest::newRow("rule") << QByteArray("0x1 revision 3\n") << rule << ErrorKind::Refused
                          << u"no such rule"_s;
    QTest::newRow("latch") << QByteArray("0x1 revision 3\n0x1 latched 1\n") << change(10)
                           << ErrorKind::Refused << u"latched"_s;
    QTest::newRow("kill row") << QByteArray("0x1 revision 3\n0x1 kill 1\n") << change(10)
                              << ErrorKind::Refused << u"latched"_s;
}

void HaProxyBridgeTest::checksComeInOrder()
{
    QFETCH(const QByteArray, rows);
    QFETCH(const PreparedChange, change);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, part);
    m_server->rows = rows;
    for (const Result<BridgeState> &result :
         {wait(m_bridge->dryRun(change)), wait(m_bridge->apply(change))}) {
        QVERIFY(!result);
        QCOMPARE(result.error().kind, kind);
        QVERIFY2(result.error().detail.contains(part), qPrintable(result.error().detail));
    }
    for (const QByteArray &request : std::as_const(m_server->seen))
        QVERIFY(request.startsWith("show info"));
}

void HaProxyBridgeTest::nothingIsSentByADryRun()
{
    const Result<BridgeState> state = wait(m_bridge->dryRun(change(50)));
    QVERIFY(state);
    QCOMPARE(state->route(u"checkout"_s)->percent, 0);
    QCOMPARE(m_server->seen.size(), qsizetype(1));
}

void HaProxyBridgeTest::killGoesFirst()
{
    m_server->rows = "0x1 kill 0\n0x1 mode.checkout 3\n";
    const RollbackOrder order{{u"*"_s}, 1, u"test"_s, QUuid::createUuid(), u"ann"_s};
    const Result<BridgeState> state = wait(m_bridge->rollback(u"edge-1"_s, order));
    QCOMPARE(m_server->seen.constFirst(), QByteArray("set map board.map kill 1\n"));
    QVERIFY(state); // it answered, but what it has is not what was ordered
    QCOMPARE(acknowledgement(*state).acknowledged, 0);
    QVERIFY(state->instances[0].note.contains(u"row kill is 0, commanded 1"_s));
}

void HaProxyBridgeTest::destructionCancels()
{
    m_server->silent = true;
    const auto read = m_bridge->read();
    const auto rollback = m_bridge->rollback(u"edge-1"_s, {{u"*"_s}, 1, {}, QUuid::createUuid(), {}});
    m_bridge.reset();
    QVERIFY(read.isFinished());
    QVERIFY(rollback.isFinished());
    QCOMPARE(read.result().error().kind, ErrorKind::Cancelled);
    QCOMPARE(rollback.result().error().kind, ErrorKind::Cancelled);
}

void HaProxyBridgeTest::wrongAddressIsShown()
{
    EndpointSpec two = spec();
    two.sockets.insert(u"edge-2"_s, u"nonsense"_s);
    HaProxyBridge bridge(two, u"ann"_s);
    const Result<BridgeState> state = wait(bridge.read());
    QVERIFY(state);
    QCOMPARE(acknowledgement(*state).missing, QStringList{u"edge-2"_s});
    QVERIFY(state->instances[1].note.contains(u"nonsense"_s));
    QCOMPARE(bridge.rollbackPaths().size(), qsizetype(2));
}

QTEST_GUILESS_MAIN(HaProxyBridgeTest)
#include "tst_haproxybridge.moc"
