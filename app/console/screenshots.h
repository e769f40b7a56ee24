// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/consoleoptions.h"

#include <QElapsedTimer>
#include <QObject>

namespace interlock {

class MainWindow;
class Monitor;

/// Draws pages into files once live data has arrived and the plots have something to show, and then says so.
/// Gives up waiting after half a minute and draws what there is.
class Screenshots final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Screenshots)

public:
    Screenshots(MainWindow &window, const Monitor &monitor, const QList<ScreenshotWish> &wishes,
                QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    /// With the program's exit code.
    void finished(int exitCode);

private:
    void wait();
    void showNext();
    void take();

    MainWindow &m_window;
    const Monitor &m_monitor;
    QList<ScreenshotWish> m_wishes;
    QElapsedTimer m_sinceStart;
    QElapsedTimer m_sinceData;
    int m_exitCode = 0;
};

} // namespace interlock
