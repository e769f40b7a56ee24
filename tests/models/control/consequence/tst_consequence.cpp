// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/consequence/consequence.h"
#include "models/control/signalbook.h"
#include "models/domain/clock.h"
#include "models/history/serieshistory.h"

#include <cmath>
#include <functional>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// checkout: 40 requests a second, 15 % of them on new; search brings new 10 more. 400 users are active.
struct ConsequenceWorld
{
    ConsequenceWorld()
    {
        profile.routes = {{u"checkout"_s, u"Checkout"_s, Layer::Write},
                          {u"search"_s, u"Search"_s, Layer::Read}};
        SignalSpec requests;
        requests.id = u"requests"_s;
        requests.meaning = SignalMeaning::Requests;
        requests.routeLabel = u"route"_s;
        requests.sideLabel = u"side"_s;
        SignalSpec users = requests;
        users.id = u"users"_s;
        users.meaning = SignalMeaning::ActiveUsers;
        SignalSpec p95 = requests;
        p95.id = u"p95"_s;
        p95.meaning = SignalMeaning::P95;
        profile.signalSpecs = {requests, users, p95};
        state.wall = clock.wall();
        state.now = clock.monotonic();
        state.routes = {route(u"checkout"_s, Layer::Write, 15, 40, 6),
                        route(u"search"_s, Layer::Read, 50, 20, 10)};
        live(state.routes[0].p95New, 0.4);
        live(state.routes[0].parity, ParityBucket{clock.wall(), 60'000, 50'000, 10'000, 9'980, 5, 15, 0});
        SignalReading active;
        active.signalId = u"users"_s;
        active.routeId = u"checkout"_s;
        live(active.reading, 400.0);
        state.signalReadings = {active};
        OrdersSnapshot orders;
        orders.at = clock.wall();
        orders.newOpen = 3;
        for (int i = 0; i < 30; ++i) {
            OrderInFlight order;
            order.placedAt = clock.wall().addSecs(-240 * i); // half of them within the hour
            orders.rows.append(order);
        }
        live(state.orders, orders);
    }
    template<typename T>
    void live(Reading<T> &reading, const T &value)
    {
        reading.value = value;
        reading.quality = Quality::Live;
        reading.receivedAt = clock.monotonic();
    }
    RouteStatus route(const QString &id, Layer layer, int percent, double all, double onNew)
    {
        RouteStatus status;
        status.spec = {id, id, layer};
        RouteState commanded;
        commanded.id = id;
        commanded.mode = Mode::CompareNew;
        commanded.percent = percent;
        live(status.commanded, commanded);
        ObservedShare observed;
        observed.requestsPerSecond = all;
        observed.newPerSecond = onNew;
        live(status.observed, observed);
        return status;
    }
    /// An hour in which the load of new went between two values, p95 with it.
    void remember(double lowest, double highest, double p95AtLowest, double p95AtHighest, double noise = 0.01)
    {
        for (int i = 0; i < 60; ++i) {
            const double part = i % 20 / 19.0;
            RecordedMinute minute;
            minute.at = clock.wall().addSecs((i - 60) * 60).toMSecsSinceEpoch();
            minute.newLoad = lowest + part * (highest - lowest);
            minute.routeRequests = 38 + i % 5;
            minute.p95 = p95AtLowest + part * (p95AtHighest - p95AtLowest) + (i % 2 == 0 ? noise : -noise);
            record.minutes.append(minute);
        }
    }
    [[nodiscard]] Consequence to(int percent, std::optional<Mode> mode = {}) const
    {
        RouteChange change;
        change.routeId = u"checkout"_s;
        change.percent = percent;
        change.mode = mode;
        return consequenceOf({profile, state, record, change});
    }

    ManualClock clock;
    Profile profile;
    MigrationState state;
    RouteRecord record;
};

using Setup = std::function<void(ConsequenceWorld &)>;
using Pick = std::function<Forecast(const Consequence &)>;

bool near(double a, double b)
{
    return std::abs(a - b) <= 1e-6 * std::max(1.0, std::abs(b));
}

} // namespace

/// What a change would bring, figure by figure, and above all when there is none.
class TestConsequence final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void figures_data();
    void figures();
    void missingIsNeverZero_data();
    void missingIsNeverZero();
    void p95IsBoundToTheRecord_data();
    void p95IsBoundToTheRecord();
    void recordIsNamedAsAShare();
    void p95RangeHoldsNineOfTen();
    void recordOfTheHistory();
};

void TestConsequence::figures_data()
{
    QTest::addColumn<Setup>("setup");
    QTest::addColumn<int>("percent");
    QTest::addColumn<Pick>("pick");
    QTest::addColumn<double>("value");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    const Setup none = [](ConsequenceWorld &) {};
    const auto row = [](const char *name, const Setup &setup, int percent, const Pick &pick, double value,
                        double low, double high) {
        QTest::newRow(name) << setup << percent << pick << value << low << high;
    };
    const Pick users = [](const Consequence &c) { return c.usersMoved; };
    const Pick requests = [](const Consequence &c) { return c.requestsPerHour; };
    const Pick load = [](const Consequence &c) { return c.load; };
    const Pick differences = [](const Consequence &c) { return c.differencesPerHour; };
    const Pick strict = [](const Consequence &c) { return c.strictDifferencesPerHour; };
    const Pick orders = [](const Consequence &c) { return c.ordersInAnHour; };
    const double usersHalf = 2 * std::sqrt(400 * 0.35 * 0.65);
    row("users: 35 % of 400", none, 50, users, 140, 140 - usersHalf, 140 + usersHalf);
    row("users go back", none, 0, users, -60, -60 - 2 * std::sqrt(400 * 0.15 * 0.85),
        -60 + 2 * std::sqrt(400 * 0.15 * 0.85));
    row("nobody moves", none, 15, users, 0, 0, 0);
    const double chance = 2 * std::sqrt(40.0 / 30);
    row("requests: 35 % of 40 a second", none, 50, requests, 0.35 * 40 * 3600, 0.35 * (40 - chance) * 3600,
        0.35 * (40 + chance) * 3600);
    row(
        "requests: the last hour was wilder",
        [](ConsequenceWorld &w) {
            for (int i = 0; i < 60; ++i)
                w.record.minutes.append({i * 60'000, 10, i < 30 ? 20.0 : 80.0, 3, {}});
        },
        50, requests, 0.35 * 40 * 3600, 0.35 * 20 * 3600, 0.35 * 80 * 3600);
    row(
        "requests: nine minutes are no record",
        [](ConsequenceWorld &w) {
            for (int i = 0; i < 9; ++i)
                w.record.minutes.append({i * 60'000, 10, 500, 3, {}});
        },
        50, requests, 0.35 * 40 * 3600, 0.35 * (40 - chance) * 3600, 0.35 * (40 + chance) * 3600);
    row("load: what is there and what moves", none, 50, load, 16 + 14,
        16 + 0.35 * (40 - chance) - 2 * std::sqrt(16.0 / 60),
        16 + 0.35 * (40 + chance) + 2 * std::sqrt(16.0 / 60));
    // Wilson, 95 %: 5 of 10,000 is 0.0214 % … 0.1170 %; 20 of 10,000 is 0.1295 % … 0.3087 %
    const double hours = 0.5 * 3600;
    row("differences after rules", none, 50, differences, 0.0005 * 40 * hours,
        0.00021358842616 * (40 - chance) * hours, 0.00117002594614 * (40 + chance) * hours);
    row("differences without rules", none, 50, strict, 0.002 * 40 * hours,
        0.00129511171254 * (40 - chance) * hours, 0.00308735066465 * (40 + chance) * hours);
    row("no differences where nobody is", none, 0, differences, 0, 0, 0);
    // 15 placed in the last hour; half of them: a Poisson count of 7.5 is 2 … 12 nine times of ten
    row("orders of a route of the layer write", none, 50, orders, 3 + 7.5, 3 + 2, 3 + 12);
    row(
        "orders of another layer", [](ConsequenceWorld &w) { w.state.routes[0].spec.layer = Layer::Read; },
        50, orders, 3, 3, 3);
    row(
        "no order in an hour", [](ConsequenceWorld &w) { w.state.orders.value.rows.clear(); }, 50, orders, 3,
        3, 3);
}

void TestConsequence::figures()
{
    QFETCH(Setup, setup);
    QFETCH(int, percent);
    QFETCH(Pick, pick);
    ConsequenceWorld world;
    setup(world);
    const Forecast made = pick(world.to(percent));
    QVERIFY(made.isKnown());
    QFETCH(double, value);
    QFETCH(double, low);
    QFETCH(double, high);
    QVERIFY2(near(made.value, value), qPrintable(QString::number(made.value, 'g', 12)));
    QVERIFY2(near(made.low, low), qPrintable(QString::number(made.low, 'g', 12)));
    QVERIFY2(near(made.high, high), qPrintable(QString::number(made.high, 'g', 12)));
}

void TestConsequence::missingIsNeverZero_data()
{
    QTest::addColumn<Setup>("setup");
    QTest::addColumn<Pick>("pick");
    QTest::addColumn<ForecastBasis>("basis");
    const auto row = [](const char *name, const Setup &setup, const Pick &pick, ForecastBasis basis) {
        QTest::newRow(name) << setup << pick << basis;
    };
    const Pick users = [](const Consequence &c) { return c.usersMoved; };
    const Pick requests = [](const Consequence &c) { return c.requestsPerHour; };
    const Pick load = [](const Consequence &c) { return c.load; };
    const Pick p95 = [](const Consequence &c) { return c.p95; };
    const Pick differences = [](const Consequence &c) { return c.differencesPerHour; };
    const Pick orders = [](const Consequence &c) { return c.ordersInAnHour; };
    using Basis = ForecastBasis;
    row(
        "users not told", [](ConsequenceWorld &w) { w.state.signalReadings.clear(); }, users, Basis::Unknown);
    row(
        "users are old",
        [](ConsequenceWorld &w) { w.state.signalReadings[0].reading.quality = Quality::Stale; }, users,
        Basis::Unknown);
    row(
        "users are no number",
        [](ConsequenceWorld &w) { w.state.signalReadings[0].reading.value = std::nan(""); }, users,
        Basis::Unknown);
    row(
        "traffic is late", [](ConsequenceWorld &w) { w.state.routes[0].observed.quality = Quality::Late; },
        requests, Basis::Unknown);
    row(
        "traffic was never there", [](ConsequenceWorld &w) { w.state.routes[0].observed = {}; }, requests,
        Basis::Unknown);
    row(
        "load without the route's traffic",
        [](ConsequenceWorld &w) { w.state.routes[0].observed.quality = Quality::Lost; }, load,
        Basis::Unknown);
    row(
        "load without another route's",
        [](ConsequenceWorld &w) { w.state.routes[1].observed.quality = Quality::Lost; }, load,
        Basis::Unknown);
    row(
        "p95 without load", [](ConsequenceWorld &w) { w.state.routes[1].observed.quality = Quality::Lost; },
        p95, Basis::Unknown);
    row(
        "p95 without a record", [](ConsequenceWorld &) {}, p95, Basis::Insufficient);
    row(
        "parity not live", [](ConsequenceWorld &w) { w.state.routes[0].parity.quality = Quality::Stale; },
        differences, Basis::Unknown);
    row(
        "nothing compared", [](ConsequenceWorld &w) { w.state.routes[0].parity.value = {}; }, differences,
        Basis::Insufficient);
    row(
        "orders not live", [](ConsequenceWorld &w) { w.state.orders.quality = Quality::Bad; }, orders,
        Basis::Unknown);
    row(
        "more orders than were read", [](ConsequenceWorld &w) { w.state.orders.value.truncated = true; },
        orders, Basis::Insufficient);
    row(
        "the bridge has said nothing", [](ConsequenceWorld &w) { w.state.routes[0].commanded = {}; }, users,
        Basis::Unknown);
}

void TestConsequence::missingIsNeverZero()
{
    QFETCH(Setup, setup);
    QFETCH(Pick, pick);
    QFETCH(ForecastBasis, basis);
    ConsequenceWorld world;
    setup(world);
    const Forecast made = pick(world.to(50));
    QCOMPARE(made.basis, basis);
    QVERIFY(!made.isKnown());
}

void TestConsequence::p95IsBoundToTheRecord_data()
{
    QTest::addColumn<Setup>("setup");
    QTest::addColumn<int>("percent");
    QTest::addColumn<ForecastBasis>("basis");
    QTest::addColumn<double>("value"); // of what is known
    using Basis = ForecastBasis;
    const auto row = [](const char *name, const Setup &setup, int percent, Basis basis, double value) {
        QTest::newRow(name) << setup << percent << basis << value;
    };
    // 50 % puts 30 requests a second on new
    row(
        "within the record", [](ConsequenceWorld &w) { w.remember(10, 40, 0.3, 0.6); }, 50, Basis::Record,
        0.5);
    row(
        "beyond it", [](ConsequenceWorld &w) { w.remember(10, 20, 0.3, 0.4); }, 50, Basis::Extrapolated, 0.5);
    row(
        "far beyond it", [](ConsequenceWorld &w) { w.remember(5, 12, 0.3, 0.4); }, 50, Basis::Insufficient,
        0);
    row(
        "one load only, another asked", [](ConsequenceWorld &w) { w.remember(16, 16, 0.4, 0.4); }, 50,
        Basis::Insufficient, 0);
    row(
        "one load only, the same asked", [](ConsequenceWorld &w) { w.remember(16, 16, 0.4, 0.4); }, 15,
        Basis::Record, 0.4);
    row(
        "a range wider than the figure", [](ConsequenceWorld &w) { w.remember(10, 40, 0.3, 0.6, 0.4); }, 50,
        Basis::Insufficient, 0);
    row(
        "nine minutes",
        [](ConsequenceWorld &w) {
            w.remember(10, 40, 0.3, 0.6);
            w.record.minutes = w.record.minutes.mid(0, 9);
        },
        50, Basis::Insufficient, 0);
    row(
        "nobody on new has no p95", [](ConsequenceWorld &w) { w.remember(10, 40, 0.3, 0.6); }, 0,
        Basis::Unknown, 0);
}

void TestConsequence::p95IsBoundToTheRecord()
{
    QFETCH(Setup, setup);
    QFETCH(int, percent);
    QFETCH(ForecastBasis, basis);
    QFETCH(double, value);
    ConsequenceWorld world;
    setup(world);
    const Forecast made = world.to(percent).p95;
    QCOMPARE(made.basis, basis);
    if (!made.isKnown())
        return;
    QVERIFY2(std::abs(made.value - value) < 0.01, qPrintable(QString::number(made.value)));
    QVERIFY(made.low < made.value && made.value < made.high);
}

/// 20 requests a second are the most on record; 10 of them are others': so it reaches to 25 % of 40.
void TestConsequence::recordIsNamedAsAShare()
{
    ConsequenceWorld world;
    world.remember(10, 20, 0.3, 0.4);
    QCOMPARE(world.to(50).recordedTo, std::optional(25));
    world.record = {};
    QVERIFY(!world.to(50).recordedTo);
}

/// The range is made to hold nine times of ten: minutes that were left out are within it about so often.
void TestConsequence::p95RangeHoldsNineOfTen()
{
    quint32 seed = 12345;
    const auto random = [&seed] { // -1 … 1, the same on every machine
        seed = seed * 1664525 + 1013904223;
        return double(seed) / 2147483648.0 - 1;
    };
    int held = 0;
    constexpr int rounds = 200;
    for (int round = 0; round < rounds; ++round) {
        ConsequenceWorld world;
        const auto p95At = [&random](double load) {
            return 0.2 + 0.01 * load + 0.05 * (random() + random() + random());
        };
        for (int i = 0; i < 60; ++i) {
            const double load = 25 + 15 * random();
            world.record.minutes.append({i * 60'000, load, 40, 6, p95At(load)});
        }
        const Consequence made = world.to(50);
        QVERIFY(made.p95.isKnown());
        held += made.p95.holds(p95At(made.load.value)) ? 1 : 0;
    }
    QVERIFY2(held >= rounds * 82 / 100 && held <= rounds * 97 / 100, qPrintable(QString::number(held)));
}

void TestConsequence::recordOfTheHistory()
{
    ConsequenceWorld world;
    SeriesHistory history;
    const qint64 begin = world.clock.wall().toMSecsSinceEpoch() / 60'000 * 60'000;
    const auto put = [&](const QString &signal, const QString &route, SideReached side, int minute,
                         double value) {
        for (int second = 0; second < 60; second += 10)
            history.append(seriesKey(signal, route, side), begin + minute * 60'000 + second * 1000,
                           value + (second % 20 == 0 ? 1 : -1));
    };
    put(u"requests"_s, u"checkout"_s, SideReached::Legacy, 0, 30);
    put(u"requests"_s, u"checkout"_s, SideReached::New, 0, 8);
    put(u"requests"_s, u"checkout"_s, SideReached::Both, 0, 2);
    put(u"requests"_s, u"search"_s, SideReached::New, 0, 20);
    put(u"requests"_s, u"search"_s, SideReached::New, 1, 20); // checkout is not measured then
    put(u"requests"_s, u"checkout"_s, SideReached::Legacy, 2, 40);
    put(u"p95"_s, u"checkout"_s, SideReached::New, 0, 5);
    const QDateTime from = QDateTime::fromMSecsSinceEpoch(begin, Qt::UTC);
    const RouteRecord record = routeRecord(world.profile, history, u"checkout"_s, from, from.addSecs(600));
    QCOMPARE(record.minutes.size(), 2);
    QCOMPARE(record.minutes.at(0), (RecordedMinute{begin, 30, 40, 10, 5}));
    QCOMPARE(record.minutes.at(1), (RecordedMinute{begin + 120'000, 0, 40, 0, {}}));
    world.profile.signalSpecs.clear();
    QVERIFY(routeRecord(world.profile, history, u"checkout"_s, from, from.addSecs(600)).minutes.isEmpty());
}

QTEST_GUILESS_MAIN(TestConsequence)
#include "tst_consequence.moc"
