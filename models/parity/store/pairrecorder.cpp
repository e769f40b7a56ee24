// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/pairrecorder.h"

#include "models/domain/whendone.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

PairRecorder::PairRecorder(PairSource source, PairArchive *archive, const RecorderTimings &timings,
                           QObject *parent)
    : QObject(parent), m_source(std::move(source)), m_archive(archive), m_timings(timings)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &PairRecorder::resume);
}

PairRecorder::~PairRecorder() = default;

void PairRecorder::start()
{
    if (m_running)
        return;
    m_running = true;
    if (!m_busy)
        next(std::chrono::milliseconds(0));
}

void PairRecorder::stop()
{
    m_running = false;
    m_timer.stop();
}

void PairRecorder::next(std::chrono::milliseconds pause)
{
    m_busy = false;
    if (m_running)
        m_timer.start(pause);
}

/// The cursor and the newest pair of the archive, once; then a page.
void PairRecorder::resume()
{
    m_busy = true;
    if (m_unstored) {
        store(*m_unstored);
        return;
    }
    if (m_resumed) {
        ask();
        return;
    }
    whenDone(m_archive->state(), this, [this](const Result<PairStoreState> &state) {
        if (!state) {
            failed(state.error());
            return;
        }
        m_cursor = state->cursor;
        if (state->lastNumber == 0) {
            m_resumed = true;
            ask();
            return;
        }
        whenDone(m_archive->newest(), this, [this](const Result<StoredPair> &newest) {
            if (!newest) {
                failed(newest.error());
                return;
            }
            m_resumed = true;
            // a pair exactly like an older one was only counted there: then the newest stored id says too
            // little
            m_check = SourceCheck(newest->sourceId == m_cursor ? newest->sourceId : QString());
            ask();
        });
    });
}

void PairRecorder::ask()
{
    whenDone(m_source(m_cursor, m_timings.pageSize), this,
             [this](const Result<TrafficPairPage> &page) { take(page); });
}

void PairRecorder::take(const Result<TrafficPairPage> &page)
{
    if (!page) {
        failed(page.error());
        return;
    }
    const SourceFindings before = m_check.findings();
    m_check.look(*page, m_cursor);
    if (m_check.findings() != before)
        Q_EMIT healthChanged();
    store(*page);
}

void PairRecorder::store(const TrafficPairPage &page)
{
    m_unstored = page;
    whenDone(m_archive->record(page), this,
             [this, page](const Result<RecordReport> &report) { stored(page, report); });
}

void PairRecorder::stored(const TrafficPairPage &page, const Result<RecordReport> &report)
{
    if (!report) {
        failed(report.error());
        return;
    }
    m_unstored.reset();
    m_cursor = page.next;
    m_heardAt = std::chrono::steady_clock::now();
    m_pause = std::chrono::milliseconds(0);
    if (m_check.findings().isStuck) {
        setProblem(Error{ErrorKind::Protocol,
                         u"the source's cursor does not move: it sends the same page again"_s,
                         m_cursor.left(128)});
        next(m_timings.mostPause);
        return;
    }
    setProblem(std::nullopt);
    next(isFull(page) ? std::chrono::milliseconds(0) : m_timings.period);
}

void PairRecorder::failed(const Error &error)
{
    setProblem(error);
    m_pause = std::clamp(m_pause * 2, m_timings.leastPause, m_timings.mostPause);
    next(m_pause);
}

/// Whether there is probably more: sources cut a page by number or before 4 MiB.
bool PairRecorder::isFull(const TrafficPairPage &page) const
{
    constexpr qsizetype muchText = qsizetype{1} << 20;
    qsizetype text = 0;
    for (const TrafficPair &pair : page.pairs)
        text +=
            pair.legacy.body.value_or(QByteArray()).size() + pair.newer.body.value_or(QByteArray()).size();
    return page.pairs.size() >= m_timings.pageSize || text >= muchText;
}

void PairRecorder::setProblem(const std::optional<Error> &problem)
{
    if (m_problem == problem)
        return;
    m_problem = problem;
    Q_EMIT healthChanged();
}

} // namespace interlock
