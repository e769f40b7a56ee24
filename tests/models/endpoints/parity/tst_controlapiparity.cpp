// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/parity/controlapiparity.h"
#include "tests/fakes/faultyserver.h"
#include "tests/fakes/waited.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(interlock::FaultyReply)

namespace {

QDateTime start()
{
    return QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC);
}

EndpointSpec specAt(const QList<QUrl> &urls)
{
    EndpointSpec spec;
    spec.urls = urls;
    spec.connectTimeout = std::chrono::seconds(20);
    spec.totalTimeout = std::chrono::seconds(20);
    return spec;
}

QByteArray bucketJson(const QByteArray &compared = "100")
{
    return R"({"t":"2026-03-02T08:00:00.000Z","eligible":300,"mirrored":110,"compared":)" + compared +
           R"(,"equal":90,"different":3,"ignored":7,"incomparable":10})";
}

QByteArray pairJson(const QByteArray &legacy = "{'status':200,'ms':12,'body':'{}'}")
{
    const QByteArray text =
        "{'id':'17','at':'2026-03-02T08:00:00.000Z','route':'checkout','outcome':'different',"
        "'request':{'method':'POST','path':'/api/orders?x=1'},'legacy':" +
        legacy + ",'new':{'ms':3000}}";
    return QByteArray(text).replace('\'', '"');
}

QFuture<Result<ParitySeries>> ask(ControlApiParity &parity)
{
    return parity.series(u"checkout"_s, start(), start().addSecs(3600), std::chrono::seconds(60));
}

} // namespace

class TestControlApiParity final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheSeries();
    void readsALargeSeries();
    void survivesFaults_data();
    void survivesFaults();
    void sendsNothingThatIsWrong();
    void readsPairs();
    void wrongPairsAreNoPage_data();
    void wrongPairsAreNoPage();
};

void TestControlApiParity::readsTheSeries()
{
    FaultyServer server;
    server.setReply(FaultyReply::json(R"({"series":[)" + bucketJson() + R"(],"more":1})"));
    ControlApiParity parity(specAt({server.url()}), {});

    const Result<ParitySeries> series = waited(ask(parity));

    QVERIFY2(series.has_value(), qPrintable(series ? QString() : series.error().detail));
    QCOMPARE(*series, (ParitySeries{u"checkout"_s, {{start(), 300, 110, 100, 90, 3, 7, 10}}}));
    QCOMPARE(server.requests().at(0).target,
             QByteArray("/v1/parity/series?route=checkout&from=2026-03-02T08:00:00.000Z"
                        "&to=2026-03-02T09:00:00.000Z&step=60"));
}

void TestControlApiParity::readsALargeSeries()
{
    QByteArray body = R"({"series":[)" + bucketJson();
    for (int i = 1; i < 10'000; ++i)
        body += ',' + bucketJson();
    FaultyServer server;
    server.setReply(FaultyReply::json(body + "]}"));
    ControlApiParity parity(specAt({server.url()}), {});

    const Result<ParitySeries> series = waited(ask(parity));

    QVERIFY(series.has_value());
    QCOMPARE(series->buckets.size(), 10'000);
    QCOMPARE(total(*series).different, qint64(30'000));
}

void TestControlApiParity::survivesFaults_data()
{
    QTest::addColumn<FaultyReply>("reply");
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("detail"); // its start
    const auto series = [](const QByteArray &buckets) {
        return FaultyReply::json(R"({"series":[)" + buckets + "]}");
    };
    QTest::newRow("sum wrong") << series(bucketJson("101")) << u"protocol"_s << u"series[0].compared"_s;
    QTest::newRow("more than mirrored")
        << series(bucketJson().replace("110", "105")) << u"protocol"_s << u"series[0].mirrored"_s;
    QTest::newRow("negative") << series(bucketJson().replace("\"different\":3", "\"different\":-3"))
                              << u"protocol"_s << u"series[0].different"_s;
    QTest::newRow("missing, not 0") << series(bucketJson().replace("\"incomparable\":10", "\"x\":1"))
                                    << u"protocol"_s << u"series[0].incomparable"_s;
    QTest::newRow("overflow") << series(bucketJson("9223372036854775807")) << u"protocol"_s
                              << u"series[0].compared"_s;
    QTest::newRow("no series") << FaultyReply::json("{}") << u"protocol"_s << u"series"_s;
    QTest::newRow("huge") << FaultyReply::hugeJson() << u"protocol"_s << QString();
    QTest::newRow("deep") << FaultyReply::json(FaultyReply::deepJson(33)) << u"protocol"_s << QString();
    QTest::newRow("hang") << FaultyReply::hang() << u"timeout"_s << QString();
    QTest::newRow("closed") << FaultyReply::closed() << u"network"_s << QString();
    QTest::newRow("401") << FaultyReply::problem(401, "x") << u"auth"_s << QString();
    QTest::newRow("404") << FaultyReply::problem(404, "x") << u"refused"_s << QString();
    QTest::newRow("503") << FaultyReply::problem(503, "x") << u"server"_s << QString();
}

void TestControlApiParity::survivesFaults()
{
    QFETCH(const FaultyReply, reply);
    QFETCH(const QString, kind);
    QFETCH(const QString, detail);
    FaultyServer server;
    server.setReply(reply);
    EndpointSpec spec = specAt({server.url()});
    if (kind == "timeout"_L1)
        spec.totalTimeout = std::chrono::milliseconds(100);
    ControlApiParity parity(spec, {});

    const Result<ParitySeries> series = waited(ask(parity));

    QCOMPARE(kindOf(series), kind);
    QVERIFY2(series.error().detail.startsWith(detail), qPrintable(series.error().detail));
}

void TestControlApiParity::sendsNothingThatIsWrong()
{
    FaultyServer server;
    ControlApiParity parity(specAt({server.url()}), {});
    const std::chrono::seconds minute(60);

    QCOMPARE(kindOf(waited(parity.series(u"a&b"_s, start(), start(), minute))), u"input"_s);
    QCOMPARE(kindOf(waited(parity.series(u"a"_s, {}, start(), minute))), u"input"_s);
    QCOMPARE(kindOf(waited(parity.series(u"a"_s, start(), start(), std::chrono::seconds(0)))), u"input"_s);
    QCOMPARE(server.requests().size(), 0);
}

void TestControlApiParity::readsPairs()
{
    FaultyServer server;
    server.setReply(FaultyReply::json(R"({"next":"a+b&c","pairs":[)" + pairJson() + "]}"));
    ControlApiParity parity(specAt({server.url()}), {});

    const Result<TrafficPairPage> page = waited(parity.pairs({}, 500));

    QVERIFY2(page.has_value(), qPrintable(page ? QString() : page.error().detail));
    TrafficPair pair;
    pair.id = u"17"_s;
    pair.at = start();
    pair.route = u"checkout"_s;
    pair.method = "POST";
    pair.path = "/api/orders?x=1";
    pair.legacy = {200, QByteArray("{}"), 12, false, false};
    pair.newer = {std::nullopt, std::nullopt, 3000, true, false}; // waited for in vain
    QCOMPARE(*page, (TrafficPairPage{u"a+b&c"_s, {pair}}));
    QCOMPARE(server.requests().at(0).target, QByteArray("/v1/parity/pairs?limit=500"));
    QVERIFY(waited(parity.pairs(page->next, 10)).has_value()); // a cursor is opaque, whatever it holds
    QCOMPARE(server.requests().at(1).target, QByteArray("/v1/parity/pairs?after=a%2Bb%26c&limit=10"));

    const QByteArray again = R"("legacyAgain":{"status":200,"ms":9,"body":"[","truncated":true},"new")";
    server.setReply(
        FaultyReply::json(R"({"next":"","pairs":[)" + pairJson().replace("\"new\"", again) + "]}"));
    pair.legacyAgain = PairAnswer{200, QByteArray("["), 9, false, true};
    QCOMPARE(*waited(parity.pairs({}, 500)), (TrafficPairPage{QString(), {pair}}));
}

void TestControlApiParity::wrongPairsAreNoPage_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("detail"); // its start
    const auto page = [](const QByteArray &pairs) -> QByteArray {
        return R"({"next":"1","pairs":[)" + pairs + "]}";
    };
    QTest::newRow("no next") << QByteArray(R"({"pairs":[]})") << u"next"_s;
    QTest::newRow("no id") << page(pairJson().replace("\"17\"", "\"\"")) << u"pairs[0].id"_s;
    QTest::newRow("no time") << page(pairJson().replace("2026-", "never")) << u"pairs[0].at"_s;
    QTest::newRow("no request") << page(pairJson().replace("\"request\"", "\"x\"")) << u"pairs[0].request"_s;
    QTest::newRow("status") << page(pairJson("{'status':'200','body':''}")) << u"pairs[0].legacy.status"_s;
    QTest::newRow("body") << page(pairJson("{'status':200,'body':{}}")) << u"pairs[0].legacy.body"_s;
    QTest::newRow("one of two") << page(pairJson() + "," + pairJson("5")) << u"pairs[1].legacy"_s;
}

void TestControlApiParity::wrongPairsAreNoPage()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, detail);
    FaultyServer server;
    server.setReply(FaultyReply::json(body));
    ControlApiParity parity(specAt({server.url()}), {});

    const Result<TrafficPairPage> page = waited(parity.pairs({}, 500));

    QCOMPARE(kindOf(page), u"protocol"_s);
    QVERIFY2(page.error().detail.startsWith(detail), qPrintable(page.error().detail));
    QCOMPARE(kindOf(waited(parity.pairs({}, 0))), u"input"_s);
}

QTEST_GUILESS_MAIN(TestControlApiParity)
#include "tst_controlapiparity.moc"
