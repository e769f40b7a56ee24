// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/changecalendar.h"

#include <QTest>
#include <QTimeZone>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
QDateTime utc(const QString &text)
{
    return QDateTime::fromString(text, Qt::ISODate);
}
} // namespace

/// When changes are welcome, on the wall clock of a place: also on the days on which that clock jumps.
class TestChangeCalendar final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void verdict_data();
    void verdict();
    void agreesWithEveryMinuteOfTheJumps();
    void everythingFrozenNeverOpens();
    void unknownZoneProvesNothing();

private:
    static ChangeCalendar berlin();
};

ChangeCalendar TestChangeCalendar::berlin()
{
    ChangeCalendar calendar;
    calendar.timeZone = "Europe/Berlin";
    calendar.windows = {{{1, 2, 3, 4}, QTime(9, 0), QTime(16, 0)}, // working days
                        {{6}, QTime(22, 0), QTime(4, 0)}};         // the night to Sunday
    calendar.freezes = {{QDate(2026, 11, 20), QDate(2026, 12, 27), u"peak season"_s}};
    return calendar;
}

void TestChangeCalendar::verdict_data()
{
    QTest::addColumn<QDateTime>("at");
    QTest::addColumn<bool>("open");
    QTest::addColumn<QDateTime>("changesAt");
    QTest::addColumn<bool>("frozen");
    const auto row = [](const char *name, const char *at, bool open, const char *changesAt,
                        bool frozen = false) {
        QTest::newRow(name) << utc(QString::fromLatin1(at)) << open << utc(QString::fromLatin1(changesAt))
                            << frozen;
    };
    row("Monday morning, winter", "2026-03-02T08:00:00Z", true, "2026-03-02T15:00:00Z");
    row("just before", "2026-03-02T07:59:59Z", false, "2026-03-02T08:00:00Z");
    row("the end is outside", "2026-03-02T15:00:00Z", false, "2026-03-03T08:00:00Z");
    row("Friday waits for Saturday night", "2026-03-06T10:00:00Z", false, "2026-03-07T21:00:00Z");
    row("after midnight belongs to the day before", "2026-03-08T02:30:00Z", true, "2026-03-08T03:00:00Z");
    row("Monday morning, summer", "2026-03-30T07:00:00Z", true, "2026-03-30T14:00:00Z");
    // 2026-03-29: 02:00 → 03:00. The night is an hour shorter.
    row("spring, before the jump", "2026-03-29T00:59:00Z", true, "2026-03-29T02:00:00Z");
    row("spring, after the jump", "2026-03-29T01:30:00Z", true, "2026-03-29T02:00:00Z");
    row("spring, 04:00 is 02:00 UTC", "2026-03-29T02:00:00Z", false, "2026-03-30T07:00:00Z");
    // 2026-10-25: 03:00 → 02:00. The night is an hour longer.
    row("autumn, first 02:30", "2026-10-25T00:30:00Z", true, "2026-10-25T03:00:00Z");
    row("autumn, second 02:30", "2026-10-25T01:30:00Z", true, "2026-10-25T03:00:00Z");
    row("autumn, 04:00 is 03:00 UTC", "2026-10-25T03:00:00Z", false, "2026-10-26T08:00:00Z");
    row("frozen", "2026-12-01T10:00:00Z", false, "2026-12-28T08:00:00Z", true);
    row("frozen from local midnight on", "2026-11-19T23:00:00Z", false, "2026-12-28T08:00:00Z", true);
    row("not frozen a second before", "2026-11-19T22:59:59Z", false, "2026-12-28T08:00:00Z");
}

void TestChangeCalendar::verdict()
{
    QFETCH(const QDateTime, at);
    QFETCH(const bool, open);
    QFETCH(const QDateTime, changesAt);
    QFETCH(const bool, frozen);
    const ChangeCalendar calendar = berlin();
    const CalendarVerdict verdict = verdictAt(calendar, at);
    QCOMPARE(verdict.open, open);
    QCOMPARE(nextChangeAfter(calendar, at), changesAt);
    QCOMPARE(verdict.frozenBy != nullptr, frozen);
}

/// A window that begins inside the hour that is skipped, and ends inside the one that is repeated: what
/// changesAt promises must be what happens.
void TestChangeCalendar::agreesWithEveryMinuteOfTheJumps()
{
    ChangeCalendar calendar;
    calendar.timeZone = "Europe/Berlin";
    calendar.windows = {{{1, 2, 3, 4, 5, 6, 7}, QTime(1, 15), QTime(2, 30)}};
    for (const QString &start : {u"2026-03-28T22:00:00Z"_s, u"2026-10-24T22:00:00Z"_s}) {
        QDateTime at = utc(start);
        bool open = verdictAt(calendar, at).open;
        for (int minute = 0; minute < 8 * 60; ++minute) {
            const QDateTime promised = nextChangeAfter(calendar, at);
            at = at.addSecs(60);
            const bool now = verdictAt(calendar, at).open;
            QVERIFY2((now != open) == (promised == at), qPrintable(at.toString(Qt::ISODate)));
            open = now;
        }
    }
}

void TestChangeCalendar::everythingFrozenNeverOpens()
{
    ChangeCalendar calendar;
    calendar.freezes = {{QDate(2020, 1, 1), QDate(2100, 1, 1), {}}};
    QVERIFY(!verdictAt(calendar, utc(u"2026-03-02T08:00:00Z"_s)).open);
    QVERIFY(!nextChangeAfter(calendar, utc(u"2026-03-02T08:00:00Z"_s)).isValid());
    QVERIFY(verdictAt({}, utc(u"2026-03-02T08:00:00Z"_s)).open);
}

void TestChangeCalendar::unknownZoneProvesNothing()
{
    ChangeCalendar calendar;
    calendar.timeZone = "Middle/Earth";
    QVERIFY(!verdictAt(calendar, utc(u"2026-03-02T08:00:00Z"_s)).open);
}

QTEST_GUILESS_MAIN(TestChangeCalendar)
#include "tst_changecalendar.moc"
