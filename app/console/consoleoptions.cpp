// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/consoleoptions.h"

#include <QRegularExpression>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

std::optional<QSize> sizeFromText(const QString &text)
{
    static const QRegularExpression form(u"^([0-9]{3,5})x([0-9]{3,5})$"_s);
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return QSize(match.captured(1).toInt(), match.captured(2).toInt());
}

/// Takes the option's value; a wrong one is told in ConsoleOptions::problem.
void takeValue(ConsoleOptions &options, const QString &name, const QString &value)
{
    if (name == u"--profile"_s) {
        options.profile = value;
    } else if (name == u"--screenshot"_s) {
        const qsizetype equals = value.indexOf(u'=');
        if (equals <= 0 || equals == value.size() - 1)
            options.problem = u"--screenshot wants PAGE=FILE.png, not \"%1\""_s.arg(value);
        else
            options.screenshots << ScreenshotWish{value.left(equals), value.mid(equals + 1)};
    } else if (name == u"--size"_s) {
        const auto size = sizeFromText(value);
        if (size)
            options.size = *size;
        else
            options.problem = u"--size wants WIDTHxHEIGHT such as 1280x800, not \"%1\""_s.arg(value);
    } else if (value == u"light"_s || value == u"dark"_s || value == u"system"_s) {
        options.theme = value;
    } else {
        options.problem = u"--theme wants light, dark or system, not \"%1\""_s.arg(value);
    }
}

} // namespace

ConsoleOptions parseConsoleOptions(const QStringList &arguments)
{
    const QStringList valued{u"--profile"_s, u"--screenshot"_s, u"--size"_s, u"--theme"_s};
    ConsoleOptions options;
    QString waiting; // a name whose value comes next; --screenshot keeps taking PAGE=FILE
    for (const QString &argument : arguments) {
        const QString name = argument.section(u'=', 0, 0);
        if (argument == u"--help"_s || argument == u"-h"_s) {
            options.help = true;
        } else if (argument == u"--version"_s) {
            options.version = true;
        } else if (argument == u"--report-start"_s) {
            options.reportStart = true;
        } else if (valued.contains(argument)) {
            if (!waiting.isEmpty() && waiting != u"--screenshot"_s)
                options.problem = u"%1 wants a value"_s.arg(waiting);
            waiting = argument;
        } else if (valued.contains(name)) {
            takeValue(options, name, argument.section(u'=', 1));
            waiting.clear();
        } else if (!waiting.isEmpty() && !argument.startsWith(u"--"_s)) {
            takeValue(options, waiting, argument);
            if (waiting != u"--screenshot"_s)
                waiting.clear();
        } else {
            options.problem = u"unknown argument \"%1\""_s.arg(argument);
        }
        if (!options.problem.isEmpty())
            return options;
    }
    const bool unmet = !waiting.isEmpty() && (waiting != u"--screenshot"_s || options.screenshots.isEmpty());
    if (unmet)
        options.problem = u"%1 wants a value"_s.arg(waiting);
    else if (options.profile.isEmpty() && !options.help && !options.version)
        options.problem = u"--profile FILE is missing: the migration's profile (TOML)"_s;
    return options;
}

QString consoleUsage()
{
    return u"usage: interlock --profile FILE [--theme light|dark|system] [--size WxH]\n"
           "       interlock --profile FILE --screenshot PAGE=FILE.png ... [--size WxH] [--theme "
           "light|dark]\n"
           "\n"
           "  --profile FILE          the migration's profile (TOML)\n"
           "  --screenshot PAGE=FILE  write pages as PNG once live data has arrived, then exit; pages are "
           "cockpit,\n"
           "                          routes, routes/share, routes/predictions, parity, parity/overview,\n"
           "                          parity/differences, parity/rules, parity/data, parity/issues, orders,\n"
           "                          sync, plan, plan/steps, plan/edit, drill, journal, alarms\n"
           "  --report-start          print how long the first picture and the first live data took, then "
           "exit\n"
           "  --size WxH              size of the window, such as 1280x800\n"
           "  --theme NAME            light, dark, or system (as the desktop has it)\n"
           "  --help, --version\n"
           "\n"
           "exit: 0 done, 1 a picture could not be written, 2 usage or bad profile, 3 no endpoint answered in time\n"_s;
}

} // namespace interlock
