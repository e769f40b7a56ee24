// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/journal/journalcodec.h"

#include <QCryptographicHash>
#include <QJsonDocument>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
/// QJsonObject keeps its keys sorted, so compact output is canonical.
QByteArray compactJson(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

void insertText(QJsonObject &object, const QString &key, const QString &text)
{
    if (!text.isEmpty())
        object.insert(key, text);
}

void insertObject(QJsonObject &object, const QString &key, const QJsonObject &value)
{
    if (!value.isEmpty())
        object.insert(key, value);
}
} // namespace

QByteArray journalBody(qint64 number, const QDateTime &at, const JournalRecord &record)
{
    QJsonObject object{{u"number"_s, number},
                       {u"at"_s, at.toUTC().toString(Qt::ISODateWithMs)},
                       {u"kind"_s, journalKindName(record.kind)},
                       {u"mark"_s, journalMarkName(record.mark)}};
    insertText(object, u"act"_s, record.act.isNull() ? QString() : record.act.toString(QUuid::WithoutBraces));
    insertText(object, u"actor"_s, record.actor);
    insertText(object, u"environment"_s, record.environment);
    insertText(object, u"what"_s, record.what);
    insertText(object, u"reason"_s, record.reason);
    insertText(object, u"outcome"_s, record.outcome);
    insertObject(object, u"before"_s, record.before);
    insertObject(object, u"after"_s, record.after);
    insertObject(object, u"evidence"_s, record.evidence);
    return compactJson(object);
}

QByteArray journalHash(const QByteArray &previousHash, const QByteArray &body)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(previousHash);
    hash.addData(body);
    return hash.result();
}

QByteArray journalGenesis()
{
    return QByteArray(32, '\0');
}

Result<JournalEntry> journalEntryFromBody(const QByteArray &body)
{
    QJsonParseError problem{};
    const QJsonDocument document = QJsonDocument::fromJson(body, &problem);
    if (!document.isObject())
        return fail(ErrorKind::Database, u"not a JSON object: %1"_s.arg(problem.errorString()));
    const QJsonObject object = document.object();
    JournalEntry entry;
    entry.number = object.value("number"_L1).toInteger();
    entry.at = QDateTime::fromString(object.value("at"_L1).toString(), Qt::ISODateWithMs);
    JournalRecord &record = entry.record;
    record.kind = journalKindFromName(object.value("kind"_L1).toString()).value_or(JournalKind::Session);
    record.mark = journalMarkFromName(object.value("mark"_L1).toString()).value_or(JournalMark::Note);
    record.act = QUuid::fromString(object.value("act"_L1).toString());
    record.actor = object.value("actor"_L1).toString();
    record.environment = object.value("environment"_L1).toString();
    record.what = object.value("what"_L1).toString();
    record.reason = object.value("reason"_L1).toString();
    record.outcome = object.value("outcome"_L1).toString();
    record.before = object.value("before"_L1).toObject();
    record.after = object.value("after"_L1).toObject();
    record.evidence = object.value("evidence"_L1).toObject();
    return entry;
}

} // namespace interlock
