// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/httpmessage.h"

#include "models/domain/plaintext.h"
#include "models/endpoints/http/jsonreader.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

ErrorKind kindOfStatus(int status)
{
    switch (status) {
    case 401:
    case 403:
        return ErrorKind::Auth;
    case 404:
    case 422:
    case 423:
        return ErrorKind::Refused;
    case 409:
        return ErrorKind::Conflict;
    case 429:
        return ErrorKind::Server;
    default:
        return status >= 500 && status < 600 ? ErrorKind::Server : ErrorKind::Protocol;
    }
}

/// Title and detail of a problem+json body; empty when the body is something else.
QString problemText(const HttpAnswer &answer)
{
    if (!isJson(answer))
        return {};
    const auto document = JsonDocument::parse(answer.body);
    if (!document)
        return {};
    const JsonReader root = document->root();
    QStringList parts;
    for (const char16_t *name : {u"title", u"detail"}) {
        const auto member = root.find(name);
        if (member && member->isText())
            parts.append(visibleText(member->text().left(300)));
    }
    return parts.join(u": "_s);
}

} // namespace

QUrl endpointUrl(const QUrl &base, const QString &path)
{
    QUrl url = base;
    QString basePath = base.path(QUrl::FullyEncoded);
    while (basePath.endsWith(u'/'))
        basePath.chop(1);
    url.setPath(basePath + path, QUrl::TolerantMode);
    return url;
}

Error withoutSecret(Error error, const QString &secret)
{
    if (!secret.isEmpty()) {
        error.detail.replace(secret, u"(token)"_s);
        error.where.replace(secret, u"(token)"_s);
    }
    return error;
}

std::optional<Error> statusError(const HttpAnswer &answer)
{
    if (answer.status >= 200 && answer.status < 300)
        return std::nullopt;
    QString detail = u"HTTP %1"_s.arg(answer.status);
    const QString problem = problemText(answer);
    if (!problem.isEmpty())
        detail += u", "_s + problem;
    if (answer.retryAfter)
        detail += u" (retry after %1 s)"_s.arg(answer.retryAfter->count());
    return withoutSecret({kindOfStatus(answer.status), detail, answer.url.toDisplayString()}, answer.secret);
}

bool isJson(const HttpAnswer &answer)
{
    return answer.contentType == "application/json" || answer.contentType.endsWith("+json");
}

} // namespace interlock
