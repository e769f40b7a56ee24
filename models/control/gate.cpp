// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gate.h"

#include "models/domain/namedenum.h"

namespace interlock {

namespace {
constexpr EnumNames<GateState, 5> gateStateNames{{{GateState::Open, u"open"},
                                                  {GateState::Waiting, u"waiting"},
                                                  {GateState::Locked, u"locked"},
                                                  {GateState::Unknown, u"unknown"},
                                                  {GateState::NotApplicable, u"not-applicable"}}};
} // namespace

QString gateStateName(GateState state)
{
    return enumName(gateStateNames, state);
}

} // namespace interlock
