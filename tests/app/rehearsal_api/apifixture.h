// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/controlapiserver.h"
#include "tests/app/rehearsal_api/webclient.h"

namespace interlock::rehearsal::test {

/// A sync service in memory whose answers may be held back.
class FakeSync final : public SyncService
{
public:
    QFuture<Result<PipelinesSnapshot>> pipelines() override;
    QFuture<Result<PipelineState>> command(const QString &pipelineId, PipelineCommand command) override;
    QFuture<Result<Mark>> writeMark(SyncDirection direction, const QString &mark) override;
    QFuture<Result<Mark>> readMark(const QString &mark) override;

    /// Commands are not answered until released.
    void hold() { m_held.emplace(); }
    void release();

    PipelineState pipeline;
    int commands = 0;
    int marksWritten = 0;
    bool broken = false; ///< every command fails as when the database is away

private:
    std::optional<QPromise<Result<PipelineState>>> m_held;
    QMap<QString, Mark> m_marks;
};

/// One bridge of two routes with its API on a free port, and tokens of every kind. Token secret = name:
/// "reader", "oncall" (read, rollback), "operator" (read, operate), "ann" and "bob" (everything), "rollback",
/// "operate" (one scope only).
class ApiFixture
{
public:
    explicit ApiFixture(int releasePeople = 1, const ControlApiConfig &config = {});

    WebAnswer send(const QByteArray &method, const QString &path, const QByteArray &token,
                   const Extra &headers = {}, const QByteArray &body = {});
    WebAnswer get(const QString &path, const QByteArray &token = "ann") { return send("GET", path, token); }
    /// PATCH with all headers at the current revision and epoch; @p body gets actor and reason.
    WebAnswer patch(const QString &routeId, QJsonObject body, const QByteArray &token = "ann",
                    const QUuid &key = newKey());
    WebAnswer rollback(const QStringList &routes, int epoch, const QByteArray &token = "ann",
                       const QUuid &key = newKey());
    WebAnswer release(int epoch, const QByteArray &token = "ann", const QUuid &key = newKey());

    [[nodiscard]] static QUuid newKey() { return QUuid::createUuid(); }
    [[nodiscard]] static QByteArray keyText(const QUuid &key)
    {
        return key.toByteArray(QUuid::WithoutBraces);
    }
    [[nodiscard]] static QByteArray actorOf(const QByteArray &token);
    /// The headers of a PATCH that is not stale.
    [[nodiscard]] Extra fresh(const QUuid &key = newKey()) const;
    [[nodiscard]] QUrl url(const QString &path) const;
    [[nodiscard]] RouteState route(const QString &id) const { return *plane.state().route(id); }

    ManualClock clock;
    ControlPlane plane;
    FakeSync sync;
    ParityRules rules;
    ParityStore parity{&rules};
    ControlApi api;
    ControlApiServer server;
    WebClient client;
};

} // namespace interlock::rehearsal::test
