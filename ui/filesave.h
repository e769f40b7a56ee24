// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QString>

class QWidget;

namespace interlock {

/// Asks where to save, beside the work and never in its way: the dialog is not modal and opens at the top of
/// the window, so that the rollback bar stays free. @p save writes the file and returns what went wrong, or
/// nothing.
void askWhereToSave(QWidget *parent, const QString &title, const QString &filter, const QString &suffix,
                    const std::function<QString(const QString &path)> &save);

/// Writes @p bytes to @p path, whole or not at all; returns what went wrong, or nothing.
[[nodiscard]] QString writeFile(const QString &path, const QByteArray &bytes);

/// Says @p text in a box of its own that is not modal and leaves the rollback bar free.
void tellPlainly(QWidget *parent, const QString &title, const QString &text);

} // namespace interlock
