// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/startreport.h"

#include "models/control/monitor.h"
#include "ui/mainwindow.h"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <QEvent>
#include <QFile>
#include <QTimer>
#include <unistd.h>

namespace interlock {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds reportWithin = 30s;

/// By the kernel's record of when the process was made, so that loading the program counts; to 10 ms.
qint64 msSinceProcessStart()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = stat.readAll();
    // The name in brackets may hold anything; the fields after it begin with the third.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype startTimeField = 22 - 3;
    if (fields.size() <= startTimeField)
        return 0;
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    const qint64 nowMs = qint64(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
    return nowMs - fields[startTimeField].toLongLong() * 1000 / sysconf(_SC_CLK_TCK);
}

/// With the CPU time of the process, which tells a slow program from a busy machine.
void tellTime(const char *what)
{
    timespec cpu{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    std::fprintf(stderr, "%s: %lld ms\n%s, CPU: %lld ms\n", what,
                 static_cast<long long>(msSinceProcessStart()), what,
                 static_cast<long long>(cpu.tv_sec) * 1000 + cpu.tv_nsec / 1'000'000);
}

} // namespace

StartReport::StartReport(MainWindow &window, const Monitor &monitor, QObject *parent)
    : QObject(parent), m_monitor(monitor)
{
    window.installEventFilter(this);
    connect(&m_monitor, &Monitor::changed, &window, qOverload<>(&QWidget::update));
    QTimer::singleShot(reportWithin, this, [this] {
        if (!m_done)
            Q_EMIT finished(false);
    });
}

bool StartReport::eventFilter(QObject *watched, QEvent *event)
{
    // The window's own paint event comes first; the rest of the picture is drawn before this loop turns.
    if (event->type() == QEvent::Paint && !m_asked) {
        m_asked = true;
        QMetaObject::invokeMethod(this, &StartReport::painted, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

void StartReport::painted()
{
    m_asked = false;
    if (m_done)
        return;
    if (!m_painted)
        tellTime("first paint");
    m_painted = true;
    if (!m_bridgeShown && m_monitor.state().bridge.isLive()) {
        m_bridgeShown = true;
        tellTime("live data");
    }
    if (!m_bridgeShown || !m_monitor.firstRoundDone())
        return;
    tellTime("every endpoint");
    m_done = true;
    Q_EMIT finished(true);
}

} // namespace interlock
