// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/runbook.h"

#include "models/domain/plaintext.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace interlock {

QString runbookText(const Profile &profile)
{
    if (profile.runbook.isEmpty())
        return QCoreApplication::translate("interlock::Runbook", "The profile names no runbook.");
    if (profile.runbook.contains(u'\n'))
        return visibleText(profile.runbook, true);
    const QString path = QFileInfo(profile.file).absoluteDir().absoluteFilePath(profile.runbook);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return QCoreApplication::translate("interlock::Runbook", "Runbook: %1")
            .arg(visibleText(profile.runbook));
    constexpr qint64 limit = 64 * 1024;
    return visibleText(QString::fromUtf8(file.read(limit)), true);
}

} // namespace interlock
