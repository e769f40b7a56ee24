// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/faults/faultclient.h"
#include "app/rehearsal/options.h"
#include "app/rehearsal/stack/comparer.h"
#include "app/rehearsal/terminationsignals.h"
#include "app/rehearsal/world.h"
#include "models/domain/wholefile.h"

#include <cstdio>
#include <QCoreApplication>
#include <QFileInfo>
#include <QSaveFile>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

constexpr int exitDone = 0;
constexpr int exitFailed = 1;
constexpr int exitUsage = 2;

void say(FILE *stream, const QString &text)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
    std::fflush(stream);
}

int complain(int code, const QString &text)
{
    say(stderr, u"interlock-rehearsal: "_s + text + u'\n');
    return code;
}

QString described(const Error &error)
{
    return error.where.isEmpty() ? error.detail : error.where + u": "_s + error.detail;
}

/// Appears whole or not at all: whoever waits for the file may read it as soon as it is there.
bool writeProfile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    return writeWhole(file, content);
}

int runWorld(QCoreApplication &app, const Options &options)
{
    const TerminationSignals quitter(&app);
    World world(options.world);
    if (const Result<void> started = world.start(); !started)
        return complain(exitFailed, described(started.error()));
    const QByteArray profile = world.profile();
    if (options.printProfile)
        say(stdout, QString::fromUtf8(profile));
    if (!options.profileFile.isEmpty() && !writeProfile(options.profileFile, profile))
        return complain(exitFailed, u"cannot write %1"_s.arg(options.profileFile));
    say(options.printProfile ? stderr : stdout,
        u"interlock-rehearsal is ready: http://127.0.0.1:%1/faults (Ctrl-C ends it)\n"_s.arg(
            world.adminPort()));
    return app.exec();
}

int runComparer(QCoreApplication &app, const QString &argument)
{
    const Result<Comparer::Config> config = Comparer::fromArgument(argument);
    if (!config)
        return complain(exitUsage, described(config.error()));
    Comparer comparer(*config);
    if (const Result<void> started = comparer.start(); !started)
        return complain(exitFailed, described(started.error()));
    return app.exec();
}

int run(QCoreApplication &app, const Options &options)
{
    switch (options.action) {
    case Options::Action::Help:
        say(stdout, helpText());
        return exitDone;
    case Options::Action::Version:
        say(stdout, u"interlock-rehearsal 0.1.0\n"_s);
        return exitDone;
    case Options::Action::SetFault: {
        const Result<QString> set = askForFault(options.port, options.fault, options.faultOn);
        if (!set)
            return complain(3, described(set.error()));
        say(stdout, *set + u'\n');
        return exitDone;
    }
    case Options::Action::Comparer:
        return runComparer(app, options.comparer);
    case Options::Action::Run:
        return runWorld(app, options);
    }
    Q_UNREACHABLE();
}

} // namespace

int rehearsalMain(QCoreApplication &app)
{
    tl::expected<Options, QString> parsed = parseOptions(QCoreApplication::arguments().mid(1));
    if (!parsed)
        return complain(exitUsage, parsed.error() + u" (see --help)"_s);
    parsed->world.program = QCoreApplication::applicationFilePath();
    return run(app, *parsed);
}

} // namespace interlock::rehearsal

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    return interlock::rehearsal::rehearsalMain(app);
}
