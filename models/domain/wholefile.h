// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSaveFile>

namespace interlock {

/// Puts @p file in the place of the old one only when every byte of it was taken; false, and the old one
/// stays, when the disk is full. QSaveFile::commit() of Qt 6.4 does not tell when its last flush fails.
[[nodiscard]] inline bool commitWhole(QSaveFile &file)
{
    return file.flush() && file.commit();
}

/// Replaces the content of @p file, which is not open yet; false, with its errorString(), when that failed.
[[nodiscard]] inline bool writeWhole(QSaveFile &file, const QByteArray &content)
{
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && commitWhole(file);
}

} // namespace interlock
