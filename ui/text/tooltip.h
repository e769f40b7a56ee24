// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace interlock {

/// @p plain as a tool tip that shows it letter by letter: Qt takes tool tips as rich text when they look like
/// it.
[[nodiscard]] QString plainToolTip(const QString &plain);
/// Gives @p widget that tool tip.
void setPlainToolTip(QWidget *widget, const QString &plain);

} // namespace interlock
