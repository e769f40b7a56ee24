// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_world/worldprobe.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

/// The whole embedded rehearsal, with seven days of drain in five seconds.
class WorldTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void bothSystemsGiveTheSameAnswers_data();
    void bothSystemsGiveTheSameAnswers();
    void comparisonsAreEqualWithoutFaults();
    void rowsMoveInBothDirections();
    void ordersDrainAndLegacyForwardsTheResultsOfNew();
    void newReceivesTheResultsOnceOrdersAreFullyOnNew();
    void newIsAtLeastTwoFifthsFaster();
    void slowNew();
    void errorBurst();
    void priceRounding();
    void syncStall_data();
    void syncStall();
    void conflicts();
    void lostCallbacks();
    void memoryLeak();
    void dnsTtl();
    void noAck();
    void hang();
    void unknownFaultIsRefused();

private:
    [[nodiscard]] QJsonObject state();
    void setRoute(const QString &route, const QByteArray &change);
    [[nodiscard]] qint64 differences(const QString &route);

    std::unique_ptr<World> m_world;
    std::unique_ptr<WorldProbe> m_probe;
};

void WorldTest::initTestCase()
{
    WorldConfig config;
    config.scenario = *scenarioByName(u"midway");
    config.speed = 120'960;
    config.requestsPerSecond = 80;
    config.users = 60;
    m_world = std::make_unique<World>(config);
    const Result<void> started = m_world->start();
    QVERIFY2(started, started ? "" : qPrintable(started.error().detail));
    m_probe = std::make_unique<WorldProbe>(*m_world);
    setRoute(u"checkout"_s, "\"percent\":60"); // so that new gets orders soon
}

void WorldTest::cleanupTestCase()
{
    m_probe.reset();
    m_world.reset();
}

QJsonObject WorldTest::state()
{
    return m_probe->api("bridge", "GET", u"/v1/state"_s).json();
}

void WorldTest::setRoute(const QString &route, const QByteArray &change)
{
    const QJsonObject before = state();
    const ProbeAnswer answer = m_probe->api(
        "bridge", "PATCH", u"/v1/routes/"_s + route, "{" + change + ",\"reason\":\"test\",\"actor\":\"ann\"}",
        {{"If-Match", '"' + before[u"revision"_s].toString().toLatin1() + '"'},
         {"Interlock-Epoch", QByteArray::number(before[u"epoch"_s].toInteger())},
         {"Idempotency-Key", QUuid::createUuid().toByteArray(QUuid::WithoutBraces)}});
    QVERIFY2(answer.status == 200, answer.body.constData());
}

qint64 WorldTest::differences(const QString &route)
{
    const QString now = QDateTime::currentDateTimeUtc().addSecs(60).toString(Qt::ISODate);
    const QString from = QDateTime::currentDateTimeUtc().addSecs(-3600).toString(Qt::ISODate);
    const QJsonArray series =
        m_probe
            ->api("parity", "GET",
                  u"/v1/parity/series?route=%1&from=%2&to=%3&step=60"_s.arg(route, from, now))
            .json()[u"series"_s]
            .toArray();
    qint64 different = 0;
    for (const auto &bucket : series)
        different += bucket[u"different"_s].toInteger();
    return different;
}

void WorldTest::bothSystemsGiveTheSameAnswers_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("status");
    QTest::newRow("home") << u"/"_s << 200;
    QTest::newRow("help") << u"/help"_s << 200;
    QTest::newRow("nowhere") << u"/no/such/page"_s << 404;
    QTest::newRow("catalogue") << u"/catalog?category=garden"_s << 200;
    QTest::newRow("product") << u"/product/SKU-1003"_s << 200;
    QTest::newRow("no product") << u"/product/SKU-9"_s << 404;
    QTest::newRow("search") << u"/search?q=LAMP"_s << 200;
    QTest::newRow("cart") << u"/cart"_s << 200;
    QTest::newRow("checkout") << u"/checkout"_s << 200;
    QTest::newRow("no account") << u"/session"_s << 404;
}

void WorldTest::bothSystemsGiveTheSameAnswers()
{
    QFETCH(const QString, path);
    QFETCH(const int, status);
    // Somebody who is not one of the shoppers, so that nobody changes her cart between the two answers.
    QHash<QByteArray, ProbeAnswer> answers;
    for (const Side side : {Side::Legacy, Side::New}) {
        const QString url = u"http://127.0.0.1:%1%2"_s.arg(m_world->storePort(side)).arg(path);
        answers.insert(sideName(side).toUtf8(), m_probe->send("GET", url, {}, {{"X-User-Id", "u9999"}}));
    }
    QCOMPARE(answers["legacy"].status, status);
    QCOMPARE(answers["new"].status, status);
    QCOMPARE(answers["legacy"].json(), answers["new"].json());
    QCOMPARE(answers["legacy"].headers.value("x-shop"), "legacy");
    QCOMPARE(answers["new"].headers.value("x-shop"), "new");
}

void WorldTest::comparisonsAreEqualWithoutFaults()
{
    QVERIFY(waitFor([this] { return m_probe->metric("bridge_mirrored_requests_total") > 60; }));
    QVERIFY(differences(u"product"_s) <= 1); // a price may change between the two answers
}

void WorldTest::rowsMoveInBothDirections()
{
    QVERIFY(waitFor([this] {
        return m_probe->sql("select count(*) > 0 from new.purchase where origin = 'legacy'") == "t" &&
               m_probe->sql("select count(*) > 0 from legacy.orders where origin = 'new'") == "t";
    }));
}

void WorldTest::ordersDrainAndLegacyForwardsTheResultsOfNew()
{
    QVERIFY(waitFor([this] {
        return m_probe->sql("select count(*) > 3 from interlock.callbacks where received_by = 'legacy' "
                            "and forwarded_to is null and outcome = 'delivered'") == "t" &&
               m_probe->sql("select count(*) > 0 from interlock.callbacks where received_by = 'legacy' "
                            "and forwarded_to = 'new' and outcome = 'delivered'") == "t";
    }));
    // Whatever was in flight at the start is done after seven days: ten seconds, and a little for the
    // deliveries.
    QVERIFY(waitFor([this] {
        return m_probe->sql("select count(*) from interlock.orders_in_flight where placed_at < now() - "
                            "interval '9 seconds'") == "0";
    }));
}

void WorldTest::newReceivesTheResultsOnceOrdersAreFullyOnNew()
{
    setRoute(u"orders"_s, "\"mode\":\"new\",\"percent\":100");
    QVERIFY(waitFor([this] {
        return m_probe->sql("select count(*) > 0 from interlock.callbacks where received_by = 'new' "
                            "and forwarded_to = 'legacy' and outcome = 'delivered'") == "t" &&
               m_probe->sql("select count(*) > 0 from interlock.callbacks where received_by = 'new' "
                            "and forwarded_to is null and outcome = 'delivered'") == "t";
    }));
    setRoute(u"orders"_s, "\"mode\":\"legacy\",\"percent\":0");
}

void WorldTest::newIsAtLeastTwoFifthsFaster()
{
    const auto mean = [this](const QByteArray &app) {
        const QByteArrayList labels{"app=\"" + app + '"', "route=\"product\""};
        return m_probe->metric("shop_request_duration_seconds_sum", labels) /
               m_probe->metric("shop_request_duration_seconds_count", labels);
    };
    QVERIFY(waitFor([&] { return mean("new") <= 0.6 * mean("legacy"); }));
}

void WorldTest::slowNew()
{
    const auto slow = [this](const QByteArray &app) {
        const QByteArray label = "app=\"" + app + '"';
        return m_probe->metric("shop_request_duration_seconds_count", {label}) -
               m_probe->metric("shop_request_duration_seconds_bucket", {label, "le=\"1\""});
    };
    const double before = slow("new");
    QVERIFY(m_probe->setFault(u"slow-new"_s, true));
    QVERIFY(waitFor([&] { return slow("new") > before + 5; }));
    QVERIFY(m_probe->setFault(u"slow-new"_s, false));
}

void WorldTest::errorBurst()
{
    const auto errors = [this](const QByteArray &app) {
        return m_probe->metric("shop_requests_total", {"app=\"" + app + '"', "code=\"500\""});
    };
    QCOMPARE(errors("new"), 0.0);
    QVERIFY(m_probe->setFault(u"error-burst"_s, true));
    QVERIFY(waitFor([&] { return errors("new") > 3; }));
    QVERIFY(m_probe->setFault(u"error-burst"_s, false));
    QCOMPARE(errors("legacy"), 0.0);
}

void WorldTest::priceRounding()
{
    const qint64 before = differences(u"product"_s) + differences(u"search"_s);
    QVERIFY(m_probe->setFault(u"price-rounding"_s, true));
    QVERIFY(waitFor([&] { return differences(u"product"_s) + differences(u"search"_s) > before + 2; }));
    QVERIFY(m_probe->setFault(u"price-rounding"_s, false));
}

void WorldTest::syncStall_data()
{
    QTest::addColumn<QString>("fault");
    QTest::addColumn<QString>("pipeline");
    QTest::newRow("forward") << u"sync-stall"_s << u"orders-forward"_s;
    QTest::newRow("back") << u"back-sync-stall"_s << u"orders-back"_s;
}

void WorldTest::syncStall()
{
    QFETCH(const QString, fault);
    QFETCH(const QString, pipeline);
    QVERIFY(m_probe->setFault(fault, true));
    QVERIFY(waitFor([&] { return m_probe->pipeline(pipeline).lagSeconds.value_or(0) > 2; }));
    QVERIFY(m_probe->setFault(fault, false));
    QVERIFY(waitFor([&] { return m_probe->pipeline(pipeline).lagSeconds.value_or(99) < 1; }));
}

void WorldTest::conflicts()
{
    const auto total = [this] {
        return m_probe->pipeline(u"orders-forward"_s).conflictsTotal.value_or(0) +
               m_probe->pipeline(u"orders-back"_s).conflictsTotal.value_or(0);
    };
    const qint64 before = total();
    QVERIFY(m_probe->setFault(u"conflicts"_s, true));
    QVERIFY(waitFor([&] { return total() > before + 2; }));
    QVERIFY(waitFor([this] {
        return m_probe->pipeline(u"orders-forward"_s).conflictsOpen.value_or(0) +
                   m_probe->pipeline(u"orders-back"_s).conflictsOpen.value_or(0) >
               0;
    }));
    QVERIFY(m_probe->setFault(u"conflicts"_s, false));
}

void WorldTest::lostCallbacks()
{
    const auto overdue = [this] {
        return m_probe->sql("select count(*) from interlock.orders_in_flight where due_at < now()").toInt();
    };
    QVERIFY(m_probe->setFault(u"lost-callbacks"_s, true));
    QVERIFY(waitFor([&] { return overdue() > 0; }));
    QVERIFY(m_probe->setFault(u"lost-callbacks"_s, false));
    QVERIFY(waitFor([&] { return overdue() == 0; }));
}

void WorldTest::memoryLeak()
{
    const auto memory = [this] { return m_probe->metric("shop_memory_bytes", {"app=\"new\""}); };
    const double before = memory();
    QVERIFY(before > 0);
    QVERIFY(m_probe->setFault(u"memory-leak"_s, true));
    QVERIFY(waitFor([&] { return memory() > before + 1024.0 * 1024.0; }));
    QVERIFY(m_probe->setFault(u"memory-leak"_s, false));
    QVERIFY(waitFor([&] { return memory() < before + 1024.0 * 1024.0; }));
}

void WorldTest::dnsTtl()
{
    QCOMPARE(m_probe->metric("shopper_bypassed_requests_total"), 0.0);
    QVERIFY(m_probe->setFault(u"dns-ttl"_s, true));
    QVERIFY(waitFor([this] { return m_probe->metric("shopper_bypassed_requests_total") > 3; }));
    QVERIFY(m_probe->setFault(u"dns-ttl"_s, false));
}

void WorldTest::noAck()
{
    const auto acknowledged = [this](int instance) {
        const QJsonObject now = state();
        return now[u"instances"_s][instance][u"revision"_s] == now[u"revision"_s];
    };
    QVERIFY(m_probe->setFault(u"no-ack"_s, true));
    setRoute(u"cart"_s, "\"percent\":7");
    QVERIFY(waitFor([&] { return acknowledged(0); }));
    QVERIFY(!acknowledged(1));
    QVERIFY(m_probe->setFault(u"no-ack"_s, false));
    QVERIFY(waitFor([&] { return acknowledged(1); }));
}

void WorldTest::hang()
{
    QCOMPARE(m_probe->shop(1, u"/help"_s, "u1").status, 200);
    QVERIFY(m_probe->setFault(u"hang"_s, true));
    const QString url = u"http://127.0.0.1:%1/help"_s.arg(m_world->edges().at(1));
    QCOMPARE(m_probe->send("GET", url, {}, {}, 500).status, 0);
    QCOMPARE(m_probe->shop(0, u"/help"_s, "u1").status, 200);
    QVERIFY(m_probe->setFault(u"hang"_s, false));
    QVERIFY(waitFor([this] { return m_probe->shop(1, u"/help"_s, "u1").status == 200; }));
}

void WorldTest::unknownFaultIsRefused()
{
    QVERIFY(!m_probe->setFault(u"nope"_s, true));
    const QString base = u"http://127.0.0.1:%1/faults"_s.arg(m_world->adminPort());
    QCOMPARE(m_probe->send("POST", base + u"/slow-new?on=maybe"_s).status, 400);
    QCOMPARE(m_probe->send("GET", base + u"/slow-new"_s).status, 405);
    QCOMPARE(m_probe->send("GET", base).json()[u"faults"_s].toArray().size(), qsizetype(allFaults.size()));
}

} // namespace interlock::rehearsal

QTEST_GUILESS_MAIN(interlock::rehearsal::WorldTest)
#include "tst_world.moc"
