// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/http/upstream.h"

#include <algorithm>
#include <array>
#include <QElapsedTimer>
#include <QNetworkReply>
#include <QTimer>

namespace interlock::rehearsal {

namespace {
constexpr size_t upstreamLanes = 8;
constexpr int connectionsOfALane = 6; // what one QNetworkAccessManager opens to one host

/// Headers that are about one connection, or that the client library makes itself.
bool isHopByHop(const QByteArray &name)
{
    constexpr std::array<QByteArrayView, 11> names{
        "connection", "keep-alive",     "proxy-authenticate", "proxy-connection",
        "te",         "trailer",        "transfer-encoding",  "upgrade",
        "host",       "content-length", "accept-encoding"};
    return std::ranges::any_of(
        names, [&name](QByteArrayView hop) { return hop.compare(name, Qt::CaseInsensitive) == 0; });
}

HttpHeaders passedBack(const QNetworkReply &reply)
{
    HttpHeaders headers;
    for (const auto &[name, value] : reply.rawHeaderPairs()) {
        if (isHopByHop(name))
            continue;
        // The library joins several Set-Cookie headers with line ends.
        for (const QByteArray &line : value.split('\n'))
            headers.emplaceBack(name, line);
    }
    return headers;
}

UpstreamAnswer answerOf(QNetworkReply *reply, bool timedOut, qint64 ms)
{
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    // Errors from ContentAccessDenied (201) on are answers of the server; those below are the connection's.
    const bool whole = reply->error() == QNetworkReply::NoError || int(reply->error()) > 200;
    if (status > 0 && whole && !timedOut)
        return {true, HttpResponse{status, passedBack(*reply), reply->readAll()}, ms};
    const HttpResponse failure = timedOut ? textResponse(504, "text/plain", "no answer in time\n")
                                          : textResponse(502, "text/plain", "no connection to the server\n");
    return {false, failure, ms};
}
} // namespace

Upstream::Upstream(const QUrl &base, QObject *parent) : QObject(parent), m_base(base)
{
    for (size_t i = 0; i < upstreamLanes; ++i)
        m_lanes.push_back(Lane{new QNetworkAccessManager(this), 0});
}

Upstream::Lane &Upstream::freestLane()
{
    // Each manager in use costs a thread: a further one is taken only when those before it are full.
    const auto free =
        std::ranges::find_if(m_lanes, [](const Lane &lane) { return lane.running < connectionsOfALane; });
    return free != m_lanes.end() ? *free : *std::ranges::min_element(m_lanes, {}, &Lane::running);
}

QNetworkRequest Upstream::outgoing(const HttpRequest &request, const HttpHeaders &extraHeaders) const
{
    QUrl url = QUrl::fromEncoded(request.target);
    url.setScheme(m_base.scheme());
    url.setAuthority(m_base.authority());
    QNetworkRequest out(url);
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    out.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    out.setRawHeader("Accept-Encoding", "identity");
    for (const auto &[name, value] : request.headers) {
        if (!isHopByHop(name))
            out.setRawHeader(name, value);
    }
    for (const auto &[name, value] : extraHeaders)
        out.setRawHeader(name, value);
    return out;
}

void Upstream::send(const HttpRequest &request, const HttpHeaders &extraHeaders,
                    std::chrono::milliseconds timeout, Callback callback)
{
    Lane *lane = &freestLane();
    ++lane->running;
    QElapsedTimer clock;
    clock.start();
    const QNetworkRequest out = outgoing(request, extraHeaders);
    // Only head() knows that no body follows the headers.
    QNetworkReply *reply = request.method == "HEAD"
                               ? lane->manager->head(out)
                               : lane->manager->sendCustomRequest(out, request.method, request.body);
    auto *timer = new QTimer(reply);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, reply, &QNetworkReply::abort);
    timer->start(timeout);
    connect(reply, &QNetworkReply::finished, this,
            [reply, timer, clock, lane, callback = std::move(callback)] {
                --lane->running;
                const bool timedOut = !timer->isActive();
                reply->deleteLater();
                callback(answerOf(reply, timedOut, clock.elapsed()));
            });
}

} // namespace interlock::rehearsal
