// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/profile.h"

#include <QJsonArray>

namespace interlock {

/// The errors of a profile as `--json` has them.
[[nodiscard]] QJsonArray profileErrorsJson(const QList<ProfileError> &errors);

} // namespace interlock
