// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/team.h"
#include "models/journal/journalcodec.h"
#include "models/journal/journalentry.h"

namespace interlock {

/// A local journal's entries as they are handed to the shared one: chained and numbered from 1.
class LocalChain final
{
public:
    /// The next entry with the record.
    SharedEntry next(const JournalRecord &record, const QDateTime &at = QDateTime::currentDateTimeUtc())
    {
        SharedEntry entry;
        entry.number = ++m_number;
        entry.previous = m_head.isEmpty() ? journalGenesis() : m_head;
        entry.body = journalBody(m_number, at, record);
        entry.hash = m_head = journalHash(entry.previous, entry.body);
        if (m_number == 1)
            m_source = entry.hash;
        entry.source = m_source;
        return entry;
    }
    /// The next note.
    SharedEntry note(const QString &what, JournalKind kind = JournalKind::Session)
    {
        JournalRecord record;
        record.kind = kind;
        record.actor = QStringLiteral("somebody");
        record.what = what;
        return next(record);
    }

private:
    QByteArray m_head;
    QByteArray m_source;
    qint64 m_number = 0;
};

} // namespace interlock
