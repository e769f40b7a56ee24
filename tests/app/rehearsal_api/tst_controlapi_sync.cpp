// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_api/apifixture.h"

#include <QJsonArray>
#include <QTest>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

/// Pipelines and marks.
class ControlApiSyncTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsNotKnownIsAbsent();
    void commands_data();
    void commands();
    void marks();
    void malformedMarks_data();
    void malformedMarks();

private:
    static Extra key() { return {{"Idempotency-Key", ApiFixture::keyText(ApiFixture::newKey())}}; }
};

void ControlApiSyncTest::whatIsNotKnownIsAbsent()
{
    ApiFixture f;
    f.sync.pipeline.lagSeconds = 0;
    f.sync.pipeline.progressTotal = 10;
    f.sync.pipeline.tables = {{u"orders"_s, 0.8, {}, 0}};
    const QJsonObject answer = f.get(u"/v1/pipelines"_s).json();
    QVERIFY(answer.contains("at"_L1));
    const QJsonObject pipeline = answer.value("pipelines"_L1).toArray().at(0).toObject();
    QCOMPARE(pipeline, QJsonObject({{u"id"_s, u"orders-back"_s},
                                    {u"title"_s, u"Orders, new to legacy"_s},
                                    {u"direction"_s, u"back"_s},
                                    {u"kind"_s, u"outbox"_s},
                                    {u"state"_s, u"running"_s},
                                    {u"lagSeconds"_s, 0},
                                    {u"progress"_s, QJsonObject{{u"total"_s, 10}}},
                                    {u"tables"_s, QJsonArray{QJsonObject{{u"name"_s, u"orders"_s},
                                                                         {u"lagSeconds"_s, 0.8},
                                                                         {u"errorsTotal"_s, 0}}}}}));
}

void ControlApiSyncTest::commands_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<PipelineRunState>("before");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("after");
    using enum PipelineRunState;
    QTest::newRow("pause") << u"orders-back/pause"_s << Running << 200 << u"paused"_s;
    QTest::newRow("pause again") << u"orders-back/pause"_s << Paused << 200 << u"paused"_s;
    QTest::newRow("resume") << u"orders-back/resume"_s << Paused << 200 << u"running"_s;
    QTest::newRow("retry") << u"orders-back/retry"_s << Failed << 200 << u"running"_s;
    QTest::newRow("retry of one that runs") << u"orders-back/retry"_s << Running << 422 << QString();
    QTest::newRow("unknown pipeline") << u"nothing/pause"_s << Running << 404 << QString();
    QTest::newRow("unknown command") << u"orders-back/stop"_s << Running << 404 << QString();
}

void ControlApiSyncTest::commands()
{
    QFETCH(const QString, path);
    QFETCH(const PipelineRunState, before);
    QFETCH(const int, status);
    QFETCH(const QString, after);
    ApiFixture f;
    f.sync.pipeline.state = before;
    const WebAnswer answer = f.send("POST", u"/v1/pipelines/"_s + path, "ann", key());
    QCOMPARE(answer.status, status);
    if (status == 200)
        QCOMPARE(answer.json().value("state"_L1).toString(), after);
    else
        QCOMPARE(answer.header("Content-Type"), "application/problem+json");
    QCOMPARE(f.send("POST", u"/v1/pipelines/orders-back/pause"_s, "ann").status, 400); // no key
}

void ControlApiSyncTest::marks()
{
    ApiFixture f;
    const QString mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
    QCOMPARE(f.get(u"/v1/marks/"_s + mark).status, 404);
    const QByteArray body = R"({"direction":"back","mark":")" + mark.toLatin1() + "\"}";
    const Extra once = key();
    const WebAnswer written = f.send("POST", u"/v1/marks"_s, "oncall", once, body);
    QCOMPARE(written.status, 200);
    QCOMPARE(f.send("POST", u"/v1/marks"_s, "oncall", once, body).body, written.body);
    QCOMPARE(f.sync.marksWritten, 1);
    const QJsonObject read = f.get(u"/v1/marks/"_s + mark).json();
    QCOMPARE(read.value("mark"_L1).toString(), mark);
    QVERIFY(read.value("writtenAt"_L1).isString());
    QVERIFY(read.value("arrivedAt"_L1).isNull());
}

void ControlApiSyncTest::malformedMarks_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("no direction") << QByteArray(R"({"mark":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"})") << 400;
    QTest::newRow("no mark") << QByteArray(R"({"direction":"back"})") << 400;
    QTest::newRow("mark is no UUID") << QByteArray(R"({"direction":"back","mark":"x"})") << 400;
    QTest::newRow("unknown direction")
        << QByteArray(R"({"direction":"up","mark":"6ba7b810-9dad-11d1-80b4-00c04fd430c8"})") << 422;
}

void ControlApiSyncTest::malformedMarks()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    ApiFixture f;
    QCOMPARE(f.send("POST", u"/v1/marks"_s, "ann", key(), body).status, status);
    QCOMPARE(f.sync.marksWritten, 0);
}

} // namespace interlock::rehearsal::test

QTEST_GUILESS_MAIN(interlock::rehearsal::test::ControlApiSyncTest)
#include "tst_controlapi_sync.moc"
