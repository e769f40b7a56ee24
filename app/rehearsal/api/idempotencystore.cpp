// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/idempotencystore.h"

namespace interlock::rehearsal {

namespace {
ActionOutcome outcomeOf(int status)
{
    if (status >= 200 && status < 300)
        return ActionOutcome::Accepted;
    const bool rejected = status == 404 || status == 409 || status == 422 || status == 423;
    return rejected ? ActionOutcome::Rejected : ActionOutcome::Unknown;
}
} // namespace

const IdempotencyStore::Record *IdempotencyStore::find(const QUuid &key) const
{
    const auto it = m_records.constFind(key);
    const bool known = it != m_records.cend() && m_clock->monotonic() - it->since < lifetime;
    return known ? &*it : nullptr;
}

IdempotencyStore::Claim IdempotencyStore::look(const QUuid &key, const QByteArray &fingerprint) const
{
    const Record *record = find(key);
    if (record == nullptr || record->outcome == ActionOutcome::Unknown)
        return Claim::Fresh;
    if (record->fingerprint != fingerprint)
        return Claim::OtherRequest;
    return record->outcome == ActionOutcome::Pending ? Claim::InProgress : Claim::Replay;
}

IdempotencyStore::Claim IdempotencyStore::claim(const QUuid &key, const QByteArray &fingerprint)
{
    Claim result = look(key, fingerprint);
    if (result == Claim::Fresh) {
        forgetExpired();
        m_records.insert(
            key, Record{fingerprint, ActionOutcome::Pending, {}, m_clock->wall(), {}, m_clock->monotonic()});
    }
    return result;
}

void IdempotencyStore::finish(const QUuid &key, const HttpResponse &answer, std::optional<quint64> revision)
{
    Record &record = m_records[key];
    record.outcome = outcomeOf(answer.status);
    record.revision = revision;
    record.at = m_clock->wall();
    record.since = m_clock->monotonic();
    record.answer = answer;
}

void IdempotencyStore::forgetExpired()
{
    const MonotonicTime now = m_clock->monotonic();
    if (now - m_lastSweep < std::chrono::minutes(1))
        return;
    m_lastSweep = now;
    m_records.removeIf([now](const auto &record) { return now - record.value().since >= lifetime; });
}

} // namespace interlock::rehearsal
