// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/serviceclient.h"

namespace interlock {

ServiceClient::ServiceClient(const EndpointSpec &spec, const QString &token, QObject *parent)
    : QObject(parent),
      m_urls(spec.urls.isEmpty() ? QList<QUrl>{QUrl()} : spec.urls),
      m_client(limitsOf(spec), token)
{
    for (const QUrl &url : std::as_const(m_urls))
        m_client.warm(url);
}

ServiceClient::~ServiceClient() = default;

HttpLimits ServiceClient::limitsOf(const EndpointSpec &spec)
{
    HttpLimits limits;
    limits.connectTimeout = spec.connectTimeout;
    limits.totalTimeout = spec.totalTimeout;
    return limits;
}

HttpRequest ServiceClient::request(int index, const QByteArray &verb, const QString &path,
                                   const QUrlQuery &query) const
{
    HttpRequest result;
    result.verb = verb;
    result.url = endpointUrl(m_urls.at(index), path);
    if (!query.isEmpty())
        result.url.setQuery(query);
    return result;
}

bool ServiceClient::isNoAnswer(ErrorKind kind)
{
    return kind == ErrorKind::Timeout || kind == ErrorKind::Network || kind == ErrorKind::Server ||
           kind == ErrorKind::Protocol;
}

} // namespace interlock
