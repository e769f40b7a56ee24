// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/screenshots.h"

#include "models/control/monitor.h"
#include "ui/mainwindow.h"

#include <cstdio>
#include <QPixmap>
#include <QTimer>

namespace interlock {

using namespace std::chrono_literals;

namespace {
constexpr std::chrono::milliseconds dataWithin = 30s;  ///< then what there is, is drawn
constexpr std::chrono::milliseconds historyFor = 12s;  ///< after the first round, for the plots
constexpr std::chrono::milliseconds settleFor = 400ms; ///< after a page came to the front
constexpr int notWritten = 1;
constexpr int unreachable = 3;
} // namespace

Screenshots::Screenshots(MainWindow &window, const Monitor &monitor, const QList<ScreenshotWish> &wishes,
                         QObject *parent)
    : QObject(parent), m_window(window), m_monitor(monitor), m_wishes(wishes)
{
}

void Screenshots::start()
{
    m_sinceStart.start();
    wait();
}

void Screenshots::wait()
{
    if (m_monitor.firstRoundDone() && !m_sinceData.isValid())
        m_sinceData.start();
    const bool ready =
        m_sinceData.isValid() && std::chrono::milliseconds(m_sinceData.elapsed()) >= historyFor;
    const bool tooLate =
        !m_sinceData.isValid() && std::chrono::milliseconds(m_sinceStart.elapsed()) >= dataWithin;
    if (!ready && !tooLate) {
        QTimer::singleShot(100ms, this, &Screenshots::wait);
        return;
    }
    if (tooLate || !m_monitor.state().bridge.hasValue()) {
        std::fputs("interlock: no live data in time; the pictures show what there is\n", stderr);
        m_exitCode = unreachable;
    }
    showNext();
}

void Screenshots::showNext()
{
    if (m_wishes.isEmpty()) {
        Q_EMIT finished(m_exitCode);
        return;
    }
    m_window.showPage(m_wishes.constFirst().page);
    QTimer::singleShot(settleFor, this, &Screenshots::take);
}

void Screenshots::take()
{
    const ScreenshotWish wish = m_wishes.takeFirst();
    if (!m_window.grab().save(wish.file, "PNG")) {
        std::fprintf(stderr, "interlock: %s could not be written\n", qUtf8Printable(wish.file));
        m_exitCode = notWritten;
    }
    showNext();
}

} // namespace interlock
