// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

#include <algorithm>
#include <QTimeZone>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::seconds;

namespace {

QDate readDate(TableReader &reader, const QString &key)
{
    const auto text = reader.requiredText(key, u"a date \"2026-11-20\""_s);
    if (!text)
        return {};
    const QDate date = QDate::fromString(*text, Qt::ISODate);
    if (!date.isValid())
        reader.problem(reader.at(key), u"%1 must be a date \"2026-11-20\", not %2"_s.arg(key, quoted(*text)));
    return date;
}

QTime readTime(TableReader &reader, const QString &key)
{
    const auto text = reader.requiredText(key, u"a time \"09:00\""_s);
    if (!text)
        return {};
    if (*text == u"24:00")
        return QTime(0, 0);
    const QTime time = QTime::fromString(*text, u"HH:mm"_s);
    if (!time.isValid())
        reader.problem(reader.at(key), u"%1 must be a time \"09:00\", not %2"_s.arg(key, quoted(*text)));
    return time;
}

ChangeWindow readWindow(const TomlValue &table, ProfileProblems &problems)
{
    static const QStringList names{u"mon"_s, u"tue"_s, u"wed"_s, u"thu"_s, u"fri"_s, u"sat"_s, u"sun"_s};
    TableReader reader(table, u"[[window]]"_s, problems);
    ChangeWindow window;
    const TomlValue *days = reader.require(u"days"_s, u"a list [\"mon\", \"tue\"]"_s);
    if (days && days->type == TomlValue::Type::List && days->items.empty())
        reader.problem(days->at, u"days names no day"_s);
    for (const TableReader::TextItem &item : reader.textItems(u"days"_s)) {
        const qsizetype day = names.indexOf(item.text);
        if (day < 0)
            reader.problem(item.at,
                           u"a day must be %1, not %2%3"_s.arg(alternatives(names), quoted(item.text),
                                                               suggestion(item.text, names)));
        else if (!window.days.contains(int(day) + 1))
            window.days.append(int(day) + 1);
    }
    window.from = readTime(reader, u"from"_s);
    window.to = readTime(reader, u"to"_s);
    reader.finish();
    return window;
}

Freeze readFreeze(const TomlValue &table, ProfileProblems &problems)
{
    TableReader reader(table, u"[[freeze]]"_s, problems);
    Freeze freeze{readDate(reader, u"from"_s), readDate(reader, u"to"_s),
                  reader.text(u"reason"_s).value_or(QString())};
    if (freeze.from.isValid() && freeze.to.isValid() && freeze.to < freeze.from)
        reader.problem(reader.at(u"to"_s), u"to must not be before from"_s);
    reader.finish();
    return freeze;
}

void readCalendar(TableReader &root, Profile &profile)
{
    if (const TomlValue *table = root.table(u"calendar"_s, u"[calendar]"_s)) {
        TableReader reader(*table, u"[calendar]"_s, root.problems());
        if (const auto zone = reader.requiredText(u"time_zone"_s, u"a time zone \"Europe/Berlin\""_s)) {
            profile.calendar.timeZone = zone->toUtf8();
            if (!QTimeZone(profile.calendar.timeZone).isValid())
                reader.problem(
                    reader.at(u"time_zone"_s),
                    u"there is no time zone %1 on this machine; names are like \"Europe/Berlin\" or \"UTC\""_s
                        .arg(quoted(*zone)));
        }
        reader.finish();
    }
    for (const TomlValue *table : root.tables(u"window"_s, u"[[window]]"_s))
        profile.calendar.windows.append(readWindow(*table, root.problems()));
    for (const TomlValue *table : root.tables(u"freeze"_s, u"[[freeze]]"_s))
        profile.calendar.freezes.append(readFreeze(*table, root.problems()));
}

Evidence readOneEvidence(const TomlValue &table, ProfileProblems &problems)
{
    static const QStringList kinds{u"backup"_s, u"load-test"_s, u"drill"_s};
    TableReader reader(table, u"[[evidence]]"_s, problems);
    Evidence evidence;
    if (reader.require(u"kind"_s, alternatives(kinds)))
        evidence.kind =
            reader.choice(u"kind"_s, kinds, [](const QString &word) { return evidenceKindFromName(word); })
                .value_or(EvidenceKind::Backup);
    evidence.id = reader.requiredText(u"id"_s, u"what it is called where it is kept"_s).value_or(QString());
    if (const auto at = reader.requiredText(u"at"_s, u"a time \"2026-03-01T04:00:00Z\""_s)) {
        evidence.at = QDateTime::fromString(*at, Qt::ISODate);
        if (!evidence.at.isValid() || evidence.at.timeSpec() == Qt::LocalTime)
            reader.problem(
                reader.at(u"at"_s),
                u"at must be a time with its offset, \"2026-03-01T04:00:00Z\", not %1"_s.arg(quoted(*at)));
        evidence.at = evidence.at.toUTC();
    }
    if (reader.require(u"good"_s, u"true when it was validated or passed"_s))
        evidence.good = reader.boolean(u"good"_s).value_or(false);
    evidence.note = reader.text(u"note"_s).value_or(QString());
    reader.finish();
    return evidence;
}

/// Highest threshold that makes sense for a kind, in its own unit.
double largestLimit(GateKind kind)
{
    switch (kind) {
    case GateKind::ErrorRate:
    case GateKind::Parity:
    case GateKind::ValidationSuccess:
        return 1;
    case GateKind::LargestStep:
    case GateKind::Conversion:
    case GateKind::SupportTickets:
    case GateKind::P95AgainstLegacy:
        return 100;
    case GateKind::BackupValidated:
    case GateKind::DrillAge:
    case GateKind::LoadTest:
        return 3650;
    case GateKind::P95:
    case GateKind::ForwardLag:
    case GateKind::BackLag:
    case GateKind::BackSyncRunning:
    case GateKind::SyncErrors:
    case GateKind::OpenConflicts:
    case GateKind::Soak:
    case GateKind::ChangeWindow:
    case GateKind::Warranty:
    case GateKind::Expression:
        break;
    }
    return 1e9;
}

bool hasLimit(GateKind kind)
{
    switch (kind) {
    case GateKind::BackSyncRunning:
    case GateKind::SyncErrors:
    case GateKind::ChangeWindow:
    case GateKind::Warranty:
    case GateKind::Expression:
        return false;
    case GateKind::ErrorRate:
    case GateKind::P95:
    case GateKind::P95AgainstLegacy:
    case GateKind::Conversion:
    case GateKind::SupportTickets:
    case GateKind::ForwardLag:
    case GateKind::BackLag:
    case GateKind::OpenConflicts:
    case GateKind::Parity:
    case GateKind::ValidationSuccess:
    case GateKind::BackupValidated:
    case GateKind::Soak:
    case GateKind::LargestStep:
    case GateKind::DrillAge:
    case GateKind::LoadTest:
        return true;
    }
    return false;
}

bool readsSignal(GateKind kind)
{
    return kind == GateKind::Conversion || kind == GateKind::SupportTickets ||
           kind == GateKind::ValidationSuccess;
}

bool hasMeaning(const Profile &profile, SignalMeaning meaning)
{
    return std::ranges::any_of(profile.signalSpecs,
                               [meaning](const SignalSpec &spec) { return spec.meaning == meaning; });
}

/// A ready gate with the limits that the profile gives for its alarms.
GateSpec gateWithLimits(GateKind kind, const Profile &profile)
{
    GateSpec gate = readyGate(kind);
    if (kind == GateKind::ErrorRate)
        gate.threshold = profile.limits.errorRate;
    if (kind == GateKind::P95)
        gate.threshold = profile.limits.p95Seconds;
    if (kind == GateKind::ForwardLag)
        gate.threshold = profile.limits.forwardLagSeconds;
    if (kind == GateKind::BackLag)
        gate.threshold = profile.limits.backLagSeconds;
    return gate;
}

/// Reads one `[[gate]]`.
class GateReader final
{
public:
    GateReader(const TomlValue &table, const ProfileContext &context, const Profile &profile,
               ProfileProblems &problems)
        : m_context(context), m_profile(profile), m_reader(table, u"[[gate]]"_s, problems)
    {
    }

    /// Absent when what kind it is cannot be told.
    std::optional<GateSpec> read()
    {
        const std::optional<GateKind> kind = readKind();
        if (!kind)
            return {};
        m_gate = gateWithLimits(*kind, m_profile);
        readNames();
        readCommon();
        readLimit();
        readSignalKeys();
        readCondition();
        enabled = m_reader.boolean(u"enabled"_s).value_or(true);
        m_reader.finish();
        return m_gate;
    }
    [[nodiscard]] TomlPosition idAt() const { return m_reader.at(u"id"_s); }

    bool enabled = true;

private:
    std::optional<GateKind> readKind()
    {
        if (m_reader.find(u"condition"_s) && !m_reader.find(u"kind"_s))
            return GateKind::Expression;
        if (!m_reader.require(u"kind"_s, u"which gate it is, or a condition of your own"_s))
            return {};
        return m_reader.choice(u"kind"_s, gateKindNames(),
                               [](const QString &word) { return gateKindFromName(word); });
    }

    void readNames()
    {
        const bool own = m_gate.kind == GateKind::Expression;
        if (own)
            m_gate.id = m_reader.requiredId(u"id"_s).value_or(QString());
        else if (m_reader.find(u"id"_s))
            m_gate.id = m_reader.requiredId(u"id"_s).value_or(m_gate.id);
        // Hold times and overrides are kept by id: two gates of one would share them.
        const std::optional<GateKind> ready = gateKindFromName(m_gate.id);
        if (ready && *ready != m_gate.kind)
            m_reader.problem(
                idAt(), u"the id %1 is that of a ready gate: choose another one"_s.arg(quoted(m_gate.id)));
        m_gate.title = m_reader.text(u"title"_s).value_or(m_gate.id);
    }

    void readCommon()
    {
        constexpr qint64 day = 86'400;
        m_gate.hold = seconds(m_reader.integer(u"hold_seconds"_s, 0, 7 * day).value_or(m_gate.hold.count()));
        m_gate.freshness =
            seconds(m_reader.integer(u"fresh_seconds"_s, 1, day).value_or(m_gate.freshness.count()));
        readLocks();
        m_gate.severity = m_reader
                              .choice(u"severity"_s, {u"block"_s, u"warn"_s},
                                      [](const QString &word) { return gateSeverityFromName(word); })
                              .value_or(m_gate.severity);
        m_gate.never = m_reader.boolean(u"never"_s).value_or(m_gate.never);
        m_gate.routes = readTargets(m_reader, m_profile);
    }

    void readLocks()
    {
        const TomlValue *value = m_reader.find(u"locks"_s);
        if (!value)
            return;
        GateActs locks;
        for (const TableReader::TextItem &item : m_reader.textItems(u"locks"_s)) {
            if (const auto act = gateActFromName(item.text))
                locks.insert(*act);
            else
                m_reader.problem(item.at, u"locks must be of %1, not %2%3"_s.arg(
                                              alternatives(gateActNames()), quoted(item.text),
                                              suggestion(item.text, gateActNames())));
        }
        if (value->type == TomlValue::Type::List && value->items.empty())
            m_reader.problem(value->at, u"locks names no act: leave it out for the usual ones"_s);
        m_gate.locks = locks;
    }

    void readLimit()
    {
        if (hasLimit(m_gate.kind))
            m_gate.threshold =
                m_reader.number(u"limit"_s, 0, largestLimit(m_gate.kind)).value_or(m_gate.threshold);
        else
            m_reader.refuse({u"limit"_s}, u"is not used by kind %1"_s.arg(gateKindName(m_gate.kind)));
        if (m_gate.kind == GateKind::Parity)
            m_gate.leastPairs =
                m_reader.integer(u"least_pairs"_s, 1, 1'000'000'000).value_or(m_gate.leastPairs);
        else
            m_reader.refuse({u"least_pairs"_s}, u"is only used by kind parity"_s);
    }

    void readSignalKeys()
    {
        if (!readsSignal(m_gate.kind))
            return m_reader.refuse({u"signal"_s, u"baseline"_s},
                                   u"is not used by kind %1"_s.arg(gateKindName(m_gate.kind)));
        m_gate.signal = m_reader.requiredText(u"signal"_s, u"the id of a signal"_s).value_or(QString());
        m_gate.baseline = m_reader.number(u"baseline"_s, 1e-12, 1e12);
        const auto spec = std::ranges::find(m_profile.signalSpecs, m_gate.signal, &SignalSpec::id);
        QStringList ids;
        for (const SignalSpec &known : m_profile.signalSpecs)
            ids.append(known.id);
        if (spec == m_profile.signalSpecs.cend()) {
            if (!m_gate.signal.isEmpty())
                m_reader.problem(
                    m_reader.at(u"signal"_s),
                    u"there is no signal %1%2"_s.arg(quoted(m_gate.signal), suggestion(m_gate.signal, ids)));
            return;
        }
        const bool needsBaseline = m_gate.kind != GateKind::ValidationSuccess && spec->sideLabel.isEmpty();
        if (needsBaseline && !m_reader.find(u"baseline"_s))
            m_reader.problem(
                m_reader.at(),
                u"kind %1 needs baseline: what the signal is measured against, or a signal split by side"_s
                    .arg(gateKindName(m_gate.kind)));
    }

    void readCondition()
    {
        if (m_gate.kind != GateKind::Expression)
            return m_reader.refuse({u"condition"_s}, u"is only used by kind expression"_s);
        const auto text = m_reader.requiredText(u"condition"_s, u"a condition over signals"_s);
        if (!text)
            return;
        auto parsed = parseGateExpression(*text, {m_profile.signalSpecs, m_context.routeIds});
        if (parsed)
            m_gate.expression = *parsed;
        else
            m_reader.problem(m_context.placeInText(m_reader.at(u"condition"_s), parsed.error().offset),
                             u"condition: "_s + parsed.error().text);
    }

    const ProfileContext &m_context;
    const Profile &m_profile;
    TableReader m_reader;
    GateSpec m_gate;
};

/// Kinds whose evidence this profile names anyway.
QList<GateKind> unnamedKinds(const Profile &profile)
{
    QList<GateKind> kinds;
    if (hasMeaning(profile, SignalMeaning::ErrorRate))
        kinds << GateKind::ErrorRate;
    if (hasMeaning(profile, SignalMeaning::P95))
        kinds << GateKind::P95;
    if (profile.endpoint(EndpointKind::Sync))
        kinds << GateKind::ForwardLag << GateKind::BackLag << GateKind::BackSyncRunning;
    if (!profile.calendar.isEmpty())
        kinds << GateKind::ChangeWindow;
    if (std::ranges::any_of(profile.steps, [](const PlanStep &step) { return step.soakHours > 0; }))
        kinds << GateKind::Soak;
    if (profile.warranty)
        kinds << GateKind::Warranty;
    return kinds;
}

/// The ready gate of a kind for the routes that no `[[gate]]` of that kind speaks of; absent when one speaks
/// of all.
/// @p spoken lists for each of them its routes, empty for all.
std::optional<GateSpec> readyGateOfTheRest(GateKind kind, const QList<QStringList> &spoken,
                                           const Profile &profile)
{
    GateSpec gate = gateWithLimits(kind, profile);
    for (const QStringList &routes : spoken) {
        if (routes.isEmpty())
            return {};
        gate.exceptRoutes.append(routes);
    }
    return gate;
}

bool readyWanted(TableReader &root, Profile &profile)
{
    const TomlValue *table = root.table(u"gates"_s, u"[gates]"_s);
    if (!table)
        return true;
    TableReader reader(*table, u"[gates]"_s, root.problems());
    const bool ready = reader.boolean(u"ready"_s).value_or(true);
    profile.overrideFor = std::chrono::minutes(
        reader.integer(u"override_minutes"_s, 1, 120).value_or(profile.overrideFor.count()));
    reader.finish();
    return ready;
}

} // namespace

void readGates(TableReader &root, const ProfileContext &context, Profile &profile)
{
    readCalendar(root, profile);
    for (const TomlValue *table : root.tables(u"evidence"_s, u"[[evidence]]"_s))
        profile.evidence.append(readOneEvidence(*table, root.problems()));
    const bool ready = readyWanted(root, profile);
    UniqueIds ids;
    QMap<GateKind, QList<QStringList>> spoken;
    QList<GateSpec> own;
    for (const TomlValue *table : root.tables(u"gate"_s, u"[[gate]]"_s)) {
        GateReader reader(*table, context, profile, root.problems());
        const std::optional<GateSpec> gate = reader.read();
        if (!gate)
            continue;
        spoken[gate->kind].append(gate->routes);
        if (!gate->id.isEmpty())
            ids.add(gate->id, u"gate"_s, reader.idAt(), root.problems());
        if (reader.enabled)
            own.append(*gate);
    }
    for (const GateKind kind : ready ? unnamedKinds(profile) : QList<GateKind>()) {
        if (const auto gate = readyGateOfTheRest(kind, spoken.value(kind), profile))
            profile.gates.append(*gate);
    }
    profile.gates.append(own);
}

} // namespace interlock
