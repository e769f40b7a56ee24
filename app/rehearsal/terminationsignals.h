// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <QCoreApplication>
#include <QSocketNotifier>

namespace interlock::rehearsal {

/// Makes SIGINT, SIGTERM and SIGHUP end the event loop, so that destructors clean up. One object a process.
class TerminationSignals final
{
public:
    explicit TerminationSignals(QCoreApplication *app);
    ~TerminationSignals();
    Q_DISABLE_COPY_MOVE(TerminationSignals)

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace interlock::rehearsal
