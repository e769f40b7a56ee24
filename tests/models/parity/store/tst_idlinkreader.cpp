// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/whendone.h"
#include "models/parity/store/idlinkreader.h"
#include "tests/fakes/waited.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// An id map of numbered links, two a page, that may fail, stand still or be slow.
struct FakeIdMap
{
    int links = 0;
    int asked = 0;
    bool isBroken = false;
    bool isStuck = false;
    std::vector<std::shared_ptr<QPromise<Result<IdLinkPage>>>> held;
    bool holds = false;

    QFuture<Result<IdLinkPage>> page(const QString &cursor)
    {
        ++asked;
        if (holds) {
            held.push_back(std::make_shared<QPromise<Result<IdLinkPage>>>());
            held.back()->start();
            return held.back()->future();
        }
        return ready(answer(cursor));
    }
    Result<IdLinkPage> answer(const QString &cursor) const
    {
        if (isBroken)
            return fail(ErrorKind::Network, u"gone"_s, u"id map"_s);
        IdLinkPage page;
        int at = cursor.toInt();
        for (const int end = qMin(links, at + 2); at < end; ++at)
            page.links << IdLink{"order", QByteArray::number(at), "n" + QByteArray::number(at)};
        page.next = isStuck ? cursor : QString::number(at);
        page.isLast = at == links && !isStuck;
        return page;
    }
    IdLinkSource source()
    {
        return [this](const QString &cursor, int) { return page(cursor); };
    }
};

TrafficPairPage pageOf(int pairs)
{
    TrafficPairPage page;
    page.next = u"behind"_s;
    page.pairs.resize(pairs);
    return page;
}

} // namespace

class TestIdLinkReader final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsToTheEndAndGoesOn();
    void whoComesLaterWaitsForTheNextWalk();
    void faultsAreToldAndTriedAgain();
    void aCursorThatStandsStillEnds();
    void pairsComeAfterTheirLinks();
    void nothingIsReadWithoutNeed();
};

void TestIdLinkReader::readsToTheEndAndGoesOn()
{
    FakeIdMap map;
    map.links = 5;
    const auto links = std::make_shared<IdLinks>();
    IdLinkReader reader(map.source(), links);
    QVERIFY(waited(reader.bringUpToDate()));
    QCOMPARE(links->size(), std::size_t{5});
    QCOMPARE(map.asked, 3);
    map.links = 6;
    QVERIFY(waited(reader.bringUpToDate()));
    QVERIFY(reader.links()->linked("order", "5", "n5"));
    QCOMPARE(map.asked, 4); // from where it was
}

void TestIdLinkReader::whoComesLaterWaitsForTheNextWalk()
{
    FakeIdMap map;
    map.holds = true;
    const auto links = std::make_shared<IdLinks>();
    IdLinkReader reader(map.source(), links);
    const auto first = reader.bringUpToDate();
    map.links = 1; // linked after the first walk began
    const auto second = reader.bringUpToDate();
    QCOMPARE(map.asked, 1);
    map.held[0]->addResult(IdLinkPage());
    map.held[0]->finish();
    QVERIFY(waited(first));
    QTRY_COMPARE(map.asked, 2);
    QVERIFY(!second.isFinished());
    map.held[1]->addResult(map.answer(u"0"_s));
    map.held[1]->finish();
    QVERIFY(waited(second));
    QVERIFY(links->linked("order", "0", "n0"));
}

void TestIdLinkReader::faultsAreToldAndTriedAgain()
{
    FakeIdMap map;
    map.links = 3;
    map.isBroken = true;
    IdLinkReader reader(map.source(), std::make_shared<IdLinks>());
    const Result<void> broken = waited(reader.bringUpToDate());
    QVERIFY(!broken);
    QCOMPARE(broken.error().kind, ErrorKind::Network);
    map.isBroken = false;
    QVERIFY(waited(reader.bringUpToDate()));
    QVERIFY(reader.links()->linked("order", "2", "n2"));
}

void TestIdLinkReader::aCursorThatStandsStillEnds()
{
    FakeIdMap map;
    map.links = 3;
    map.isStuck = true;
    IdLinkReader reader(map.source(), std::make_shared<IdLinks>());
    const Result<void> stuck = waited(reader.bringUpToDate());
    QVERIFY(!stuck);
    QCOMPARE(stuck.error().kind, ErrorKind::Protocol);
}

void TestIdLinkReader::pairsComeAfterTheirLinks()
{
    FakeIdMap map;
    map.holds = true;
    IdLinkReader reader(map.source(), std::make_shared<IdLinks>());
    const PairSource source =
        afterLinks([](const QString &, int) { return ready(Result<TrafficPairPage>(pageOf(2))); }, &reader,
                   [] { return true; });
    const auto page = source({}, 10);
    QTRY_COMPARE(map.asked, 1); // only when the pairs are there
    QVERIFY(!page.isFinished());
    map.held[0]->addResult(IdLinkPage());
    map.held[0]->finish();
    const Result<TrafficPairPage> pairs = waited(page);
    QVERIFY(pairs);
    QCOMPARE(pairs->pairs.size(), 2);
    map.holds = false;
    map.isBroken = true; // pairs that cannot be linked are not judged as if they were not
    QVERIFY(!waited(source({}, 10)));
}

void TestIdLinkReader::nothingIsReadWithoutNeed()
{
    FakeIdMap map;
    bool isNeeded = false;
    int pairs = 3;
    IdLinkReader reader(map.source(), std::make_shared<IdLinks>());
    const PairSource source =
        afterLinks([&pairs](const QString &, int) { return ready(Result<TrafficPairPage>(pageOf(pairs))); },
                   &reader, [&isNeeded] { return isNeeded; });
    QVERIFY(waited(source({}, 10)));
    QCOMPARE(map.asked, 0);
    isNeeded = true;
    pairs = 0; // no pairs, no links
    QVERIFY(waited(source({}, 10)));
    QCOMPARE(map.asked, 0);
    pairs = 1;
    QVERIFY(waited(source({}, 10)));
    QCOMPARE(map.asked, 1);
}

QTEST_GUILESS_MAIN(TestIdLinkReader)
#include "tst_idlinkreader.moc"
