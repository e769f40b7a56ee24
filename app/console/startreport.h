// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace interlock {

class MainWindow;
class Monitor;

/// Says on stderr how long after the start of the process the window was painted for the first time, showed
/// the first live state of the bridge, and had heard from every endpoint: a line `NAME: N ms` each,
/// and the CPU time used by then. For
/// benchmarks and for a slow start at somebody else's desk. Made before the window is shown. GUI thread.
class StartReport final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StartReport)

public:
    StartReport(MainWindow &window, const Monitor &monitor, QObject *parent = nullptr);

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    /// All was seen, or half a minute has passed.
    void finished(bool allSeen);

private:
    void painted();

    const Monitor &m_monitor;
    bool m_bridgeShown = false;
    bool m_painted = false;
    bool m_asked = false; ///< painted() is under way
    bool m_done = false;
};

} // namespace interlock
