// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/httpmessage.h"

#include <chrono>
#include <functional>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>
#include <vector>

namespace interlock::rehearsal {

/// What a request to an upstream came to. Without an answer, status is 504 (no answer in time) or 502 (no
/// connection, or it broke), so that it can be passed on as it is.
struct UpstreamAnswer
{
    bool answered = false;
    HttpResponse response;
    qint64 ms = 0;
};

/// Passes requests on to one server, without waiting: the client half of a reverse proxy.
///
/// One QNetworkAccessManager opens six connections to a host at most, which would make a slow server look
/// dead; this spreads requests over several. Redirects, cookies and compression are passed through, never
/// acted on.
class Upstream final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Upstream)

public:
    using Callback = std::function<void(const UpstreamAnswer &)>;

    explicit Upstream(const QUrl &base, QObject *parent = nullptr);

    /// @p callback is called once, never from within this call, on this thread; not at all when the upstream
    /// is destroyed before. @p timeout is for the whole answer.
    void send(const HttpRequest &request, const HttpHeaders &extraHeaders, std::chrono::milliseconds timeout,
              Callback callback);

private:
    struct Lane
    {
        QNetworkAccessManager *manager = nullptr;
        int running = 0;
    };
    [[nodiscard]] Lane &freestLane();
    [[nodiscard]] QNetworkRequest outgoing(const HttpRequest &request, const HttpHeaders &extraHeaders) const;

    QUrl m_base;
    std::vector<Lane> m_lanes;
};

} // namespace interlock::rehearsal
