// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/rulesuggestions.h"

#include <QCoreApplication>

namespace interlock {

/// What a suggested rule would do, as the words of a menu.
class SuggestionText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::SuggestionText)

public:
    [[nodiscard]] static QString of(RuleSuggestion::What what, const Difference &difference);
};

} // namespace interlock
