// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/bridge/routingtable.h"
#include "tests/app/rehearsal_world/worldprobe.h"
#include "tests/fakes/quiet.h"

#include <cmath>
#include <QFile>
#include <QJsonArray>
#include <QLocalSocket>
#include <QTest>
#include <QUrlQuery>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

/// The rehearsal with real HAProxy, Prometheus and a comparer process in front of it.
class HaProxyStackTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void shareLandsWithinTolerance_data();
    void shareLandsWithinTolerance();
    void bucketIsTheEmbeddedBridgesBucket();
    void raisingTheShareMovesNobodyBack();
    void ruleSendsItsUsersToNew();
    void compareModesReturnTheSideTheyName();
    void prometheusTellsRouteAndSide();
    void killRowEndsTheNewSidesTraffic();
    void instanceThatCannotBeToldGoesOnServing();
    void frozenInstanceAcceptsAndNeverAnswers();

private:
    /// One command at an instance's Runtime API.
    QByteArray command(int edge, const QByteArray &text);
    void setRow(const QByteArray &key, int value);
    [[nodiscard]] QByteArray servedBy(const QByteArray &user,
                                      const QString &path = u"/catalog?category=kids"_s);
    [[nodiscard]] QSet<QByteArray> usersOnNew();
    [[nodiscard]] double query(const QString &promQl);

    static constexpr int userCount = 400;
    std::unique_ptr<World> m_world;
    std::unique_ptr<WorldProbe> m_probe;
};

void HaProxyStackTest::initTestCase()
{
    WorldConfig config;
    config.scenario = *scenarioByName(u"fresh");
    config.stack = StackKind::HaProxy;
    config.requestsPerSecond = 30;
    config.users = 60;
    config.program = QStringLiteral(INTERLOCK_BIN_DIR "/interlock-rehearsal");
    m_world = std::make_unique<World>(config);
    const Result<void> started = m_world->start();
    QVERIFY2(started, started ? "" : qPrintable(started.error().where + u": "_s + started.error().detail));
    m_probe = std::make_unique<WorldProbe>(*m_world);
}

void HaProxyStackTest::cleanupTestCase()
{
    m_probe.reset();
    m_world.reset();
}

QByteArray HaProxyStackTest::command(int edge, const QByteArray &text)
{
    QLocalSocket socket;
    socket.connectToServer(m_world->database().folder() + u"/edge-%1.sock"_s.arg(edge + 1));
    if (!socket.waitForConnected(patience))
        return "no connection";
    socket.write(text + '\n');
    QByteArray answer;
    while (socket.waitForReadyRead(patience))
        answer += socket.readAll();
    return answer;
}

void HaProxyStackTest::setRow(const QByteArray &key, int value)
{
    const QByteArray map = m_world->database().folder().toUtf8() + "/bridge.map";
    for (const int edge : {0, 1}) {
        const QByteArray wanted = "value=\"" + QByteArray::number(value) + '"';
        QByteArray answers;
        const bool isSet = waitFor([&] {
            answers = "set: " + command(edge, "set map " + map + ' ' + key + ' ' + QByteArray::number(value));
            const QByteArray row = command(edge, "get map " + map + ' ' + key);
            answers += "get: " + row;
            return row.contains(wanted);
        });
        QVERIFY2(isSet, answers.constData());
    }
}

QByteArray HaProxyStackTest::servedBy(const QByteArray &user, const QString &path)
{
    return m_probe->shop(int(user.back() % 2), path, user).headers.value("x-shop");
}

QSet<QByteArray> HaProxyStackTest::usersOnNew()
{
    QByteArrayList everybody;
    for (int i = 0; i < userCount; ++i)
        everybody.append("visitor-" + QByteArray::number(i));
    const QHash<QByteArray, QByteArray> stores = m_probe->storesOf(everybody, u"/help"_s);
    QSet<QByteArray> users;
    for (auto store = stores.cbegin(); store != stores.cend(); ++store) {
        if (store.value() == "new")
            users.insert(store.key());
    }
    return users;
}

double HaProxyStackTest::query(const QString &promQl)
{
    const QString url = profileUrl(m_world->profile(), "metrics") + u"/api/v1/query?query="_s +
                        QString::fromLatin1(QUrl::toPercentEncoding(promQl));
    const QJsonArray result = m_probe->send("GET", url).json()[u"data"_s][u"result"_s].toArray();
    return result.isEmpty() ? std::nan("") : result[0][u"value"_s][1].toString().toDouble();
}

void HaProxyStackTest::shareLandsWithinTolerance_data()
{
    QTest::addColumn<int>("percent");
    for (const int percent : {0, 15, 50, 100})
        QTest::addRow("%d %%", percent) << percent;
}

void HaProxyStackTest::shareLandsWithinTolerance()
{
    QFETCH(const int, percent);
    setRow("mode.url", 3);
    setRow("url", percent * 100);
    const double p = percent / 100.0;
    const double share = double(usersOnNew().size()) / userCount;
    QVERIFY2(std::abs(share - p) <= 3 * std::sqrt(p * (1 - p) / userCount),
             qPrintable(QString::number(share)));
}

void HaProxyStackTest::bucketIsTheEmbeddedBridgesBucket()
{
    setRow("mode.url", 3);
    setRow("url", 3000);
    QByteArrayList everybody;
    for (int i = 0; i < userCount; ++i)
        everybody.append(QByteArray("someone-").repeated(1 + i % 4) + QByteArray::number(i));
    const QHash<QByteArray, QByteArray> stores = m_probe->storesOf(everybody, u"/help"_s);
    QCOMPARE(stores.size(), userCount);
    for (auto store = stores.cbegin(); store != stores.cend(); ++store)
        QCOMPARE(store.value(), userBucket(store.key()) < 3000 ? "new" : "legacy");
}

void HaProxyStackTest::raisingTheShareMovesNobodyBack()
{
    setRow("mode.url", 3);
    QSet<QByteArray> before;
    for (const int basisPoints : {500, 2000, 6000}) {
        setRow("url", basisPoints);
        const QSet<QByteArray> now = usersOnNew();
        QVERIFY(now.contains(before));
        before = now;
    }
}

void HaProxyStackTest::ruleSendsItsUsersToNew()
{
    setRow("mode.catalog", 3);
    setRow("catalog", 0);
    const QString url = u"http://127.0.0.1:%1/catalog?category=kids"_s.arg(m_world->edges().constFirst());
    const auto servedAs = [&](const QHash<QByteArray, QByteArray> &headers) {
        return m_probe->send("GET", url, {}, headers).headers.value("x-shop");
    };
    const QHash<QByteArray, QByteArray> staff{{"X-User-Id", "a"}, {"X-User-Group", "staff"}};
    QCOMPARE(servedAs(staff), "legacy");
    setRow("catalog.staff", 1);
    setRow("catalog.mobile", 1);
    setRow("catalog.trouble", 1);
    QCOMPARE(servedAs(staff), "new");
    QCOMPARE(servedAs({{"X-User-Id", "a"}, {"User-Agent", "Phone (Mobile)"}}), "new");
    QCOMPARE(servedAs({{"X-User-Id", "a"}, {"Cookie", "legacy_trouble=1"}}), "new");
    QCOMPARE(servedAs({{"X-User-Id", "a"}, {"User-Agent", "Desk"}}), "legacy");
    setRow("mode.catalog", 0);
    QCOMPARE(servedAs(staff), "legacy");
}

void HaProxyStackTest::compareModesReturnTheSideTheyName()
{
    setRow("product", 10'000);
    setRow("mode.product", 1);
    QCOMPARE(servedBy("u1", u"/product/SKU-1001"_s), "legacy");
    setRow("mode.product", 2);
    QCOMPARE(servedBy("u1", u"/product/SKU-1001"_s), "new");
    const QString range =
        u"&from=%1&to=%2&step=60"_s.arg(QDateTime::currentDateTimeUtc().addSecs(-600).toString(Qt::ISODate),
                                        QDateTime::currentDateTimeUtc().addSecs(600).toString(Qt::ISODate));
    QVERIFY(waitFor([&] {
        const QJsonArray series = m_probe->api("parity", "GET", u"/v1/parity/series?route=product"_s + range)
                                      .json()[u"series"_s]
                                      .toArray();
        qint64 equal = 0;
        for (const auto &bucket : series)
            equal += bucket[u"equal"_s].toInteger();
        return equal >= 2;
    }));
}

void HaProxyStackTest::prometheusTellsRouteAndSide()
{
    setRow("mode.search", 3);
    setRow("search", 10'000);
    for (const QString &labels :
         {u"route=\"search\",reached=\"new\""_s, u"route=\"product\",reached=\"both\""_s,
          u"route=\"cart\",reached=\"legacy\""_s})
        QVERIFY2(waitFor([&] { return query(u"sum(bridge_requests_total{%1})"_s.arg(labels)) > 0; }),
                 qPrintable(labels));
    QVERIFY(
        waitFor([&] { return query(u"sum(bridge_requests_total{via=\"rule\",route=\"catalog\"})"_s) > 0; }));
    QVERIFY(waitFor([&] { return query(u"sum(bridge_active_users{route=\"product\"})"_s) > 0; }));
    QVERIFY(waitFor([&] { return query(u"sum(shop_requests_total{app=\"new\",route=\"search\"})"_s) > 0; }));
    QVERIFY(waitFor([&] { return query(u"min(up)"_s) == 1; }));
}

void HaProxyStackTest::killRowEndsTheNewSidesTraffic()
{
    setRow("kill", 1);
    const auto onNew = [this] { return m_probe->metric("shop_requests_total", {"app=\"new\""}); };
    // What was on its way may still end there; after that, hundreds of requests and none on new.
    letStraysShow(300);
    const double before = onNew();
    QVERIFY(usersOnNew().isEmpty());
    QCOMPARE(onNew(), before);
    setRow("kill", 0);
    QVERIFY(!usersOnNew().isEmpty());
}

void HaProxyStackTest::instanceThatCannotBeToldGoesOnServing()
{
    QVERIFY(m_probe->setFault(u"no-ack"_s, true));
    QCOMPARE(command(1, "show info"), "no connection");
    QCOMPARE(m_probe->shop(1, u"/help"_s, "u1").status, 200);
    QVERIFY(m_probe->setFault(u"no-ack"_s, false));
    QVERIFY(command(1, "show info").contains("Uptime"));
}

void HaProxyStackTest::frozenInstanceAcceptsAndNeverAnswers()
{
    QVERIFY(m_probe->setFault(u"hang"_s, true));
    const QString url = u"http://127.0.0.1:%1/help"_s.arg(m_world->edges().at(1));
    QCOMPARE(m_probe->send("GET", url, {}, {}, 500).status, 0);
    QCOMPARE(m_probe->shop(0, u"/help"_s, "u1").status, 200);
    QVERIFY(m_probe->setFault(u"hang"_s, false));
    QVERIFY(waitFor([this] { return m_probe->shop(1, u"/help"_s, "u1").status == 200; }));
}

} // namespace interlock::rehearsal

QTEST_GUILESS_MAIN(interlock::rehearsal::HaProxyStackTest)
#include "tst_haproxystack.moc"
