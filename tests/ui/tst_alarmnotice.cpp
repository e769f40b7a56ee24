// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alarms/alarmnotice.h"

#include <QMenu>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
Alarm alarmOf(AlarmPriority priority, const QString &subject = u"disk"_s)
{
    Alarm alarm;
    alarm.kind = AlarmKind::JournalFailed;
    alarm.priority = priority;
    alarm.subject = alarm.title = subject;
    alarm.active = true;
    return alarm;
}
} // namespace

/// What is asked of the desktop when an alarm comes; whether it has a loudspeaker or a place for notices is
/// its own affair.
class TestAlarmNotice final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void nothingUntilSomebodyAsksForIt();
    void whatIsNewIsToldOnce();
    void whatIsNotToldAtAll();
    void choicesOutliveTheSession();
    void hostileTextHasNoTags();

private:
    static void choose(AlarmNotice &notice, QMenu &menu);

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestAlarmNotice::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QCoreApplication::setOrganizationName(u"interlock-test"_s);
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder->path());
}

void TestAlarmNotice::choose(AlarmNotice &notice, QMenu &menu)
{
    notice.addChoices(menu);
    const QList<QAction *> actions = menu.actions();
    QCOMPARE(actions.size(), 2);
    for (QAction *action : actions) {
        QVERIFY(!action->isChecked());
        action->trigger();
    }
}

void TestAlarmNotice::nothingUntilSomebodyAsksForIt()
{
    AlarmNotice notice;
    QSignalSpy sounds(&notice, &AlarmNotice::sounded);
    QSignalSpy notices(&notice, &AlarmNotice::noticed);
    notice.showAlarms({alarmOf(AlarmPriority::Highest)});
    QCOMPARE(sounds.size(), 0);
    QCOMPARE(notices.size(), 0);
}

void TestAlarmNotice::whatIsNewIsToldOnce()
{
    AlarmNotice notice;
    QMenu menu;
    choose(notice, menu);
    QSignalSpy sounds(&notice, &AlarmNotice::sounded);
    QSignalSpy notices(&notice, &AlarmNotice::noticed);
    const Alarm disk = alarmOf(AlarmPriority::Alarm);
    notice.showAlarms({disk});
    notice.showAlarms({disk});
    QCOMPARE(sounds.size(), 1);
    QCOMPARE(notices.size(), 1);
    QVERIFY(!notices.constFirst().at(0).toString().isEmpty());
    QVERIFY(notices.constFirst().at(1).toString().contains(u"journal"_s, Qt::CaseInsensitive));
    notice.showAlarms({disk, alarmOf(AlarmPriority::Alarm, u"another"_s)});
    QCOMPARE(notices.size(), 2);
    notice.showAlarms({alarmOf(AlarmPriority::Highest), alarmOf(AlarmPriority::Alarm, u"another"_s)});
    QCOMPARE(notices.size(), 3); // it has become worse
    notice.showAlarms({});
    notice.showAlarms({disk});
    QCOMPARE(notices.size(), 4); // it came again
    QCOMPARE(sounds.size(), 4);
}

void TestAlarmNotice::whatIsNotToldAtAll()
{
    AlarmNotice notice;
    QMenu menu;
    choose(notice, menu);
    QSignalSpy notices(&notice, &AlarmNotice::noticed);
    Alarm seen = alarmOf(AlarmPriority::Alarm, u"seen"_s);
    seen.acknowledged = true;
    Alarm gone = alarmOf(AlarmPriority::Alarm, u"gone"_s);
    gone.active = false;
    notice.showAlarms({seen, gone, alarmOf(AlarmPriority::Attention)});
    QCOMPARE(notices.size(), 0);
}

void TestAlarmNotice::choicesOutliveTheSession()
{
    {
        AlarmNotice notice;
        QMenu menu;
        choose(notice, menu);
    }
    AlarmNotice next;
    QSignalSpy sounds(&next, &AlarmNotice::sounded);
    QSignalSpy notices(&next, &AlarmNotice::noticed);
    next.showAlarms({alarmOf(AlarmPriority::Highest)});
    QCOMPARE(sounds.size(), 1);
    QCOMPARE(notices.size(), 1);
}

void TestAlarmNotice::hostileTextHasNoTags()
{
    AlarmNotice notice;
    QMenu menu;
    choose(notice, menu);
    QSignalSpy notices(&notice, &AlarmNotice::noticed);
    Alarm alarm = alarmOf(AlarmPriority::Highest, u"<img src=x>&lt;b&gt;"_s);
    alarm.kind = AlarmKind::SignalOutOfLimits;
    alarm.detail = u"<a href=y>"_s;
    notice.showAlarms({alarm});
    QCOMPARE(notices.size(), 1);
    const QString text = notices.constFirst().at(1).toString();
    QVERIFY2(text.contains(u"img"_s) && !text.contains(u'<') && !text.contains(u'&'), qPrintable(text));
}

QTEST_MAIN(TestAlarmNotice)
#include "tst_alarmnotice.moc"
