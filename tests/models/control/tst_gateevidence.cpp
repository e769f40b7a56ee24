// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gatebook.h"
#include "models/domain/clock.h"

#include <QRandomGenerator>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using std::chrono::seconds;

namespace {

/// Counts of a route's pairs, from where they are known.
struct Pairs
{
    qint64 clean = 0;
    qint64 mismatches = 0;
    int attempt = 1;
    bool opened = false;
    Quality quality = Quality::Live;
    int age = 0; ///< seconds
    double p0 = 0.001;
};

Reading<GateVerdict> readingOf(const Pairs &pairs, MonotonicTime now)
{
    GateSettings settings;
    settings.p0 = pairs.p0;
    GateRecord record;
    record.attempt = pairs.attempt;
    record.clean = pairs.clean;
    record.mismatches = pairs.mismatches;
    record.open = pairs.opened;
    Reading<GateVerdict> reading;
    reading.value = ParityGate(settings, record).verdict();
    reading.quality = pairs.quality;
    reading.receivedAt = now - seconds(pairs.age);
    return reading;
}

MigrationState pictureOf(const ManualClock &clock)
{
    MigrationState state;
    state.now = clock.monotonic();
    state.wall = clock.wall();
    RouteStatus route;
    route.spec = {u"checkout"_s, u"Checkout"_s, Layer::Write};
    route.commanded.value.id = u"checkout"_s;
    route.commanded.value.mode = Mode::CompareNew;
    route.commanded.value.percent = 15;
    route.commanded.quality = Quality::Live;
    route.commanded.receivedAt = state.now;
    state.routes = {route};
    return state;
}

} // namespace

Q_DECLARE_METATYPE(Pairs)

/// The parity gate goes by the sequential test, wherever the counts come from; and a look that makes no words
/// says the same as one that does.
class TestGateEvidence final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parity_data();
    void parity();
    void keptPairsGoBeforeTheEndpointsCounts();
    void theShadowDoesNotWaitForItsOwnPairs();
    void statesAreTheResultsStates();
    void jumpsOfTheWallClockProveNothing_data();
    void jumpsOfTheWallClockProveNothing();
};

void TestGateEvidence::parity_data()
{
    QTest::addColumn<Pairs>("pairs");
    QTest::addColumn<double>("limit");
    QTest::addColumn<qint64>("leastPairs");
    QTest::addColumn<GateState>("state");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *name, const Pairs &pairs, double limit, qint64 least, GateState state,
                        const QString &said = {}) {
        QTest::newRow(name) << pairs << limit << least << state << said;
    };
    const QString few = u"insufficient evidence"_s;
    row("no pair", {}, 0.999, 3000, GateState::Unknown, few);
    row("3,000 clean pairs decide nothing yet", {3000, 0}, 0.999, 3000, GateState::Unknown, few);
    row("one fewer than it takes", {4096, 0}, 0.999, 3000, GateState::Unknown, few);
    row("enough, all clean", {4100, 0}, 0.999, 3000, GateState::Open);
    row("enough, three differ", {5000, 3}, 0.999, 3000, GateState::Locked, u"3 of 5003 pairs differ"_s);
    row("three differ in many", {20'000, 3}, 0.999, 3000, GateState::Open);
    row("99.9 % alone is no proof", {49'950, 50}, 0.999, 3000, GateState::Locked);
    row("the second attempt takes more", {4100, 0, 2}, 0.999, 3000, GateState::Unknown, few);
    row("crossed before, differences since", {5000, 10, 1, true}, 0.999, 3000, GateState::Open);
    row("crossed for a looser limit", {5000, 10, 1, true, Quality::Live, 0, 0.01}, 0.999, 3000,
        GateState::Locked);
    row("a looser limit of the team", {500, 0}, 0.99, 100, GateState::Open);
    row("more pairs wanted by the team", {4100, 0}, 0.999, 10'000, GateState::Unknown, few);
    row("not one may differ", {5000, 0}, 1.0, 3000, GateState::Open);
    row("one does", {5000, 1}, 1.0, 3000, GateState::Locked);
    row("not heard yet", {5000, 0, 1, true, Quality::Never}, 0.999, 3000, GateState::Unknown);
    row("not heard lately", {5000, 0, 1, true, Quality::Live, 11}, 0.999, 3000, GateState::Unknown);
    row("bad", {5000, 0, 1, true, Quality::Bad}, 0.999, 3000, GateState::Unknown);
}

void TestGateEvidence::parity()
{
    QFETCH(const Pairs, pairs);
    QFETCH(const double, limit);
    QFETCH(const qint64, leastPairs);
    QFETCH(const GateState, state);
    QFETCH(const QString, said);
    const ManualClock clock;
    Profile profile;
    GateSpec gate = readyGate(GateKind::Parity);
    gate.threshold = limit;
    gate.leastPairs = leastPairs;
    profile.gates = {gate};
    const MigrationState picture = pictureOf(clock);
    const auto kept = [&](const QString &) { return std::optional(readingOf(pairs, picture.now)); };
    GateBook book;
    const GateResult result = book.evaluate({profile, picture, {}, {}, kept}, u"checkout"_s).constFirst();
    QCOMPARE(gateStateName(result.state), gateStateName(state));
    QVERIFY2(result.problem.contains(said), qPrintable(result.problem));
    if (state == GateState::Unknown)
        QVERIFY(!result.problem.isEmpty());
    QCOMPARE(result.keeps({GateAct::FullShare}), state != GateState::Open);

    // Where nobody keeps pairs, the endpoint's counts go through the same test, as a first attempt.
    const bool sameThere = pairs.attempt == 1 && !pairs.opened;
    if (!sameThere)
        return;
    MigrationState counted = picture;
    Reading<ParityBucket> &counts = counted.routes[0].parity;
    counts.value.compared = pairs.clean + pairs.mismatches;
    counts.value.different = pairs.mismatches;
    counts.quality = pairs.quality;
    counts.receivedAt = picture.now - seconds(pairs.age);
    GateBook other;
    QCOMPARE(other.evaluate({profile, counted, {}, {}}, u"checkout"_s).constFirst().state, state);
}

void TestGateEvidence::keptPairsGoBeforeTheEndpointsCounts()
{
    const ManualClock clock;
    Profile profile;
    profile.gates = {readyGate(GateKind::Parity)};
    MigrationState picture = pictureOf(clock);
    Reading<ParityBucket> &counts = picture.routes[0].parity;
    counts.value.compared = 100'000;
    counts.quality = Quality::Live;
    counts.receivedAt = picture.now;
    const auto stateWith = [&](const std::optional<Reading<GateVerdict>> &kept) {
        GateBook book;
        const auto parity = [&](const QString &) { return kept; };
        return book.evaluate({profile, picture, {}, {}, parity}, u"checkout"_s).constFirst().state;
    };
    QCOMPARE(stateWith({}), GateState::Open);
    QCOMPARE(stateWith(readingOf({100, 0}, picture.now)), GateState::Unknown);
    QCOMPARE(stateWith(readingOf({100'000, 500}, picture.now)), GateState::Locked);
}

/// Out of legacy goes without parity, for only then there is any; from there on nothing does.
void TestGateEvidence::theShadowDoesNotWaitForItsOwnPairs()
{
    const ManualClock clock;
    Profile profile;
    profile.gates = {readyGate(GateKind::Parity)};
    MigrationState picture = pictureOf(clock);
    const auto against = [&](Mode now, Mode next) {
        Reading<RouteState> &route = picture.routes[0].commanded;
        route.value.mode = now;
        GateBook book;
        const auto results = book.evaluate({profile, picture, {}, {}}, u"checkout"_s);
        return gatesAgainst(results, route.value, {u"checkout"_s, next, {}, {}, {}}).size();
    };
    QCOMPARE(against(Mode::Legacy, Mode::CompareLegacy), 0);
    QCOMPARE(against(Mode::CompareLegacy, Mode::CompareNew), 1);
    QCOMPARE(against(Mode::CompareNew, Mode::New), 1);
    picture.routes[0].commanded.quality = Quality::Stale; // nobody knows which mode it is in
    QCOMPARE(against(Mode::Legacy, Mode::CompareLegacy), 1);
}

/// Two books over the same random pictures, one asked for results and one for states alone: readings come,
/// change their place, age and go.
void TestGateEvidence::statesAreTheResultsStates()
{
    QRandomGenerator random(7);
    ManualClock clock;
    Profile profile;
    for (const QString &id : {u"a"_s, u"b"_s, u"whole"_s}) {
        SignalSpec spec;
        spec.id = id;
        if (id != u"whole") {
            spec.routeLabel = u"route"_s;
            spec.sideLabel = u"side"_s;
        }
        profile.signalSpecs.append(spec);
    }
    const GateVocabulary vocabulary{profile.signalSpecs, {u"checkout"_s, u"search"_s}};
    const QString conditions[] = {u"a(new) < 5 and b(new, search) / whole < 3"_s,
                                  u"not (a(legacy) > whole) or b(new) == 2"_s, u"whole - 1 >= -a(new) * 2"_s};
    for (const QString &condition : conditions) {
        GateSpec gate = readyGate(GateKind::Expression);
        gate.id = condition;
        gate.hold = seconds(3);
        const auto expression = parseGateExpression(condition, vocabulary);
        QVERIFY(expression.has_value());
        gate.expression = *expression;
        profile.gates.append(gate);
    }
    GateBook wordy;
    GateBook terse;
    QSet<GateState> seen;
    QList<SignalReading> readings;
    for (int look = 0; look < 3000; ++look) {
        clock.advance(seconds(1));
        if (look % 50 == 0)
            readings.clear();
        for (const QString &id : {u"a"_s, u"b"_s, u"whole"_s}) {
            if (random.bounded(4) == 0)
                continue;
            SignalReading reading{id, {}, {}, {}};
            if (id != u"whole" && random.bounded(8) != 0) { // else one that failed as a whole
                reading.routeId = random.bounded(2) == 0 ? u"checkout"_s : u"search"_s;
                reading.side = random.bounded(2) == 0 ? SideReached::New : SideReached::Legacy;
            }
            reading.reading.value = random.bounded(6);
            reading.reading.quality = random.bounded(10) == 0 ? Quality::Bad : Quality::Live;
            reading.reading.receivedAt = clock.monotonic();
            readings.removeIf([&](const SignalReading &one) {
                return one.signalId == reading.signalId && one.routeId == reading.routeId &&
                       one.side == reading.side;
            });
            readings.insert(random.bounded(int(readings.size()) + 1), reading);
        }
        MigrationState picture = pictureOf(clock);
        picture.signalReadings = readings;
        const GateInputs inputs{profile, picture, {}, {}};
        QList<GateState> expected;
        const QList<GateResult> results = wordy.evaluate(inputs, u"checkout"_s);
        for (const GateResult &result : results)
            expected.append(result.state);
        QCOMPARE(terse.states(inputs, u"checkout"_s), expected);
        for (const GateState state : std::as_const(expected))
            seen.insert(state);
    }
    QCOMPARE(seen.size(), 4); // open, waiting, locked and unknown all came up
}

void TestGateEvidence::jumpsOfTheWallClockProveNothing_data()
{
    QTest::addColumn<int>("days");
    QTest::newRow("none") << 0;
    QTest::newRow("a year forward") << 365;
    QTest::newRow("a year back") << -365;
}

/// Holding and freshness are counted on the monotonic clock: a jump neither opens a gate nor closes one.
void TestGateEvidence::jumpsOfTheWallClockProveNothing()
{
    QFETCH(const int, days);
    ManualClock clock;
    Profile profile;
    GateSpec gate = readyGate(GateKind::ErrorRate);
    gate.hold = seconds(60);
    profile.gates = {gate};
    GateBook book;
    const auto look = [&] {
        MigrationState picture = pictureOf(clock);
        Reading<double> &errors = picture.routes[0].errorRateNew;
        errors.quality = Quality::Live;
        errors.receivedAt = picture.now;
        return book.evaluate({profile, picture, {}, {}}, u"checkout"_s).constFirst();
    };
    QCOMPARE(look().state, GateState::Waiting);
    for (int second = 1; second < 60; ++second) {
        clock.advance(seconds(1));
        if (second == 30)
            clock.setWall(clock.wall().addDays(days));
        const GateResult now = look();
        QCOMPARE(now.state, GateState::Waiting);
        QCOMPARE(now.held, seconds(second));
        QCOMPARE(now.opensAt, clock.wall().addSecs(60 - second));
    }
    clock.advance(seconds(1));
    QCOMPARE(look().state, GateState::Open);
    clock.setWall(clock.wall().addDays(-days));
    QCOMPARE(look().state, GateState::Open);
}

QTEST_GUILESS_MAIN(TestGateEvidence)
#include "tst_gateevidence.moc"
