// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/options.h"

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

namespace {

using Value = tl::expected<double, QString>;

Value numberIn(const QString &option, const QString &text, double low, double high)
{
    bool ok = false;
    const double value = text.toDouble(&ok);
    if (!ok || !(value >= low && value <= high))
        return tl::unexpected(
            u"%1 takes a number from %2 to %3, not \"%4\""_s.arg(option).arg(low).arg(high).arg(text));
    return value;
}

QString scenarioNames()
{
    QStringList names;
    const QList<Scenario> all = scenarios();
    for (const Scenario &scenario : all)
        names << scenario.name;
    return names.join(u", "_s);
}

std::optional<QString> takeFault(Options &options, const QString &text)
{
    const QString name = text.section(u'=', 0, 0);
    const QString state = text.contains(u'=') ? text.section(u'=', 1) : u"on"_s;
    const std::optional<Fault> fault = faultFromName(name);
    if (!fault)
        return u"there is no fault \"%1\"; there are %2"_s.arg(name, faultNames());
    if (state != "on"_L1 && state != "off"_L1)
        return u"--fault takes NAME, NAME=on or NAME=off, not \"%1\""_s.arg(text);
    options.action = Options::Action::SetFault;
    options.fault = *fault;
    options.faultOn = state == "on"_L1;
    return std::nullopt;
}

std::optional<QString> takeScenario(Options &options, const QString &name)
{
    const std::optional<Scenario> scenario = scenarioByName(name);
    if (!scenario)
        return u"there is no scenario \"%1\"; there are %2"_s.arg(name, scenarioNames());
    options.world.scenario = *scenario;
    return std::nullopt;
}

std::optional<QString> takeStack(Options &options, const QString &name)
{
    if (name == "embedded"_L1)
        options.world.stack = StackKind::Embedded;
    else if (name == "haproxy"_L1)
        options.world.stack = StackKind::HaProxy;
    else
        return u"--stack is embedded or haproxy, not \"%1\""_s.arg(name);
    return std::nullopt;
}

/// Options with a value; none for an option that nobody knows.
std::optional<std::optional<QString>> takeValue(Options &options, const QString &option, const QString &value)
{
    const auto number = [&](double low, double high, auto store) -> std::optional<QString> {
        const Value parsed = numberIn(option, value, low, high);
        if (!parsed)
            return parsed.error();
        store(*parsed);
        return std::nullopt;
    };
    if (option == "--port"_L1)
        return number(0, 65'535, [&](double port) { options.port = quint16(port); });
    if (option == "--speed"_L1)
        return number(1, 100'000, [&](double speed) { options.world.speed = speed; });
    if (option == "--rate"_L1)
        return number(1, 2'000, [&](double rate) { options.world.requestsPerSecond = rate; });
    if (option == "--users"_L1)
        return number(10, 20'000, [&](double users) { options.world.users = int(users); });
    if (option == "--scenario"_L1)
        return takeScenario(options, value);
    if (option == "--stack"_L1)
        return takeStack(options, value);
    if (option == "--fault"_L1)
        return takeFault(options, value);
    if (option == "--profile"_L1) {
        options.profileFile = value;
        return std::optional<QString>();
    }
    if (option == "--comparer"_L1) {
        options.action = Options::Action::Comparer;
        options.comparer = value;
        return std::optional<QString>();
    }
    return std::nullopt;
}

} // namespace

tl::expected<Options, QString> parseOptions(const QStringList &arguments)
{
    Options options;
    options.world.scenario = *scenarioByName(u"midway");
    for (qsizetype i = 0; i < arguments.size(); ++i) {
        const QString option =
            arguments[i].startsWith("--"_L1) ? arguments[i].section(u'=', 0, 0) : arguments[i];
        if (option == "--help"_L1 || option == "-h"_L1) {
            options.action = Options::Action::Help;
            return options;
        }
        if (option == "--version"_L1) {
            options.action = Options::Action::Version;
            return options;
        }
        if (arguments[i] == "--print-profile"_L1) {
            options.printProfile = true;
            continue;
        }
        const bool attached = option != arguments[i];
        const bool missing = !attached && i + 1 >= arguments.size();
        const QString value = attached ? arguments[i].section(u'=', 1) : arguments.value(++i);
        const std::optional<std::optional<QString>> taken = takeValue(options, option, value);
        if (!taken)
            return tl::unexpected(u"unknown argument \"%1\""_s.arg(option));
        if (missing)
            return tl::unexpected(u"%1 needs a value"_s.arg(option));
        if (*taken)
            return tl::unexpected(**taken);
    }
    options.world.port = options.port;
    return options;
}

QString helpText()
{
    QString text = uR"(interlock-rehearsal: a small shop in the middle of its migration, to practise on.

usage: interlock-rehearsal [--port N] [--scenario NAME] [--stack embedded|haproxy] [--speed N] [--rate N]
                           [--users N] [--print-profile] [--profile FILE]
       interlock-rehearsal --fault NAME[=off] [--port N]

  --port N           the rehearsal's own port, for /metrics and /faults (default 7000; 0 takes a free one)
  --scenario NAME    where the migration stands at the start:
)"_s;
    const QList<Scenario> all = scenarios();
    for (const Scenario &scenario : all)
        text += u"                       %1 %2\n"_s.arg(scenario.name, -12).arg(scenario.text);
    text +=
        uR"(  --stack NAME       embedded: the rehearsal's own bridge; haproxy: HAProxy, Prometheus and a comparer
  --speed N          simulated seconds a second (default 2000: seven days of drain take five minutes)
  --rate N           requests a second of all shoppers (default 60)
  --users N          number of shoppers (default 300)
  --print-profile    print the migration profile for the console on standard output
  --profile FILE     write it to FILE
  --fault NAME[=off] switch a fault of the rehearsal that runs on the port, then exit:
)"_s;
    for (const Fault fault : allFaults)
        text += u"                       %1 %2\n"_s.arg(faultName(fault), -15).arg(faultText(fault));
    return text;
}

} // namespace interlock::rehearsal
