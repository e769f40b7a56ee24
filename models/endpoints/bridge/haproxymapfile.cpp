// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/bridge/haproxymapfile.h"
#include "models/domain/wholefile.h"

#include <QFileInfo>
#include <QLoggingCategory>
#include <QSaveFile>

namespace interlock {

namespace {
Q_LOGGING_CATEGORY(haProxyFileLog, "interlock.haproxy")
} // namespace

void keepHaProxyMapFile(const QString &name, const HaProxyRows &rows)
{
    const QFileInfo info(name);
    if (!info.isAbsolute() || !info.isFile() || !info.isWritable())
        return;
    QSaveFile file(name);
    bool written = file.open(QIODevice::WriteOnly);
    for (const HaProxyRow &row : rows)
        written = written && file.write(row.key + ' ' + row.value + '\n') >= 0;
    if (!written || !commitWhole(file))
        qCWarning(haProxyFileLog, "%ls was not replaced: %ls", qUtf16Printable(name),
                  qUtf16Printable(file.errorString()));
}

} // namespace interlock
