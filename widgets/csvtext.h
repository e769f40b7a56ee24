// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace interlock {

/// @p text as one field of a CSV file: quoted where needed, and with an apostrophe before what a spreadsheet
/// would take for a formula (= + - @ tab CR). Numbers go through csvNumber() and keep their sign.
[[nodiscard]] QString csvField(const QString &text);
/// @p value with a point and at most @p digits significant digits; empty for NaN, because missing is never 0.
[[nodiscard]] QString csvNumber(double value, int digits = 7);
/// One record with its line end (CR LF, as RFC 4180 has it); the fields are ready.
[[nodiscard]] QString csvRecord(const QStringList &fields);

} // namespace interlock
