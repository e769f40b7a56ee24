// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/parity/parityrules.h"

#include <algorithm>
#include <array>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {
constexpr std::array<QStringView, 7> parityOps{u"ignore", u"normalise", u"tolerate", u"array",
                                               u"map-id", u"expect",    u"mask"};
} // namespace

void ParityRules::replace(const QJsonObject &rules)
{
    if (rules == m_rules)
        return;
    m_rules = rules;
    ++m_revision;
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

QString ParityRules::contentError(const QJsonObject &rules)
{
    const QJsonArray list = rules.value("rule"_L1).toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString op = list.at(i).toObject().value("op"_L1).toString();
        if (std::ranges::find(parityOps, op) == parityOps.end())
            return u"/rule/%1/op is none of the known operations"_s.arg(i);
    }
    return {};
}

} // namespace interlock::rehearsal
