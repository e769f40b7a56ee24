// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/pairarchive.h"

#include "models/storage/storethread.h"

#include <functional>
#include <QPromise>
#include <QThread>

namespace interlock {

using namespace Qt::StringLiterals;

/// Another thread, for what only reads and takes long: SQLite's write-ahead log lets it read while pairs are
/// stored.
class PairArchive::Reader final
{
    Q_DISABLE_COPY_MOVE(Reader)

public:
    Reader()
    {
        m_thread.setObjectName(u"pairs-reader"_s);
        m_context.moveToThread(&m_thread);
        m_thread.start();
    }
    ~Reader()
    {
        QMetaObject::invokeMethod(
            &m_context, [this] { m_thread.quit(); }, Qt::QueuedConnection);
        m_thread.wait();
    }
    void run(const std::function<void()> &work)
    {
        QMetaObject::invokeMethod(&m_context, work, Qt::QueuedConnection);
    }

private:
    QObject m_context;
    QThread m_thread;
};

PairArchive::PairArchive(const QString &fileName, const PairStoreLimits &limits, const PairRules &rules,
                         const GateSettings &gates, QObject *parent)
    : QObject(parent),
      m_reader(std::make_unique<Reader>()),
      m_worker(std::make_unique<StoreThread<PairKeeper>>(u"pairs"_s, fileName, limits, rules, gates, &m_stop))
{
}

PairArchive::~PairArchive()
{
    m_stop = true;
}

QFuture<Result<RecordReport>> PairArchive::record(const TrafficPairPage &page)
{
    return m_worker->run<RecordReport>([this, page](PairKeeper &keeper) {
        Result<RecordReport> report = keeper.record(page);
        if (report) {
            // the destructor of m_worker waits for this thread, so the archive is still a QObject here
            QMetaObject::invokeMethod(
                this, [this, done = *report] { Q_EMIT recorded(done); }, Qt::QueuedConnection);
        }
        return report;
    });
}

QFuture<Result<RescoreReport>> PairArchive::setRules(const PairRules &rules)
{
    return m_worker->run<RescoreReport>([this, rules](PairKeeper &keeper) {
        Result<RescoreReport> report = keeper.setRules(rules, QDateTime::currentDateTimeUtc());
        if (report) {
            QMetaObject::invokeMethod(
                this, [this, done = *report] { Q_EMIT judgedAgain(done); }, Qt::QueuedConnection);
        }
        return report;
    });
}

QFuture<Result<RescoreReport>> PairArchive::preview(const PairRules &rules)
{
    return look([rules](PairKeeper &keeper) { return keeper.previewLater(rules); });
}

QFuture<Result<RescoreReport>> PairArchive::hits()
{
    return look([](PairKeeper &keeper) { return keeper.hitsLater(); });
}

/// On the reader's thread, after what was asked for before.
QFuture<Result<RescoreReport>>
PairArchive::look(const std::function<Result<RulesPreview>(PairKeeper &)> &later)
{
    const auto promise = std::make_shared<QPromise<Result<RescoreReport>>>();
    promise->start();
    const auto answer = [promise](const Result<RescoreReport> &report) {
        promise->addResult(report);
        promise->finish();
    };
    // What was asked for before holds: the rules in force are those of the keeper's turn.
    static_cast<void>(m_worker->run<bool>([this, later, answer](PairKeeper &keeper) -> Result<bool> {
        const Result<RulesPreview> preview = later(keeper);
        if (!preview) {
            answer(tl::unexpected<Error>(preview.error()));
            return false;
        }
        m_reader->run([this, answer, look = *preview, file = keeper.store().fileName()] {
            PairStore store(file);
            answer(look.run(store, &m_stop));
        });
        return true;
    }));
    return promise->future();
}

QFuture<Result<bool>> PairArchive::noteFixed(const GroupSignature &group, const QDateTime &at)
{
    return m_worker->run<bool>([group, at](PairKeeper &keeper) { return keeper.noteFixed(group, at); });
}

QFuture<Result<PairStoreState>> PairArchive::state()
{
    return m_worker->run<PairStoreState>([](PairKeeper &keeper) { return keeper.store().state(); });
}

QFuture<Result<StoredPair>> PairArchive::newest()
{
    return m_worker->run<StoredPair>([](PairKeeper &keeper) {
        return keeper.store().state().and_then(
            [&keeper](const PairStoreState &state) { return keeper.store().pair(state.lastNumber); });
    });
}

QFuture<Result<std::map<QString, GateVerdict>>> PairArchive::gates()
{
    return m_worker->run<std::map<QString, GateVerdict>>([](PairKeeper &keeper) { return keeper.gates(); });
}

QFuture<Result<std::vector<StoredGroup>>> PairArchive::groups()
{
    return m_worker->run<std::vector<StoredGroup>>(
        [](PairKeeper &keeper) { return keeper.store().groups(); });
}

QFuture<Result<std::vector<StoredRuleSet>>> PairArchive::ruleSets()
{
    return m_worker->run<std::vector<StoredRuleSet>>(
        [](PairKeeper &keeper) { return keeper.store().ruleSets(); });
}

QFuture<Result<std::vector<NoiseSuggestion>>> PairArchive::noise()
{
    return m_worker->run<std::vector<NoiseSuggestion>>([](PairKeeper &keeper) { return keeper.noise(); });
}

QFuture<Result<std::vector<StoredPair>>> PairArchive::pairsAfter(qint64 number, int limit)
{
    return m_worker->run<std::vector<StoredPair>>(
        [number, limit](PairKeeper &keeper) -> Result<std::vector<StoredPair>> {
            std::vector<StoredPair> pairs;
            if (limit <= 0)
                return pairs;
            const Result<void> done = keeper.store().visit(number, [&](const StoredPair &pair) {
                pairs.push_back(pair);
                return pairs.size() < size_t(limit);
            });
            if (!done)
                return tl::unexpected<Error>(done.error());
            return pairs;
        });
}

QFuture<Result<PairWithBodies>> PairArchive::pair(qint64 number)
{
    return m_worker->run<PairWithBodies>([number](PairKeeper &keeper) -> Result<PairWithBodies> {
        const Result<StoredPair> pair = keeper.store().pair(number);
        if (!pair)
            return tl::unexpected<Error>(pair.error());
        const Result<std::optional<AnswerBodies>> bodies = keeper.store().bodies(number);
        if (!bodies)
            return tl::unexpected<Error>(bodies.error());
        return PairWithBodies{*pair, *bodies};
    });
}

} // namespace interlock
