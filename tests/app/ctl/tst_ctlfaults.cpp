// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/ctl/ctlfixture.h"

#include <csignal>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace interlock;
using namespace interlock::test;
using namespace Qt::StringLiterals;

namespace {

QJsonObject stateJson(int revision, int percent, const QString &changedBy)
{
    const QString at = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    const QString text = QString::number(revision);
    QJsonArray instances;
    for (const QString &id : {u"edge-1"_s, u"edge-2"_s})
        instances.append(QJsonObject{{u"id"_s, id}, {u"revision"_s, text}, {u"at"_s, at}});
    const QJsonObject checkout{{u"id"_s, u"checkout"_s}, {u"title"_s, u"Checkout"_s},
                               {u"layer"_s, u"write"_s}, {u"mode"_s, u"compare-new"_s},
                               {u"percent"_s, percent},  {u"rules"_s, QJsonArray()},
                               {u"changedAt"_s, at},     {u"changedBy"_s, changedBy}};
    return {{u"revision"_s, text},
            {u"epoch"_s, 1},
            {u"latched"_s, false},
            {u"at"_s, at},
            {u"bridge"_s, QJsonObject{{u"name"_s, u"fake"_s}, {u"version"_s, u"1"_s}}},
            {u"capabilities"_s, QJsonArray{u"modes"_s, u"percent"_s, u"rules"_s, u"dry-run"_s,
                                           u"atomic-rollback"_s, u"latch"_s, u"instances"_s}},
            {u"instances"_s, instances},
            {u"routes"_s, QJsonArray{checkout}}};
}

QByteArray bytesOf(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

/// A bridge whose answer to the real PATCH, and to the question what became of it, is the test's.
class OneWayBridge final
{
public:
    OneWayBridge()
    {
        m_server.setAnswer([this](const FaultyRequest &request) { return answer(request); });
    }

    [[nodiscard]] QString url() const { return m_server.url().toString(); }
    [[nodiscard]] int patches() const { return m_patches; }

    FaultyReply patchReply;
    QString actionStatus = u"pending"_s;   ///< what the bridge says of the act's key
    std::optional<QJsonObject> stateAfter; ///< what the bridge has once the PATCH came, whatever it answered

private:
    FaultyReply answer(const FaultyRequest &request)
    {
        if (request.target.startsWith("/v1/whoami"))
            return FaultyReply::json(R"({"actor":"ann","scopes":["read","rollback","operate"]})");
        constexpr QByteArrayView actions("/v1/actions/");
        if (request.target.startsWith(actions))
            return action(request.target.mid(actions.size()));
        if (request.verb == "PATCH" && !request.target.contains("dryRun=true")) {
            ++m_patches;
            if (stateAfter)
                m_state = *stateAfter;
            return patchReply;
        }
        if (request.verb == "PATCH" || request.target.startsWith("/v1/state"))
            return FaultyReply::typed("application/json", bytesOf(m_state), 200,
                                      "ETag: \"" + m_state[u"revision"_s].toString().toUtf8() + "\"\r\n");
        return FaultyReply::problem(404, "not here");
    }
    [[nodiscard]] FaultyReply action(const QByteArray &key) const
    {
        return FaultyReply::json(bytesOf({{u"key"_s, QString::fromUtf8(key)},
                                          {u"status"_s, actionStatus},
                                          {u"revision"_s, m_state[u"revision"_s]},
                                          {u"at"_s, m_state[u"at"_s]}}));
    }

    FaultyServer m_server;
    int m_patches = 0;
    QJsonObject m_state = stateJson(17, 10, u"bob"_s);
};

} // namespace

/// What `set` makes of a bridge that answers strangely, or not at all.
class TestCtlFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void lostReplyIsSettledByKey();
    void interruptedSetLeavesAJournaledAct();
    void hostileNames();
};

void TestCtlFaults::answers_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("message");
    QTest::newRow("conflict") << 409 << 5 << u"conflict: carl set checkout to compare-new 50 %"_s;
    QTest::newRow("not allowed") << 422 << 6 << u"not done: "_s;
    QTest::newRow("latched meanwhile") << 423 << 6 << u"not done: "_s;
    QTest::newRow("forbidden meanwhile") << 403 << 6 << u"not done: "_s;
    QTest::newRow("gateway") << 502 << 7 << u"not settled in time (unknown)"_s;
}

void TestCtlFaults::answers()
{
    QFETCH(const int, status);
    QFETCH(const int, exit);
    QFETCH(const QString, message);
    CtlFixture world;
    OneWayBridge bridge;
    bridge.patchReply = FaultyReply::problem(status, "no");
    if (status == 409) {
        const QJsonObject problem{{u"type"_s, u"https://example.org/stale-revision"_s},
                                  {u"title"_s, u"Stale"_s},
                                  {u"status"_s, 409},
                                  {u"state"_s, stateJson(19, 50, u"carl"_s)}};
        bridge.patchReply = FaultyReply::typed("application/problem+json", bytesOf(problem), 409);
        bridge.stateAfter = stateJson(19, 50, u"carl"_s);
    }
    world.writeProfile({bridge.url()}, u"ann"_s);
    const CtlRun run = world.run({u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"x"_s,
                                  u"--no-wait"_s, u"--timeout"_s, u"3"_s, u"--json"_s});
    QVERIFY2(run.exit == exit, qPrintable(run.err));
    QVERIFY2(run.err.contains(message), qPrintable(run.err));
    QCOMPARE(bridge.patches(), 1); // nothing is retried by itself
    QCOMPARE(run.json()[u"exit"_s].toInt(), exit);
}

void TestCtlFaults::lostReplyIsSettledByKey()
{
    CtlFixture world;
    OneWayBridge bridge;
    bridge.patchReply = FaultyReply::closed();
    bridge.stateAfter = stateJson(18, 25, u"ann"_s);
    bridge.actionStatus = u"accepted"_s;
    world.writeProfile({bridge.url()}, u"ann"_s);
    const CtlRun run = world.run({u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"x"_s,
                                  u"--no-wait"_s, u"--json"_s});
    QVERIFY2(run.exit == 0, qPrintable(run.err));
    QVERIFY2(run.err.contains(u"asking the bridge what became of it"_s), qPrintable(run.err));
}

void TestCtlFaults::interruptedSetLeavesAJournaledAct()
{
    CtlFixture world;
    OneWayBridge bridge;
    bridge.patchReply = FaultyReply::hang();
    world.writeProfile({bridge.url()}, u"ann"_s);
    const auto process = world.start(
        {u"set"_s, u"checkout"_s, u"--percent"_s, u"25"_s, u"--reason"_s, u"x"_s, u"--no-wait"_s});
    QTRY_COMPARE_WITH_TIMEOUT(bridge.patches(), 1, 30'000);
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGINT), 0);
    const CtlRun run = CtlFixture::finished(*process);
    QCOMPARE(run.exit, 7);
    QVERIFY2(run.err.contains(u"is in the journal and may have taken effect"_s), qPrintable(run.err));
    const CtlRun journal = world.run({u"journal"_s, u"show"_s, u"--json"_s});
    QCOMPARE(journal.json()[u"entries"_s][0][u"mark"_s].toString(), u"intent"_s);
    const CtlRun intact = world.run({u"journal"_s, u"verify"_s});
    QCOMPARE(intact.exit, 0);
}

void TestCtlFaults::hostileNames()
{
    CtlFixture world;
    FaultyServer bridge;
    bridge.setAnswer([](const FaultyRequest &request) {
        if (request.target.startsWith("/v1/whoami"))
            return FaultyReply::json(R"({"actor":"an\u001b[31mn","scopes":["read"]})");
        QJsonObject state = stateJson(17, 10, u"b\u202Eob"_s);
        state.insert(u"bridge"_s,
                     QJsonObject{{u"name"_s, u"<b>\u001B]0;owned\u0007\u202E"_s}, {u"version"_s, u"1"_s}});
        return FaultyReply::typed("application/json", bytesOf(state), 200, "ETag: \"17\"\r\n");
    });
    world.writeProfile({bridge.url().toString()}, u"ann"_s);
    const CtlRun text = world.run({u"status"_s});
    QVERIFY2(text.out.contains(u"<b>⟨U+001B⟩]0;owned⟨U+0007⟩⟨U+202E⟩"_s), qPrintable(text.out));
    const CtlRun json = world.run({u"status"_s, u"--json"_s});
    QVERIFY(!json.out.contains(u'\u202E') && !json.out.contains(u'\u001B'));
    QCOMPARE(json.json()[u"bridge"_s][u"name"_s].toString(), u"<b>\u001B]0;owned\u0007\u202E"_s);
}

QTEST_GUILESS_MAIN(TestCtlFaults)
#include "tst_ctlfaults.moc"
