// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QCoreApplication>

namespace interlock {

/// The one place in which an error's kind becomes a sentence that says what to do.
class ErrorText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::ErrorText)

public:
    /// "bridge: no answer in time. Check … (HTTP read timed out)". Plain text, safe to show.
    [[nodiscard]] static QString sentence(const Error &error);
    /// Only what to do about the kind.
    [[nodiscard]] static QString advice(ErrorKind kind);
};

} // namespace interlock
