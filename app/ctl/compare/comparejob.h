// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/compare/documentsource.h"
#include "models/parity/comparer.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <QString>
#include <QThread>
#include <vector>

namespace interlock {

/// What `compare` reads, and how.
struct CompareJobOptions
{
    QString legacy;
    QString newer;
    bool lines = false; ///< NDJSON: a pair a line
    int jobs = 1;       ///< comparing threads
    PairScope scope;
    CompareOptions compare;
};

/// Reads pairs, compares them on several threads and hands the results on in the order of the files. A
/// bounded number of pairs is in memory at any time, whatever the length of the files.
class CompareJob final
{
public:
    CompareJob(CompareJobOptions options, std::shared_ptr<const RuleSet> rules);
    ~CompareJob();
    CompareJob(const CompareJob &) = delete;
    CompareJob &operator=(const CompareJob &) = delete;

    /// Called with each pair's number, from 1, and its result; both callbacks come from the thread of run().
    std::function<void(qint64, const PairResult &)> onResult;
    /// Called now and then with bytes read and bytes in all (0 = not known).
    std::function<void(qint64, qint64)> onProgress;

    /// Runs to the end; an empty text, or why it could not. Blocks.
    [[nodiscard]] QString run();
    /// From any thread: run() ends soon.
    void cancel() { m_cancelled = true; }
    [[nodiscard]] bool cancelled() const { return m_cancelled; }

private:
    struct Pair
    {
        std::optional<SourceDocument> legacy;
        std::optional<SourceDocument> newer;
        PairResult result;
    };
    struct Batch
    {
        std::vector<Pair> pairs;
        bool done = false;
    };

    [[nodiscard]] std::shared_ptr<Batch> readBatch(DocumentSource &legacy, DocumentSource &newer);
    void startThreads();
    void stopThreads();
    void work();
    void compareBatch(Comparer &comparer, Batch &batch) const;
    void submit(const std::shared_ptr<Batch> &batch);
    void handOver(Batch &batch);

    CompareJobOptions m_options;
    std::shared_ptr<const RuleSet> m_rules;
    std::vector<std::unique_ptr<QThread>> m_threads;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_finished;
    std::deque<std::shared_ptr<Batch>> m_queue;
    bool m_stop = false;
    std::atomic<bool> m_cancelled = false;
    qint64 m_pairs = 0;
};

} // namespace interlock
