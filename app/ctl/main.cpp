// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/interrupts.h"
#include "app/ctl/invocation.h"
#include "app/ctl/makecommand.h"

#include <csignal>
#include <QCoreApplication>
#include <QTimer>

namespace {

int usageFailed(const interlock::UsageError &error)
{
    using namespace Qt::StringLiterals;
    interlock::Output::message(error.text);
    interlock::Output::message(u"interlockctl --help shows the commands"_s);
    interlock::Output(error.json).object({{u"error"_s, error.text}}, QString(), interlock::ExitCode::Usage);
    return static_cast<int>(interlock::ExitCode::Usage);
}

int run(const interlock::Invocation &invocation)
{
    interlock::Interrupts interrupts; // before any thread: they inherit what is blocked
    const auto command = interlock::makeCommand(invocation);
    QObject::connect(
        command.get(), &interlock::Command::finished, qApp,
        [](interlock::ExitCode exit) { QCoreApplication::exit(static_cast<int>(exit)); },
        Qt::QueuedConnection);
    QObject::connect(&interrupts, &interlock::Interrupts::interrupted, command.get(),
                     &interlock::Command::interrupt);
    QTimer::singleShot(0, command.get(), &interlock::Command::start);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    std::signal(SIGPIPE, SIG_IGN); // a reader that went away must not end a rollback
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("interlockctl"));
    QCoreApplication::setApplicationVersion(QStringLiteral(INTERLOCK_VERSION));
    const auto invocation = interlock::parseInvocation(QCoreApplication::arguments().sliced(1));
    if (!invocation)
        return usageFailed(invocation.error());
    if (invocation->command == interlock::CtlCommand::Help)
        interlock::Output(false).raw(interlock::usageText().toUtf8() + '\n');
    else if (invocation->command == interlock::CtlCommand::Version)
        interlock::Output(false).line(QStringLiteral("interlockctl ") +
                                      QCoreApplication::applicationVersion());
    else
        return run(*invocation);
    return static_cast<int>(interlock::ExitCode::Done);
}
