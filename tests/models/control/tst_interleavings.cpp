// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/engine.h"
#include "models/domain/whendone.h"
#include "tests/fakes/fakewatch.h"
#include "tests/fakes/quiet.h"
#include "tests/models/control/sharedworld.h"

#include <algorithm>
#include <QRandomGenerator>

using namespace interlock;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
constexpr int stepsOfASeed = 30;
constexpr int worldsAtOnce = 10;
constexpr double lagLimit = 5;

/// A rollback that somebody decided: the routes must be seen on legacy from then on, or somebody released
/// the latch after it.
struct DecidedRollback
{
    QString who;
    QStringList routes;
    bool kept = false;
};

/// Two consoles and one watch engine on one bridge, moved at random; everything random comes from the seed.
class Interleaving final
{
    Q_DISABLE_COPY_MOVE(Interleaving)

public:
    explicit Interleaving(quint32 seed) : m_random(seed), m_seed(seed)
    {
        for (const QString &who : {u"ann"_s, u"ben"_s, u"watch"_s})
            m_parts.push_back(std::make_unique<Part>(*this, who));
        for (const auto &part : m_parts)
            start(*part);
    }

    void step()
    {
        Part &part = *m_parts.at(static_cast<std::size_t>(below(3)));
        if (!part.bench.control)
            return start(part);
        switch (below(14)) {
        case 0:
        case 1:
        case 2:
            return draft(part);
        case 3:
        case 4:
        case 5:
            return confirm(part);
        case 6:
            return part.bench.control->forward(route())->cancel();
        case 7:
            return rollback(part);
        case 8:
            return release(part);
        case 9:
            return fault(part);
        case 10:
            return crash(part);
        case 11:
            return world();
        case 12:
            return lag();
        case 13:
            return pass(milliseconds(below(2000)));
        }
    }

    /// A gradual rollback waits and tries again by the clock: while everybody is waited for, it goes on.
    void letTimePass()
    {
        const bool waits = std::ranges::any_of(
            m_parts, [](const auto &part) { return part->bench.control->gradual()->running(); });
        if (waits)
            pass(milliseconds(200));
    }
    /// Faults end, and whoever crashed is started again.
    void heal()
    {
        for (const auto &part : m_parts) {
            part->bridge->cut = false;
            part->bridge->refuseNext = part->bridge->loseNext = 0;
            setErrors(0);
            if (!part->bench.control)
                start(*part);
        }
    }
    void look()
    {
        for (DecidedRollback &decided : m_decided)
            decided.kept = decided.kept || isKept(decided);
        traffic();
    }
    [[nodiscard]] bool isSettled() const
    {
        return std::ranges::all_of(m_parts, [this](const auto &part) { return isSettled(part->bench); });
    }
    [[nodiscard]] QStringList problems()
    {
        QStringList found = m_world.violations;
        for (const DecidedRollback &decided : std::as_const(m_decided)) {
            if (!decided.kept)
                found.append(decided.who + u" decided a rollback that never came"_s);
        }
        for (const auto &part : m_parts)
            found += journalProblems(*part);
        for (QString &problem : found)
            problem.prepend(u"seed %1: "_s.arg(m_seed));
        return found;
    }
    [[nodiscard]] quint32 seed() const { return m_seed; }
    /// How many forward acts moved the bridge.
    [[nodiscard]] qsizetype effects() const { return m_world.effectsByKey.size(); }
    [[nodiscard]] QString unsettled() const
    {
        QStringList words;
        for (const auto &part : m_parts)
            words.append(u"%1 rollback %2, gradual %3, unsettled %4, revision %5"_s.arg(
                part->who, rollbackStateName(part->bench.control->rollback()->state()),
                gradualStateName(part->bench.control->gradual()->state()),
                part->bench.control->unsettledRoutes().join(u'+'),
                QString::number(part->bench.monitor->state().bridge.value.revision)));
        return words.join(u"; "_s);
    }

private:
    struct Part
    {
        Part(Interleaving &world, const QString &name) : who(name)
        {
            auto line = std::make_unique<SharedBridge>(world.m_world, name);
            bridge = line.get();
            bench.ports.bridge = std::move(line);
            bench.bridge = nullptr; // the shared one takes its place
            bridge->onChange = [&world, this](const PreparedChange &change) { world.judge(*this, change); };
            GateSpec gate = readyGate(GateKind::BackLag);
            gate.threshold = lagLimit;
            bench.profile.gates = {gate};
            bench.profile.limits.backLagSeconds = 1000; // the gate locks, not the alarm
            bench.profile.limits.errorRate = 1;
            TriggerSpec spec;
            spec.id = spec.title = u"errors-high"_s;
            spec.threshold = 0.01;
            spec.clears = 0.005;
            spec.sustainSeconds = 0;
            spec.recoverSeconds = 1;
            spec.action = TriggerAction::Immediate;
            spec.armed = true;
            bench.profile.triggers = {spec};
            bench.profile.gradual.waitSeconds = 1;
            bench.timings.leasePeriod = milliseconds(10);
            bench.timings.resumeAsk = milliseconds(20);
        }
        QString who;
        ControlBench bench;
        SharedBridge *bridge = nullptr;
        std::unique_ptr<Engine> engine;
        QHash<QString, PreparedChange> shown; ///< by route: what was on the screen when it was confirmed
    };

    [[nodiscard]] int below(int limit) { return int(m_random.bounded(limit)); }
    [[nodiscard]] QString route()
    {
        static const QStringList routes{u"catalog"_s, u"checkout"_s, u"orders"_s};
        return routes.at(below(3));
    }

    void start(Part &part)
    {
        part.bench.start();
        part.bench.control->resume();
        if (part.who != u"watch"_s)
            return;
        part.engine = std::make_unique<Engine>(
            *part.bench.control, part.bench.clock, std::make_unique<FakeLease>(m_room, part.who),
            std::make_unique<Notifier>(std::vector<std::unique_ptr<NotifierPort>>()), part.bench.timings);
        part.engine->start();
    }
    void crash(Part &part)
    {
        // Until the order is on the disk nobody can know that it was decided.
        if (part.bench.control->rollback()->state() == RollbackState::Latched)
            return;
        part.engine.reset();
        part.bench.crash();
        part.shown.clear();
    }
    void draft(Part &part)
    {
        ForwardAct *act = part.bench.control->forward(route());
        RouteChange change = toPercent(act->routeId(), below(101));
        if (below(3) == 0) {
            change.mode = Mode(below(4));
            change.percent.reset();
        }
        act->setDraft(change);
        act->prepare();
    }
    void confirm(Part &part)
    {
        ForwardAct *act = part.bench.control->forward(route());
        if (act->state() != ForwardState::Armed)
            return;
        part.shown[act->routeId()] = *act->prepared();
        act->confirm();
    }
    void rollback(Part &part)
    {
        const QStringList routes = below(2) == 0 ? QStringList() : QStringList{route()};
        if (routes.isEmpty() || below(3) > 0 || !part.bench.control->gradual()->start(routes, u"test"_s)) {
            m_decided.append({part.who, routes});
            part.bench.control->rollback()->now(routes, u"test"_s);
        }
    }
    void release(Part &part)
    {
        if (!m_world.bridge.state().latched)
            return;
        whenDone(part.bench.control->releaseLatch(u"test"_s), part.bench.control.get(),
                 [this](const Result<BridgeState> &) { released(); });
    }
    /// Whoever releases the latch has seen it: a rollback that was not settled then is a person's decision.
    void released()
    {
        if (m_world.bridge.state().latched)
            return;
        for (DecidedRollback &decided : m_decided)
            decided.kept = true;
    }
    void fault(Part &part)
    {
        switch (below(4)) {
        case 0:
            part.bridge->refuseNext = 1 + below(3);
            return;
        case 1:
            part.bridge->loseNext = 1 + below(2);
            return;
        case 2:
            part.bridge->cut = !part.bridge->cut;
            return;
        case 3:
            setErrors(below(2) == 0 ? 0.5 : 0.0);
            return;
        }
    }
    /// Somebody with a program of their own.
    void world()
    {
        const RouteChange change = toPercent(route(), below(50));
        if (m_world.bridge.state().latched ||
            m_world.bridge.state().route(change.routeId)->percent == *change.percent)
            return;
        m_world.bridge.changeByOther(change, u"eve"_s);
        m_world.model.byOther(change);
        m_world.compare(u"eve's change"_s);
    }
    void lag()
    {
        const double seconds = below(2) == 0 ? 0.8 : 60.0;
        for (const auto &part : m_parts)
            part->bench.sync->pipeline(u"orders-back"_s).lagSeconds = seconds;
    }
    void setErrors(double rate)
    {
        for (const auto &part : m_parts)
            part->bench.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, rate);
    }
    void pass(milliseconds by)
    {
        for (const auto &part : m_parts)
            part->bench.clock.advance(by);
    }
    void traffic()
    {
        for (const auto &part : m_parts) {
            for (const RouteState &route : m_world.bridge.state().routes)
                part->bench.traffic(route.id, effectivePercent(route.mode, route.percent));
        }
    }

    /// A change arrives at the bridge.
    void judge(Part &part, const PreparedChange &change)
    {
        if (!m_world.model.isMore(change))
            return;
        const QString about = part.who + u"'s change of "_s + change.change.routeId;
        const PreparedChange shown = part.shown.value(change.change.routeId);
        if (shown.change != change.change || shown.expectedRevision != change.expectedRevision)
            m_world.violations.append(about + u" is not what was on the screen"_s);
        if (part.bench.monitor->state().worstLag(SyncDirection::Back).value > lagLimit)
            m_world.violations.append(about + u" goes forward with a locked gate"_s);
        if (!part.bench.monitor->state().pipelines.isLive())
            m_world.violations.append(about + u" goes forward without live evidence"_s);
    }

    [[nodiscard]] bool isKept(const DecidedRollback &decided) const
    {
        return std::ranges::all_of(m_world.bridge.state().routes, [&decided](const RouteState &route) {
            const bool wanted = decided.routes.isEmpty() || decided.routes.contains(route.id);
            return !wanted || (route.mode == Mode::Legacy && route.percent == 0);
        });
    }
    [[nodiscard]] bool isSettled(const ControlBench &bench) const
    {
        if (!bench.monitor->firstRoundDone() || !bench.control->unsettledRoutes().isEmpty() ||
            bench.control->gradual()->running())
            return false;
        switch (bench.control->rollback()->state()) {
        case RollbackState::Latched:
        case RollbackState::Sending:
        case RollbackState::Partial:
            return false;
        case RollbackState::Idle:
        case RollbackState::Armed:
        case RollbackState::Hold:
        case RollbackState::Acknowledged:
        case RollbackState::Observed:
        case RollbackState::Safe:
            break;
        }
        return m_world.model.difference(bench.monitor->state().bridge.value).isEmpty();
    }
    /// The chain is whole, and whatever arrived had been written down.
    [[nodiscard]] static QStringList journalProblems(Part &part)
    {
        QFuture<Result<JournalVerdict>> verdict = part.bench.journal->verify();
        verdict.waitForFinished();
        if (!verdict.result() || !verdict.result()->intact)
            return {part.who + u"'s journal is broken"_s};
        QFuture<Result<QList<JournalEntry>>> read = part.bench.journal->read(100'000);
        read.waitForFinished();
        const Result<QList<JournalEntry>> entries = read.result();
        if (!entries)
            return {part.who + u"'s journal cannot be read"_s};
        QSet<QUuid> written;
        for (const JournalEntry &entry : *entries)
            written.insert(entry.record.act);
        const QSet<QUuid> unwritten = part.bridge->sent - written;
        return unwritten.isEmpty() ? QStringList()
                                   : QStringList{part.who + u" sent what it had not written"_s};
    }

    QRandomGenerator m_random;
    quint32 m_seed;
    SharedWorld m_world;
    FakeLeaseRoom m_room;
    QList<DecidedRollback> m_decided;
    std::vector<std::unique_ptr<Part>> m_parts;
};
} // namespace

/// Random interleavings of two consoles and a watch engine, with faults and crashes, against a reference
/// model. INTERLOCK_SEEDS and INTERLOCK_FIRST_SEED make a long run, or run one seed again.
class TestInterleavings final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsLostDoubledOrForgotten_data();
    void nothingIsLostDoubledOrForgotten();
    void theReferenceFindsWhatIsWrong();
    void cleanupTestCase();

private:
    qsizetype m_seeds = 0;
    qsizetype m_effects = 0;
};

void TestInterleavings::nothingIsLostDoubledOrForgotten_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("behind");
    bool given = false;
    const int asked = qEnvironmentVariableIntValue("INTERLOCK_SEEDS", &given);
    const int count = given ? asked : 200;
    const int first = qEnvironmentVariableIntValue("INTERLOCK_FIRST_SEED");
    for (int seed = first; seed < first + count; seed += worldsAtOnce) {
        const int behind = std::min(seed + worldsAtOnce, first + count);
        QTest::addRow("seeds %d to %d", seed, behind - 1) << seed << behind;
    }
}

void TestInterleavings::nothingIsLostDoubledOrForgotten()
{
    QFETCH(const int, first);
    QFETCH(const int, behind);
    std::vector<std::unique_ptr<Interleaving>> worlds;
    for (int seed = first; seed < behind; ++seed)
        worlds.push_back(std::make_unique<Interleaving>(quint32(seed)));
    for (int step = 0; step < stepsOfASeed; ++step) {
        for (const auto &world : worlds) {
            world->look();
            world->step();
            world->look();
        }
        letWorldRun(4);
    }
    for (const auto &world : worlds)
        world->heal();
    for (const auto &world : worlds) {
        const bool settled = QTest::qWaitFor(
            [&worlds, &world] {
                for (const auto &one : worlds) {
                    one->letTimePass();
                    one->look();
                }
                return world->isSettled();
            },
            60'000);
        QVERIFY2(settled,
                 qPrintable(u"seed %1 does not settle: %2"_s.arg(world->seed()).arg(world->unsettled())));
        const QStringList problems = world->problems();
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
        ++m_seeds;
        m_effects += world->effects();
    }
}

/// Acts that are all refused prove nothing. Few seeds, chosen by hand, may well have none that moves.
void TestInterleavings::cleanupTestCase()
{
    qInfo("%lld forward acts moved the bridge in %lld seeds", qlonglong(m_effects), qlonglong(m_seeds));
    QVERIFY(m_effects > 0 || m_seeds < worldsAtOnce);
}

/// A reference that cannot disagree proves nothing.
void TestInterleavings::theReferenceFindsWhatIsWrong()
{
    SharedWorld world;
    world.compare(u"nothing"_s);
    QVERIFY(world.violations.isEmpty());
    world.bridge.changeByOther(toPercent(u"checkout"_s, 60), u"eve"_s); // unknown to the reference
    world.compare(u"a change"_s);
    QCOMPARE(world.violations.size(), 1);
    SharedBridge line(world, u"ann"_s);
    line.onChange = [](const PreparedChange &) {};
    PreparedChange change;
    change.change = toPercent(u"checkout"_s, 70);
    change.expectedRevision = world.bridge.state().revision;
    change.epoch = world.bridge.state().epoch;
    change.key = QUuid::createUuid();
    QVERIFY(line.apply(change).isFinished());
    QVERIFY(line.apply(change).isFinished());
    QVERIFY2(world.violations.contains(u"ann sent a change twice"_s),
             qPrintable(world.violations.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestInterleavings)
#include "tst_interleavings.moc"
