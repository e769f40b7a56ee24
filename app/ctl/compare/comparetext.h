// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace interlock {

/// @p utf8 as a JSON string of printable ASCII: the value is the same, and a terminal has nothing to act on.
[[nodiscard]] QByteArray asciiJsonString(const QByteArray &utf8);
/// A path for people; the empty one, of the whole document, gets a name.
[[nodiscard]] QString pathText(const QByteArray &path);
/// A value's text for people: one line, control characters visible, whole.
[[nodiscard]] QString visibleValue(const QByteArray &json);
/// The same, cut to fit a line.
[[nodiscard]] QString shortValue(const QByteArray &json);
/// What a report's page begins with, up to `<body>`.
[[nodiscard]] QString compareHtmlHead();

} // namespace interlock
