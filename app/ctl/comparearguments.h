// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/invocation.h"

#include <QCommandLineParser>

namespace interlock {

/// Options of `compare`, all with a value.
[[nodiscard]] QStringList compareOptionNames();
/// @p files: the words after `compare`. The error is one sentence.
[[nodiscard]] tl::expected<CompareRequest, QString> takeCompare(const QCommandLineParser &parser,
                                                                const QStringList &files);

} // namespace interlock
