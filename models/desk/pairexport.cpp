// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/pairexport.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QByteArray shellQuoted(const QByteArray &text)
{
    QByteArray made = "'";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '\'')
            made += "'\\''";
        else if (code < 0x20 || code == 0x7f)
            made += '%' + QByteArray::number(code, 16).rightJustified(2, '0').toUpper();
        else
            made += c;
    }
    return made + '\'';
}

QJsonValue statusValue(const std::optional<int> &status)
{
    return status ? QJsonValue(*status) : QJsonValue();
}

QJsonValue textValue(const std::optional<QByteArray> &text)
{
    return text ? QJsonValue(QString::fromUtf8(*text)) : QJsonValue();
}

QJsonArray differencesValue(const std::vector<Difference> &differences)
{
    QJsonArray list;
    for (const Difference &difference : differences) {
        QJsonObject entry{{u"path"_s, QString::fromUtf8(difference.path)},
                          {u"kind"_s, QString::fromLatin1(differenceKindName(difference.kind))}};
        // the values' JSON text: a number must not pass through a double
        if (difference.legacy)
            entry.insert(u"legacy"_s, textValue(difference.legacy));
        if (difference.newer)
            entry.insert(u"new"_s, textValue(difference.newer));
        list.append(entry);
    }
    return list;
}

} // namespace

QByteArray pairAsCurl(const StoredPair &pair)
{
    // with --request HEAD curl waits for a body; without --globoff it takes [ and { of a path for patterns
    const QByteArray method =
        pair.method == "HEAD" ? QByteArray("--head") : QByteArray("--request " + shellQuoted(pair.method));
    QByteArray text = "curl --silent --show-error --include --globoff " + method + " \"$BASE_URL\"" +
                      shellQuoted(pair.path);
    if (pair.method != "GET" && pair.method != "HEAD")
        text += " # the request's body was not recorded";
    return text;
}

QByteArray pairAsJson(const PairView &view)
{
    const auto answer = [&view](PairSide side) {
        const bool legacy = side == PairSide::Legacy;
        QJsonObject object{
            {u"status"_s, statusValue(legacy ? view.pair.legacyStatus : view.pair.newerStatus)},
            {u"ms"_s, legacy ? view.pair.legacyMs : view.pair.newerMs}};
        if (view.bodies)
            object.insert(u"body"_s, textValue(legacy ? view.bodies->legacy : view.bodies->newer));
        return object;
    };
    QJsonArray hidden;
    for (const RuleInPair &rule : view.rules)
        hidden.append(QJsonObject{
            {u"rule"_s, rule.rule}, {u"hits"_s, rule.hits}, {u"hides"_s, differencesValue(rule.hides)}});
    const QJsonObject object{{u"pair"_s, view.pair.number},
                             {u"id"_s, view.pair.sourceId},
                             {u"at"_s, view.pair.at.toUTC().toString(Qt::ISODateWithMs)},
                             {u"route"_s, view.pair.route},
                             {u"method"_s, QString::fromUtf8(view.pair.method)},
                             {u"path"_s, QString::fromUtf8(view.pair.path)},
                             {u"outcome"_s, QString::fromLatin1(pairOutcomeName(view.pair.outcome))},
                             {u"legacy"_s, answer(PairSide::Legacy)},
                             {u"new"_s, answer(PairSide::New)},
                             {u"differences"_s, differencesValue(view.effective.differences)},
                             {u"rules"_s, hidden}};
    return QJsonDocument(object).toJson(QJsonDocument::Indented);
}

} // namespace interlock
