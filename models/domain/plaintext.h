// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace interlock {

/// Text from outside made safe to show and to log: control characters (also tab and line ends unless @p
/// keepLines), bidirectional overrides and isolates, zero-width characters and lone surrogates become visible
/// `⟨U+202E⟩` marks. The result is still plain text; it is never to be taken as rich text.
[[nodiscard]] QString visibleText(const QString &text, bool keepLines = false);

/// A CSV cell: quoted where RFC 4180 asks for it, and with a leading apostrophe when a spreadsheet would take
/// the text as a formula (= + - @ tab CR NUL, OWASP ASVS 1.2.10). Only for text columns; numbers are written
/// as they are.
[[nodiscard]] QString csvCell(const QString &text);

} // namespace interlock
