// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/terminationsignals.h"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace interlock::rehearsal {

TerminationSignals::TerminationSignals(QCoreApplication *app)
{
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGHUP);
    // Blocked before any thread is started, so that no thread of ours takes them; children unblock what they
    // need.
    pthread_sigmask(SIG_BLOCK, &wanted, nullptr);
    const int descriptor = ::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
    m_notifier = std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, app, &QCoreApplication::quit);
}

TerminationSignals::~TerminationSignals()
{
    ::close(int(m_notifier->socket()));
}

} // namespace interlock::rehearsal
