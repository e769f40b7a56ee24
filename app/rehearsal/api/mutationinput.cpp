// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/mutationinput.h"

#include "app/rehearsal/api/problem.h"
#include "app/rehearsal/http/jsonbody.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <QCryptographicHash>
#include <QJsonArray>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

MutationInput::MutationInput(const ApiCall &call, Body body) : m_call(call)
{
    readBody(body);
    const QJsonValue actor = m_body.value("actor"_L1);
    m_anotherActor = actor.isString() && actor.toString() != call.who.actor;
}

void MutationInput::readBody(Body body)
{
    const QByteArray &text = m_call.request.body;
    if (text.isEmpty() && body == Body::Optional)
        return;
    const Result<QJsonDocument> document = parseJson(text);
    if (!document)
        complain(document.error().detail);
    else if (!document->isObject())
        complain(u"the body must be a JSON object"_s);
    else
        m_body = document->object();
}

std::optional<HttpResponse> MutationInput::refusal() const
{
    if (m_anotherActor)
        return problem(403, u"the actor of the body is not the holder of the token"_s);
    return m_problem.isEmpty() ? std::nullopt : std::optional(problem(400, m_problem));
}

void MutationInput::complain(const QString &why)
{
    if (m_problem.isEmpty())
        m_problem = why;
}

QString MutationInput::text(const QString &name)
{
    const QJsonValue value = m_body.value(name);
    if (!value.isString())
        complain(u"/%1 must be a text"_s.arg(name));
    return value.toString();
}

std::optional<QString> MutationInput::optionalText(const QString &name)
{
    return m_body.contains(name) ? std::optional(text(name)) : std::nullopt;
}

QStringList MutationInput::texts(const QString &name)
{
    const QJsonValue value = m_body.value(name);
    const QJsonArray array = value.toArray();
    const bool allText = std::ranges::all_of(array, [](const QJsonValue &item) { return item.isString(); });
    if (array.isEmpty() || !allText)
        complain(u"/%1 must be a list of at least one text"_s.arg(name));
    QStringList list;
    for (const auto &item : array)
        list.append(item.toString());
    return list;
}

quint64 MutationInput::count(const QString &name)
{
    const QJsonValue value = m_body.value(name);
    const qint64 number = value.toInteger(-1);
    if (number < 0)
        complain(u"/%1 must be a whole number of at least 0"_s.arg(name));
    return quint64(std::max<qint64>(number, 0));
}

std::optional<int> MutationInput::optionalInteger(const QString &name)
{
    const QJsonValue value = m_body.value(name);
    if (value.isUndefined())
        return std::nullopt;
    const double number = value.toDouble(std::numeric_limits<double>::quiet_NaN());
    if (std::isnan(number) || std::trunc(number) != number) {
        complain(u"/%1 must be a whole number"_s.arg(name));
        return std::nullopt;
    }
    return int(std::clamp<double>(number, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

QMap<QString, bool> MutationInput::optionalFlags(const QString &name)
{
    const QJsonValue value = m_body.value(name);
    QMap<QString, bool> flags;
    if (!value.isUndefined() && !value.isObject())
        complain(u"/%1 must be an object"_s.arg(name));
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!it.value().isBool())
            complain(u"/%1/%2 must be true or false"_s.arg(name, it.key()));
        flags.insert(it.key(), it.value().toBool());
    }
    return flags;
}

QUuid MutationInput::key()
{
    const QUuid key = QUuid::fromString(QString::fromLatin1(m_call.request.header("Idempotency-Key")));
    if (key.isNull())
        complain(u"the header Idempotency-Key must be a UUID"_s);
    return key;
}

quint64 MutationInput::expectedRevision()
{
    const std::optional<quint64> revision = revisionFromTag(m_call.request.header("If-Match"));
    if (!revision)
        complain(u"the header If-Match must be a revision in quotes"_s);
    return revision.value_or(0);
}

quint64 MutationInput::epochHeader()
{
    bool ok = false;
    const quint64 epoch = m_call.request.header("Interlock-Epoch").toULongLong(&ok);
    if (!ok)
        complain(u"the header Interlock-Epoch must be a whole number of at least 0"_s);
    return epoch;
}

QByteArray MutationInput::fingerprint(const ApiCall &call)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part : {call.who.actor.toUtf8(), call.request.method, call.request.path.toUtf8()})
        hash.addData(QByteArray(part + '\n'));
    hash.addData(call.request.body);
    return hash.result();
}

} // namespace interlock::rehearsal
