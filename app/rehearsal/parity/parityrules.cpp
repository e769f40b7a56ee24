// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/parity/parityrules.h"

#include "models/parity/rulesjson.h"

#include <QJsonArray>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

Result<void> ParityRules::replace(const QByteArray &json)
{
    auto read = rulesFromJson(json);
    if (!read)
        return fail(ErrorKind::Input, u"%1: %2"_s.arg(read.error().place, read.error().text));
    if (read->json == m_json)
        return {};
    m_json = std::move(read->json);
    m_set = std::make_shared<const RuleSet>(std::move(read->rules));
    ++m_revision;
    return {};
}

QString ParityRules::shapeError(const QJsonObject &rules)
{
    if (!rules.value("rule"_L1).isArray())
        return u"/rule must be an array"_s;
    const QJsonArray list = rules.value("rule"_L1).toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QJsonValue rule = list.at(i);
        if (!rule.isObject() || !rule.toObject().value("op"_L1).isString())
            return u"/rule/%1 must be an object with a text \"op\""_s.arg(i);
    }
    return {};
}

} // namespace interlock::rehearsal
