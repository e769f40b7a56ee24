// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/engine.h"
#include "models/control/reservedfile.h"
#include "tests/fakes/fakewatch.h"
#include "tests/models/control/controlbench.h"

#include <QSignalSpy>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
/// A control with an engine on fakes. Time passes only by pass(): the engine's own clock.
class EngineBench final
{
    Q_DISABLE_COPY_MOVE(EngineBench)

public:
    explicit EngineBench(TriggerAction action = TriggerAction::Immediate, bool armed = true)
    {
        TriggerSpec spec;
        spec.id = spec.title = u"errors-high"_s;
        spec.threshold = 0.01;
        spec.clears = 0.005;
        spec.sustainSeconds = 3;
        spec.recoverSeconds = 5;
        spec.action = action;
        spec.armed = armed;
        control.profile.triggers = {spec};
        for (EndpointSpec &endpoint : control.profile.endpoints)
            endpoint.period = std::chrono::milliseconds(400); // what is asked for every 500 ms stays live
        control.timings.leasePeriod = std::chrono::milliseconds(10);
        control.timings.notifyFirst = std::chrono::milliseconds(5);
        control.timings.notifyCap = std::chrono::milliseconds(20);
        errors(0.0);
    }
    ~EngineBench() { engine.reset(); }

    void start()
    {
        control.start();
        startEngine();
    }
    void startEngine()
    {
        auto ownLease = std::make_unique<FakeLease>(room, u"ann"_s);
        lease = ownLease.get();
        auto ownPort = std::make_unique<FakeNotifier>(told);
        port = ownPort.get();
        std::vector<std::unique_ptr<NotifierPort>> ports;
        ports.push_back(std::move(ownPort));
        engine = std::make_unique<Engine>(*control.control, control.clock, std::move(ownLease),
                                          std::make_unique<Notifier>(std::move(ports), control.timings),
                                          control.timings);
        QObject::connect(engine.get(), &Engine::changed, engine.get(), [this] { ++looks; });
        engine->start();
    }
    /// Before start(): the trigger rolls back the route it fired for, not all.
    void ofOneRoute() { control.profile.triggers.front().allRoutes = false; }
    /// Error rate of new on catalog; the other routes have no figure.
    void errors(double rate)
    {
        control.metrics->setValue(u"errors"_s, u"catalog"_s, SideReached::New, rate);
        control.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, 0.0);
    }
    void checkoutErrors(double rate)
    {
        control.metrics->setValue(u"errors"_s, u"checkout"_s, SideReached::New, rate);
    }
    void legacyErrors(double rate)
    {
        control.metrics->setValue(u"errors"_s, u"catalog"_s, SideReached::Legacy, rate);
    }
    /// Seconds of the engine's clock, in steps in which every endpoint is asked and the engine looks.
    void pass(int seconds)
    {
        for (int step = 0; step < 2 * seconds; ++step) {
            control.clock.advance(std::chrono::milliseconds(500));
            control.monitor->refresh();
            QTRY_VERIFY(hasFreshFigures());
            awaitLooks(2);
        }
    }
    /// Until the engine has looked so often again.
    void awaitLooks(int count)
    {
        const int before = looks;
        QTRY_VERIFY(looks >= before + count);
    }
    [[nodiscard]] bool isReady() const { return control.isReady() && engine->armed(); }
    [[nodiscard]] RollbackState rollback() const { return control.control->rollback()->state(); }
    [[nodiscard]] GradualState gradual() const { return control.control->gradual()->state(); }
    [[nodiscard]] const TriggerStatus *trigger(const QString &route) const
    {
        for (const TriggerStatus &status : engine->triggers()) {
            if (status.routeId == route)
                return &status;
        }
        return nullptr;
    }
    [[nodiscard]] bool alarm(AlarmKind kind) const
    {
        return std::ranges::any_of(control.monitor->alarms(),
                                   [kind](const Alarm &alarm) { return alarm.kind == kind && alarm.active; });
    }

    ControlBench control;
    FakeLeaseRoom room;
    QList<QByteArray> told;
    FakeLease *lease = nullptr;
    FakeNotifier *port = nullptr;
    std::unique_ptr<Engine> engine;
    int looks = 0;

private:
    [[nodiscard]] bool hasFreshFigures() const
    {
        return std::ranges::any_of(control.monitor->state().signalReadings,
                                   [this](const SignalReading &signal) {
                                       return signal.reading.receivedAt == control.clock.monotonic();
                                   });
    }
};
} // namespace

/// Triggers, lease and acts together: what the engine does by itself, and what it never does.
class TestEngine final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firesTheImmediateRollbackOnce();
    void firesTheGradualRollbackAndStopsWhenRecovered();
    void secondTriggerJoinsTheGradualRollback();
    void immediateRollbackTakesTheGradualOneWithIt();
    void gradualThatCannotBeginIsTriedAgain();
    void doesNothingItWasNotArmedFor_data();
    void doesNothingItWasNotArmedFor();
    void missingDataRaisesAndDoesNotFire();
    void engineThatTakesOverActs();
    void viewerLeavesTheLeaseToOthers();
    void leaseThatIsNotConfirmedDisarms();
    void nobodyWatchesIsSaid();
    void staleGradualOfALostEngineIsStopped();
    void takenUpGradualOutlivesAnOutageOfTheLease();
    void legacyIsCheckedBehindAnArmedButton();
    void legacyIsCheckedAfterwards_data();
    void legacyIsCheckedAfterwards();
    void deadWebhookDelaysNothing();
    void notifierKeepsOrderAndTriesAgain();
    void slackTextIsEscaped();
};

void TestEngine::firesTheImmediateRollbackOnce()
{
    EngineBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.errors(0.5);
    bench.pass(2);
    QCOMPARE(bench.rollback(), RollbackState::Idle); // not sustained yet
    bench.pass(3);
    QTRY_VERIFY(bench.rollback() >= RollbackState::Sending);
    QTRY_COMPARE(bench.control.bridge->state().route(u"catalog"_s)->percent *
                     (bench.control.bridge->state().route(u"catalog"_s)->mode == Mode::Legacy ? 0 : 1),
                 0);
    bench.pass(3);
    QSet<QUuid> keys;
    for (const auto &[path, order] : bench.control.bridge->rollbacks())
        keys.insert(order.key);
    QCOMPARE(keys.size(), 1); // one order, whatever the figure says afterwards
    QVERIFY(bench.control.bridge->rollbacks().first().second.reason.startsWith(u"trigger errors-high"_s));
    QCOMPARE(bench.control.marks(JournalKind::Trigger).size(), 1);
    QVERIFY(bench.alarm(AlarmKind::TriggerTripped));
    QVERIFY(bench.told.first().contains("Automatic immediate rollback"));
}

void TestEngine::firesTheGradualRollbackAndStopsWhenRecovered()
{
    EngineBench bench(TriggerAction::Gradual);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.errors(0.5);
    bench.pass(5);
    QTRY_COMPARE(bench.gradual(), GradualState::Waiting);
    QCOMPARE(bench.control.bridge->state().route(u"catalog"_s)->percent, 25);
    bench.errors(0.0);
    bench.pass(7);
    QTRY_COMPARE(bench.gradual(), GradualState::Recovered);
    bench.pass(2);
    QCOMPARE(bench.control.bridge->state().route(u"catalog"_s)->percent, 25); // and nothing goes forward
}

void TestEngine::secondTriggerJoinsTheGradualRollback()
{
    EngineBench bench(TriggerAction::Gradual);
    bench.ofOneRoute();
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.checkoutErrors(0.5);
    bench.pass(5);
    QTRY_COMPARE(bench.gradual(), GradualState::Waiting);
    QCOMPARE(bench.control.bridge->state().route(u"catalog"_s)->percent, 50);
    bench.control.metrics->setValue(u"errors"_s, u"catalog"_s, SideReached::New, 0.5);
    bench.pass(5);
    QTRY_COMPARE(bench.control.bridge->state().route(u"catalog"_s)->percent, 25);
    bench.checkoutErrors(0.0); // one of two has recovered
    bench.pass(7);
    QVERIFY(bench.control.control->gradual()->running());
    bench.errors(0.0);
    bench.pass(7);
    QTRY_COMPARE(bench.gradual(), GradualState::Recovered);
}

void TestEngine::immediateRollbackTakesTheGradualOneWithIt()
{
    EngineBench bench;
    bench.ofOneRoute();
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(bench.control.control->gradual()->start({u"checkout"_s}, u"by hand"_s));
    QTRY_COMPARE(bench.gradual(), GradualState::Waiting);
    bench.errors(0.5); // of catalog
    bench.pass(5);
    QTRY_COMPARE(bench.control.bridge->state().route(u"catalog"_s)->percent, 0);
    QCOMPARE(bench.control.bridge->state().route(u"checkout"_s)->percent, 0);
}

/// Another program of this machine runs one: when that ends, ours begins.
void TestEngine::gradualThatCannotBeginIsTriedAgain()
{
    EngineBench bench(TriggerAction::Gradual);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    {
        ReservedFile theirs(bench.control.folder.filePath(u"intent.gradual"_s));
        QVERIFY(theirs.acquire());
        bench.errors(0.5);
        bench.pass(5);
        QCOMPARE(bench.gradual(), GradualState::Idle);
    }
    QTRY_COMPARE(bench.gradual(), GradualState::Waiting);
    QCOMPARE(bench.control.marks(JournalKind::Trigger).size(), 1); // said once
}

void TestEngine::doesNothingItWasNotArmedFor_data()
{
    QTest::addColumn<TriggerAction>("action");
    QTest::addColumn<bool>("triggerArmed");
    QTest::addColumn<bool>("lease");
    QTest::newRow("the trigger is not armed") << TriggerAction::Immediate << false << true;
    QTest::newRow("only an alarm") << TriggerAction::Alarm << true << true;
    QTest::newRow("another engine has the lease") << TriggerAction::Immediate << true << false;
}

void TestEngine::doesNothingItWasNotArmedFor()
{
    QFETCH(TriggerAction, action);
    QFETCH(bool, triggerArmed);
    QFETCH(bool, lease);
    EngineBench bench(action, triggerArmed);
    int other = 0;
    if (!lease) {
        bench.room.owner = &other;
        bench.room.holder = LeaseHolder{{u"ben"_s, u"other"_s, u"watch"_s}, {}, {}, 7};
    }
    bench.start();
    QTRY_VERIFY(bench.control.isReady());
    QTRY_VERIFY(bench.engine->holder());
    QCOMPARE(bench.engine->armed(), lease);
    bench.errors(0.5);
    bench.pass(5);
    QTRY_VERIFY(bench.alarm(AlarmKind::TriggerTripped));
    QVERIFY(bench.control.bridge->rollbacks().isEmpty());
    QVERIFY(bench.control.bridge->applied().isEmpty());
    QCOMPARE(bench.told.isEmpty(), !lease); // whoever is armed tells, once
}

void TestEngine::missingDataRaisesAndDoesNotFire()
{
    EngineBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.errors(0.5);
    bench.pass(1);
    bench.control.metrics->reads.refuseAlways(Error{ErrorKind::Timeout, u"no answer"_s, {}});
    const int asked = bench.control.metrics->reads.calls();
    QTRY_VERIFY(bench.control.metrics->reads.calls() > asked); // the last good answer is here by now
    bench.control.clock.advance(std::chrono::seconds(4));
    for (int i = 0; i < 40; ++i) {
        bench.control.clock.advance(std::chrono::milliseconds(500));
        bench.awaitLooks(1);
    }
    QTRY_VERIFY(bench.alarm(AlarmKind::TriggerBlind));
    QVERIFY(bench.control.bridge->rollbacks().isEmpty());
    bench.errors(0.0);
    bench.control.metrics->reads.refuseAlways(std::nullopt);
    QTRY_VERIFY(!bench.alarm(AlarmKind::TriggerBlind));
}

void TestEngine::engineThatTakesOverActs()
{
    EngineBench bench;
    int other = 0;
    bench.room.owner = &other; // somebody else is armed, and does nothing
    bench.room.holder = LeaseHolder{{u"ben"_s, u"other"_s, u"watch"_s}, {}, {}, 7};
    bench.start();
    QTRY_VERIFY(bench.control.isReady());
    bench.errors(0.5);
    bench.pass(5);
    QVERIFY(bench.control.bridge->rollbacks().isEmpty());
    bench.room.owner = nullptr; // it died
    bench.room.holder.reset();
    QTRY_VERIFY(bench.engine->armed());
    QTRY_VERIFY(!bench.control.bridge->rollbacks().isEmpty());
}

/// A manager's console that looks at charts must not be the one that is armed: its token may roll nothing
/// back.
void TestEngine::viewerLeavesTheLeaseToOthers()
{
    EngineBench bench;
    bench.control.bridge->setIdentity({u"mia"_s, {Scope::Read}});
    bench.start();
    const Reading<Identity> &identity = bench.control.monitor->state().identity;
    QTRY_VERIFY(identity.isLive());
    const int before = bench.lease->renewals.calls();
    QTRY_VERIFY(bench.lease->renewals.calls() > before + 3);
    QVERIFY(!bench.engine->armed());
    QVERIFY(!bench.room.owner);
    QVERIFY2(bench.engine->leaseProblem().contains(u"may not roll back"_s),
             qPrintable(bench.engine->leaseProblem()));
    bench.control.bridge->setIdentity({u"olaf"_s, {Scope::Read, Scope::Rollback}});
    QTRY_VERIFY(bench.engine->armed());
    bench.control.bridge->setIdentity({u"olaf"_s, {Scope::Read}}); // the scope was taken back
    QTRY_VERIFY(!bench.room.owner);
    QVERIFY(!bench.engine->armed());
}

void TestEngine::leaseThatIsNotConfirmedDisarms()
{
    EngineBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.lease->renewals.hold(); // the lease's server does not answer
    QTRY_VERIFY(bench.lease->renewals.held() > 0);
    bench.control.clock.advance(std::chrono::milliseconds(3100));
    QVERIFY(!bench.engine->armed());
    bench.lease->renewals.release();
    QTRY_VERIFY(bench.engine->armed());
}

void TestEngine::nobodyWatchesIsSaid()
{
    EngineBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    QVERIFY(!bench.engine->nobodyWatches());
    bench.lease->renewals.refuseAlways(Error{ErrorKind::Network, u"refused"_s, {}});
    bench.control.clock.advance(std::chrono::seconds(4));
    QTRY_VERIFY(!bench.engine->holder());
    bench.control.clock.advance(std::chrono::seconds(11));
    QTRY_VERIFY(bench.engine->nobodyWatches());
    QTRY_VERIFY(bench.alarm(AlarmKind::NobodyWatches));
    QCOMPARE(bench.engine->leaseProblem(), u"refused"_s);
    bench.lease->renewals.refuseAlways(std::nullopt);
    QTRY_VERIFY(!bench.alarm(AlarmKind::NobodyWatches));
}

void TestEngine::staleGradualOfALostEngineIsStopped()
{
    EngineBench bench(TriggerAction::Gradual);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.errors(0.5);
    bench.pass(5);
    QTRY_COMPARE(bench.gradual(), GradualState::Waiting);
    bench.engine.reset();
    bench.control.crash();
    int other = 0;
    bench.room.owner = &other; // another engine took over in the meantime
    bench.room.holder = LeaseHolder{{u"ben"_s, u"other"_s, u"watch"_s}, {}, {}, 7};
    bench.control.start();
    bench.control.control->resume();
    bench.startEngine();
    QTRY_COMPARE(bench.gradual(), GradualState::Stopped);
}

/// The lease's server goes away while a gradual rollback that was taken up runs: nobody else is armed, so it
/// goes on.
void TestEngine::takenUpGradualOutlivesAnOutageOfTheLease()
{
    EngineBench bench(TriggerAction::Gradual);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.errors(0.5);
    bench.pass(5);
    QTRY_COMPARE(bench.gradual(), GradualState::Waiting);
    bench.engine.reset();
    bench.control.crash();
    bench.control.start();
    bench.control.control->resume();
    bench.startEngine();
    QTRY_VERIFY(bench.control.control->gradual()->resumed() && bench.engine->armed());
    bench.lease->renewals.refuseAlways(Error{ErrorKind::Network, u"refused"_s, {}});
    const int before = bench.lease->renewals.calls();
    QTRY_VERIFY(bench.lease->renewals.calls() > before + 1);
    bench.control.clock.advance(std::chrono::milliseconds(3100));
    QTRY_VERIFY(!bench.engine->armed());
    bench.awaitLooks(3);
    QVERIFY(bench.control.control->gradual()->running());
}

void TestEngine::legacyIsCheckedBehindAnArmedButton()
{
    EngineBench bench;
    bench.legacyErrors(0.3);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.control.control->rollback()->arm({}, u"a hand on the button"_s);
    bench.errors(0.5);
    bench.pass(5);
    QTRY_VERIFY(bench.control.control->rollback()->phase() >= RollbackState::Acknowledged);
    QCOMPARE(bench.rollback(), RollbackState::Armed);
    bench.pass(12);
    QTRY_VERIFY(bench.alarm(AlarmKind::LegacyUnhealthy));
}

void TestEngine::legacyIsCheckedAfterwards_data()
{
    QTest::addColumn<std::optional<double>>("rate");
    QTest::addColumn<bool>("alarm");
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("healthy") << std::optional(0.0) << false << QByteArray("legacy is healthy");
    QTest::newRow("unhealthy") << std::optional(0.3) << true << QByteArray("legacy is unhealthy");
    QTest::newRow("no figure") << std::optional<double>() << true << QByteArray("legacy is unknown");
}

void TestEngine::legacyIsCheckedAfterwards()
{
    QFETCH(std::optional<double>, rate);
    QFETCH(bool, alarm);
    QFETCH(QByteArray, told);
    EngineBench bench;
    if (rate)
        bench.legacyErrors(*rate);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.errors(0.5);
    bench.pass(5);
    QTRY_VERIFY(bench.rollback() >= RollbackState::Acknowledged);
    bench.pass(12);
    QTRY_VERIFY(std::ranges::any_of(bench.told, [&](const QByteArray &text) { return text.contains(told); }));
    QCOMPARE(bench.alarm(AlarmKind::LegacyUnhealthy), alarm);
}

void TestEngine::deadWebhookDelaysNothing()
{
    EngineBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.port->sends.hold(); // never answers
    bench.errors(0.5);
    bench.pass(5);
    QTRY_VERIFY(bench.rollback() >= RollbackState::Acknowledged);
    QVERIFY(bench.engine->notifier().waiting() > 0);
}

void TestEngine::notifierKeepsOrderAndTriesAgain()
{
    QList<QByteArray> told;
    auto own = std::make_unique<FakeNotifier>(told);
    FakeNotifier *port = own.get();
    std::vector<std::unique_ptr<NotifierPort>> ports;
    ports.push_back(std::move(own));
    ControlTimings timings;
    timings.notifyFirst = std::chrono::milliseconds(1);
    timings.notifyCap = std::chrono::milliseconds(4);
    Notifier notifier(std::move(ports), timings);
    QSignalSpy problems(&notifier, &Notifier::portChanged);
    port->sends.refuseNext(Error{ErrorKind::Network, u"refused"_s, {}}, 3);
    notifier.tell({u"first"_s, {}});
    notifier.tell({u"second"_s, {}});
    QTRY_COMPARE(told.size(), 2);
    QVERIFY(told.first().contains("first"));
    QCOMPARE(problems.size(), 4); // three failures, and good again
    QCOMPARE(problems.last().at(1).toString(), QString());
    QCOMPARE(notifier.waiting(), 0);
    port->sends.refuseAlways(Error{ErrorKind::Network, u"refused"_s, {}});
    for (int i = 0; i < 3 * Notifier::longestQueue; ++i)
        notifier.tell({QString::number(i), {}});
    QVERIFY(notifier.waiting() <= Notifier::longestQueue);
    QTRY_VERIFY(notifier.waiting() < Notifier::longestQueue - 2); // given up, one after the other
    QCOMPARE(told.size(), 2);
}

void TestEngine::slackTextIsEscaped()
{
    const QByteArray json = slackJson({u"<!channel> a & b\u202e"_s, {{u"what"_s, u"test"_s}}});
    QVERIFY(json.contains("&lt;!channel&gt; a &amp; b"));
    QVERIFY(!json.contains("\u202e"));
    QVERIFY(json.contains(R"("interlock":{"what":"test"})"));
}

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
