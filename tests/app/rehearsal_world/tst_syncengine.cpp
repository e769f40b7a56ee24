// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/database/privatepostgres.h"
#include "app/rehearsal/database/schema.h"
#include "app/rehearsal/sync/syncengine.h"
#include "app/rehearsal/threadhost.h"

#include <QTest>
#include <QUuid>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

/// Sync on a database of its own, with nobody in the shop.
class SyncEngineTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void rowsArrive_data();
    void rowsArrive();
    void whatSyncWroteIsNotSentBack();
    void lagIsTheAgeOfTheOldestRowLeft_data();
    void lagIsTheAgeOfTheOldestRowLeft();
    void pausedPipelineKeepsItsRows();
    void retryIsForFailedOnes();
    void unknownPipelineAndMark();
    void markTravelsItsDirection_data();
    void markTravelsItsDirection();
    void sameCartChangedOnBothSidesIsAConflict();
    void newerRowWins();

private:
    void run(const QByteArray &sql);
    [[nodiscard]] QByteArray value(const QByteArray &sql);
    [[nodiscard]] PipelineState pipeline(const QString &id);

    PrivatePostgres m_database;
    FaultSwitches m_faults;
    std::unique_ptr<PgConnection> m_connection;
    std::unique_ptr<ThreadHost<SyncEngine>> m_engine;
};

void SyncEngineTest::initTestCase()
{
    QVERIFY(m_database.start());
    m_connection = std::make_unique<PgConnection>(m_database.connectionString());
    QVERIFY(m_connection->script(seedSql({20, 20})));
    m_engine = std::make_unique<ThreadHost<SyncEngine>>(
        u"sync"_s, [this] { return std::make_unique<SyncEngine>(m_database.connectionString(), m_faults); });
    m_engine->call([this] { m_engine->object().start(); });
}

void SyncEngineTest::cleanupTestCase()
{
    m_engine.reset();
    m_connection.reset();
}

void SyncEngineTest::init()
{
    m_faults.set(Fault::SyncStall, false);
    m_faults.set(Fault::BackSyncStall, false);
    QTRY_COMPARE(value("select (select count(*) from legacy.outbox where applied_at is null) "
                       "+ (select count(*) from new.outbox where applied_at is null)"),
                 "0");
}

void SyncEngineTest::run(const QByteArray &sql)
{
    const Result<void> done = m_connection->script(sql);
    QVERIFY2(done, done ? "" : qPrintable(done.error().detail));
}

QByteArray SyncEngineTest::value(const QByteArray &sql)
{
    const Result<PgResult> rows = m_connection->exec(sql);
    return rows && rows->rows() > 0 ? rows->bytes(0, 0) : QByteArray();
}

PipelineState SyncEngineTest::pipeline(const QString &id)
{
    const Result<PipelinesSnapshot> snapshot = m_engine->object().pipelines().result();
    if (!snapshot)
        return {};
    for (const PipelineState &pipeline : snapshot->pipelines) {
        if (pipeline.id == id)
            return pipeline;
    }
    return {};
}

void SyncEngineTest::rowsArrive_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("product, forward")
        << QByteArray("update legacy.products set price = 77.05, updated_at = clock_timestamp() where id = 1")
        << QByteArray("select price_minor from new.product where sku = 'SKU-1001'") << QByteArray("7705");
    QTest::newRow("account, forward")
        << QByteArray(
               "update legacy.users set full_name = 'Zoe', updated_at = clock_timestamp() where id = 2")
        << QByteArray("select display_name from new.account where login = 'u2'") << QByteArray("Zoe");
    QTest::newRow("session, forward")
        << QByteArray("insert into legacy.sessions(sid, user_id) values ('s-1', 3)")
        << QByteArray(
               "select a.login from new.session join new.account a using (account_id) where token = 's-1'")
        << QByteArray("u3");
    QTest::newRow("cart, forward")
        << QByteArray("insert into legacy.cart_lines(user_id, sku, quantity) values (4, 'SKU-1004', 3)")
        << QByteArray("select items from new.cart join new.account using (account_id) where login = 'u4'")
        << QByteArray("{\"SKU-1004\": 3}");
    QTest::newRow("order, forward")
        << QByteArray(
               "insert into legacy.orders(order_key, user_id, total, due_at) values ('O-1', 5, 12.5, now())")
        << QByteArray("select total_minor || origin || state from new.purchase where order_key = 'O-1'")
        << QByteArray("1250legacyplaced");
    QTest::newRow("order's identity")
        << QByteArray(
               "insert into legacy.orders(order_key, user_id, total, due_at) values ('O-2', 5, 1, now())")
        << QByteArray("select count(*) from interlock.id_map m join new.purchase p on m.new_id = "
                      "p.purchase_id::text "
                      "where entity = 'order' and order_key = 'O-2'")
        << QByteArray("1");
    QTest::newRow("account, back") << QByteArray("update new.account set display_name = 'Yan', changed_at = "
                                                 "clock_timestamp() where login = 'u6'")
                                   << QByteArray("select full_name from legacy.users where id = 6")
                                   << QByteArray("Yan");
    QTest::newRow("session, back")
        << QByteArray(
               "insert into new.session(token, account_id) values ('s-2', interlock.new_id('account', '7'))")
        << QByteArray("select user_id from legacy.sessions where sid = 's-2'") << QByteArray("7");
    QTest::newRow("cart, back")
        << QByteArray("insert into new.cart(account_id, items) values (interlock.new_id('account', '8'), "
                      "'{\"SKU-1002\": 2}')")
        << QByteArray("select sku || quantity from legacy.cart_lines where user_id = 8 and quantity > 0")
        << QByteArray("SKU-10022");
    QTest::newRow("emptied cart, back")
        << QByteArray("update new.cart set items = '{}', changed_at = clock_timestamp() "
                      "where account_id = interlock.new_id('account', '8')")
        << QByteArray("select count(*) from legacy.cart_lines where user_id = 8 and quantity > 0")
        << QByteArray("0");
    QTest::newRow("order, back")
        << QByteArray(
               "insert into new.purchase(purchase_id, order_key, account_id, total_minor, due_at, lines) "
               "values "
               "(interlock.new_id('order', 'O-3'), 'O-3', interlock.new_id('account', '9'), 1999, now(), "
               "'[{\"sku\": \"SKU-1001\", \"quantity\": 1}]')")
        << QByteArray(
               "select total || origin || (select count(*) from legacy.order_lines l where l.order_key = "
               "o.order_key) from legacy.orders o where order_key = 'O-3'")
        << QByteArray("19.99new1");
}

void SyncEngineTest::rowsArrive()
{
    QFETCH(const QByteArray, change);
    QFETCH(const QByteArray, query);
    QFETCH(const QByteArray, expected);
    run(change);
    QTRY_COMPARE(value(query), expected);
}

void SyncEngineTest::whatSyncWroteIsNotSentBack()
{
    const QByteArray before = value("select count(*) from new.outbox");
    run("insert into legacy.orders(order_key, user_id, total, due_at) values ('O-echo', 5, 1, now())");
    QTRY_COMPARE(value("select count(*) from new.purchase where order_key = 'O-echo'"), "1");
    QCOMPARE(value("select count(*) from new.outbox"), before);
}

void SyncEngineTest::lagIsTheAgeOfTheOldestRowLeft_data()
{
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QByteArray>("change");
    QTest::newRow("forward") << Fault::SyncStall << u"orders-forward"_s
                             << QByteArray("insert into legacy.sessions(sid, user_id) values ('lag-f', 1)");
    QTest::newRow("back") << Fault::BackSyncStall << u"orders-back"_s
                          << QByteArray("insert into new.session(token, account_id) values ('lag-b', "
                                        "interlock.new_id('account', '1'))");
}

void SyncEngineTest::lagIsTheAgeOfTheOldestRowLeft()
{
    QFETCH(const Fault, fault);
    QFETCH(const QString, id);
    QFETCH(const QByteArray, change);
    QTRY_COMPARE(pipeline(id).lagSeconds.value_or(-1), 0.0);
    m_faults.set(fault, true);
    run(change);
    QTRY_VERIFY(pipeline(id).lagSeconds.value_or(0) > 1.2);
    QCOMPARE(pipeline(id).lagEvents.value_or(-1), 1);
    QVERIFY(pipeline(id).state == PipelineRunState::Running);
    m_faults.set(fault, false);
    QTRY_COMPARE(pipeline(id).lagSeconds.value_or(-1), 0.0);
    QCOMPARE(pipeline(id).lagEvents.value_or(-1), 0);
}

void SyncEngineTest::pausedPipelineKeepsItsRows()
{
    const Result<PipelineState> paused =
        m_engine->object().command(u"orders-forward"_s, PipelineCommand::Pause).result();
    QVERIFY(paused && paused->state == PipelineRunState::Paused);
    run("insert into legacy.sessions(sid, user_id) values ('paused', 1)");
    QTRY_COMPARE(pipeline(u"orders-forward"_s).lagEvents.value_or(-1), 1);
    const Result<PipelineState> again =
        m_engine->object().command(u"orders-forward"_s, PipelineCommand::Pause).result();
    QVERIFY(again && again->state == PipelineRunState::Paused);
    const Result<PipelineState> resumed =
        m_engine->object().command(u"orders-forward"_s, PipelineCommand::Resume).result();
    QVERIFY(resumed && resumed->state == PipelineRunState::Running);
    QTRY_COMPARE(value("select count(*) from new.session where token = 'paused'"), "1");
}

void SyncEngineTest::retryIsForFailedOnes()
{
    const Result<PipelineState> refused =
        m_engine->object().command(u"orders-back"_s, PipelineCommand::Retry).result();
    QVERIFY(!refused && refused.error().kind == ErrorKind::Refused);
    // A row that cannot be applied stops the pipeline; errors are counted, nothing is skipped.
    run("alter table legacy.sessions add constraint broken check (sid <> 'bad'); "
        "insert into new.session(token, account_id) values ('bad', interlock.new_id('account', '1'))");
    QTRY_VERIFY(pipeline(u"orders-back"_s).state == PipelineRunState::Failed);
    QVERIFY(pipeline(u"orders-back"_s).errorsTotal.value_or(0) > 0);
    run("alter table legacy.sessions drop constraint broken");
    const Result<PipelineState> retried =
        m_engine->object().command(u"orders-back"_s, PipelineCommand::Retry).result();
    QVERIFY(retried && retried->state == PipelineRunState::Running);
    QTRY_COMPARE(value("select count(*) from legacy.sessions where sid = 'bad'"), "1");
}

void SyncEngineTest::unknownPipelineAndMark()
{
    const Result<PipelineState> pipeline =
        m_engine->object().command(u"nope"_s, PipelineCommand::Pause).result();
    QVERIFY(!pipeline && pipeline.error().kind == ErrorKind::Input);
    const Result<Mark> mark = m_engine->object().readMark(u"nope"_s).result();
    QVERIFY(!mark && mark.error().kind == ErrorKind::Input);
}

void SyncEngineTest::markTravelsItsDirection_data()
{
    QTest::addColumn<SyncDirection>("direction");
    QTest::addColumn<Fault>("stall");
    QTest::newRow("forward") << SyncDirection::Forward << Fault::SyncStall;
    QTest::newRow("back") << SyncDirection::Back << Fault::BackSyncStall;
}

void SyncEngineTest::markTravelsItsDirection()
{
    QFETCH(const SyncDirection, direction);
    QFETCH(const Fault, stall);
    m_faults.set(stall, true);
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const Result<Mark> written = m_engine->object().writeMark(direction, id).result();
    QVERIFY(written && written->writtenAt.isValid() && !written->arrivedAt.isValid());
    m_faults.set(stall, false);
    QTRY_VERIFY(m_engine->object().readMark(id).result()->arrivedAt.isValid());
    const Mark arrived = *m_engine->object().readMark(id).result();
    QVERIFY(arrived.arrivedAt >= arrived.writtenAt);
}

void SyncEngineTest::sameCartChangedOnBothSidesIsAConflict()
{
    const qint64 before = pipeline(u"orders-forward"_s).conflictsTotal.value_or(0) +
                          pipeline(u"orders-back"_s).conflictsTotal.value_or(0);
    run("begin; insert into legacy.cart_lines(user_id, sku, quantity) values (11, 'SKU-1001', 1);"
        "insert into new.cart(account_id, items) values (interlock.new_id('account', '11'), '{\"SKU-1001\": "
        "2}');"
        "commit");
    QTRY_VERIFY(pipeline(u"orders-forward"_s).conflictsTotal.value_or(0) +
                    pipeline(u"orders-back"_s).conflictsTotal.value_or(0) >
                before);
    // Whoever wins, both sides are the same afterwards.
    QTRY_COMPARE(
        value(
            "select items ->> 'SKU-1001' from new.cart where account_id = interlock.new_id('account', '11')"),
        value("select quantity from legacy.cart_lines where user_id = 11"));
}

void SyncEngineTest::newerRowWins()
{
    run("begin; update legacy.users set full_name = 'Older', updated_at = now() - interval '1 hour' where id "
        "= 12;"
        "update new.account set display_name = 'Newer', changed_at = now() where login = 'u12'; commit");
    QTRY_COMPARE(value("select full_name from legacy.users where id = 12"), "Newer");
    QCOMPARE(value("select display_name from new.account where login = 'u12'"), "Newer");
}

} // namespace interlock::rehearsal

QTEST_GUILESS_MAIN(interlock::rehearsal::SyncEngineTest)
#include "tst_syncengine.moc"
