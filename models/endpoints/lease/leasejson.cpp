// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/lease/leasejson.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype leaseBytes = 2048;
constexpr qsizetype longestLeaseWord = 128;

QString leaseTime(const QDateTime &time)
{
    return time.toUTC().toString(Qt::ISODateWithMs);
}
} // namespace

QByteArray leaseText(const LeaseHolder &holder)
{
    const QJsonObject object{{u"who"_s, holder.identity.who.left(longestLeaseWord)},
                             {u"where"_s, holder.identity.where.left(longestLeaseWord)},
                             {u"program"_s, holder.identity.program.left(longestLeaseWord)},
                             {u"since"_s, leaseTime(holder.since)},
                             {u"beatAt"_s, leaseTime(holder.beatAt)},
                             {u"epoch"_s, QString::number(holder.epoch)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact).leftJustified(leaseBytes - 1) + '\n';
}

LeaseHolder leaseFromText(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.trimmed()).object();
    LeaseHolder holder;
    holder.identity.who = object.value("who"_L1).toString();
    holder.identity.where = object.value("where"_L1).toString();
    holder.identity.program = object.value("program"_L1).toString();
    holder.since = QDateTime::fromString(object.value("since"_L1).toString(), Qt::ISODateWithMs);
    holder.beatAt = QDateTime::fromString(object.value("beatAt"_L1).toString(), Qt::ISODateWithMs);
    holder.epoch = object.value("epoch"_L1).toString().toULongLong();
    return holder;
}

} // namespace interlock
