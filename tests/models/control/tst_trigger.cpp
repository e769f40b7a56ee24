// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/triggerbook.h"

#include <limits>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
/// Sustain 3 s, recovery 4 s, fires above 0.01, good at 0.005.
TriggerSpec errorsHigh()
{
    TriggerSpec spec;
    spec.id = u"errors-high"_s;
    spec.threshold = 0.01;
    spec.clears = 0.005;
    spec.sustainSeconds = 3;
    spec.recoverSeconds = 4;
    return spec;
}

/// One look a character, a second apart: o over, b between, g good, n no traffic, - missing, . nobody looks.
class Looker final
{
public:
    explicit Looker(const TriggerSpec &spec) : m_machine(spec) {}

    void play(const QString &script)
    {
        for (const QChar letter : script) {
            m_now += std::chrono::seconds(1);
            if (letter == u'.')
                continue;
            const TriggerEvent event = m_machine.look(verdict(letter), m_now);
            if (event != TriggerEvent::None)
                m_events.append(triggerEventName(event));
        }
    }
    [[nodiscard]] const TriggerMachine &machine() const { return m_machine; }
    [[nodiscard]] const QStringList &events() const { return m_events; }

private:
    static TriggerVerdict verdict(QChar letter)
    {
        switch (letter.unicode()) {
        case 'o':
            return TriggerVerdict::Over;
        case 'b':
            return TriggerVerdict::Between;
        case 'g':
            return TriggerVerdict::Good;
        case 'n':
            return TriggerVerdict::NoTraffic;
        default:
            return TriggerVerdict::Missing;
        }
    }

    TriggerMachine m_machine;
    MonotonicTime m_now{std::chrono::hours(1)};
    QStringList m_events;
};

Reading<double> live(double value, MonotonicTime now)
{
    Reading<double> reading;
    reading.value = value;
    reading.receivedAt = now;
    reading.quality = Quality::Live;
    return reading;
}

MigrationState pictureOf(const QMap<QString, Reading<double>> &errorRates, MonotonicTime now,
                         int percent = 50)
{
    MigrationState state;
    state.now = now;
    for (const auto &[id, reading] : errorRates.asKeyValueRange()) {
        RouteStatus route;
        route.spec = {id, id, Layer::Write};
        route.commanded.value.id = id;
        route.commanded.value.mode = Mode::New;
        route.commanded.value.percent = percent;
        route.commanded.receivedAt = now;
        route.commanded.quality = Quality::Live;
        route.errorRateNew = reading;
        state.routes.append(route);
    }
    return state;
}
} // namespace

/// The trigger's machine, row by row as docs/triggers.md lists it.
class TestTrigger final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void transition_data();
    void transition();
    void flapping_data();
    void flapping();
    void firesAtTheFirstLookWithoutSustain();
    void verdicts_data();
    void verdicts();
    void onlyLiveReadingsAreOver();
    void figuresOfRoutesAndSignals();
    void vanishedFigureIsMissing();
    void recoveredNeedsAGoodFigure();
};

void TestTrigger::transition_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<TriggerState>("state");
    QTest::addColumn<QStringList>("events");
    const auto row = [](const QString &script, TriggerState state, const QStringList &events = {}) {
        QTest::newRow(qPrintable(script)) << script << state << events;
    };
    const QString fired = u"fired"_s;
    const QString recovered = u"recovered"_s;
    const QString blind = u"went-blind"_s;
    const QString sees = u"sees-again"_s;
    row(u"g"_s, TriggerState::Quiet);
    row(u"b"_s, TriggerState::Quiet);
    row(u"n"_s, TriggerState::Quiet);
    row(u"-"_s, TriggerState::Quiet);
    row(u"go"_s, TriggerState::Counting);
    row(u"gooo"_s, TriggerState::Counting);
    row(u"goooo"_s, TriggerState::Tripped, {fired});
    row(u"gooooooooo"_s, TriggerState::Tripped, {fired}); // once
    row(u"ooog"_s, TriggerState::Quiet);
    row(u"ooogooo"_s, TriggerState::Counting);             // a good look starts it anew
    row(u"ooon"_s, TriggerState::Quiet);                   // traffic ended
    row(u"ooob"_s, TriggerState::Counting);                // inside the hysteresis: it stands still
    row(u"oobo"_s, TriggerState::Counting);                // the time in between does not count
    row(u"oobooo"_s, TriggerState::Tripped, {fired});      // but what was counted stays
    row(u"ooo-----"_s, TriggerState::Counting);            // missing data never fires
    row(u"ooo--oo"_s, TriggerState::Tripped, {fired});     // a short gap stops the count only
    row(u"ooo----------"_s, TriggerState::Blind, {blind}); // 10 s
    row(u"ooo----------ooo"_s, TriggerState::Counting, {blind, sees});
    row(u"ooo----------oooo"_s, TriggerState::Tripped, {blind, sees, fired});
    row(u"g----------------"_s, TriggerState::Blind, {blind}); // once
    row(u"g----------g"_s, TriggerState::Quiet, {blind, sees});
    row(u"ooo......o"_s, TriggerState::Counting); // nobody looked for 7 s: no proof of that time
    row(u"oooog"_s, TriggerState::Tripped, {fired});
    row(u"oooogggg"_s, TriggerState::Tripped, {fired});
    row(u"ooooggggg"_s, TriggerState::Quiet, {fired, recovered});
    row(u"ooooggbgggg"_s, TriggerState::Tripped, {fired}); // good without a break
    row(u"ooooggogggg"_s, TriggerState::Tripped, {fired});
    row(u"oooonnnnn"_s, TriggerState::Quiet, {fired, u"traffic-ended"_s});
    row(u"oooo----------"_s, TriggerState::Blind, {fired, blind});          // missing resolves nothing
    row(u"oooo----------o"_s, TriggerState::Tripped, {fired, blind, sees}); // and does not fire again
    row(u"oooo----------ggggg"_s, TriggerState::Quiet, {fired, blind, sees, recovered});
    row(u"oooogggggoooo"_s, TriggerState::Tripped, {fired, recovered, fired});
    row(u"oooo........ggggg"_s, TriggerState::Quiet, {fired, recovered});
}

void TestTrigger::transition()
{
    QFETCH(QString, script);
    Looker looker(errorsHigh());
    looker.play(script);
    QTEST(looker.machine().state(), "state");
    QTEST(looker.events(), "events");
    const bool shouldBe =
        looker.events().lastIndexOf(u"fired"_s) >
        qMax(looker.events().lastIndexOf(u"recovered"_s), looker.events().lastIndexOf(u"traffic-ended"_s));
    QCOMPARE(looker.machine().tripped(), shouldBe);
}

void TestTrigger::flapping_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<bool>("flapping");
    QTest::addColumn<bool>("fired");
    QTest::newRow("three starts are no flapping") << u"ooogooogooog"_s << false << false;
    QTest::newRow("four are") << u"ooogooogooogo"_s << true << false;
    QTest::newRow("it ends when it has been quiet")
        << u"ooogooogooogog"_s + QString(70, u'g') << false << false;
    QTest::newRow("slow starts are none")
        << u"og"_s + QString(58, u'g') + u"og"_s + QString(58, u'g') + u"og"_s + QString(58, u'g') + u"og"_s
        << false << false;
    QTest::newRow("it fires as soon as it holds") << u"ooogooogooogoooo"_s << false << true;
}

void TestTrigger::flapping()
{
    QFETCH(QString, script);
    Looker looker(errorsHigh());
    looker.play(script);
    QTEST(looker.machine().flapping(), "flapping");
    QTEST(looker.events().contains(u"fired"_s), "fired");
}

void TestTrigger::firesAtTheFirstLookWithoutSustain()
{
    TriggerSpec spec = errorsHigh();
    spec.sustainSeconds = 0;
    Looker looker(spec);
    looker.play(u"go"_s);
    QCOMPARE(looker.events(), QStringList{u"fired"_s});
}

void TestTrigger::verdicts_data()
{
    QTest::addColumn<bool>("above");
    QTest::addColumn<double>("value");
    QTest::addColumn<TriggerVerdict>("verdict");
    QTest::newRow("over") << true << 0.0101 << TriggerVerdict::Over;
    QTest::newRow("at the threshold") << true << 0.01 << TriggerVerdict::Between;
    QTest::newRow("inside") << true << 0.007 << TriggerVerdict::Between;
    QTest::newRow("good") << true << 0.005 << TriggerVerdict::Good;
    QTest::newRow("infinite") << true << std::numeric_limits<double>::infinity() << TriggerVerdict::Over;
    QTest::newRow("no traffic") << true << std::numeric_limits<double>::quiet_NaN()
                                << TriggerVerdict::NoTraffic;
    QTest::newRow("under") << false << 0.94 << TriggerVerdict::Over;
    QTest::newRow("inside, below") << false << 0.96 << TriggerVerdict::Between;
    QTest::newRow("good, below") << false << 0.98 << TriggerVerdict::Good;
}

void TestTrigger::verdicts()
{
    QFETCH(bool, above);
    QFETCH(double, value);
    TriggerSpec spec = errorsHigh();
    if (!above) {
        spec.above = false;
        spec.threshold = 0.95;
        spec.clears = 0.98;
    }
    QTEST(triggerVerdict(spec, live(value, MonotonicTime(std::chrono::hours(1)))), "verdict");
}

void TestTrigger::onlyLiveReadingsAreOver()
{
    for (const Quality quality :
         {Quality::Late, Quality::Stale, Quality::Lost, Quality::Never, Quality::Bad, Quality::History}) {
        Reading<double> reading = live(1.0, MonotonicTime(std::chrono::hours(1)));
        reading.quality = quality;
        QCOMPARE(triggerVerdict(errorsHigh(), reading), TriggerVerdict::Missing);
    }
}

void TestTrigger::figuresOfRoutesAndSignals()
{
    const MonotonicTime now{std::chrono::hours(1)};
    MigrationState state = pictureOf({{u"cart"_s, live(0.5, now)}, {u"search"_s, {}}}, now);
    TriggerSpec spec = errorsHigh();
    QCOMPARE(triggerFigures(spec, state).size(), 2);
    spec.route = u"cart"_s;
    QCOMPARE(triggerFigures(spec, state).size(), 1);
    spec.route = u"gone"_s;
    QCOMPARE(triggerFigures(spec, state).constFirst().reading.quality, Quality::Never);
    spec.route.clear();
    spec.watch = TriggerWatch::Conversion;
    spec.signal = u"conversion"_s;
    QCOMPARE(triggerFigures(spec, state).constFirst().reading.quality, Quality::Never); // missing is seen
    state.signalReadings = {{u"conversion"_s, u"cart"_s, SideReached::Legacy, live(1, now)},
                            {u"conversion"_s, u"cart"_s, SideReached::New, live(0.8, now)}};
    QCOMPARE(triggerFigures(spec, state).size(), 1); // legacy is not judged
    QCOMPARE(triggerFigures(spec, state).constFirst().reading.value, 0.8);
    spec = errorsHigh();
    state = pictureOf({{u"cart"_s, {}}}, now, 0);
    QVERIFY(triggerFigures(spec, state).constFirst().noTraffic); // nobody is on new
    state = pictureOf({{u"cart"_s, {}}}, now, 5);
    QVERIFY(!triggerFigures(spec, state).constFirst().noTraffic);
}

void TestTrigger::vanishedFigureIsMissing()
{
    MonotonicTime now{std::chrono::hours(1)};
    TriggerBook book({errorsHigh()});
    static_cast<void>(book.look(pictureOf({{u"cart"_s, live(0.0, now)}}, now)));
    QStringList events;
    for (int i = 0; i < 12; ++i) {
        now += std::chrono::seconds(1);
        for (const TriggerHappening &happening : book.look(pictureOf({}, now)))
            events.append(happening.status.subject() + u' ' + triggerEventName(happening.event));
    }
    QVERIFY2(events.contains(u"errors-high|cart went-blind"_s), qPrintable(events.join(u", ")));
}

void TestTrigger::recoveredNeedsAGoodFigure()
{
    MonotonicTime now{std::chrono::hours(1)};
    TriggerBook book({errorsHigh()});
    const auto play = [&](double cart, double search, int seconds) {
        for (int i = 0; i < seconds; ++i) {
            now += std::chrono::seconds(1);
            static_cast<void>(
                book.look(pictureOf({{u"cart"_s, live(cart, now)}, {u"search"_s, live(search, now)}}, now)));
        }
    };
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    play(none, none, 10);
    QVERIFY(!book.recovered(u"errors-high"_s)); // no traffic proves nothing
    play(0.0, none, 3);
    QVERIFY(!book.recovered(u"errors-high"_s)); // not for long enough
    play(0.0, none, 3);
    QVERIFY(book.recovered(u"errors-high"_s));
    play(0.0, 0.5, 1);
    QVERIFY(!book.recovered(u"errors-high"_s));
    QVERIFY(!book.recovered(u"no such trigger"_s));
}

QTEST_GUILESS_MAIN(TestTrigger)
#include "tst_trigger.moc"
