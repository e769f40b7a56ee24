// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/rulesdesk.h"

#include <QCoreApplication>

namespace interlock {

/// Where the rules are kept, what is wrong with them at the moment and what became of a save, in words. Plain
/// text, safe to show.
class RulesHomeText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::RulesHomeText)

public:
    [[nodiscard]] static QString home(const RulesDesk &rules, const QDateTime &now);
    [[nodiscard]] static QString notSaved(const RulesDesk &rules, const Error &error);
};

} // namespace interlock
