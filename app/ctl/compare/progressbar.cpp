// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/compare/progressbar.h"

#include <algorithm>
#include <cstdio>
#include <unistd.h>

namespace interlock {

using namespace Qt::StringLiterals;

ProgressBar::ProgressBar() : m_terminal(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar()
{
    clear();
}

void ProgressBar::show(qint64 done, qint64 all, qint64 pairs)
{
    constexpr qint64 drawEveryMs = 100;
    constexpr int cells = 30;
    if (!m_terminal || (m_drawn && m_sinceDrawn.elapsed() < drawEveryMs))
        return;
    m_sinceDrawn.restart();
    m_drawn = true;
    QString line = u"%1 pairs"_s.arg(pairs);
    if (all > 0) {
        const auto percent = static_cast<int>(std::min<qint64>(100, done * 100 / all));
        const int full = percent * cells / 100;
        line =
            u"[%1%2] %3 %  %4"_s.arg(QString(full, u'#'), QString(cells - full, u'-')).arg(percent).arg(line);
    }
    std::fputs((u"\r\x1b[K"_s + line).toUtf8().constData(), stderr);
    std::fflush(stderr);
}

void ProgressBar::clear()
{
    if (!m_drawn)
        return;
    m_drawn = false;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
}

} // namespace interlock
