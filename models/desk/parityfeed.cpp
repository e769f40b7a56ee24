// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/parityfeed.h"

#include "models/domain/whendone.h"

namespace interlock {

namespace {
constexpr int pairsAtOnce = 10'000;
}

ParityFeed::ParityFeed(PairArchive &archive, PairTableModel &pairs, GroupTableModel &groups, QObject *parent)
    : QObject(parent), m_archive(archive), m_pairs(pairs), m_groups(groups)
{
    connect(&m_archive, &PairArchive::recorded, this, &ParityFeed::noteRecorded);
    connect(&m_archive, &PairArchive::judgedAgain, this, &ParityFeed::noteJudgedAgain);
}

void ParityFeed::reload()
{
    ++m_generation;
    m_busy = true;
    m_again = false;
    m_loading.clear();
    readOn(0);
}

void ParityFeed::readOn(qint64 after)
{
    whenDone(m_archive.pairsAfter(after, pairsAtOnce), this,
             [this, generation = m_generation](const Result<std::vector<StoredPair>> &pairs) {
                 if (generation != m_generation)
                     return;
                 if (!pairs) {
                     m_busy = false;
                     Q_EMIT failed(pairs.error());
                     return;
                 }
                 takePairs(*pairs);
             });
}

void ParityFeed::takePairs(const std::vector<StoredPair> &pairs)
{
    for (const StoredPair &pair : pairs)
        m_loading.append(pair);
    if (pairs.size() == size_t(pairsAtOnce))
        readOn(pairs.back().number);
    else
        finishLoad();
}

void ParityFeed::finishLoad()
{
    whenDone(m_archive.groups(), this,
             [this, generation = m_generation](const Result<std::vector<StoredGroup>> &groups) {
                 if (generation != m_generation)
                     return;
                 m_busy = false;
                 if (!groups) {
                     Q_EMIT failed(groups.error());
                     return;
                 }
                 m_groups.replace(*groups, m_loading);
                 m_pairs.replace(std::move(m_loading));
                 m_loading = PairColumns();
                 m_loaded = true;
                 Q_EMIT reloaded();
                 Q_EMIT changed();
                 if (m_again)
                     readNew();
             });
}

void ParityFeed::noteJudgedAgain(const RescoreReport &report)
{
    m_rulesVersion = report.rules.version;
    reload();
}

void ParityFeed::noteRecorded(const RecordReport &report)
{
    // another console of this computer put its rules in force, or ours again
    const bool isJudgedAgain = m_rulesVersion != 0 && report.rulesVersion != m_rulesVersion;
    m_rulesVersion = report.rulesVersion;
    if (isJudgedAgain) {
        reload();
        return;
    }
    if ((report.stored.dropped > 0 || !m_loaded) && !m_busy) {
        reload();
        return;
    }
    if (report.stored.stored == 0)
        return;
    if (m_busy)
        m_again = true;
    else
        readNew();
}

void ParityFeed::readNew()
{
    m_busy = true;
    m_again = false;
    const PairColumns &columns = m_pairs.columns();
    const qint64 last = columns.size() == 0 ? 0 : columns.number(PairColumns::Row(columns.size() - 1));
    whenDone(m_archive.pairsAfter(last, pairsAtOnce), this,
             [this, generation = m_generation](const Result<std::vector<StoredPair>> &pairs) {
                 if (generation != m_generation)
                     return;
                 if (!pairs) {
                     m_busy = false;
                     Q_EMIT failed(pairs.error());
                     return;
                 }
                 appendNew(*pairs);
             });
}

void ParityFeed::appendNew(const std::vector<StoredPair> &pairs)
{
    whenDone(m_archive.groups(), this,
             [this, pairs, generation = m_generation](const Result<std::vector<StoredGroup>> &groups) {
                 if (generation != m_generation)
                     return;
                 m_busy = false;
                 if (!groups) {
                     Q_EMIT failed(groups.error());
                     return;
                 }
                 const auto from = PairColumns::Row(m_pairs.columns().size());
                 m_pairs.append(pairs);
                 m_groups.append(*groups, m_pairs.columns(), from);
                 Q_EMIT changed();
                 if (m_again || pairs.size() == size_t(pairsAtOnce))
                     readNew();
             });
}

} // namespace interlock
