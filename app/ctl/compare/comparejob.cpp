// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/compare/comparejob.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t batchBytes = std::size_t{1} << 18U;
constexpr std::size_t batchPairs = 256;
constexpr std::size_t stackBytesADepth = 8192; ///< generous, for builds with sanitizers
constexpr std::size_t leastStackBytes = std::size_t{16} << 20U;

/// A side as the engine takes it: a document that was cut while reading is over the limit.
AnswerView viewOf(const std::optional<SourceDocument> &document)
{
    AnswerView view;
    if (document)
        view.body = document->text;
    return view;
}

std::size_t sizeOf(const std::optional<SourceDocument> &document)
{
    return document ? document->text.size() : 0;
}

} // namespace

CompareJob::CompareJob(CompareJobOptions options, std::shared_ptr<const RuleSet> rules)
    : m_options(std::move(options)), m_rules(std::move(rules))
{
    if (!m_options.compare.maskKey)
        m_options.compare.maskKey = std::make_shared<const MaskKey>();
}

CompareJob::~CompareJob()
{
    stopThreads();
}

QString CompareJob::run()
{
    DocumentSource legacy(m_options.legacy, m_options.lines, m_options.compare.limits.maxBytes);
    DocumentSource newer(m_options.newer, m_options.lines, m_options.compare.limits.maxBytes);
    for (DocumentSource *const source : {&legacy, &newer}) {
        source->cancelled = [this] { return m_cancelled.load(); };
        if (!source->open())
            return source->errorText();
    }
    startThreads();
    const std::size_t mostInFlight = 2 * m_threads.size() + 1;
    std::deque<std::shared_ptr<Batch>> inFlight;
    bool more = true;
    while (!m_cancelled && (more || !inFlight.empty())) {
        if (more && inFlight.size() < mostInFlight) {
            const auto batch = readBatch(legacy, newer);
            more = !batch->pairs.empty();
            if (!legacy.errorText().isEmpty() || !newer.errorText().isEmpty())
                return legacy.errorText().isEmpty() ? newer.errorText() : legacy.errorText();
            if (more) {
                submit(batch);
                inFlight.push_back(batch);
            }
            continue;
        }
        handOver(*inFlight.front());
        inFlight.pop_front();
        if (onProgress)
            onProgress(legacy.bytesRead() + newer.bytesRead(),
                       legacy.size() > 0 && newer.size() > 0 ? legacy.size() + newer.size() : 0);
    }
    stopThreads();
    if (m_pairs == 0 && !m_cancelled)
        return u"there is no pair in %1 and %2"_s.arg(m_options.legacy, m_options.newer);
    return {};
}

std::shared_ptr<CompareJob::Batch> CompareJob::readBatch(DocumentSource &legacy, DocumentSource &newer)
{
    auto batch = std::make_shared<Batch>();
    std::size_t bytes = 0;
    while (batch->pairs.size() < batchPairs && bytes < batchBytes) {
        Pair pair;
        pair.legacy = legacy.next();
        pair.newer = newer.next();
        if (!pair.legacy && !pair.newer)
            break;
        bytes += sizeOf(pair.legacy) + sizeOf(pair.newer);
        batch->pairs.push_back(std::move(pair));
    }
    return batch;
}

void CompareJob::startThreads()
{
    const auto depth = static_cast<std::size_t>(std::max(m_options.compare.limits.maxDepth, 0));
    for (int i = 0; i < std::max(m_options.jobs, 1); ++i) {
        m_threads.emplace_back(QThread::create([this] { work(); }));
        m_threads.back()->setStackSize(static_cast<uint>(leastStackBytes + depth * stackBytesADepth));
        m_threads.back()->start();
    }
}

void CompareJob::stopThreads()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        m_queue.clear();
    }
    m_wake.notify_all();
    for (const auto &thread : m_threads)
        thread->wait();
    m_threads.clear();
}

void CompareJob::work()
{
    Comparer comparer(m_rules, m_options.compare);
    for (;;) {
        std::shared_ptr<Batch> batch;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_stop || !m_queue.empty(); });
            if (m_stop)
                return;
            batch = m_queue.front();
            m_queue.pop_front();
        }
        compareBatch(comparer, *batch);
        {
            const std::lock_guard lock(m_mutex);
            batch->done = true;
        }
        m_finished.notify_all();
    }
}

void CompareJob::compareBatch(Comparer &comparer, Batch &batch) const
{
    for (Pair &pair : batch.pairs) {
        if (m_cancelled)
            return;
        pair.result = comparer.compare(viewOf(pair.legacy), viewOf(pair.newer), m_options.scope);
        pair.legacy.reset();
        pair.newer.reset();
    }
}

void CompareJob::submit(const std::shared_ptr<Batch> &batch)
{
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back(batch);
    }
    m_wake.notify_one();
}

void CompareJob::handOver(Batch &batch)
{
    {
        std::unique_lock lock(m_mutex);
        m_finished.wait(lock, [&batch] { return batch.done; });
    }
    for (const Pair &pair : batch.pairs) {
        ++m_pairs;
        if (onResult && !m_cancelled)
            onResult(m_pairs, pair.result);
    }
}

} // namespace interlock
