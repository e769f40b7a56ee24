// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/engine.h"
#include "tests/fakes/fakewatch.h"
#include "tests/ui/fakeworld.h"
#include "ui/watch/gradualstrip.h"
#include "ui/watch/watchlabel.h"
#include "widgets/plainlabel.h"

#include <QAbstractItemView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// Who watches, the gradual rollback and the shelving of alarms, as the window shows them.
class TestWatchUi final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void saysWhoWatches();
    void nobodyWatchesIsLoud();
    void gradualStripStopsAndHurries();
    void shelvingNeedsAReason();

private:
    void makeEngine();
    template<typename T>
    [[nodiscard]] T *named(const QString &name)
    {
        return m_world->window().findChild<T *>(name);
    }

    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
    ManualClock m_clock; ///< of the engine
    FakeLeaseRoom m_room;
    FakeLease *m_lease = nullptr;
    std::unique_ptr<Engine> m_engine;
};

void TestWatchUi::init()
{
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_world = std::make_unique<FakeWorld>();
    m_world->openWindow(*m_theme);
    m_world->window().show();
    m_world->start();
    QTRY_VERIFY(m_world->monitor->firstRoundDone());
}

void TestWatchUi::cleanup()
{
    m_world->closeWindow();
    m_engine.reset();
    m_world.reset();
    m_room = {};
}

void TestWatchUi::makeEngine()
{
    ControlTimings timings = FakeWorld::fastTimings();
    timings.leasePeriod = std::chrono::milliseconds(20);
    timings.leaseValid = std::chrono::milliseconds(60);
    timings.nobodyAfter = std::chrono::milliseconds(100);
    auto lease = std::make_unique<FakeLease>(m_room, u"ann<b>"_s);
    m_lease = lease.get();
    m_engine = std::make_unique<Engine>(
        *m_world->control, m_clock, std::move(lease),
        std::make_unique<Notifier>(std::vector<std::unique_ptr<NotifierPort>>(), timings), timings);
    m_world->window().setEngine(*m_engine);
}

void TestWatchUi::saysWhoWatches()
{
    int other = 0;
    m_room.owner = &other;
    m_room.holder =
        LeaseHolder{{u"ben<b>"_s, u"edge-7"_s, u"watch"_s}, QDateTime::currentDateTimeUtc(), {}, 4};
    makeEngine();
    m_engine->start();
    QTRY_COMPARE(named<QLabel>(u"watch"_s)->text(), u"● ben<b>@edge-7 watches"_s);
    QVERIFY(named<QLabel>(u"watch"_s)->textFormat() == Qt::PlainText);
    m_room.owner = nullptr;
    m_room.holder.reset();
    QTRY_COMPARE(named<QLabel>(u"watch"_s)->text(), u"● watching here"_s);
}

void TestWatchUi::nobodyWatchesIsLoud()
{
    makeEngine();
    m_lease->renewals.refuseAlways(Error{ErrorKind::Network, u"refused"_s, {}});
    m_engine->start();
    auto *label = named<QLabel>(u"watch"_s);
    QTRY_COMPARE(label->text(), u"… who watches?"_s);
    m_clock.advance(std::chrono::milliseconds(200));
    QTRY_COMPARE(label->text(), u"◆ nobody watches"_s);
    QVERIFY(label->autoFillBackground());
    QVERIFY(label->toolTip().contains(u"refused"_s));
    m_lease->renewals.refuseAlways(std::nullopt);
    QTRY_COMPARE(label->text(), u"● watching here"_s);
    QVERIFY(!label->autoFillBackground());
}

void TestWatchUi::gradualStripStopsAndHurries()
{
    auto *strip = named<QWidget>(u"gradual-strip"_s);
    QVERIFY(!strip->isVisible());
    QVERIFY(m_world->control->gradual()->start({}, u"errors"_s));
    QTRY_VERIFY(strip->isVisible());
    QTRY_VERIFY(named<QLabel>(u"gradual-text"_s)->text().contains(u"errors"_s));
    QTRY_COMPARE(m_world->control->gradual()->state(), GradualState::Waiting);
    QTRY_VERIFY2(named<QLabel>(u"gradual-text"_s)->text().contains(u"→ 0 %"_s),
                 qPrintable(named<QLabel>(u"gradual-text"_s)->text()));
    named<QPushButton>(u"gradual-hurry"_s)->click();
    QCOMPARE(m_world->control->rollback()->state(), RollbackState::Armed); // the guarded button decides
    m_world->control->rollback()->disarm();
    named<QPushButton>(u"gradual-stop"_s)->click();
    QCOMPARE(m_world->control->gradual()->state(), GradualState::Stopped);
    QTRY_VERIFY(!strip->isVisible());
}

void TestWatchUi::shelvingNeedsAReason()
{
    m_world->window().showPage(u"alarms"_s);
    Alarm alarm;
    alarm.kind = AlarmKind::JournalFailed;
    alarm.priority = AlarmPriority::Alarm;
    alarm.subject = alarm.title = u"disk"_s;
    m_world->monitor->setAlarm(alarm);
    auto *table = named<QAbstractItemView>(u"alarms-table"_s);
    const auto find = [table](const QString &text) -> QModelIndex {
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            for (int column = 0; column < table->model()->columnCount(); ++column) {
                const QModelIndex index = table->model()->index(row, column);
                if (index.data().toString().contains(text))
                    return index;
            }
        }
        return {};
    };
    QTRY_VERIFY(find(u"journal"_s).isValid());
    table->setCurrentIndex(find(u"journal"_s));
    auto *shelve = named<QPushButton>(u"alarms-shelve"_s);
    QVERIFY(!shelve->isEnabled());
    QCOMPARE(shelve->menu()->actions().size(), 3); // no choice without an end
    named<QLineEdit>(u"alarms-why"_s)->setText(u"disk is being replaced"_s);
    QVERIFY(shelve->isEnabled());
    shelve->menu()->actions().constFirst()->trigger();
    QTRY_VERIFY(find(u"shelved until"_s).isValid());
    QTRY_VERIFY(named<QLabel>(u"alarms-headline"_s)->text().contains(u"in the last 10 minutes"_s));
    alarm.kind = AlarmKind::RollbackUnsettled;
    alarm.priority = AlarmPriority::Highest;
    m_world->monitor->setAlarm(alarm);
    QTRY_VERIFY(find(u"rollback"_s).isValid());
    table->setCurrentIndex(find(u"rollback"_s));
    named<QLineEdit>(u"alarms-why"_s)->setText(u"no"_s);
    QVERIFY(!shelve->isEnabled()); // the highest priority is never shelved
}

QTEST_MAIN(TestWatchUi)
#include "tst_watchui.moc"
