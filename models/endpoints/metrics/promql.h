// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/signal.h"

namespace interlock {

/// The PromQL of a signal; labels are the ones it is split by. An Input error for names that PromQL has not.
///
/// A ratio whose numerator has no series is 0 where its denominator has some, and NaN where there was no
/// traffic.
[[nodiscard]] Result<QString> compilePromQl(const SignalSpec &spec);

/// Seconds since the newest sample behind the signal, split as the signal itself. Prometheus' own time stamp
/// of an answer is only the evaluation time. No series when every target behind it is gone. Not for raw
/// PromQL.
[[nodiscard]] Result<QString> compileAgePromQl(const SignalSpec &spec);

/// A PromQL string literal with @p text.
[[nodiscard]] QString promQlString(const QString &text);

} // namespace interlock
