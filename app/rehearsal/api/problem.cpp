// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/problem.h"

#include <QJsonDocument>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
QString problemTitle(int status)
{
    switch (status) {
    case 400:
        return u"Malformed request"_s;
    case 401:
        return u"No valid token"_s;
    case 403:
        return u"Not permitted"_s;
    case 404:
        return u"Not found"_s;
    case 405:
        return u"Method not allowed"_s;
    case 409:
        return u"Conflict"_s;
    case 413:
        return u"The request is too large"_s;
    case 422:
        return u"Not allowed"_s;
    case 423:
        return u"Latched"_s;
    case 429:
        return u"Too many requests"_s;
    default:
        return u"The service cannot answer"_s;
    }
}
} // namespace

HttpResponse problem(int status, const QString &detail, const QString &type,
                     const std::optional<QJsonObject> &state)
{
    QJsonObject body{
        {u"type"_s, type.isEmpty() ? u"about:blank"_s : u"https://interlock.invalid/problems/"_s + type},
        {u"title"_s, problemTitle(status)},
        {u"status"_s, status},
        {u"detail"_s, detail}};
    if (state)
        body.insert(u"state"_s, *state);
    return textResponse(status, "application/problem+json",
                        QJsonDocument(body).toJson(QJsonDocument::Compact));
}

HttpResponse jsonResponse(const QJsonObject &object, int status)
{
    return textResponse(status, "application/json", QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QByteArray revisionTag(quint64 revision)
{
    return '"' + QByteArray::number(revision) + '"';
}

std::optional<quint64> revisionFromTag(const QByteArray &tag)
{
    const QByteArray text = tag.trimmed();
    if (text.size() < 3 || !text.startsWith('"') || !text.endsWith('"'))
        return std::nullopt;
    bool ok = false;
    const quint64 revision = text.mid(1, text.size() - 2).toULongLong(&ok);
    return ok ? std::optional(revision) : std::nullopt;
}

} // namespace interlock::rehearsal
