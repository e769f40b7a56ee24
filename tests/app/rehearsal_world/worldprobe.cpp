// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/rehearsal_world/worldprobe.h"
#include "tests/fakes/quiet.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QNetworkReply>
#include <QTest>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

QJsonObject ProbeAnswer::json() const
{
    return QJsonDocument::fromJson(body).object();
}

WorldProbe::WorldProbe(const World &world) : m_world(world), m_database(world.database().connectionString())
{
    QFile token(WorldTokens::fileOf(world.database().folder(), u"ann"_s));
    if (token.open(QIODevice::ReadOnly))
        m_token = token.readAll().trimmed();
}

ProbeAnswer WorldProbe::send(const QByteArray &method, const QString &url, const QByteArray &body,
                             const QHash<QByteArray, QByteArray> &headers, int timeoutMs)
{
    QNetworkRequest request{QUrl(url)};
    request.setTransferTimeout(timeoutMs);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    for (auto header = headers.cbegin(); header != headers.cend(); ++header)
        request.setRawHeader(header.key(), header.value());
    QNetworkReply *reply = m_network.sendCustomRequest(request, method, body);
    QEventLoop loop;
    QObject::connect(reply, &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    reply->deleteLater();
    ProbeAnswer answer{
        reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(), {}};
    const QList<QNetworkReply::RawHeaderPair> pairs = reply->rawHeaderPairs();
    for (const auto &[name, value] : pairs)
        answer.headers.insert(name.toLower(), value);
    return answer;
}

ProbeAnswer WorldProbe::shop(int edge, const QString &path, const QByteArray &user)
{
    return send("GET", u"http://127.0.0.1:%1%2"_s.arg(m_world.edges().at(edge)).arg(path), {},
                {{"X-User-Id", user}});
}

QHash<QByteArray, QByteArray> WorldProbe::storesOf(const QByteArrayList &users, const QString &path)
{
    QHash<QByteArray, QByteArray> stores;
    QEventLoop loop;
    qsizetype open = users.size();
    for (const QByteArray &user : users) {
        const quint16 edge = m_world.edges().at(user.back() % 2);
        QNetworkRequest request(QUrl(u"http://127.0.0.1:%1%2"_s.arg(edge).arg(path)));
        request.setTransferTimeout(20'000);
        request.setRawHeader("X-User-Id", user);
        QNetworkReply *reply = m_network.get(request);
        QObject::connect(reply, &QNetworkReply::finished, &loop,
                         [found = &stores, left = &open, waiting = &loop, reply, user] {
                             found->insert(user, reply->rawHeader("X-Shop"));
                             reply->deleteLater();
                             if (--*left == 0)
                                 waiting->quit();
                         });
    }
    loop.exec();
    return stores;
}

ProbeAnswer WorldProbe::api(const QByteArray &endpoint, const QByteArray &method, const QString &path,
                            const QByteArray &body, const QHash<QByteArray, QByteArray> &headers)
{
    QHash<QByteArray, QByteArray> all = headers;
    all.insert("Authorization", "Bearer " + m_token);
    return send(method, profileUrl(m_world.profile(), endpoint) + path, body, all);
}

double WorldProbe::metric(const QByteArray &name, const QByteArrayList &labels)
{
    const ProbeAnswer scraped = send("GET", u"http://127.0.0.1:%1/metrics"_s.arg(m_world.adminPort()));
    double sum = 0;
    const QByteArrayList lines = scraped.body.split('\n');
    for (const QByteArray &line : lines) {
        const bool ours =
            line.startsWith(name) && (line.mid(name.size(), 1) == "{" || line.mid(name.size(), 1) == " ");
        if (ours &&
            std::all_of(labels.begin(), labels.end(), [&](const QByteArray &l) { return line.contains(l); }))
            sum += line.mid(line.lastIndexOf(' ') + 1).toDouble();
    }
    return sum;
}

QByteArray WorldProbe::sql(const QByteArray &query)
{
    const Result<PgResult> rows = m_database.exec(query);
    return rows && rows->rows() > 0 ? rows->bytes(0, 0) : QByteArray();
}

bool WorldProbe::setFault(const QString &name, bool on)
{
    const ProbeAnswer answer = send("POST", u"http://127.0.0.1:%1/faults/%2?on=%3"_s.arg(m_world.adminPort())
                                                .arg(name, on ? u"true"_s : u"false"_s));
    return answer.status == 200;
}

PipelineState WorldProbe::pipeline(const QString &id)
{
    const QFuture<Result<PipelinesSnapshot>> future = m_world.sync().pipelines();
    const Result<PipelinesSnapshot> snapshot = future.result();
    if (!snapshot)
        return {};
    for (const PipelineState &pipeline : snapshot->pipelines) {
        if (pipeline.id == id)
            return pipeline;
    }
    return {};
}

bool waitFor(const std::function<bool()> &condition, int limitMs)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (clock.elapsed() > limitMs)
            return false;
        letStraysShow(50);
    }
    return true;
}

QString profileUrl(const QByteArray &profile, const QByteArray &id)
{
    const QByteArray heading = "id = \"" + id + "\"\nkind";
    const qsizetype endpoint = profile.indexOf(heading);
    const qsizetype start = profile.indexOf("urls = [\"", endpoint) + 9;
    return QString::fromUtf8(profile.mid(start, profile.indexOf('"', start) - start));
}

} // namespace interlock::rehearsal
