// SPDX-License-Identifier: GPL-3.0-or-later
// The id map against a real PostgreSQL, with the table of the rehearsal.
#include "app/rehearsal/database/schema.h"
#include "models/endpoints/database/postgresidmap.h"
#include "tests/fakes/waited.h"
#include "tests/integration/servers/postgresserver.h"

#include <algorithm>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::PostgresServer;

class PostgresIds final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void walksInTheOrderOfTime();
    void whatCommitsLateIsNotMissed();
    void rowsWithoutAnIdAreLeftOut();
    void faults_data();
    void faults();

private:
    [[nodiscard]] EndpointSpec spec(const QString &query = {}) const;

    PostgresServer m_server;
};

EndpointSpec PostgresIds::spec(const QString &query) const
{
    EndpointSpec spec;
    spec.id = u"id map"_s;
    spec.kind = EndpointKind::Parity;
    spec.driver = Driver::PostgreSql;
    spec.connection = m_server.connection(u"postgres"_s);
    spec.query = query;
    spec.connectTimeout = std::chrono::seconds(20);
    spec.totalTimeout = std::chrono::seconds(20);
    return spec;
}

void PostgresIds::initTestCase()
{
    QCOMPARE(m_server.start(), QString());
    QCOMPARE(m_server.sql(rehearsal::schemaSql()), QString());
    // ten links of each moment: pages end in the middle of one
    QCOMPARE(
        m_server.sql(
            "truncate interlock.id_map; insert into interlock.id_map(entity, legacy_id, new_id, created_at)"
            " select case when n % 2 = 0 then 'order' else 'ac count' end, n::text, 'n' || n,"
            " '2026-03-01 10:00:00+00'::timestamptz + (n / 10) * interval '1 minute'"
            " from generate_series(1, 1000) n"),
        QString());
}

void PostgresIds::walksInTheOrderOfTime()
{
    PostgresIdMap map(spec(), {});
    QString cursor;
    QList<IdLink> links;
    for (int pages = 0; pages < 200; ++pages) {
        const Result<IdLinkPage> page = waited(map.page(cursor, 7));
        QVERIFY2(page, qPrintable(page ? QString() : page.error().detail));
        QVERIFY(page->links.size() <= 7);
        links += page->links;
        cursor = page->next;
        if (page->isLast)
            break;
    }
    QCOMPARE(links.size(), 1000); // each once
    std::ranges::sort(links, {}, [](const IdLink &link) { return link.legacyId.toInt(); });
    QCOMPARE(links.first(), (IdLink{"ac count", "1", "n1"}));
    QCOMPARE(links.last(), (IdLink{"order", "1000", "n1000"}));
}

void PostgresIds::whatCommitsLateIsNotMissed()
{
    PostgresIdMap map(spec(), {});
    const Result<IdLinkPage> all = waited(map.page({}, 5000));
    QVERIFY(all && all->isLast);
    // made half a minute before the newest one that was read
    QCOMPARE(m_server.sql("insert into interlock.id_map select 'order', 'late', 'n-late',"
                          " max(created_at) - interval '30 seconds' from interlock.id_map"),
             QString());
    const Result<IdLinkPage> again = waited(map.page(all->next, 5000));
    QVERIFY(again && again->isLast);
    QVERIFY(again->links.contains(IdLink{"order", "late", "n-late"}));
    QVERIFY(again->links.size() < 50); // not from the beginning
}

void PostgresIds::rowsWithoutAnIdAreLeftOut()
{
    PostgresIdMap map(
        spec(u"select 'order' as entity, v.* from (values ('1', null, now()), (null, 'b', now()),"
             " ('3', 'c', null), ('4', 'd', now())) as v(legacy_id, new_id, created_at); "_s),
        {});
    const Result<IdLinkPage> page = waited(map.page({}, 10));
    QVERIFY2(page, qPrintable(page ? QString() : page.error().detail));
    QCOMPARE(page->links, (QList<IdLink>{{"order", "4", "d"}}));
}

void PostgresIds::faults_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("cursor");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QString>("kind");
    QTest::newRow("no such column") << u"select 1 as entity"_s << QString() << 10
                                    << errorKindName(ErrorKind::Database);
    QTest::newRow("no such cursor") << QString() << u"yesterday"_s << 10 << errorKindName(ErrorKind::Input);
    QTest::newRow("a cursor of no time")
        << QString() << u"yesterdayish a b"_s << 10 << errorKindName(ErrorKind::Database);
    QTest::newRow("an empty page") << QString() << QString() << 0 << errorKindName(ErrorKind::Input);
}

void PostgresIds::faults()
{
    QFETCH(QString, query);
    QFETCH(QString, cursor);
    QFETCH(int, limit);
    QFETCH(QString, kind);
    PostgresIdMap map(spec(query), {});
    QCOMPARE(kindOf(waited(map.page(cursor, limit))), kind);
    QVERIFY(waited(map.page({}, 1)) || !query.isEmpty()); // good again at once
}

QTEST_GUILESS_MAIN(PostgresIds)
#include "tst_postgresidmap.moc"
