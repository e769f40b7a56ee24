// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/parity/paritypair.h"

#include "app/rehearsal/http/jsonbody.h"
#include "models/domain/namedenum.h"

namespace interlock::rehearsal {

namespace {
constexpr EnumNames<PairOutcome, 4> pairOutcomeNames{{{PairOutcome::Equal, u"equal"},
                                                      {PairOutcome::Ignored, u"ignored"},
                                                      {PairOutcome::Different, u"different"},
                                                      {PairOutcome::Incomparable, u"incomparable"}}};
} // namespace

QString outcomeName(PairOutcome outcome)
{
    return enumName(pairOutcomeNames, outcome);
}
std::optional<PairOutcome> outcomeFromName(QStringView name)
{
    return enumFromName(pairOutcomeNames, name);
}

PairOutcome comparedOutcome(const SideAnswer &legacy, const SideAnswer &modern)
{
    if (!legacy.answered || !modern.answered)
        return PairOutcome::Incomparable;
    const Result<QJsonDocument> left = parseJson(legacy.body);
    const Result<QJsonDocument> right = parseJson(modern.body);
    if (!left || !right)
        return PairOutcome::Incomparable;
    return legacy.status == modern.status && *left == *right ? PairOutcome::Equal : PairOutcome::Different;
}

} // namespace interlock::rehearsal
