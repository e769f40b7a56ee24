// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/journalexport.h"

#include "models/domain/plaintext.h"

#include <QJsonDocument>
#include <QStringList>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString compact(const QJsonObject &object)
{
    return object.isEmpty() ? QString()
                            : QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString actText(const QUuid &act)
{
    return act.isNull() ? QString() : act.toString(QUuid::WithoutBraces);
}

} // namespace

QJsonObject journalJson(const JournalEntry &entry)
{
    const JournalRecord &record = entry.record;
    return {{u"number"_s, entry.number},
            {u"at"_s, entry.at.toString(Qt::ISODateWithMs)},
            {u"kind"_s, journalKindName(record.kind)},
            {u"mark"_s, journalMarkName(record.mark)},
            {u"act"_s, actText(record.act)},
            {u"actor"_s, record.actor},
            {u"environment"_s, record.environment},
            {u"what"_s, record.what},
            {u"reason"_s, record.reason},
            {u"outcome"_s, record.outcome},
            {u"before"_s, record.before},
            {u"after"_s, record.after},
            {u"evidence"_s, record.evidence},
            {u"previousHash"_s, QString::fromLatin1(entry.previousHash.toHex())},
            {u"hash"_s, QString::fromLatin1(entry.hash.toHex())}};
}

QByteArray journalCsvHeader()
{
    return "number,at,kind,mark,act,actor,environment,what,reason,outcome,before,after,evidence,hash\r\n";
}

QByteArray journalCsv(const JournalEntry &entry)
{
    const JournalRecord &record = entry.record;
    QStringList cells{QString::number(entry.number), entry.at.toString(Qt::ISODateWithMs)};
    for (const QString &text :
         {journalKindName(record.kind), journalMarkName(record.mark), actText(record.act), record.actor,
          record.environment, record.what, record.reason, record.outcome, compact(record.before),
          compact(record.after), compact(record.evidence), QString::fromLatin1(entry.hash.toHex())})
        cells.append(csvCell(visibleText(text)));
    return cells.join(u',').toUtf8() + "\r\n";
}

QString journalLine(const JournalEntry &entry)
{
    const JournalRecord &record = entry.record;
    QString line = u"%1  %2  %3 %4  %5: %6"_s.arg(
        QString::number(entry.number), entry.at.toString(Qt::ISODateWithMs), journalKindName(record.kind),
        journalMarkName(record.mark), record.actor, record.what);
    if (!record.reason.isEmpty())
        line += u" – "_s + record.reason;
    if (!record.outcome.isEmpty())
        line += u" ["_s + record.outcome + u']';
    return line;
}

} // namespace interlock
