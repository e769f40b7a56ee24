// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_api/apifixture.h"

#include "models/domain/whendone.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace interlock::rehearsal::test {

using namespace Qt::StringLiterals;

namespace {
ControlPlaneConfig planeConfig(int releasePeople)
{
    const RuleConfig staff{{u"staff"_s, u"Staff always new"_s, Side::New, false}, RuleCondition::Staff};
    const RuleConfig trouble{{u"trouble"_s, u"Kept on legacy"_s, Side::Legacy, false},
                             RuleCondition::LegacyTrouble};
    ControlPlaneConfig config;
    config.releasePeople = releasePeople;
    config.routes = {
        {u"checkout"_s, u"Checkout"_s, Layer::Write, {u"/checkout"_s}, {staff, trouble}, Mode::New, 15},
        {u"search"_s, u"Search"_s, Layer::Read, {u"/search"_s}, {}, Mode::Legacy, 0}};
    return config;
}

ControlApiConfig withTokens(ControlApiConfig config)
{
    using enum Scope;
    config.tokens = {{"reader", {u"rita"_s, {Read}}},
                     {"oncall", {u"otto"_s, {Read, Rollback}}},
                     {"operator", {u"olga"_s, {Read, Operate}}},
                     {"ann", {u"ann"_s, {Read, Rollback, Operate}}},
                     {"bob", {u"bob"_s, {Read, Rollback, Operate}}},
                     {"rollback", {u"rolf"_s, {Rollback}}},
                     {"operate", {u"opal"_s, {Operate}}}};
    return config;
}
} // namespace

QFuture<Result<PipelinesSnapshot>> FakeSync::pipelines()
{
    return ready(Result<PipelinesSnapshot>(PipelinesSnapshot{QDateTime::currentDateTimeUtc(), {pipeline}}));
}

QFuture<Result<PipelineState>> FakeSync::command(const QString &pipelineId, PipelineCommand command)
{
    ++commands;
    if (broken)
        return ready(Result<PipelineState>(fail(ErrorKind::Database, u"the database is away"_s)));
    if (pipelineId != pipeline.id)
        return ready(Result<PipelineState>(fail(ErrorKind::Input, u"there is no such pipeline"_s)));
    if (command == PipelineCommand::Retry && pipeline.state != PipelineRunState::Failed)
        return ready(Result<PipelineState>(fail(ErrorKind::Refused, u"it has not failed"_s)));
    pipeline.state = command == PipelineCommand::Pause ? PipelineRunState::Paused : PipelineRunState::Running;
    if (!m_held)
        return ready(Result<PipelineState>(pipeline));
    m_held->start();
    return m_held->future();
}

void FakeSync::release()
{
    m_held->addResult(pipeline);
    m_held->finish();
    m_held.reset();
}

QFuture<Result<Mark>> FakeSync::writeMark(SyncDirection, const QString &mark)
{
    ++marksWritten;
    m_marks.insert(mark, Mark{mark, QDateTime::currentDateTimeUtc(), {}});
    return ready(Result<Mark>(m_marks.value(mark)));
}

QFuture<Result<Mark>> FakeSync::readMark(const QString &mark)
{
    if (!m_marks.contains(mark))
        return ready(Result<Mark>(fail(ErrorKind::Input, u"there is no such mark"_s)));
    return ready(Result<Mark>(m_marks.value(mark)));
}

ApiFixture::ApiFixture(int releasePeople, const ControlApiConfig &config)
    : plane(planeConfig(releasePeople), &clock),
      api(withTokens(config), {&plane, &sync, &parity, &rules}, &clock),
      server(&api)
{
    sync.pipeline.id = u"orders-back"_s;
    sync.pipeline.title = u"Orders, new to legacy"_s;
    sync.pipeline.direction = SyncDirection::Back;
    sync.pipeline.kind = u"outbox"_s;
    sync.pipeline.state = PipelineRunState::Running;
    if (!server.start())
        qFatal("no free port");
}

QUrl ApiFixture::url(const QString &path) const
{
    return QUrl(u"http://127.0.0.1:%1%2"_s.arg(server.port()).arg(path));
}

WebAnswer ApiFixture::send(const QByteArray &method, const QString &path, const QByteArray &token,
                           const Extra &headers, const QByteArray &body)
{
    Extra all = headers;
    if (!token.isEmpty())
        all.emplaceBack("Authorization", "Bearer " + token);
    all.emplaceBack("Content-Type", "application/json");
    return client.send(method, url(path), all, body);
}

QByteArray ApiFixture::actorOf(const QByteArray &token)
{
    for (const ApiToken &known : withTokens({}).tokens) {
        if (known.secret == token)
            return known.identity.actor.toUtf8();
    }
    return {};
}

Extra ApiFixture::fresh(const QUuid &key) const
{
    const BridgeState state = plane.state();
    return {{"If-Match", '"' + QByteArray::number(state.revision) + '"'},
            {"Interlock-Epoch", QByteArray::number(state.epoch)},
            {"Idempotency-Key", keyText(key)}};
}

WebAnswer ApiFixture::patch(const QString &routeId, QJsonObject body, const QByteArray &token,
                            const QUuid &key)
{
    body.insert(u"reason"_s, u"test"_s);
    body.insert(u"actor"_s, QString::fromUtf8(actorOf(token)));
    return send("PATCH", u"/v1/routes/"_s + routeId, token, fresh(key), QJsonDocument(body).toJson());
}

WebAnswer ApiFixture::rollback(const QStringList &routes, int epoch, const QByteArray &token,
                               const QUuid &key)
{
    const QJsonObject body{{u"routes"_s, QJsonArray::fromStringList(routes)},
                           {u"epoch"_s, epoch},
                           {u"reason"_s, u"test"_s},
                           {u"actor"_s, QString::fromUtf8(actorOf(token))}};
    return send("POST", u"/v1/rollback"_s, token, {{"Idempotency-Key", keyText(key)}},
                QJsonDocument(body).toJson());
}

WebAnswer ApiFixture::release(int epoch, const QByteArray &token, const QUuid &key)
{
    const QJsonObject body{
        {u"epoch"_s, epoch}, {u"reason"_s, u"test"_s}, {u"actor"_s, QString::fromUtf8(actorOf(token))}};
    return send("POST", u"/v1/latch/release"_s, token, {{"Idempotency-Key", keyText(key)}},
                QJsonDocument(body).toJson());
}

} // namespace interlock::rehearsal::test
