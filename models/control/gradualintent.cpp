// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gradualintent.h"

#include "models/control/actrecords.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
QString timeText(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QDateTime timeFrom(const QJsonValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}
} // namespace

QByteArray gradualIntentText(const GradualIntent &intent)
{
    QJsonObject object{{u"open"_s, intent.open},
                       {u"id"_s, intent.id.toString(QUuid::WithoutBraces)},
                       {u"routes"_s, QJsonArray::fromStringList(intent.routes)},
                       {u"reason"_s, intent.reason},
                       {u"trigger"_s, intent.trigger},
                       {u"actor"_s, intent.actor},
                       {u"epoch"_s, QString::number(intent.epoch)},
                       {u"startedAt"_s, timeText(intent.startedAt)},
                       {u"target"_s, intent.target},
                       {u"nextAt"_s, timeText(intent.nextAt)}};
    if (intent.pending) {
        object.insert(u"pending"_s, changeRecord(*intent.pending));
        object.insert(u"key"_s, intent.pending->key.toString(QUuid::WithoutBraces));
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

Result<GradualIntent> gradualIntentFromText(const QByteArray &text)
{
    GradualIntent intent;
    if (text.isEmpty())
        return intent;
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject())
        return fail(ErrorKind::Database, u"the intent of the gradual rollback is damaged"_s);
    const QJsonObject object = document.object();
    intent.open = object.value("open"_L1).toBool();
    intent.id = QUuid::fromString(object.value("id"_L1).toString());
    const QJsonArray routes = object.value("routes"_L1).toArray();
    for (const auto &route : routes)
        intent.routes.append(route.toString());
    intent.reason = object.value("reason"_L1).toString();
    intent.trigger = object.value("trigger"_L1).toString();
    intent.actor = object.value("actor"_L1).toString();
    intent.epoch = object.value("epoch"_L1).toString().toULongLong();
    intent.startedAt = timeFrom(object.value("startedAt"_L1));
    intent.target = object.value("target"_L1).toInt(-1);
    intent.nextAt = timeFrom(object.value("nextAt"_L1));
    intent.pending = changeFromRecord(object.value("pending"_L1).toObject(),
                                      QUuid::fromString(object.value("key"_L1).toString()));
    if (intent.pending) {
        intent.pending->actor = intent.actor;
        intent.pending->change.reason = intent.reason;
    }
    return intent;
}

} // namespace interlock
