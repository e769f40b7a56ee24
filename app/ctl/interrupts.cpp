// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/interrupts.h"

#include <csignal>
#include <sys/signalfd.h>
#include <unistd.h>

namespace interlock {

namespace {

sigset_t endingSignals()
{
    sigset_t set{};
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP})
        sigaddset(&set, number);
    return set;
}

} // namespace

Interrupts::Interrupts(QObject *parent) : QObject(parent)
{
    const sigset_t set = endingSignals();
    if (pthread_sigmask(SIG_BLOCK, &set, nullptr) != 0)
        return;
    m_descriptor = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (m_descriptor < 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &Interrupts::take);
}

Interrupts::~Interrupts()
{
    m_notifier.reset();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void Interrupts::take()
{
    signalfd_siginfo information{};
    while (::read(m_descriptor, &information, sizeof information) == sizeof information)
        Q_EMIT interrupted();
}

} // namespace interlock
