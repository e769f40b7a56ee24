// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/processprobe.h"

#include <ctime>
#include <QByteArray>
#include <QFile>
#include <QList>
#include <unistd.h>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {

QByteArray procFile(qint64 processId, const QString &name)
{
    QFile file(u"/proc/%1/%2"_s.arg(processId).arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

std::optional<double> cpuSeconds(qint64 processId)
{
    const QByteArray text = procFile(processId, u"stat"_s);
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype userField = 14 - 3; // counted from the third, which follows the name
    constexpr qsizetype systemField = 15 - 3;
    if (fields.size() <= systemField)
        return std::nullopt;
    const qint64 ticks = fields[userField].toLongLong() + fields[systemField].toLongLong();
    return double(ticks) / double(sysconf(_SC_CLK_TCK));
}

std::optional<double> residentMegabytes(qint64 processId)
{
    const QList<QByteArray> lines = procFile(processId, u"status"_s).split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').constFirst().toDouble() * 1024.0 / 1e6;
    }
    return std::nullopt;
}

double threadCpuMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

} // namespace interlock::bench
