// SPDX-License-Identifier: GPL-3.0-or-later
// PostgresOrders against a real PostgreSQL.
#include "models/endpoints/orders/postgresorders.h"
#include "tests/integration/servers/postgresserver.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::PostgresServer;

namespace {

constexpr char schema[] = R"(
create schema interlock;
create table interlock.orders_in_flight(order_id text, origin text, owner text, state text, placed_at timestamptz,
    due_at timestamptz, updated_at timestamptz, legacy_id text, new_id text, amount_minor bigint, currency text);
insert into interlock.orders_in_flight values
    ('o-1','legacy','legacy','placed','2026-03-01 10:00:00.25+00', now() - interval '1 hour', null, 'L1', null, 1250, 'EUR'),
    ('o-2','legacy','new','placed','2026-03-01 12:00+02','2099-01-01 00:00:00.5+00',null,'L2','N2',null,'EUR'),
    ('o-3','new','new','waiting',null,'infinity',null,null,'N3',7,'JPY');
)";

EndpointSpec specOf(const PostgresServer &server, const QString &query = {})
{
    EndpointSpec spec;
    spec.id = u"orders"_s;
    spec.kind = EndpointKind::Orders;
    spec.driver = Driver::PostgreSql;
    spec.connection = server.connection();
    spec.query = query;
    spec.connectTimeout = spec.totalTimeout = std::chrono::milliseconds(20'000);
    return spec;
}

Result<OrdersSnapshot> read(PostgresOrders &orders)
{
    const QFuture<Result<OrdersSnapshot>> future = orders.read();
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, patience))
        return fail(ErrorKind::Cancelled, u"the future did not end"_s);
    return future.result();
}

QString text(const Error &error)
{
    return errorKindName(error.kind) + u": "_s + error.where + u": "_s + error.detail;
}

QString text(const Result<OrdersSnapshot> &result)
{
    return result ? QString() : text(result.error());
}

} // namespace

class PostgresReal final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void readsTheView();
    void countsBeyondTheCap();
    void badRowsAreCounted();
    void errorsNameTheirPlace_data();
    void errorsNameTheirPlace();
    void writesAreRefused();
    void longQueryTimesOut();
    void comesBackAfterRestart();
    void passwordIsHandedOver();
    void frozenServerTimesOut();
    void destructionEndsWhatRuns();

private:
    PostgresServer m_server;
};

void PostgresReal::initTestCase()
{
    QCOMPARE(m_server.start(), QString());
    QCOMPARE(m_server.sql(schema), QString());
}

void PostgresReal::readsTheView()
{
    PostgresOrders orders(specOf(m_server), {});
    const Result<OrdersSnapshot> snapshot = read(orders);
    QVERIFY2(snapshot, qPrintable(text(snapshot)));
    QCOMPARE(snapshot->rows.size(), qsizetype(3));
    const OrderInFlight expected{u"o-1"_s,
                                 Side::Legacy,
                                 Side::Legacy,
                                 u"placed"_s,
                                 QDateTime({2026, 3, 1}, {10, 0, 0, 250}, Qt::UTC),
                                 snapshot->rows[0].dueAt,
                                 {},
                                 u"L1"_s,
                                 {},
                                 1250,
                                 u"EUR"_s};
    QCOMPARE(snapshot->rows[0], expected);
    QCOMPARE(snapshot->rows[1].placedAt, QDateTime({2026, 3, 1}, {10, 0}, Qt::UTC));
    QVERIFY(!snapshot->rows[1].amountMinor);
    QVERIFY(!snapshot->rows[2].dueAt.isValid());
    QCOMPARE(snapshot->legacyOpen, 2);
    QCOMPARE(snapshot->newOpen, 1);
    QCOMPARE(snapshot->overdue, 1);
    QCOMPARE(snapshot->lastDueAt, QDateTime({2099, 1, 1}, {0, 0, 0, 500}, Qt::UTC));
    QVERIFY(snapshot->at.isValid());
    QCOMPARE(snapshot->badRows, 0);
    QVERIFY(!snapshot->truncated);
}

void PostgresReal::countsBeyondTheCap()
{
    PostgresOrders orders(
        specOf(
            m_server,
            u"SELECT i::text AS order_id, 'new' AS origin, 'new' AS owner, 'x' AS state, now() AS placed_at, "
            "now() - i * interval '1 second' AS due_at, now() AS updated_at, '' AS legacy_id, '' AS new_id, "
            "i AS amount_minor, 'EUR' AS currency FROM generate_series(1, 50001) AS i -- all of them"_s),
        {});
    const Result<OrdersSnapshot> snapshot = read(orders);
    QVERIFY2(snapshot, qPrintable(text(snapshot)));
    QCOMPARE(snapshot->rows.size(), qsizetype(50'000));
    QVERIFY(snapshot->truncated);
    QCOMPARE(snapshot->newOpen, 50'001);
    QCOMPARE(snapshot->overdue, 50'001);
    QCOMPARE(snapshot->rows.constFirst().orderId, u"50001"_s); // the longest overdue are kept
}

void PostgresReal::badRowsAreCounted()
{
    PostgresOrders orders(
        specOf(m_server,
               u"SELECT CASE WHEN legacy_id = 'L2' THEN NULL ELSE order_id END AS order_id, "
               "CASE WHEN order_id = 'o-3' THEN 'modern' ELSE origin END AS origin, owner, state, placed_at, "
               "due_at, updated_at, legacy_id, new_id, amount_minor, currency "
               "FROM interlock.orders_in_flight ; "_s),
        {});
    const Result<OrdersSnapshot> snapshot = read(orders);
    QVERIFY2(snapshot, qPrintable(text(snapshot)));
    QCOMPARE(snapshot->rows.size(), qsizetype(1));
    QCOMPARE(snapshot->badRows, 2);
}

void PostgresReal::errorsNameTheirPlace_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("expected");
    QTest::newRow("missing columns") << u"SELECT 1 AS order_id, 'legacy' AS origin"_s
                                     << u"column owner is missing"_s;
    QTest::newRow("wrong type")
        << u"SELECT order_id, origin, owner, state, placed_at::text, due_at, updated_at, "
           "legacy_id, new_id, amount_minor, currency FROM interlock.orders_in_flight"_s
        << u"column placed_at has the wrong type, expected a date and time"_s;
    QTest::newRow("no such table") << u"SELECT * FROM nowhere"_s << u"relation \"nowhere\" does not exist"_s;
    QTest::newRow("two statements") << u"SELECT 1; DROP TABLE interlock.orders_in_flight"_s
                                    << u"syntax error"_s;
    QTest::newRow("division by zero")
        << u"SELECT * FROM interlock.orders_in_flight WHERE 1 / (amount_minor - 7) > 0"_s
        << u"division by zero"_s;
}

void PostgresReal::errorsNameTheirPlace()
{
    QFETCH(const QString, query);
    QFETCH(const QString, expected);
    PostgresOrders orders(specOf(m_server, query), {});
    const Result<OrdersSnapshot> snapshot = read(orders);
    QVERIFY(!snapshot);
    QCOMPARE(snapshot.error().kind, ErrorKind::Database);
    QVERIFY2(snapshot.error().detail.contains(expected), qPrintable(text(snapshot.error())));
    QVERIFY(query.startsWith(snapshot.error().where.left(20)));
    const Result<OrdersSnapshot> again = read(orders); // the connection survives an error of SQL
    QVERIFY(!again);
    QCOMPARE(again.error(), snapshot.error());
}

void PostgresReal::writesAreRefused()
{
    QCOMPARE(
        m_server.sql("create table touched(i int); create function touch() returns text language plpgsql as "
                     "$$ begin insert into touched values (1); return 'x'; end $$"),
        QString());
    PostgresOrders orders(specOf(m_server,
                                 u"SELECT touch() AS order_id, origin, owner, state, placed_at, due_at, "
                                 "updated_at, legacy_id, new_id, amount_minor, currency "
                                 "FROM interlock.orders_in_flight"_s),
                          {});
    const Result<OrdersSnapshot> snapshot = read(orders);
    QVERIFY(!snapshot);
    QVERIFY2(snapshot.error().detail.contains(u"read-only transaction"_s),
             qPrintable(text(snapshot.error())));
}

void PostgresReal::longQueryTimesOut()
{
    EndpointSpec spec = specOf(m_server, u"SELECT o.* FROM interlock.orders_in_flight o, pg_sleep(30)"_s);
    spec.totalTimeout = std::chrono::milliseconds(500);
    PostgresOrders orders(spec, {});
    const Result<OrdersSnapshot> snapshot = read(orders);
    QVERIFY(!snapshot);
    QCOMPARE(snapshot.error().kind, ErrorKind::Timeout);
    QVERIFY2(snapshot.error().detail.contains(u"statement timeout"_s), qPrintable(text(snapshot.error())));
}

void PostgresReal::comesBackAfterRestart()
{
    PostgresOrders orders(specOf(m_server), {});
    QVERIFY(read(orders));
    QCOMPARE(
        m_server.sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'interlock'"),
        QString());
    QVERIFY(read(orders)); // a dead connection is opened again within the same read
    m_server.stop();
    const Result<OrdersSnapshot> down = read(orders);
    QVERIFY(!down);
    QCOMPARE(down.error().kind, ErrorKind::Network);
    QCOMPARE(down.error().where, u"orders"_s);
    QCOMPARE(m_server.start(), QString());
    QTRY_VERIFY(read(orders).has_value());
}

void PostgresReal::passwordIsHandedOver()
{
    QCOMPARE(m_server.sql("grant usage on schema interlock to locked; grant select on all tables in schema "
                          "interlock to locked"),
             QString());
    EndpointSpec spec = specOf(m_server);
    spec.connection = m_server.connection(u"locked"_s);
    PostgresOrders right(spec, u"open sesame"_s);
    PostgresOrders wrong(spec, u"open barley"_s);
    PostgresOrders none(spec, {});
    const Result<OrdersSnapshot> good = read(right);
    QVERIFY2(good, qPrintable(text(good)));
    for (PostgresOrders *orders : {&wrong, &none}) {
        const Result<OrdersSnapshot> refused = read(*orders);
        QVERIFY(!refused);
        QVERIFY2(refused.error().kind == ErrorKind::Auth, qPrintable(text(refused.error())));
        QVERIFY(!text(refused.error()).contains(u"barley"_s));
    }
    QCOMPARE(m_server.sql("revoke all on all tables in schema interlock from locked"), QString());
    const Result<OrdersSnapshot> forbidden = read(right);
    QVERIFY(!forbidden);
    QCOMPARE(forbidden.error().kind, ErrorKind::Auth);
}

void PostgresReal::frozenServerTimesOut()
{
    EndpointSpec spec = specOf(m_server);
    spec.connectTimeout = std::chrono::milliseconds(400);
    PostgresOrders orders(spec, {});
    m_server.freeze();
    const Result<OrdersSnapshot> frozen = read(orders);
    m_server.thaw();
    QVERIFY(!frozen);
    QCOMPARE(frozen.error().kind, ErrorKind::Timeout);
    QTRY_VERIFY(read(orders).has_value());
}

void PostgresReal::destructionEndsWhatRuns()
{
    EndpointSpec spec = specOf(m_server, u"SELECT o.* FROM interlock.orders_in_flight o, pg_sleep(3000)"_s);
    spec.totalTimeout = std::chrono::minutes(30);
    auto orders = std::make_unique<PostgresOrders>(spec, QString());
    const QFuture<Result<OrdersSnapshot>> running = orders->read();
    const QFuture<Result<OrdersSnapshot>> queued = orders->read();
    const QByteArray sleeping =
        "do $$ begin if (select count(*) from pg_stat_activity where query like '%pg_sleep(3000)%' "
        "and application_name = 'interlock' and state = 'active') <> COUNT then raise 'not yet'; "
        "end if; end $$";
    QTRY_COMPARE(m_server.sql(QByteArray(sleeping).replace("COUNT", "1")), QString());
    orders.reset();
    QVERIFY(running.isFinished());
    QVERIFY(queued.isFinished());
    QCOMPARE(running.result().error().kind, ErrorKind::Cancelled);
    QCOMPARE(queued.result().error().kind, ErrorKind::Cancelled);
    QTRY_COMPARE(m_server.sql(QByteArray(sleeping).replace("COUNT", "0")), QString());
}

QTEST_GUILESS_MAIN(PostgresReal)
#include "tst_postgresreal.moc"
