// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"
#include "models/parity/rules.h"

namespace interlock {

/// A rule set in the two forms it has: JSON, where consoles share it, and TOML, as people read and write it.
/// Both say the same rules in the same order; comments and blanks are of TOML only.
class RulesNotation
{
public:
    /// A rules file with the rules of `{"rule":[…]}`, a `[[rule]]` table each. Input, naming the key, when it
    /// is wrong; what the rules mean is still to be read from the text.
    [[nodiscard]] static Result<QByteArray> tomlOf(const QByteArray &json);
    /// `{"rule":[…]}` of @p rules; numbers exactly as they were written, dates as text.
    [[nodiscard]] static QByteArray jsonOf(const RuleSet &rules);
};

} // namespace interlock
