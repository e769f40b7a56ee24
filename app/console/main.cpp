// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console.h"
#include "ui/window/themechoice.h"

#include <csignal>
#include <cstdio>
#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

namespace {

constexpr int usageExit = 2;

int runConsole(QApplication &application, const interlock::ConsoleOptions &options)
{
    using interlock::ThemeChoice;
    const QTemporaryDir scratch;
    if (!options.forPeople()) // pictures and reports neither depend on nor change what a person has set
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, scratch.path());
    ThemeChoice theme(application);
    theme.apply(options.theme.isEmpty() ? ThemeChoice::remembered() : ThemeChoice::fromName(options.theme));
    interlock::Console console(options, theme);
    return console.start() ? QApplication::exec() : usageExit;
}

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

} // namespace

int main(int argc, char *argv[])
{
    std::signal(SIGPIPE, SIG_IGN); // a reader that went away must not end a rollback
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    const interlock::ConsoleOptions options = interlock::parseConsoleOptions(arguments);
    if (!options.problem.isEmpty()) {
        std::fprintf(stderr, "interlock: %s\n%s", qUtf8Printable(options.problem),
                     qUtf8Printable(interlock::consoleUsage()));
        return usageExit;
    }
    if (options.help || options.version) {
        std::fputs(options.help ? qUtf8Printable(interlock::consoleUsage())
                                : "interlock " INTERLOCK_VERSION "\n",
                   stdout);
        return 0;
    }
    if (!hasDisplay() && options.forPeople()) {
        std::fputs("interlock: there is no display here; --screenshot PAGE=FILE.png works without one\n",
                   stderr);
        return usageExit;
    }
    if (!hasDisplay())
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName(QStringLiteral("interlock"));
    QCoreApplication::setApplicationName(QStringLiteral("interlock"));
    QCoreApplication::setApplicationVersion(QStringLiteral(INTERLOCK_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("interlock"));
    return runConsole(application, options);
}
