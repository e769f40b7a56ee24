// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/http/httpmessage.h"
#include "models/endpoints/http/pendinganswer.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QObject>
#include <QtConcurrent/QtConcurrentRun>

namespace interlock {

class HttpExchange;

/// Requests to one service on kept-alive connections of its own. Redirects are not followed, cookies not
/// kept, bodies not decompressed, TLS errors never ignored. Every request ends on success, error, time limit,
/// cancelling its future and destruction of the client (Cancelled). The bearer token is in no error and no
/// log. GUI thread.
///
/// A connection that was kept alive and turns out to be dead is opened again and the same bytes are sent
/// again by Qt; a mutation therefore carries an idempotency key.
class HttpClient final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HttpClient)

public:
    /// Answers larger than this are parsed on the thread pool.
    static constexpr qsizetype inlineParse = 64 * 1024;

    explicit HttpClient(const HttpLimits &limits, const QString &token = {}, QObject *parent = nullptr);
    ~HttpClient() override;

    /// A GET to a host that asked to be left alone (Retry-After, at most a minute) is answered as Server
    /// error at once.
    [[nodiscard]] QFuture<Result<HttpAnswer>> send(const HttpRequest &request);

    /// Sends, and gives what @p parse, a `T(const Result<HttpAnswer> &)`, makes of the answer. @p parse
    /// touches nothing but its argument and its own copies: large answers are parsed on another thread. When
    /// the client dies it is called with the error Cancelled.
    template<typename Parse>
    [[nodiscard]] auto ask(const HttpRequest &request, Parse parse)
        -> QFuture<std::invoke_result_t<Parse, const Result<HttpAnswer> &>>;

    /// Opens a connection to the host, so that the first request finds it there.
    void warm(const QUrl &url);

    /// Headers and attributes that every request of this client has; for streams that are no exchange.
    [[nodiscard]] static QNetworkRequest networkRequest(const HttpRequest &request, const QString &token);

private:
    [[nodiscard]] QNetworkReply *start(const HttpRequest &request);
    void noteAnswer(const HttpAnswer &answer);

    QNetworkAccessManager m_network;
    HttpLimits m_limits;
    QString m_token;
    QHash<QString, QDeadlineTimer> m_quiet; ///< host:port → when it may be read again
};

template<typename Parse>
auto HttpClient::ask(const HttpRequest &request, Parse parse)
    -> QFuture<std::invoke_result_t<Parse, const Result<HttpAnswer> &>>
{
    using T = std::invoke_result_t<Parse, const Result<HttpAnswer> &>;
    const Result<HttpAnswer> dropped = fail(ErrorKind::Cancelled, QStringLiteral("stopped"));
    const auto pending = PendingAnswer<T>::make(parse(dropped));
    QFuture<Result<HttpAnswer>> answer = send(request);
    whenCancelled(pending->future(), this, [answer]() mutable { answer.cancel(); });
    whenDone(answer, this, [this, pending, parse](const Result<HttpAnswer> &result) {
        if (!result || result->body.size() <= inlineParse) {
            pending->finish(parse(result));
            return;
        }
        whenDone(QtConcurrent::run([parse, result] { return parse(result); }), this,
                 [pending](const T &value) { pending->finish(value); });
    });
    return pending->future();
}

} // namespace interlock
