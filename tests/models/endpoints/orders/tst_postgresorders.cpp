// SPDX-License-Identifier: GPL-3.0-or-later
// PostgresOrders without a database: what cannot be reached, and what is wrong in the profile. The rest is in
// tests/integration/postgresql.
#include "models/endpoints/orders/postgresorders.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

EndpointSpec specOf(const QString &connection)
{
    EndpointSpec spec;
    spec.id = u"orders"_s;
    spec.connection = connection;
    spec.connectTimeout = std::chrono::milliseconds(20'000);
    return spec;
}

Result<OrdersSnapshot> read(PostgresOrders &orders)
{
    const QFuture<Result<OrdersSnapshot>> future = orders.read();
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, patience))
        return fail(ErrorKind::Cancelled, u"the future did not end"_s);
    return future.result();
}

} // namespace

class PostgresOrdersTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failuresHaveTheirKind_data();
    void failuresHaveTheirKind();
    void silentServerTimesOut();
    void destructionCancels();
};

void PostgresOrdersTest::failuresHaveTheirKind_data()
{
    QTest::addColumn<QString>("connection");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("part");
    QTest::newRow("no socket") << u"host=/nowhere dbname=shop"_s << ErrorKind::Network << u"No such file"_s;
    QTest::newRow("bad option") << u"hots=/nowhere"_s << ErrorKind::Input << u"hots"_s;
    QTest::newRow("not a string") << u"host"_s << ErrorKind::Input << u"missing \"=\""_s;
    QTest::newRow("bad TLS mode") << u"host=/nowhere sslmode=maybe"_s << ErrorKind::Network << u"sslmode"_s;
}

void PostgresOrdersTest::failuresHaveTheirKind()
{
    QFETCH(const QString, connection);
    QFETCH(const ErrorKind, kind);
    QFETCH(const QString, part);
    PostgresOrders orders(specOf(connection), u"open sesame"_s);
    const Result<OrdersSnapshot> first = read(orders);
    QVERIFY(!first);
    QCOMPARE(first.error().kind, kind);
    QVERIFY2(first.error().detail.contains(part), qPrintable(first.error().detail));
    QCOMPARE(first.error().where, u"orders"_s);
    QVERIFY(!first.error().detail.contains(u"sesame"_s));
    const Result<OrdersSnapshot> second = read(orders); // in the pause the same is said at once
    QVERIFY(!second);
    QCOMPARE(second.error(), first.error());
}

void PostgresOrdersTest::silentServerTimesOut()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    EndpointSpec impatient = specOf(u"host=127.0.0.1 port=%1 dbname=shop"_s.arg(server.serverPort()));
    impatient.connectTimeout = std::chrono::milliseconds(200);
    PostgresOrders orders(impatient, {});
    const Result<OrdersSnapshot> result = read(orders);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Timeout);
}

void PostgresOrdersTest::destructionCancels()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    EndpointSpec spec = specOf(u"host=127.0.0.1 port=%1 dbname=shop"_s.arg(server.serverPort()));
    spec.connectTimeout = std::chrono::minutes(30);
    auto orders = std::make_unique<PostgresOrders>(spec, QString());
    const QFuture<Result<OrdersSnapshot>> future = orders->read();
    QTRY_VERIFY(server.hasPendingConnections());
    orders.reset();
    QVERIFY(future.isFinished());
    QCOMPARE(future.result().error().kind, ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(PostgresOrdersTest)
#include "tst_postgresorders.moc"
