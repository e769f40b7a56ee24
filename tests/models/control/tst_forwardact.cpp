// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/quiet.h"
#include "tests/models/control/forwardsteps.h"

#include <functional>
#include <QSignalSpy>

using namespace interlock;
using namespace Qt::StringLiterals;

/// The forward act's machine, row by row as docs/acts.md lists it.
class TestForwardAct final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void transition_data();
    void transition();
    void blockedBy_data();
    void blockedBy();
    void armedFallsBack_data();
    void armedFallsBack();
    void armedExpires();
    void extendStartsAnew();
    void cancelDuringPreflightDropsTheAnswer();
    void sendsExactlyWhatWasPrepared();
    void journalsEveryMark();
    void fullJournalRefusesForwardButNotBack();
    void conflictShowsWho();
    void supersededBeforeObserved();
    void notAcknowledgedUntilEveryInstanceHasIt();
    void notObservedOnOldOrMissingTraffic();
};

void TestForwardAct::transition_data()
{
    QTest::addColumn<RouteChange>("change");
    QTest::addColumn<Step>("script"); // what the world does
    QTest::addColumn<Step>("act");    // what the person does in ARMED
    QTest::addColumn<ForwardState>("end");
    QTest::addColumn<int>("sent");
    const Step nothing = [](ControlBench &) {};
    const Step confirm = [](ControlBench &b) { checkout(b)->confirm(); };
    const Step hold = [](ControlBench &b) { checkout(b)->beginHold(); };
    const Step agree = [](ControlBench &b) { b.traffic(u"checkout"_s, 25); };
    const RouteChange up = toPercent(u"checkout"_s, 25);
    QTest::newRow("prepare arms") << up << nothing << nothing << ForwardState::Armed << 0;
    QTest::newRow("hold to the end sends") << up << agree << hold << ForwardState::Observed << 1;
    QTest::newRow("confirm sends") << up << agree << confirm << ForwardState::Observed << 1;
    QTest::newRow("no traffic yet: acknowledged")
        << up << nothing << confirm << ForwardState::Acknowledged << 1;
    QTest::newRow("letting go sends nothing") << up << nothing << Step([](ControlBench &b) {
        checkout(b)->beginHold();
        checkout(b)->releaseHold();
        letStraysShow(60); // longer than the hold: were it still running, it would send
    }) << ForwardState::Armed << 0;
    QTest::newRow("cancel in ARMED") << up << nothing << Step([](ControlBench &b) { checkout(b)->cancel(); })
                                     << ForwardState::View << 0;
    QTest::newRow("new draft in ARMED")
        << up << nothing << Step([](ControlBench &b) { checkout(b)->setDraft(toPercent(u"checkout"_s, 30)); })
        << ForwardState::Draft << 0;
    QTest::newRow("dry run conflicts") << up << Step([](ControlBench &b) {
        b.bridge->dryRuns.refuseNext({ErrorKind::Conflict, u"409"_s, {}});
    }) << nothing << ForwardState::Conflict
                                       << 0;
    QTest::newRow("dry run refused") << up << Step([](ControlBench &b) {
        b.bridge->dryRuns.refuseNext({ErrorKind::Refused, u"422"_s, {}});
    }) << nothing << ForwardState::Rejected
                                     << 0;
    QTest::newRow("dry run unanswered")
        << up << Step([](ControlBench &b) { b.bridge->dryRuns.refuseNext(network()); }) << nothing
        << ForwardState::Blocked << 0;
    QTest::newRow("dry run forbidden") << up << Step([](ControlBench &b) {
        b.bridge->dryRuns.refuseNext({ErrorKind::Auth, u"403"_s, {}});
    }) << nothing << ForwardState::Blocked
                                       << 0;
    QTest::newRow("conflict") << up << Step([](ControlBench &b) {
        b.bridge->applies.refuseNext({ErrorKind::Conflict, u"409"_s, {}});
    }) << confirm << ForwardState::Conflict
                              << 1;
    for (const ErrorKind kind : {ErrorKind::Auth, ErrorKind::Refused, ErrorKind::Input}) {
        QTest::addRow("turned down: %s", qPrintable(errorKindName(kind)))
            << up << Step([kind](ControlBench &b) {
                   b.bridge->applies.refuseNext({kind, u"no"_s, {}});
               })
            << confirm << ForwardState::Rejected << 1;
    }
    for (const ErrorKind kind : {ErrorKind::Timeout, ErrorKind::Network, ErrorKind::Protocol,
                                 ErrorKind::Server, ErrorKind::Cancelled}) {
        QTest::addRow("no certain answer: %s", qPrintable(errorKindName(kind)))
            << up << Step([kind](ControlBench &b) {
                   b.bridge->actions.refuseAlways(network());
                   b.bridge->applies.loseNext({kind, u"?"_s, {}});
               })
            << confirm << ForwardState::Unknown << 1;
    }
    QTest::newRow("down needs no reason, goes the same way") <<
        [] {
            RouteChange change = toPercent(u"checkout"_s, 5);
            change.reason.clear();
            return change;
        }() << Step([](ControlBench &b) { b.traffic(u"checkout"_s, 5); })
                                                             << confirm << ForwardState::Observed << 1;
    QTest::newRow("down over several modes")
        << toMode(u"checkout"_s, Mode::Legacy) << Step([](ControlBench &b) { b.traffic(u"checkout"_s, 0); })
        << confirm << ForwardState::Observed << 1;
}

void TestForwardAct::transition()
{
    QFETCH(const RouteChange, change);
    QFETCH(const Step, script);
    QFETCH(const Step, act);
    QFETCH(const ForwardState, end);
    QFETCH(const int, sent);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    script(bench);
    prepareTo(bench, change);
    act(bench);
    QTRY_COMPARE(forwardStateName(checkout(bench)->state()), forwardStateName(end));
    QCOMPARE(bench.bridge->count(u"apply checkout"_s), sent);
}

void TestForwardAct::blockedBy_data()
{
    QTest::addColumn<RouteChange>("change");
    QTest::addColumn<Step>("world");
    QTest::addColumn<QString>("kind"); // empty: not blocked
    const RouteChange up = toPercent(u"checkout"_s, 25);
    const RouteChange down = toPercent(u"checkout"_s, 5);
    const Step nothing = [](ControlBench &) {};
    const auto bridgeIs = [](const std::function<void(BridgeState &)> &edit) {
        return Step([edit](ControlBench &b) {
            BridgeState state = b.bridge->state();
            edit(state);
            b.bridge->setState(state);
        });
    };
    const Step metricsDown = [](ControlBench &b) { b.metrics->reads.refuseAlways(network()); };
    const Step syncDown = [](ControlBench &b) { b.sync->reads.refuseAlways(network()); };
    const Step bridgeDown = [](ControlBench &b) { b.bridge->reads.refuseAlways(network()); };
    const auto scopes = [](const QSet<Scope> &set) {
        return Step([set](ControlBench &b) { b.bridge->setIdentity({u"bob"_s, set}); });
    };
    const Step latched = bridgeIs([](BridgeState &s) {
        s.latched = true;
        ++s.revision;
        for (InstanceState &instance : s.instances)
            instance.revision = s.revision;
    });
    RouteChange silent = up;
    silent.reason = u"  "_s;
    QTest::newRow("free") << up << nothing << QString();
    QTest::newRow("bridge lost") << up << bridgeDown << u"reading-not-live"_s;
    const Step everythingOfTheBridge = [](ControlBench &b) {
        b.bridge->reads.refuseAlways(network());
        b.bridge->identities.refuseAlways(network());
        b.clock.advance(std::chrono::minutes(1));
    };
    QTest::newRow("bridge and identity lost") << up << everythingOfTheBridge << u"reading-not-live"_s;
    QTest::newRow("identity lost") << up << Step([](ControlBench &b) {
        b.bridge->identities.refuseAlways(network());
        b.clock.advance(std::chrono::minutes(1));
    }) << u"reading-not-live"_s;
    QTest::newRow("bridge lost, down") << down << bridgeDown << u"reading-not-live"_s;
    QTest::newRow("metrics lost") << up << metricsDown << u"reading-not-live"_s;
    QTest::newRow("metrics lost, down") << down << metricsDown << QString();
    QTest::newRow("sync lost") << up << syncDown << u"reading-not-live"_s;
    QTest::newRow("sync lost, down") << down << syncDown << QString();
    QTest::newRow("orders lost") << up
                                 << Step([](ControlBench &b) { b.orders->reads.refuseAlways(network()); })
                                 << QString();
    QTest::newRow("latched") << up << latched << u"latched"_s;
    QTest::newRow("latched, down") << down << latched << QString();
    QTest::newRow("no operate") << up << scopes({Scope::Read, Scope::Rollback}) << u"no-scope"_s;
    QTest::newRow("no operate, down") << down << scopes({Scope::Read, Scope::Rollback}) << QString();
    QTest::newRow("read only, down") << down << scopes({Scope::Read}) << u"no-scope"_s;
    QTest::newRow("no capability") << up << bridgeIs([](BridgeState &s) {
        s.capabilities.remove(Capability::Percent);
    }) << u"no-capability"_s;
    QTest::newRow("instance behind") << up << bridgeIs([](BridgeState &s) { s.instances[1].revision = 16; })
                                     << u"not-acknowledged"_s;
    QTest::newRow("instance behind, down")
        << down << bridgeIs([](BridgeState &s) { s.instances[1].revision = 16; }) << QString();
    QTest::newRow("instance disagrees")
        << up << bridgeIs([](BridgeState &s) { s.instances[0].agrees = false; }) << u"not-acknowledged"_s;
    QTest::newRow("no reason") << silent << nothing << u"no-reason"_s;
    QTest::newRow("nothing to change") << toPercent(u"checkout"_s, 15) << nothing << u"nothing-to-change"_s;
    QTest::newRow("one step") << toMode(u"checkout"_s, Mode::New) << nothing << QString();
    QTest::newRow("two steps") << toMode(u"orders"_s, Mode::CompareNew) << nothing << u"not-one-step"_s;
    QTest::newRow("over 100") << toPercent(u"checkout"_s, 101) << nothing << u"out-of-range"_s;
    QTest::newRow("below 0") << toPercent(u"checkout"_s, -1) << nothing << u"out-of-range"_s;
    QTest::newRow("unknown route") << toPercent(u"nowhere"_s, 10) << nothing << u"unknown-route"_s;
    QTest::newRow("alarm of this route") << up << Step([](ControlBench &b) {
        b.monitor->setAlarm({AlarmKind::ErrorRateOverLimit,
                             AlarmPriority::Alarm,
                             u"checkout"_s,
                             u"Checkout"_s,
                             1,
                             0.1,
                             u"%"_s,
                             {},
                             {},
                             true,
                             false,
                             true});
    }) << u"alarm-active"_s;
    QTest::newRow("alarm of another route") << up << Step([](ControlBench &b) {
        b.monitor->setAlarm({AlarmKind::ErrorRateOverLimit,
                             AlarmPriority::Alarm,
                             u"other"_s,
                             {},
                             1,
                             0.1,
                             u"%"_s,
                             {},
                             {},
                             true,
                             false,
                             true});
    }) << QString();
    QTest::newRow("alarm that locks nothing") << up << Step([](ControlBench &b) {
        b.monitor->setAlarm({AlarmKind::ClockSkew,
                             AlarmPriority::Attention,
                             u"sync"_s,
                             {},
                             3,
                             2,
                             u"s"_s,
                             {},
                             {},
                             true,
                             false,
                             false});
    }) << QString();
}

void TestForwardAct::blockedBy()
{
    QFETCH(const RouteChange, change);
    QFETCH(const Step, world);
    QFETCH(const QString, kind);
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    world(bench);
    QTRY_COMPARE(bench.monitor->state().bridge.value.revision, bench.bridge->state().revision);
    ForwardAct *act = bench.control->forward(change.routeId);
    act->setDraft(change);
    QTRY_COMPARE(kindsOf(act->blockers()), kind.isEmpty() ? QStringList() : QStringList{kind});
    act->prepare();
    QTRY_COMPARE(forwardStateName(act->state()), kind.isEmpty() ? u"armed"_s : u"blocked"_s);
    if (kind.isEmpty())
        return;
    QCOMPARE(kindsOf(act->blockers()), QStringList{kind});
    QCOMPARE(bench.bridge->count(u"dryRun "_s + change.routeId), 0);
    QCOMPARE(bench.marks(JournalKind::Forward), QStringList());
}

void TestForwardAct::armedFallsBack_data()
{
    QTest::addColumn<Step>("world");
    QTest::addColumn<QString>("kind");
    QTest::newRow("another's change")
        << Step([](ControlBench &b) { b.bridge->changeByOther(toPercent(u"catalog"_s, 60), u"bob"_s); })
        << u"revision-moved"_s;
    QTest::newRow("another's rollback") << Step([](ControlBench &b) {
        [[maybe_unused]] const auto done =
            b.bridge->rollback(u"edge-1"_s, {{u"*"_s}, 9, u"r"_s, QUuid::createUuid(), u"bob"_s});
    }) << u"revision-moved"_s;
    QTest::newRow("metrics lost") << Step([](ControlBench &b) { b.metrics->reads.refuseAlways(network()); })
                                  << u"reading-not-live"_s;
    QTest::newRow("everything grows old") << Step([](ControlBench &b) {
        b.metrics->reads.hold();
        QTRY_VERIFY(b.metrics->reads.held() > 0);
        b.clock.advance(std::chrono::seconds(5));
    }) << u"reading-not-live"_s;
    QTest::newRow("role changes") << Step([](ControlBench &b) {
        b.bridge->setIdentity({u"ann"_s, {Scope::Read}});
    }) << u"no-scope"_s;
    QTest::newRow("alarm") << Step([](ControlBench &b) {
        b.monitor->setAlarm({AlarmKind::LagOverLimit,
                             AlarmPriority::Alarm,
                             u"back"_s,
                             u"back"_s,
                             9,
                             5,
                             u"s"_s,
                             {},
                             {},
                             true,
                             false,
                             true});
    }) << u"alarm-active"_s;
}

void TestForwardAct::armedFallsBack()
{
    QFETCH(const Step, world);
    QFETCH(const QString, kind);
    for (const bool holding : {false, true}) {
        ControlBench bench;
        bench.timings.forwardHold = std::chrono::minutes(1);
        bench.timings.clearAfter = std::chrono::hours(1);
        bench.start();
        QTRY_VERIFY(bench.isReady());
        prepareTo(bench, toPercent(u"checkout"_s, 25));
        QCOMPARE(checkout(bench)->state(), ForwardState::Armed);
        if (holding)
            checkout(bench)->beginHold();
        world(bench);
        QTRY_COMPARE(checkout(bench)->state(), ForwardState::Draft);
        QVERIFY(kindsOf(checkout(bench)->blockers()).contains(kind));
        QCOMPARE(bench.bridge->count(u"apply checkout"_s), 0);
        QCOMPARE(checkout(bench)->draft().percent, std::optional(25));
    }
}

void TestForwardAct::armedExpires()
{
    ControlBench bench;
    bench.timings.armedFor = std::chrono::milliseconds(50);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Draft);
    QCOMPARE(kindsOf(checkout(bench)->blockers()), QStringList{u"expired"_s});
    checkout(bench)->confirm();
    QCOMPARE(checkout(bench)->state(), ForwardState::Draft);
    QCOMPARE(bench.bridge->count(u"apply checkout"_s), 0);
}

void TestForwardAct::extendStartsAnew()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    QCOMPARE(checkout(bench)->armedLeft(), bench.timings.armedFor);
    // Readings age with the clock, so only a step that leaves them live can be taken.
    bench.clock.advance(std::chrono::milliseconds(10));
    QCOMPARE(checkout(bench)->armedLeft(), bench.timings.armedFor - std::chrono::milliseconds(10));
    checkout(bench)->extend();
    QCOMPARE(checkout(bench)->armedLeft(), bench.timings.armedFor);
    QCOMPARE(checkout(bench)->state(), ForwardState::Armed);
}

void TestForwardAct::cancelDuringPreflightDropsTheAnswer()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.bridge->dryRuns.hold();
    checkout(bench)->setDraft(toPercent(u"checkout"_s, 25));
    checkout(bench)->prepare();
    QCOMPARE(checkout(bench)->state(), ForwardState::Preflight);
    checkout(bench)->cancel();
    checkout(bench)->setDraft(toPercent(u"checkout"_s, 30));
    bench.bridge->dryRuns.release();
    letStraysShow(30);
    QCOMPARE(checkout(bench)->state(), ForwardState::Draft);
}

void TestForwardAct::sendsExactlyWhatWasPrepared()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    const auto prepared = checkout(bench)->prepared();
    QVERIFY(prepared);
    QCOMPARE(prepared->expectedRevision, 17u);
    QCOMPARE(prepared->epoch, 3u);
    QCOMPARE(prepared->actor, u"ann"_s);
    QVERIFY(!prepared->key.isNull());
    checkout(bench)->confirm();
    QVERIFY(checkout(bench)->busy());
    checkout(bench)->confirm(); // a second press must not send twice
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Acknowledged);
    QCOMPARE(bench.bridge->applied(), QList{*prepared});
}

void TestForwardAct::journalsEveryMark()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    bench.traffic(u"checkout"_s, 25);
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Observed);
    QCOMPARE(bench.marks(JournalKind::Forward),
             (QStringList{u"intent"_s, u"sent"_s, u"acknowledged"_s, u"observed"_s}));
    const ForwardMarks marks = checkout(bench)->marks();
    QVERIFY(marks.armed.isValid() && marks.journaled.isValid() && marks.sent.isValid());
    QVERIFY(marks.acknowledged.isValid() && marks.observed.isValid());
    const auto entries = bench.journal->read(10).result();
    QVERIFY(entries);
    const JournalRecord &intent = entries->first().record;
    QCOMPARE(intent.actor, u"ann"_s);
    QCOMPARE(intent.environment, u"test"_s);
    QCOMPARE(intent.what, u"Checkout: share 15 % → 25 % on test"_s);
    QCOMPARE(intent.reason, u"next step"_s);
    QCOMPARE(intent.before.value(u"percent"_s).toInt(), 15);
    QCOMPARE(intent.after.value(u"percent"_s).toInt(), 25);
    QCOMPARE(intent.evidence.value(u"endpoints"_s).toObject().value(u"metrics"_s).toString(), u"LIVE"_s);
}

void TestForwardAct::fullJournalRefusesForwardButNotBack()
{
    ControlBench bench;
    bench.start(u"/proc/interlock/journal.sqlite"_s); // nobody can make a file there
    QTRY_VERIFY(bench.isReady());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Draft);
    QVERIFY(kindsOf(checkout(bench)->blockers()).contains(u"journal-unwritable"_s));
    QCOMPARE(bench.bridge->count(u"apply checkout"_s), 0);
    QTRY_VERIFY(kindsOf(checkout(bench)->interlocks()).contains(u"journal-unwritable"_s));
    prepareTo(bench, toPercent(u"checkout"_s, 5));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Acknowledged);
    QCOMPARE(bench.bridge->state().route(u"checkout"_s)->percent, 5);
}

void TestForwardAct::conflictShowsWho()
{
    ControlBench bench;
    bench.profile.endpoints.first().period = std::chrono::minutes(1); // only the refusal tells
    bench.start();
    QTRY_VERIFY(bench.isReady());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    bench.bridge->changeByOther(toPercent(u"checkout"_s, 20), u"bob"_s);
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Conflict);
    QTRY_VERIFY(checkout(bench)->conflictWith() && checkout(bench)->conflictWith()->changedBy == u"bob"_s);
    QCOMPARE(checkout(bench)->conflictWith()->percent, 20);
    QCOMPARE(bench.bridge->state().route(u"checkout"_s)->percent, 20);
    QCOMPARE(bench.bridge->count(u"apply checkout"_s), 1); // never retried by itself
}

void TestForwardAct::supersededBeforeObserved()
{
    ControlBench bench;
    bench.start();
    QTRY_VERIFY(bench.isReady());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Acknowledged);
    bench.bridge->changeByOther(toPercent(u"checkout"_s, 15), u"bob"_s);
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Conflict);
    QVERIFY(checkout(bench)->marks().acknowledged.isValid());
}

void TestForwardAct::notAcknowledgedUntilEveryInstanceHasIt()
{
    ControlBench bench;
    bench.bridge->setAutoAcknowledge(false);
    bench.start();
    QTRY_VERIFY(bench.isReady());
    bench.traffic(u"checkout"_s, 25);
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Sent);
    bench.bridge->acknowledge(u"edge-1"_s);
    QTRY_COMPARE(checkout(bench)->acknowledgement().acknowledged, 1);
    QCOMPARE(checkout(bench)->state(), ForwardState::Sent);
    bench.bridge->acknowledge(u"edge-2"_s);
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Observed);
}

void TestForwardAct::notObservedOnOldOrMissingTraffic()
{
    ControlBench bench;
    bench.metrics->snapshot().values.clear();
    bench.start();
    QTRY_VERIFY(bench.isReady());
    prepareTo(bench, toPercent(u"checkout"_s, 25));
    checkout(bench)->confirm();
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Acknowledged);
    const int polls = bench.metrics->reads.calls();
    QTRY_VERIFY(bench.metrics->reads.calls() > polls + 3);
    QCOMPARE(checkout(bench)->state(), ForwardState::Acknowledged);
    bench.traffic(u"checkout"_s, 25);
    bench.metrics->snapshot().values.last().sampleAgeMs = 20; // measured before the act
    const int later = bench.metrics->reads.calls();
    QTRY_VERIFY(bench.metrics->reads.calls() > later + 3);
    QCOMPARE(checkout(bench)->state(), ForwardState::Acknowledged);
    bench.metrics->snapshot().values.last().sampleAgeMs = 0;
    QTRY_COMPARE(checkout(bench)->state(), ForwardState::Observed);
}

QTEST_GUILESS_MAIN(TestForwardAct)
#include "tst_forwardact.moc"
