// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/statistics/paritygate.h"

namespace interlock {

using namespace Qt::StringLiterals;

QString parityGateStateName(ParityGateState state)
{
    switch (state) {
    case ParityGateState::Insufficient:
        return u"insufficient-evidence"_s;
    case ParityGateState::Closed:
        return u"closed"_s;
    case ParityGateState::Open:
        return u"open"_s;
    }
    return {};
}

ParityGate::ParityGate(const GateSettings &settings, const GateRecord &record)
    : m_settings(settings), m_test(settings), m_record(record)
{
}

bool ParityGate::add(quint64 fingerprint, bool isMismatch, const QDateTime &at)
{
    if (!m_lastPairAt.isValid() || at > m_lastPairAt)
        m_lastPairAt = at;
    if (m_record.startedAt.isValid() && at < m_record.startedAt)
        return false; // it speaks of what was there before the fix
    Counted &counted = m_counted[fingerprint];
    if (counted.mismatch || (counted.clean && !isMismatch))
        return false;
    (isMismatch ? counted.mismatch : counted.clean) = true;
    ++(isMismatch ? m_record.mismatches : m_record.clean);
    decide(at);
    return true;
}

void ParityGate::remember(quint64 fingerprint, bool isMismatch)
{
    Counted &counted = m_counted[fingerprint];
    (isMismatch ? counted.mismatch : counted.clean) = true;
}

void ParityGate::decide(const QDateTime &at)
{
    if (m_record.open || !m_test.crosses(m_record.attempt, m_record.clean, m_record.mismatches))
        return;
    m_record.open = true;
    m_record.openedAt = at;
}

void ParityGate::restart(GateRestart why, const QDateTime &at)
{
    const int next = m_record.attempt + 1;
    m_record = GateRecord{};
    m_record.attempt = next;
    m_record.startedAt = at;
    m_lastRestart = why;
    m_counted.clear();
}

GateVerdict ParityGate::verdict() const
{
    GateVerdict verdict;
    verdict.attempt = m_record.attempt;
    verdict.clean = m_record.clean;
    verdict.mismatches = m_record.mismatches;
    verdict.logEvidence = m_test.logEvidence(m_record.clean, m_record.mismatches);
    verdict.logThreshold = m_test.logThreshold(m_record.attempt);
    verdict.p0 = m_settings.p0;
    verdict.openedAt = m_record.openedAt;
    verdict.lastPairAt = m_lastPairAt;
    if (m_record.open) {
        verdict.state = ParityGateState::Open;
        return verdict;
    }
    verdict.cleanPairsToGo = m_test.cleanPairsToGo(m_record.attempt, m_record.clean, m_record.mismatches);
    const qint64 atLeast = m_test.cleanPairsToGo(m_record.attempt, 0, 0);
    const bool enough = m_record.clean + m_record.mismatches >= atLeast;
    verdict.state = enough ? ParityGateState::Closed : ParityGateState::Insufficient;
    return verdict;
}

Reading<GateVerdict> ParityGate::reading(MonotonicTime heardAt) const
{
    Reading<GateVerdict> reading;
    reading.value = verdict();
    reading.sourceTime = m_lastPairAt;
    reading.receivedAt = heardAt;
    reading.quality = heardAt == MonotonicTime{} ? Quality::Never : Quality::Live;
    return reading;
}

} // namespace interlock
