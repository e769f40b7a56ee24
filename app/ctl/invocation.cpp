// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/invocation.h"

#include "app/ctl/comparearguments.h"
#include "models/domain/namedenum.h"
#include "models/domain/plaintext.h"

#include <algorithm>
#include <QCommandLineParser>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr EnumNames<CtlCommand, 15> commandNames{{{CtlCommand::Help, u"help"},
                                                  {CtlCommand::Version, u"version"},
                                                  {CtlCommand::Status, u"status"},
                                                  {CtlCommand::Gates, u"gates"},
                                                  {CtlCommand::Set, u"set"},
                                                  {CtlCommand::Rollback, u"rollback"},
                                                  {CtlCommand::Watch, u"watch"},
                                                  {CtlCommand::JournalVerify, u"journal verify"},
                                                  {CtlCommand::JournalShow, u"journal show"},
                                                  {CtlCommand::JournalExport, u"journal export"},
                                                  {CtlCommand::Validate, u"validate"},
                                                  {CtlCommand::Drill, u"drill"},
                                                  {CtlCommand::InitDb, u"init-db"},
                                                  {CtlCommand::Compare, u"compare"},
                                                  {CtlCommand::Approvals, u"approvals"}}};

constexpr EnumNames<ApprovalVerb, 4> approvalVerbNames{{{ApprovalVerb::Show, u"show"},
                                                        {ApprovalVerb::Sign, u"sign"},
                                                        {ApprovalVerb::Decline, u"decline"},
                                                        {ApprovalVerb::Withdraw, u"withdraw"}}};

QStringList globalOptions()
{
    return {u"profile"_s, u"json"_s, u"help"_s, u"version"_s};
}

QStringList optionsOf(CtlCommand command)
{
    switch (command) {
    case CtlCommand::Set:
        return {u"percent"_s, u"mode"_s,    u"reason"_s,   u"dry-run"_s,
                u"no-wait"_s, u"timeout"_s, u"override"_s, u"ask"_s};
    case CtlCommand::Rollback:
        return {u"reason"_s, u"gradual"_s, u"no-wait"_s, u"timeout"_s};
    case CtlCommand::Drill:
        return {u"scenario"_s, u"operator"_s, u"timeout"_s};
    case CtlCommand::InitDb:
        return {u"connection"_s};
    case CtlCommand::Approvals:
        return {u"digest"_s, u"reason"_s};
    case CtlCommand::JournalVerify:
        return {u"head"_s};
    case CtlCommand::JournalShow:
        return {u"limit"_s};
    case CtlCommand::JournalExport:
        return {u"format"_s};
    case CtlCommand::Compare:
        return compareOptionNames();
    case CtlCommand::Help:
    case CtlCommand::Version:
    case CtlCommand::Status:
    case CtlCommand::Gates:
    case CtlCommand::Validate:
    case CtlCommand::Watch:
        break;
    }
    return {};
}

void addOptions(QCommandLineParser &parser)
{
    const auto flag = [&parser](const QStringList &names) { parser.addOption(QCommandLineOption(names)); };
    const auto value = [&parser](const QString &name) {
        QCommandLineOption option(name);
        option.setValueName(u"value"_s);
        parser.addOption(option);
    };
    flag({u"h"_s, u"help"_s});
    flag({u"v"_s, u"version"_s});
    flag({u"json"_s});
    flag({u"gradual"_s});
    flag({u"dry-run"_s});
    flag({u"no-wait"_s});
    flag({u"operator"_s});
    flag({u"ask"_s});
    for (const QString &name :
         {u"profile"_s, u"percent"_s, u"mode"_s, u"reason"_s, u"timeout"_s, u"head"_s, u"limit"_s,
          u"format"_s, u"override"_s, u"scenario"_s, u"connection"_s, u"digest"_s})
        value(name);
    for (const QString &name : compareOptionNames())
        value(name);
}

using Parsed = tl::expected<Invocation, QString>;

tl::unexpected<QString> wrong(const QString &text)
{
    return tl::unexpected(visibleText(text));
}

std::optional<int> wholeNumber(const QString &text, int min, int max)
{
    bool ok = false;
    const int number = text.toInt(&ok);
    return ok && number >= min && number <= max ? std::optional(number) : std::nullopt;
}

/// The command and the words after it.
struct CommandWords
{
    CtlCommand command;
    QStringList rest;
};

tl::expected<CommandWords, QString> findCommand(const QStringList &words)
{
    if (words.isEmpty())
        return wrong(
            u"a command is missing: status, gates, set, rollback, watch, drill, approvals, journal, compare, init-db or validate"_s);
    QString name = words.first();
    qsizetype used = 1;
    if (name == u"journal") {
        if (words.size() < 2)
            return wrong(u"journal needs verify, show or export"_s);
        name += u' ' + words.at(1);
        used = 2;
    }
    const std::optional<CtlCommand> command = enumFromName(commandNames, name);
    if (!command || *command == CtlCommand::Help || *command == CtlCommand::Version)
        return wrong(
            u"unknown command \"%1\": status, gates, set, rollback, watch, drill, approvals, journal verify|show|export, compare, init-db or validate"_s
                .arg(name));
    return CommandWords{*command, words.sliced(used)};
}

/// Options are right in general; here, that they belong to the command and come once.
std::optional<QString> optionFault(const QCommandLineParser &parser, CtlCommand command)
{
    const QStringList allowed = globalOptions() + optionsOf(command);
    QStringList seen;
    for (const QString &name : parser.optionNames()) {
        if (!allowed.contains(name))
            return u"--%1 is not an option of %2"_s.arg(name, ctlCommandName(command));
        if (seen.contains(name) && name != u"override")
            return u"--%1 is given twice"_s.arg(name);
        seen.append(name);
    }
    return {};
}

Parsed takeSet(const QCommandLineParser &parser, Invocation invocation)
{
    if (invocation.routes.size() != 1)
        return wrong(u"set needs exactly one route"_s);
    if (parser.isSet(u"percent"_s)) {
        invocation.percent = wholeNumber(parser.value(u"percent"_s), 0, 100);
        if (!invocation.percent)
            return wrong(
                u"--percent must be a whole number 0 … 100, not \"%1\""_s.arg(parser.value(u"percent"_s)));
    }
    if (parser.isSet(u"mode"_s)) {
        invocation.mode = modeFromName(parser.value(u"mode"_s));
        if (!invocation.mode)
            return wrong(u"--mode must be legacy, compare-legacy, compare-new or new, not \"%1\""_s.arg(
                parser.value(u"mode"_s)));
    }
    for (const QString &gate : parser.values(u"override"_s)) {
        if (!isValidId(gate))
            return wrong(u"--override \"%1\" is no id of a gate"_s.arg(gate));
        if (!invocation.overrides.contains(gate))
            invocation.overrides.append(gate);
    }
    if (!invocation.percent && !invocation.mode)
        return wrong(u"set needs --percent, --mode or both"_s);
    if (invocation.ask && (invocation.dryRun || !invocation.overrides.isEmpty()))
        return wrong(
            u"--ask sends nothing and sets nothing aside: --dry-run and --override do not go with it"_s);
    return invocation;
}

Parsed takeTimeout(const QCommandLineParser &parser, Invocation invocation)
{
    if (!parser.isSet(u"timeout"_s))
        return invocation;
    const std::optional<int> seconds = wholeNumber(parser.value(u"timeout"_s), 1, 86'400);
    if (!seconds)
        return wrong(u"--timeout must be a whole number of seconds, 1 … 86400, not \"%1\""_s.arg(
            parser.value(u"timeout"_s)));
    invocation.timeout = std::chrono::seconds(*seconds);
    return invocation;
}

/// What set and rollback have in common: a reason, and how long they wait.
Parsed takeAct(const QCommandLineParser &parser, Invocation invocation)
{
    invocation.reason = parser.value(u"reason"_s).trimmed();
    if (invocation.reason.isEmpty())
        return wrong(
            u"%1 needs --reason TEXT: it goes into the journal"_s.arg(ctlCommandName(invocation.command)));
    constexpr qsizetype longestReason = 1000;
    if (invocation.reason.size() > longestReason)
        return wrong(u"--reason is longer than 1000 characters"_s);
    for (const QString &route : std::as_const(invocation.routes)) {
        if (!isValidId(route))
            return wrong(u"\"%1\" is no id of a route: 1 to 128 of A-Z a-z 0-9 . _ : -"_s.arg(route));
    }
    const Parsed timed = takeTimeout(parser, invocation);
    return timed && timed->command == CtlCommand::Set ? takeSet(parser, *timed) : timed;
}

Parsed takeDrill(const QCommandLineParser &parser, Invocation invocation)
{
    invocation.scenario = parser.value(u"scenario"_s);
    if (parser.isSet(u"scenario"_s) && !isValidId(invocation.scenario))
        return wrong(u"--scenario \"%1\" is no name of a fault"_s.arg(invocation.scenario));
    invocation.byOperator = parser.isSet(u"operator"_s);
    return takeTimeout(parser, invocation);
}

/// Hexadecimal digits (and the dashes of an id), at least @p least of them, in lower case.
std::optional<QString> hexadecimal(const QString &text, qsizetype least, bool dashes)
{
    const QString lower = text.toLower();
    const bool right = std::ranges::all_of(lower, [dashes](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (dashes && c == u'-');
    });
    return right && lower.size() >= least ? std::optional(lower) : std::nullopt;
}

Parsed takeApprovals(const QCommandLineParser &parser, Invocation invocation, const QStringList &rest)
{
    constexpr qsizetype leastOfId = 4;
    constexpr qsizetype leastOfDigest = 8;
    ApprovalsWish &request = invocation.approval;
    invocation.reason = parser.value(u"reason"_s).trimmed();
    if (!rest.isEmpty()) {
        const auto verb = enumFromName(approvalVerbNames, rest.first());
        if (!verb || rest.size() != 2)
            return wrong(
                u"approvals takes nothing, or show, sign, decline or withdraw and the id of a request"_s);
        request.verb = *verb;
        const auto id = hexadecimal(rest.at(1), leastOfId, true);
        if (!id)
            return wrong(u"\"%1\" is no id of a request: give 4 or more of its digits"_s.arg(rest.at(1)));
        request.id = *id;
    }
    const bool signs = request.verb == ApprovalVerb::Sign;
    const auto digest = hexadecimal(parser.value(u"digest"_s), leastOfDigest, false);
    if (signs != parser.isSet(u"digest"_s) || (signs && !digest))
        return wrong(
            u"approvals sign ID needs --digest HEX: 8 or more digits of what approvals show ID ends with"_s);
    request.digest = digest.value_or(QString());
    const bool declines = request.verb == ApprovalVerb::Decline;
    if (declines == invocation.reason.isEmpty())
        return wrong(u"approvals decline ID needs --reason TEXT, and nothing else does"_s);
    return invocation;
}

Parsed takeJournal(const QCommandLineParser &parser, Invocation invocation)
{
    if (parser.isSet(u"head"_s)) {
        const QString text = parser.value(u"head"_s).toLower();
        invocation.head = QByteArray::fromHex(text.toLatin1());
        constexpr qsizetype sha256Bytes = 32;
        if (invocation.head.size() != sha256Bytes || QString::fromLatin1(invocation.head.toHex()) != text)
            return wrong(u"--head must be a hash of 64 hexadecimal digits"_s);
    }
    if (parser.isSet(u"limit"_s)) {
        const std::optional<int> limit = wholeNumber(parser.value(u"limit"_s), 1, 1'000'000);
        if (!limit)
            return wrong(
                u"--limit must be a whole number 1 … 1000000, not \"%1\""_s.arg(parser.value(u"limit"_s)));
        invocation.limit = *limit;
    }
    const QString format = parser.isSet(u"format"_s) ? parser.value(u"format"_s) : u"csv"_s;
    if (format != u"csv" && format != u"ndjson")
        return wrong(u"--format must be csv or ndjson, not \"%1\""_s.arg(format));
    invocation.format = format == u"csv" ? ExportFormat::Csv : ExportFormat::Ndjson;
    return invocation;
}

Parsed takeWords(const QCommandLineParser &parser, Invocation invocation, const QStringList &rest)
{
    switch (invocation.command) {
    case CtlCommand::Set:
    case CtlCommand::Rollback:
        invocation.routes = rest;
        return takeAct(parser, invocation);
    case CtlCommand::Gates:
        invocation.routes = rest;
        if (rest.size() > 1)
            return wrong(u"gates takes one route, or none for all"_s);
        return invocation;
    case CtlCommand::Approvals:
        return takeApprovals(parser, invocation, rest);
    case CtlCommand::Compare: {
        auto request = takeCompare(parser, rest);
        if (!request)
            return wrong(request.error());
        invocation.compare = *request;
        return invocation;
    }
    case CtlCommand::Validate:
        if (rest.size() > 1 || (rest.size() == 1 && !invocation.profile.isEmpty()))
            return wrong(u"validate takes one file"_s);
        if (rest.size() == 1)
            invocation.profile = rest.first();
        return invocation;
    case CtlCommand::JournalVerify:
    case CtlCommand::JournalShow:
    case CtlCommand::JournalExport:
    case CtlCommand::Status:
    case CtlCommand::Watch:
    case CtlCommand::Drill:
    case CtlCommand::InitDb:
    case CtlCommand::Help:
    case CtlCommand::Version:
        break;
    }
    if (!rest.isEmpty())
        return wrong(u"%1 takes no \"%2\""_s.arg(ctlCommandName(invocation.command), rest.first()));
    if (invocation.command == CtlCommand::InitDb)
        invocation.connection = parser.value(u"connection"_s);
    return invocation.command == CtlCommand::Drill ? takeDrill(parser, invocation)
                                                   : takeJournal(parser, invocation);
}

Parsed readInvocation(const QCommandLineParser &parser, bool parsed)
{
    Invocation invocation;
    if (!parsed)
        return wrong(parser.errorText());
    if (parser.isSet(u"help"_s) || parser.isSet(u"version"_s)) {
        invocation.command = parser.isSet(u"help"_s) ? CtlCommand::Help : CtlCommand::Version;
        return invocation;
    }
    const auto words = findCommand(parser.positionalArguments());
    if (!words)
        return tl::unexpected(words.error());
    invocation.command = words->command;
    if (const auto fault = optionFault(parser, invocation.command))
        return wrong(*fault);
    invocation.profile = parser.value(u"profile"_s);
    invocation.json = parser.isSet(u"json"_s);
    invocation.wait = !parser.isSet(u"no-wait"_s);
    invocation.dryRun = parser.isSet(u"dry-run"_s);
    invocation.gradual = parser.isSet(u"gradual"_s);
    invocation.ask = parser.isSet(u"ask"_s);
    if (invocation.gradual && !invocation.wait)
        return wrong(u"--gradual runs to its end: --no-wait does not go with it"_s);
    Parsed complete = takeWords(parser, invocation, words->rest);
    const bool needsProfile = complete && complete->command != CtlCommand::Compare &&
                              (complete->command != CtlCommand::InitDb || complete->connection.isEmpty());
    if (needsProfile && complete->profile.isEmpty())
        return wrong(u"%1 needs --profile FILE%2"_s.arg(
            ctlCommandName(invocation.command),
            invocation.command == CtlCommand::InitDb ? u" or --connection TEXT"_s : QString()));
    return complete;
}

} // namespace

tl::expected<Invocation, UsageError> parseInvocation(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    const bool parsed = parser.parse(QStringList{u"interlockctl"_s} + arguments);
    Parsed invocation = readInvocation(parser, parsed);
    if (!invocation) {
        // compare keeps standard output empty unless it compared
        const bool compares = parser.positionalArguments().value(0) == ctlCommandName(CtlCommand::Compare);
        return tl::unexpected(UsageError{invocation.error(), arguments.contains(u"--json"_s) && !compares});
    }
    return *invocation;
}

QString ctlCommandName(CtlCommand command)
{
    return enumName(commandNames, command);
}

QString usageText()
{
    return uR"(interlockctl --profile FILE [--json] COMMAND

Shows and moves a running migration; the same engine as the console.

  status                        the three shares of every route, lag, orders, alarms, freshness
  gates [ROUTE]                 what each gate wants, what is, and what it locks; 4 when one locks
  set ROUTE [--percent N] [--mode legacy|compare-legacy|compare-new|new] --reason TEXT
            [--override GATE]… [--dry-run] [--no-wait] [--timeout S]
                                one guarded change of one route; ends when the traffic agrees
  rollback [ROUTE…] --reason TEXT [--no-wait] [--timeout S]
                                everything, or the routes, to legacy at once; nothing locks it
  rollback [ROUTE…] --gradual --reason TEXT [--timeout S]
                                the same in the profile's steps; Ctrl-C stops it where it is
  watch                         the engine without a window: fires armed triggers, a line for what happens
  drill [--scenario FAULT] [--operator] [--timeout S]
                                practises a rollback in the rehearsal; the journal keeps the result
  set ROUTE … --ask             asks a second person to sign exactly this change; sends nothing
  approvals                     who asks for a second person, and what became of it
  approvals show ID             the evidence of a request, and its digest
  approvals sign ID --digest HEX
                                signs the evidence that was shown
  approvals decline ID --reason TEXT
  approvals withdraw ID
  journal verify [--head HEX]   walks the hash chain; --head also finds a cut end
  journal show [--limit N]      the last entries
  journal export [--format csv|ndjson]
                                all entries on standard output
  init-db [--connection TEXT]   makes or mends the schema for several people: shared journal, who is on,
                                approvals, roles; may be run again
  validate [FILE]               every error of a profile with line and column

  compare LEGACY NEW [--rules FILE] [--route ROUTE] [--max-differences N] [--max-size BYTES] [--max-depth N]
          [--jobs N] [--html FILE] [--id-map FILE]
                                two JSON documents, or two NDJSON files line by line; needs no profile;
                                - is standard input for one of them

  --json         one object on standard output; its keys: docs/interlockctl.md
  --override G   sets the gate G aside for this act; journaled and shown on every console
  --no-wait      acknowledged by the instances is enough; do not wait for the traffic
  --timeout S    how long set and rollback wait for their marks
  --help, --version

Exit: 0 done · 1 alarm or difference · 2 usage or bad input · 3 unreachable · 4 blocked by an interlock ·
5 conflict · 6 rejected · 7 unknown)"_s;
}

} // namespace interlock
