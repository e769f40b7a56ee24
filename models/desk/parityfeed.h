// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/store/pairarchive.h"
#include "models/tables/parity/grouptablemodel.h"
#include "models/tables/parity/pairtablemodel.h"

namespace interlock {

/// Keeps the tables of groups and pairs at what the archive holds: all of it at first and after the rules
/// changed, then what is new. GUI thread; reads in pages, so that nobody waits.
class ParityFeed final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ParityFeed)

public:
    /// Everything outlives the feed.
    ParityFeed(PairArchive &archive, PairTableModel &pairs, GroupTableModel &groups,
               QObject *parent = nullptr);

    /// Reads everything again.
    void reload();
    [[nodiscard]] bool isLoaded() const { return m_loaded; } ///< once, at least

Q_SIGNALS:
    /// Everything was read again; changed() follows.
    void reloaded();
    void changed();
    void failed(const interlock::Error &error);

private:
    void readOn(qint64 after);
    void takePairs(const std::vector<StoredPair> &pairs);
    void finishLoad();
    void readNew();
    void appendNew(const std::vector<StoredPair> &pairs);
    void noteRecorded(const RecordReport &report);
    void noteJudgedAgain(const RescoreReport &report);

    PairArchive &m_archive;
    PairTableModel &m_pairs;
    GroupTableModel &m_groups;
    PairColumns m_loading;
    int m_generation = 0;      ///< of reload()
    qint64 m_rulesVersion = 0; ///< by which the pairs shown are judged
    bool m_busy = false;
    bool m_again = false; ///< something came while busy
    bool m_loaded = false;
};

} // namespace interlock
