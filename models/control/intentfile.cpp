// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/intentfile.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
QByteArray intentJson(const RollbackIntent &intent)
{
    const RollbackOrder &order = intent.order;
    return QJsonDocument(QJsonObject{{u"open"_s, intent.open},
                                     {u"routes"_s, QJsonArray::fromStringList(order.routes)},
                                     {u"epoch"_s, QString::number(order.epoch)},
                                     {u"reason"_s, order.reason},
                                     {u"key"_s, order.key.toString(QUuid::WithoutBraces)},
                                     {u"actor"_s, order.actor},
                                     {u"watched"_s, QJsonArray::fromStringList(intent.watched)},
                                     {u"startedAt"_s, intent.startedAt.toUTC().toString(Qt::ISODateWithMs)},
                                     {u"highestEpoch"_s, QString::number(intent.highestEpoch)}})
        .toJson(QJsonDocument::Compact);
}

QStringList stringsOf(const QJsonValue &value)
{
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const auto &item : array)
        list.append(item.toString());
    return list;
}

RollbackIntent intentOf(const QJsonObject &object)
{
    RollbackIntent intent;
    intent.open = object.value("open"_L1).toBool();
    intent.order.routes = stringsOf(object.value("routes"_L1));
    intent.order.epoch = object.value("epoch"_L1).toString().toULongLong();
    intent.order.reason = object.value("reason"_L1).toString();
    intent.order.key = QUuid::fromString(object.value("key"_L1).toString());
    intent.order.actor = object.value("actor"_L1).toString();
    intent.watched = stringsOf(object.value("watched"_L1));
    intent.startedAt = QDateTime::fromString(object.value("startedAt"_L1).toString(), Qt::ISODateWithMs);
    intent.highestEpoch = object.value("highestEpoch"_L1).toString().toULongLong();
    return intent;
}

} // namespace

IntentFile::IntentFile(const QString &fileName) : m_file(fileName) {}

QFuture<Result<RollbackIntent>> IntentFile::load()
{
    return m_file.load().then(QtFuture::Launch::Sync,
                              [](const Result<QByteArray> &content) -> Result<RollbackIntent> {
                                  if (!content)
                                      return tl::unexpected<Error>(content.error());
                                  return intentOf(QJsonDocument::fromJson(*content).object());
                              });
}

QFuture<Result<void>> IntentFile::write(const RollbackIntent &intent)
{
    return m_file.write(intentJson(intent));
}

} // namespace interlock
