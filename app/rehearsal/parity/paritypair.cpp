// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/parity/paritypair.h"

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

} // namespace interlock::rehearsal
