// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/journal/journaltext.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

#include <QJsonDocument>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString shownObject(const QJsonObject &object)
{
    if (object.isEmpty())
        return Format::dash();
    return visibleText(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Indented)), true)
        .trimmed();
}

QString shownWords(const QString &text)
{
    return text.isEmpty() ? Format::dash() : visibleText(text);
}

} // namespace

QString JournalText::verdict(const JournalVerdict &verdict)
{
    if (verdict.intact)
        return tr("✓ %1, the chain is intact; head %2")
            .arg(Format::counted(verdict.entries, tr("1 entry"), tr("%1 entries")),
                 QString::fromLatin1(verdict.head.toHex().left(16)));
    return tr("◆ The chain is broken at entry %1: %2. Keep a copy of the file and compare it with the other "
              "record.")
        .arg(Format::count(verdict.firstBad), visibleText(verdict.problem));
}

QString JournalText::details(const JournalEntry &entry)
{
    const JournalRecord &record = entry.record;
    QStringList lines{
        tr("Entry %1, %2").arg(Format::count(entry.number), Format::absolute(entry.at)),
        tr("%1, %2 — %3")
            .arg(Words::journalKind(record.kind), Words::journalMark(record.mark), shownWords(record.what)),
        tr("who: %1 on %2").arg(shownWords(record.actor), shownWords(record.environment)),
        tr("reason: %1").arg(shownWords(record.reason)),
        tr("outcome: %1").arg(shownWords(record.outcome)),
        tr("before: %1").arg(shownObject(record.before)),
        tr("after: %1").arg(shownObject(record.after)),
        tr("evidence: %1").arg(shownObject(record.evidence)),
        tr("act: %1").arg(record.act.toString(QUuid::WithoutBraces)),
        tr("hash: %1").arg(QString::fromLatin1(entry.hash.toHex())),
        tr("previous: %1").arg(QString::fromLatin1(entry.previousHash.toHex())),
    };
    if (entry.sharedId != 0)
        lines.insert(
            2, tr("recorded by the account %1 on %2, entry %3 of the shared journal")
                   .arg(shownWords(entry.account), shownWords(entry.place), Format::count(entry.sharedId)));
    return lines.join(u'\n');
}

QByteArray JournalText::json(const JournalEntry &entry)
{
    const JournalRecord &record = entry.record;
    const QJsonObject object{
        {u"number"_s, entry.number},
        {u"at"_s, entry.at.toUTC().toString(Qt::ISODateWithMs)},
        {u"kind"_s, journalKindName(record.kind)},
        {u"mark"_s, journalMarkName(record.mark)},
        {u"act"_s, record.act.toString(QUuid::WithoutBraces)},
        {u"actor"_s, record.actor},
        {u"environment"_s, record.environment},
        {u"what"_s, record.what},
        {u"reason"_s, record.reason},
        {u"before"_s, record.before},
        {u"after"_s, record.after},
        {u"evidence"_s, record.evidence},
        {u"outcome"_s, record.outcome},
        {u"previousHash"_s, QString::fromLatin1(entry.previousHash.toHex())},
        {u"hash"_s, QString::fromLatin1(entry.hash.toHex())},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace interlock
