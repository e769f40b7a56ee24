// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gatekeeper.h"

#include "models/control/actcontext.h"
#include "models/control/actrecords.h"
#include "models/domain/whendone.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr milliseconds gatesAtMostEvery{500};
constexpr seconds gatesRememberedEvery{5};
constexpr int overridesLookedBack = 200;

QString overrideSubject(const GateOverride &one)
{
    return one.routeId % u'|' % one.gateId;
}

} // namespace

GateKeeper::GateKeeper(ActContext &context, const QString &memoryFile)
    : m_context(context), m_memory(memoryFile)
{
    if (context.profile.gates.isEmpty())
        return;
    const GateMemoryFile::Content content = m_memory.read(context.clock.wall());
    m_book.recall(content.memory, context.profile, content.ago, context.clock.monotonic());
    connect(&context.monitor, &Monitor::changed, this, &GateKeeper::tick);
    m_journalTimer.setInterval(context.timings.probePeriod);
    connect(&m_journalTimer, &QTimer::timeout, this, &GateKeeper::followJournal);
    m_journalTimer.start();
}

GateKeeper::~GateKeeper()
{
    if (!m_context.profile.gates.isEmpty() && m_rememberedAt != MonotonicTime{})
        m_memory.write(m_book.memory(m_context.profile, m_context.clock.monotonic()), m_context.clock.wall());
}

GateInputs GateKeeper::inputs() const
{
    return {m_context.profile, m_context.monitor.state(), ownEvidence, warranty ? warranty() : std::nullopt,
            parity};
}

QList<GateResult> GateKeeper::results(const QString &routeId)
{
    if (m_context.profile.gates.isEmpty())
        return {};
    QList<GateResult> results = m_book.evaluate(inputs(), routeId);
    for (const GateOverride &one : std::as_const(m_overrides)) {
        if (!one.ours || one.routeId != routeId)
            continue;
        const auto result = std::ranges::find(results, one.gateId, &GateResult::gateId);
        if (result == results.end())
            continue;
        result->overriddenBy = one.actor;
        result->overriddenUntil = one.until;
    }
    return results;
}

void GateKeeper::tick()
{
    const MonotonicTime now = m_context.clock.monotonic();
    expire();
    if (m_evaluatedAt != MonotonicTime{} && now - m_evaluatedAt < gatesAtMostEvery)
        return;
    m_evaluatedAt = now;
    evaluateAll();
    if (now - m_rememberedAt >= gatesRememberedEvery)
        remember();
}

void GateKeeper::evaluateAll()
{
    QHash<QString, QList<GateState>> states;
    const GateInputs now = inputs();
    for (const RouteStatus &route : now.state.routes)
        states.insert(route.spec.id, m_book.states(now, route.spec.id));
    if (std::exchange(m_states, states) != states)
        Q_EMIT changed();
}

void GateKeeper::remember()
{
    m_rememberedAt = m_context.clock.monotonic();
    m_memory.write(m_book.memory(m_context.profile, m_rememberedAt), m_context.clock.wall());
}

void GateKeeper::expire()
{
    const MonotonicTime now = m_context.clock.monotonic();
    const QList<GateOverride> before = m_overrides;
    for (const GateOverride &one : before) {
        const bool over = one.ours ? now >= m_deadlines.value(one.id) : one.until <= m_context.clock.wall();
        if (!over)
            continue;
        if (one.ours)
            close(one, u"expired"_s);
        else
            drop(one.id);
    }
}

std::optional<Error> GateKeeper::whyNotAside(const QString &routeId, const QString &gateId,
                                             const QString &reason) const
{
    const GateSpec *gate = findGate(m_context.profile.gates, gateId, routeId);
    if (!gate)
        return Error{ErrorKind::Input, u"there is no gate %1 on %2"_s.arg(gateId, routeId), {}};
    if (gate->never)
        return Error{
            ErrorKind::Refused, u"the gate %1 is marked never: nobody can override it"_s.arg(gateId), {}};
    if (reason.trimmed().isEmpty())
        return Error{ErrorKind::Input, u"a reason is needed"_s, {}};
    const Reading<Identity> &identity = m_context.monitor.state().identity;
    if (!identity.isLive() || !identity.value.scopes.contains(Scope::Operate))
        return Error{ErrorKind::Auth, u"an override needs the scope operate"_s, {}};
    return {};
}

QFuture<Result<GateOverride>> GateKeeper::setAside(const QString &routeId, const QString &gateId,
                                                   const QString &reason)
{
    if (const auto why = whyNotAside(routeId, gateId, reason))
        return ready<Result<GateOverride>>(tl::unexpected(*why));
    const GateOverride one{QUuid::createUuid(),
                           routeId,
                           gateId,
                           m_context.actor(),
                           reason.trimmed(),
                           m_context.clock.wall() + m_context.profile.overrideFor,
                           true};
    JournalRecord record = m_context.record(JournalKind::Override, JournalMark::Note, one.id);
    record.what = u"Override of gate %1 for the next forward act on %2 on %3"_s.arg(
        gateId, routeId, m_context.profile.environment.name);
    record.reason = one.reason;
    record.after = {{u"route"_s, routeId},
                    {u"gate"_s, gateId},
                    {u"until"_s, one.until.toUTC().toString(Qt::ISODateWithMs)},
                    {u"open"_s, true}};
    record.evidence = evidenceRecord(m_context.monitor.state(), routeId);
    record.evidence.insert(u"gates"_s, gatesRecord(results(routeId)));
    auto promise = std::make_shared<QPromise<Result<GateOverride>>>();
    promise->start();
    m_context.write(record, this, [this, one, promise](const Result<JournalEntry> &entry) {
        if (entry) {
            m_overrides.append(one);
            m_deadlines.insert(one.id, m_context.clock.monotonic() + m_context.profile.overrideFor);
            setAlarm(one, true);
            promise->addResult(one);
        } else {
            promise->addResult(tl::unexpected(entry.error()));
        }
        promise->finish();
        Q_EMIT changed();
        Q_EMIT m_context.changed();
    });
    return promise->future();
}

void GateKeeper::setAlarm(const GateOverride &one, bool active)
{
    Alarm alarm;
    alarm.kind = AlarmKind::GateOverridden;
    alarm.priority = AlarmPriority::Highest;
    alarm.subject = overrideSubject(one);
    alarm.title = u"%1 on %2, by %3"_s.arg(one.gateId, one.routeId, one.actor);
    alarm.detail = one.reason;
    alarm.active = active;
    m_context.monitor.setAlarm(alarm);
}

void GateKeeper::drop(const QUuid &id)
{
    const auto it = std::ranges::find(m_overrides, id, &GateOverride::id);
    if (it == m_overrides.end())
        return;
    const GateOverride gone = *it;
    m_overrides.removeAt(it - m_overrides.begin());
    m_deadlines.remove(id);
    const bool another = std::ranges::any_of(m_overrides, [&gone](const GateOverride &one) {
        return overrideSubject(one) == overrideSubject(gone);
    });
    if (!another)
        setAlarm(gone, false);
    Q_EMIT changed();
    Q_EMIT m_context.changed();
}

void GateKeeper::close(const GateOverride &one, const QString &how, const QUuid &key)
{
    JournalRecord record = m_context.record(JournalKind::Override, JournalMark::Note, one.id);
    record.what = u"Override of gate %1 on %2 is over"_s.arg(one.gateId, one.routeId);
    record.outcome = how;
    record.after = {{u"route"_s, one.routeId}, {u"gate"_s, one.gateId}, {u"open"_s, false}};
    if (!key.isNull())
        record.after.insert(u"spentBy"_s, key.toString(QUuid::WithoutBraces));
    m_context.write(record, this);
    m_closed.insert(one.id); // a reading of the journal that was on its way still shows it open
    drop(one.id);
}

void GateKeeper::withdraw(const QString &routeId, const QString &gateId)
{
    const QList<GateOverride> before = m_overrides;
    for (const GateOverride &one : before) {
        if (one.ours && one.routeId == routeId && one.gateId == gateId)
            close(one, u"withdrawn"_s);
    }
}

void GateKeeper::spend(const QString &routeId, const QUuid &key)
{
    const QList<GateOverride> before = m_overrides;
    for (const GateOverride &one : before) {
        if (one.ours && one.routeId == routeId)
            close(one, u"spent"_s, key);
    }
}

QStringList GateKeeper::setAsideOn(const QString &routeId) const
{
    QStringList gates;
    for (const GateOverride &one : m_overrides) {
        if (one.ours && one.routeId == routeId && !gates.contains(one.gateId))
            gates.append(one.gateId);
    }
    return gates;
}

/// Other consoles write into the same journal: what they set aside is loud here, too.
void GateKeeper::followJournal()
{
    if (std::exchange(m_reading, true))
        return;
    whenDone(m_context.journal.read(overridesLookedBack), this,
             [this](const Result<QList<JournalEntry>> &entries) {
                 m_reading = false;
                 if (!entries)
                     return;
                 for (const JournalEntry &entry : *entries)
                     takeEntry(entry);
             });
}

void GateKeeper::takeEntry(const JournalEntry &entry)
{
    const JournalRecord &record = entry.record;
    if (record.kind != JournalKind::Override || record.act.isNull() || m_deadlines.contains(record.act) ||
        m_closed.contains(record.act))
        return;
    if (!record.after.value("open"_L1).toBool()) {
        m_closed.insert(record.act);
        return drop(record.act);
    }
    const QDateTime until = QDateTime::fromString(record.after.value("until"_L1).toString(), Qt::ISODate);
    const bool known = std::ranges::find(m_overrides, record.act, &GateOverride::id) != m_overrides.end();
    if (known || !until.isValid() || until <= m_context.clock.wall())
        return;
    const GateOverride one{record.act,
                           record.after.value("route"_L1).toString(),
                           record.after.value("gate"_L1).toString(),
                           record.actor,
                           record.reason,
                           until,
                           false};
    m_overrides.append(one);
    setAlarm(one, true);
    Q_EMIT changed();
}

} // namespace interlock
