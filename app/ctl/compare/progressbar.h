// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QString>

namespace interlock {

/// A bar on standard error while it is a terminal; nothing else otherwise.
class ProgressBar final
{
public:
    ProgressBar();
    ~ProgressBar();
    ProgressBar(const ProgressBar &) = delete;
    ProgressBar &operator=(const ProgressBar &) = delete;

    /// Draws at most ten times a second. @p all: 0 when it is not known.
    void show(qint64 done, qint64 all, qint64 pairs);
    /// Takes the bar away, so that the result stands alone.
    void clear();

private:
    bool m_terminal;
    bool m_drawn = false;
    QElapsedTimer m_sinceDrawn;
};

} // namespace interlock
