// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/http/httpmessage.h"

#include <algorithm>

namespace interlock::rehearsal {

namespace {
auto findHeader(const HttpHeaders &headers, QByteArrayView name)
{
    return std::ranges::find_if(
        headers, [name](const auto &header) { return header.first.compare(name, Qt::CaseInsensitive) == 0; });
}
} // namespace

QByteArray headerValue(const HttpHeaders &headers, QByteArrayView name)
{
    const auto it = findHeader(headers, name);
    return it == headers.end() ? QByteArray() : it->second;
}

bool hasHeader(const HttpHeaders &headers, QByteArrayView name)
{
    return findHeader(headers, name) != headers.end();
}

QString HttpRequest::queryValue(const QString &name) const
{
    return query.queryItemValue(name, QUrl::FullyDecoded);
}

HttpResponse textResponse(int status, const QByteArray &contentType, const QByteArray &body)
{
    return {status, {{"Content-Type", contentType}}, body};
}

} // namespace interlock::rehearsal
