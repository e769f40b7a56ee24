// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/alarmbook.h"

#include <functional>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {
constexpr AlarmKind kind = AlarmKind::ErrorRateOverLimit;

Alarm alarmOf(const QString &subject, AlarmPriority priority = AlarmPriority::Alarm)
{
    Alarm alarm;
    alarm.kind = kind;
    alarm.subject = subject;
    alarm.priority = priority;
    alarm.locksForward = true;
    return alarm;
}

/// A book with a clock; letters are looks, a second apart: r raise, h hold, c clear, a acknowledged by a
/// person, s shelved for five minutes, u unshelved, S suppressed, U no more, m five minutes pass.
class Player final
{
public:
    explicit Player(AlarmPriority priority = AlarmPriority::Alarm) : m_priority(priority) {}

    void play(const QString &script)
    {
        for (const QChar letter : script)
            step(letter);
    }
    [[nodiscard]] QString state() const
    {
        const QList<Alarm> all = book.alarms();
        return all.isEmpty() ? alarmStateName(AlarmState::Normal) : alarmStateName(all.first().state);
    }
    void raise(const QString &subject, AlarmPriority priority = AlarmPriority::Alarm)
    {
        book.set(alarmOf(subject, priority), now, wall);
    }

    AlarmBook book{seconds(2)};
    MonotonicTime now{std::chrono::hours(1)};
    QDateTime wall{QDate(2026, 3, 2), QTime(8, 0), Qt::UTC};

private:
    void step(QChar letter)
    {
        now += seconds(1);
        wall = wall.addSecs(1);
        const auto look = [this](AlarmVerdict verdict) {
            book.update({{alarmOf(u"cart"_s, m_priority), verdict, seconds(2)}}, now, wall);
        };
        switch (letter.unicode()) {
        case 'r':
            return look(AlarmVerdict::Raise);
        case 'h':
            return look(AlarmVerdict::Hold);
        case 'c':
            return look(AlarmVerdict::Clear);
        case 'a':
            book.acknowledge(kind, u"cart"_s);
            return;
        case 's':
            QVERIFY(!book.shelve(kind, u"cart"_s, 5, u"known"_s, now, wall));
            return;
        case 'u':
            book.unshelve(kind, u"cart"_s);
            return;
        case 'S':
        case 'U':
            book.suppress(kind, letter == u'S');
            return;
        case 'm':
            now += minutes(5);
            return look(AlarmVerdict::Hold);
        default:
            QFAIL("no such letter");
        }
    }

    AlarmPriority m_priority;
};
} // namespace

/// The states of ISA-18.2, transition by transition.
class TestAlarmBook final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void transition_data();
    void transition();
    void lowestGoesByItself();
    void shelving_data();
    void shelving();
    void shelvedGoesOnLocking();
    void shelvingEndsByTheMonotonicClock();
    void worseAlarmIsTakenFromTheShelf();
    void firstOutOfABurst();
    void rateOfTenMinutes();
    void whatIsPutAsideComesLast();
};

void TestAlarmBook::transition_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("state");
    const auto row = [](const QString &script, const QString &state) {
        QTest::newRow(qPrintable(script)) << script << state;
    };
    row(u"r"_s, u"normal"_s); // on-delay of 2 s
    row(u"rr"_s, u"normal"_s);
    row(u"rrr"_s, u"unacknowledged"_s);
    row(u"rrc"_s + u"rr"_s, u"normal"_s); // a good look starts the delay anew
    row(u"rhr"_s, u"unacknowledged"_s);   // missing data or the deadband does not
    row(u"rrra"_s, u"acknowledged"_s);
    row(u"rrrahhhhhhhh"_s, u"acknowledged"_s); // missing data resolves nothing
    row(u"rrrhhhhhhhhhh"_s, u"unacknowledged"_s);
    row(u"rrrac"_s, u"acknowledged"_s); // off-delay of 2 s
    row(u"rrraccc"_s, u"normal"_s);
    row(u"rrrccc"_s, u"returned-unacknowledged"_s);
    row(u"rrrccca"_s, u"normal"_s);
    row(u"rrrcccrrr"_s, u"unacknowledged"_s);
    row(u"rrracccrrr"_s, u"unacknowledged"_s); // it comes anew: seen before is not seen now
    row(u"rrrs"_s, u"shelved"_s);
    row(u"rrrsu"_s, u"unacknowledged"_s);
    row(u"rrrsrrr"_s, u"shelved"_s);
    row(u"rrrsm"_s, u"unacknowledged"_s); // never without end
    row(u"rrrascccc"_s, u"normal"_s);
    row(u"rrrS"_s, u"suppressed"_s);
    row(u"rrrSU"_s, u"unacknowledged"_s);
    row(u"rrrSsU"_s, u"shelved"_s);
}

void TestAlarmBook::transition()
{
    QFETCH(QString, script);
    Player player;
    player.play(script);
    QTEST(player.state(), "state");
}

void TestAlarmBook::lowestGoesByItself()
{
    Player player(AlarmPriority::Attention);
    player.play(u"rrrccc"_s);
    QCOMPARE(player.state(), u"normal"_s);
}

void TestAlarmBook::shelving_data()
{
    QTest::addColumn<AlarmPriority>("priority");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("why");
    QTest::addColumn<std::optional<ShelveFault>>("fault");
    const std::optional<ShelveFault> none;
    for (const int length : {5, 15, 60})
        QTest::addRow("%d minutes", length) << AlarmPriority::Alarm << length << u"known"_s << none;
    QTest::newRow("an hour and a half")
        << AlarmPriority::Alarm << 90 << u"known"_s << std::optional(ShelveFault::WrongLength);
    QTest::newRow("for ever") << AlarmPriority::Alarm << 0 << u"known"_s
                              << std::optional(ShelveFault::WrongLength);
    QTest::newRow("no reason") << AlarmPriority::Alarm << 5 << u" "_s << std::optional(ShelveFault::NoReason);
    QTest::newRow("highest") << AlarmPriority::Highest << 5 << u"known"_s
                             << std::optional(ShelveFault::Highest);
}

void TestAlarmBook::shelving()
{
    QFETCH(AlarmPriority, priority);
    QFETCH(int, length);
    QFETCH(QString, why);
    Player player;
    player.raise(u"cart"_s, priority);
    const auto fault = player.book.shelve(kind, u"cart"_s, length, why, player.now, player.wall);
    QTEST(fault, "fault");
    QCOMPARE(player.state() == u"shelved"_s, !fault.has_value());
    QCOMPARE(player.book.shelve(kind, u"gone"_s, 5, u"x"_s, player.now, player.wall),
             std::optional(ShelveFault::NotThere));
}

void TestAlarmBook::shelvedGoesOnLocking()
{
    Player player;
    player.raise(u"cart"_s);
    QVERIFY(!player.book.shelve(kind, u"cart"_s, 60, u"known"_s, player.now, player.wall));
    const Alarm alarm = player.book.alarms().constFirst();
    QVERIFY(alarm.active);
    QVERIFY(alarm.locksForward);
    QCOMPARE(alarm.shelvedWhy, u"known"_s);
    QCOMPARE(alarm.shelvedUntil, player.wall.addSecs(3600));
}

void TestAlarmBook::shelvingEndsByTheMonotonicClock()
{
    Player player;
    player.raise(u"cart"_s);
    QVERIFY(!player.book.shelve(kind, u"cart"_s, 15, u"known"_s, player.now, player.wall));
    player.wall = player.wall.addYears(-1);
    player.now += minutes(15) - seconds(1);
    player.book.update({}, player.now, player.wall);
    QCOMPARE(player.state(), u"shelved"_s);
    player.now += seconds(1);
    QVERIFY(player.book.update({}, player.now, player.wall));
    QCOMPARE(player.state(), u"unacknowledged"_s);
}

void TestAlarmBook::worseAlarmIsTakenFromTheShelf()
{
    Player player;
    player.raise(u"cart"_s);
    QVERIFY(!player.book.shelve(kind, u"cart"_s, 60, u"known"_s, player.now, player.wall));
    player.raise(u"cart"_s, AlarmPriority::Highest);
    QCOMPARE(player.state(), u"unacknowledged"_s);
}

void TestAlarmBook::firstOutOfABurst()
{
    Player player;
    player.raise(u"b-first"_s);
    player.now += seconds(1);
    player.raise(u"a"_s);
    const auto firsts = [&player] {
        QStringList subjects;
        for (const Alarm &alarm : player.book.alarms()) {
            if (alarm.firstOut)
                subjects.append(alarm.subject);
        }
        return subjects;
    };
    QCOMPARE(firsts(), QStringList()); // two are no flood
    player.now += seconds(1);
    player.wall = player.wall.addSecs(2);
    player.raise(u"c"_s);
    QCOMPARE(firsts(), QStringList{u"b-first"_s});
    QCOMPARE(player.book.alarms().constFirst().subject,
             u"b-first"_s); // before the newer ones of its priority
    player.now += seconds(60);
    player.raise(u"d"_s);
    QCOMPARE(firsts(), QStringList()); // another story
}

void TestAlarmBook::rateOfTenMinutes()
{
    Player player;
    for (int i = 0; i < 12; ++i) {
        player.raise(QString::number(i));
        player.raise(QString::number(i)); // is there already
        player.now += minutes(1);
    }
    QCOMPARE(player.book.raisedLately(player.now), 10);
    QCOMPARE(player.book.raisedLately(player.now + minutes(10)), 0);
}

void TestAlarmBook::whatIsPutAsideComesLast()
{
    Player player;
    player.raise(u"low"_s, AlarmPriority::Attention);
    player.raise(u"aside"_s, AlarmPriority::Alarm);
    player.raise(u"top"_s, AlarmPriority::Highest);
    QVERIFY(!player.book.shelve(kind, u"aside"_s, 5, u"known"_s, player.now, player.wall));
    QStringList order;
    for (const Alarm &alarm : player.book.alarms())
        order.append(alarm.subject);
    QCOMPARE(order, (QStringList{u"top"_s, u"low"_s, u"aside"_s}));
}

QTEST_GUILESS_MAIN(TestAlarmBook)
#include "tst_alarmbook.moc"
