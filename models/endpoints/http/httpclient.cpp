// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/httpclient.h"

#include "models/endpoints/http/httpexchange.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds longestQuiet{60};

QString hostKey(const QUrl &url)
{
    return url.host() + u':' + QString::number(url.port());
}

bool isHeaderSafe(const QString &token)
{
    return std::ranges::all_of(token, [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

} // namespace

HttpClient::HttpClient(const HttpLimits &limits, const QString &token, QObject *parent)
    : QObject(parent), m_limits(limits), m_token(token.trimmed())
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

HttpClient::~HttpClient()
{
    // Before the network manager goes: each ends its future as Cancelled.
    const auto exchanges = findChildren<HttpExchange *>(QString(), Qt::FindDirectChildrenOnly);
    qDeleteAll(exchanges);
}

QFuture<Result<HttpAnswer>> HttpClient::send(const HttpRequest &request)
{
    const QString where = request.url.toDisplayString(QUrl::RemoveUserInfo);
    if (!request.url.isValid() || request.url.host().isEmpty() ||
        (request.url.scheme() != "http"_L1 && request.url.scheme() != "https"_L1))
        return ready<Result<HttpAnswer>>(fail(ErrorKind::Input, u"not an http or https address"_s, where));
    if (!isHeaderSafe(m_token))
        return ready<Result<HttpAnswer>>(
            fail(ErrorKind::Input, u"the token has characters that cannot be sent"_s, where));
    const QDeadlineTimer quiet = m_quiet.value(hostKey(request.url), QDeadlineTimer(0));
    if (request.verb == "GET" && !quiet.hasExpired())
        return ready<Result<HttpAnswer>>(
            fail(ErrorKind::Server,
                 u"the server asked to wait %1 s more"_s.arg(quiet.remainingTime() / 1000 + 1), where));
    auto *exchange = new HttpExchange(start(request), m_limits, m_token, this);
    connect(exchange, &HttpExchange::answered, this, &HttpClient::noteAnswer);
    return exchange->future();
}

void HttpClient::warm(const QUrl &url)
{
    if (url.scheme() == "https"_L1)
        m_network.connectToHostEncrypted(url.host(), quint16(url.port(443)));
    else if (url.scheme() == "http"_L1)
        m_network.connectToHost(url.host(), quint16(url.port(80)));
}

QNetworkRequest HttpClient::networkRequest(const HttpRequest &request, const QString &token)
{
    QNetworkRequest result(request.url);
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    result.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    result.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    // Set by hand, so that Qt decompresses nothing: no small answer can become a large one.
    result.setRawHeader("Accept-Encoding", "identity");
    result.setRawHeader("Accept", request.accept);
    result.setRawHeader("User-Agent", "Interlock");
    if (!request.body.isEmpty())
        result.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    if (!token.isEmpty())
        result.setRawHeader("Authorization", "Bearer " + token.toLatin1());
    for (const auto &[name, value] : request.headers)
        result.setRawHeader(name, value);
    return result;
}

QNetworkReply *HttpClient::start(const HttpRequest &request)
{
    const QNetworkRequest network = networkRequest(request, m_token);
    if (request.verb == "GET")
        return m_network.get(network);
    if (request.verb == "POST")
        return m_network.post(network, request.body);
    return m_network.sendCustomRequest(network, request.verb, request.body);
}

void HttpClient::noteAnswer(const HttpAnswer &answer)
{
    if (!answer.retryAfter || (answer.status != 429 && answer.status < 500))
        return;
    m_quiet.insert(hostKey(answer.url), QDeadlineTimer(std::min(*answer.retryAfter, longestQuiet)));
}

} // namespace interlock
