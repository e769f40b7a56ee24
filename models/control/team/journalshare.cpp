// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/team/journalshare.h"

#include "models/domain/whendone.h"
#include "models/journal/journalcodec.h"

#include <algorithm>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qint64 shareRange = 5000; ///< numbers that are asked about at a time
constexpr int shareBatch = 100;     ///< entries that are handed over at a time
constexpr int fetchBatch = 300;
constexpr qint64 lookedBack = 10'000; ///< entries at the start, as many as of the local journal
constexpr qsizetype othersKept = 2000;
} // namespace

JournalShare::JournalShare(TeamPort &port, Journal &journal, QObject *parent)
    : QObject(parent), m_port(port), m_journal(journal)
{
    connect(&m_journal, &Journal::appended, this, [this](const JournalEntry &entry) {
        m_last = std::max(m_last, entry.number);
        handOver();
    });
    connect(&m_port, &TeamPort::journalGrew, this, &JournalShare::fetch);
}

void JournalShare::catchUp(bool mayRecord)
{
    m_mayRecord = mayRecord;
    handOver();
    fetch();
}

/// Other programs append to the same file, too: its end is looked at each time.
void JournalShare::handOver()
{
    if (!m_mayRecord || m_handing)
        return;
    m_handing = true;
    whenDone(m_journal.bounds(), this, [this](const Result<JournalBounds> &bounds) {
        if (!bounds)
            return failed(bounds.error());
        askMissing(*bounds);
    });
}

void JournalShare::askMissing(const JournalBounds &bounds)
{
    if (bounds.firstHash != m_source) { // at first, or a journal that was begun anew
        m_source = bounds.firstHash;
        m_done = 0;
    }
    m_last = bounds.last;
    if (m_done >= m_last)
        return goOn();
    const qint64 upTo = std::min(m_last, m_done + shareRange);
    whenDone(m_port.missing(m_source, m_done + 1, upTo, shareBatch), this,
             [this, upTo](const Result<QList<qint64>> &numbers) {
                 if (!numbers)
                     return failed(numbers.error());
                 sendMissing(*numbers, upTo);
             });
}

void JournalShare::sendMissing(const QList<qint64> &numbers, qint64 upTo)
{
    if (numbers.isEmpty()) {
        m_done = upTo;
        m_handing = false;
        return handOver();
    }
    whenDone(m_journal.stored(numbers), this, [this](const Result<QList<StoredEntry>> &entries) {
        if (!entries)
            return failed(entries.error());
        record(*entries);
    });
}

void JournalShare::record(const QList<StoredEntry> &entries)
{
    QList<SharedEntry> shared;
    for (const StoredEntry &entry : entries) {
        SharedEntry one;
        one.source = m_source;
        one.number = entry.number;
        one.previous = entry.previousHash;
        one.hash = entry.hash;
        one.body = entry.body;
        shared.append(one);
    }
    whenDone(m_port.record(shared), this, [this, shared](const Result<QList<Recording>> &recordings) {
        if (!recordings)
            return failed(recordings.error());
        m_refused += recordings->count(Recording::Refused);
        // they were the lowest that were missing, so below the last of them nothing is missing any more
        m_done = std::max(m_done, shared.isEmpty() ? m_last : shared.constLast().number);
        m_handing = false;
        m_problem.reset();
        Q_EMIT changed();
        handOver();
    });
}

/// All is handed over, for now.
void JournalShare::goOn()
{
    m_handing = false;
    if (!m_problem)
        return;
    m_problem.reset();
    Q_EMIT changed();
}

/// The next beat that succeeds tries again.
void JournalShare::failed(const Error &error)
{
    m_handing = false;
    m_problem = error;
    Q_EMIT changed();
}

void JournalShare::fetch()
{
    m_fetchAgain = m_fetching;
    if (m_fetching)
        return;
    m_fetching = true;
    if (m_lastId >= 0)
        return askNews();
    // which entries are our own must be known before the first of them comes back
    whenDone(m_journal.bounds(), this, [this](const Result<JournalBounds> &bounds) {
        if (bounds && m_source.isEmpty())
            m_source = bounds->firstHash;
        askStart();
    });
}

/// Where to begin: so many entries before the newest one.
void JournalShare::askStart()
{
    whenDone(m_port.entriesAfter(-1, 1), this, [this](const Result<QList<SharedEntry>> &newest) {
        if (!newest) {
            m_fetching = false;
            return;
        }
        m_lastId = newest->isEmpty() ? 0 : std::max<qint64>(0, newest->constLast().id - lookedBack);
        askNews();
    });
}

void JournalShare::askNews()
{
    whenDone(m_port.entriesAfter(m_lastId, fetchBatch), this,
             [this](const Result<QList<SharedEntry>> &entries) {
                 m_fetching = false;
                 if (!entries)
                     return; // a hint is enough, the next beat asks again
                 take(*entries);
                 if (m_fetchAgain || entries->size() == fetchBatch)
                     return fetch();
                 if (!std::exchange(m_caughtUp, true))
                     Q_EMIT changed();
             });
}

void JournalShare::take(const QList<SharedEntry> &entries)
{
    QList<JournalEntry> others;
    for (const SharedEntry &shared : entries) {
        if (shared.id <= m_lastId)
            continue;
        check(shared);
        m_lastId = shared.id;
        m_lastSeal = shared.seal;
        if (shared.source == m_source)
            continue; // our own
        JournalEntry entry;
        if (const Result<JournalEntry> read = journalEntryFromBody(shared.body))
            entry = *read;
        else
            entry.record.outcome = u"this entry cannot be read: "_s + read.error().detail;
        entry.number = shared.number;
        entry.previousHash = shared.previous;
        entry.hash = shared.hash;
        entry.sharedId = shared.id;
        entry.account = shared.account;
        entry.place = shared.place;
        others.append(entry);
    }
    if (others.isEmpty())
        return;
    m_others += others;
    if (m_others.size() > othersKept)
        m_others.remove(0, m_others.size() - othersKept);
    Q_EMIT arrived(others);
}

/// Hash, number and seal of what came; the first one that does not fit is remembered.
void JournalShare::check(const SharedEntry &entry)
{
    const bool follows = m_lastSeal.isEmpty()
                             ? entry.id != 1 || entry.seal == sealOf(entry, {})
                             : entry.id == m_lastId + 1 && entry.seal == sealOf(entry, m_lastSeal);
    if (m_firstBad != 0 || (follows && entry.hash == journalHash(entry.previous, entry.body)))
        return;
    m_firstBad = entry.id;
    Q_EMIT changed();
}

} // namespace interlock
