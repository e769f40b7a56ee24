// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/world.h"

#include <optional>
#include <QStringList>

namespace interlock::rehearsal {

/// The port that the rehearsal listens on, and on which `--fault` looks for it, unless told otherwise.
inline constexpr quint16 defaultAdminPort = 7000;

/// What the command line asks for.
struct Options
{
    enum class Action { Run, SetFault, Help, Version, Comparer };
    Action action = Action::Run;
    WorldConfig world;
    quint16 port = defaultAdminPort;
    bool printProfile = false;
    QString profileFile; ///< where to write the profile; empty: nowhere
    Fault fault = Fault::SlowNew;
    bool faultOn = true;
    QString comparer; ///< the comparer's instructions, see Comparer::fromArgument()
};

/// The options, or one sentence that says what is wrong with @p arguments (without the program's name).
[[nodiscard]] tl::expected<Options, QString> parseOptions(const QStringList &arguments);
[[nodiscard]] QString helpText();

} // namespace interlock::rehearsal
