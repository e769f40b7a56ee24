// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeworld.h"
#include "ui/rollback/rollbackbar.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QToolButton>

using namespace interlock;
using namespace Qt::StringLiterals;

/// The rollback on the real window, by mouse and by keyboard alone.
class TestRollbackBar final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void byMouse();
    void byKeyboardAlone();
    void lettingGoSendsNothing();
    void escapeDisarms();
    void aKeyHeldDownDoesNotSend();
    void aClickOnTheKeyboardsButtonDoesNotSend();
    void onlyTheChosenRoutes();
    void keepsItsPlaceInEveryState();
    void blindKeepsTheButtonAndShowsWhatToType();
    void degradedPathIsTriedAgainUntilStopped();
    void worksWithEverythingElseDown();
    void latchIsReleasedWithAReason();

private:
    template<typename T>
    [[nodiscard]] T *named(const char *name) const
    {
        return m_world->window().findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] RollbackState state() const { return m_world->control->rollback()->state(); }
    [[nodiscard]] QString text(const char *name) const { return named<QLabel>(name)->text(); }
    void open();
    void holdLongEnough();

    QTemporaryDir m_settings;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
};

void TestRollbackBar::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
}

void TestRollbackBar::init()
{
    m_world = std::make_unique<FakeWorld>();
}

void TestRollbackBar::cleanup()
{
    m_world.reset();
}

void TestRollbackBar::open()
{
    m_world->openWindow(*m_theme);
    m_world->start();
    m_world->window().show();
    QVERIFY(QTest::qWaitForWindowActive(&m_world->window()));
}

void TestRollbackBar::holdLongEnough()
{
    auto *hold = named<QAbstractButton>("rollback-hold");
    QTest::mousePress(hold, Qt::LeftButton);
    QTRY_VERIFY(state() != RollbackState::Armed && state() != RollbackState::Hold);
    QTest::mouseRelease(hold, Qt::LeftButton);
}

void TestRollbackBar::byMouse()
{
    open();
    QTRY_VERIFY(text("rollback-readiness").contains(u"READY 2/2"_s));
    QTest::mouseClick(named<QPushButton>("rollback-button"), Qt::LeftButton);
    QCOMPARE(state(), RollbackState::Armed);
    QTRY_VERIFY(text("rollback-words").contains(u"all 8 routes to LEGACY"_s));
    QVERIFY(m_world->bridge->rollbacks().isEmpty());
    holdLongEnough();
    QTRY_COMPARE(m_world->bridge->rollbacks().size(), 2); // every path
    m_world->observeState();
    QTRY_COMPARE(state(), RollbackState::Safe);
    QVERIFY(text("rollback-safe").contains(u"SAFE"_s));
    for (const RouteState &route : m_world->bridge->state().routes)
        QCOMPARE(route.mode, Mode::Legacy);
}

void TestRollbackBar::byKeyboardAlone()
{
    open();
    MainWindow &window = m_world->window();
    QTest::keyClick(&window, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(state(), RollbackState::Armed);
    QTRY_COMPARE(QApplication::focusWidget(), named<QWidget>("rollback-confirm"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(m_world->bridge->rollbacks().size(), 2);
    m_world->observeState();
    QTRY_COMPARE(state(), RollbackState::Safe);
}

void TestRollbackBar::lettingGoSendsNothing()
{
    open();
    QTest::mouseClick(named<QPushButton>("rollback-button"), Qt::LeftButton);
    auto *hold = named<QAbstractButton>("rollback-hold");
    QTest::mousePress(hold, Qt::LeftButton);
    QCOMPARE(state(), RollbackState::Hold);
    QTest::mouseRelease(hold, Qt::LeftButton);
    QCOMPARE(state(), RollbackState::Armed);
    QVERIFY(m_world->bridge->rollbacks().isEmpty());
    QTest::mouseClick(named<QPushButton>("rollback-cancel"), Qt::LeftButton);
    QCOMPARE(state(), RollbackState::Idle);
}

void TestRollbackBar::escapeDisarms()
{
    open();
    QTest::keyClick(&m_world->window(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(state(), RollbackState::Armed);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QTRY_COMPARE(state(), RollbackState::Idle);
    QVERIFY(m_world->bridge->rollbacks().isEmpty());
}

void TestRollbackBar::aKeyHeldDownDoesNotSend()
{
    open();
    named<QPushButton>("rollback-button")->setFocus();
    QTest::keyClick(&m_world->window(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(state(), RollbackState::Armed);
    QKeyEvent repeated(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, u"\r"_s, true);
    QCoreApplication::sendEvent(named<QWidget>("rollback-confirm"), &repeated);
    QCOMPARE(state(), RollbackState::Armed);
}

void TestRollbackBar::aClickOnTheKeyboardsButtonDoesNotSend()
{
    open();
    QTest::mouseClick(named<QPushButton>("rollback-button"), Qt::LeftButton);
    QTest::mouseClick(named<QPushButton>("rollback-confirm"), Qt::LeftButton);
    QCOMPARE(state(), RollbackState::Armed);
    QVERIFY(m_world->bridge->rollbacks().isEmpty());
}

void TestRollbackBar::onlyTheChosenRoutes()
{
    open();
    QTest::mouseClick(named<QPushButton>("rollback-button"), Qt::LeftButton);
    const QList<QAction *> actions = named<QToolButton>("rollback-scope")->menu()->actions();
    for (QAction *action : actions) {
        if (action->data().toString() == u"checkout"_s)
            action->trigger();
    }
    QTRY_VERIFY(text("rollback-words").contains(u"Send 100 % of Checkout to LEGACY"_s));
    named<QLineEdit>("rollback-reason")->setText(u"prices are wrong"_s);
    holdLongEnough();
    QTRY_VERIFY(!m_world->bridge->rollbacks().isEmpty());
    QCOMPARE(m_world->bridge->rollbacks().constFirst().second.routes, QStringList{u"checkout"_s});
    QCOMPARE(m_world->bridge->rollbacks().constFirst().second.reason, u"prices are wrong"_s);
}

void TestRollbackBar::keepsItsPlaceInEveryState()
{
    open();
    QTRY_VERIFY(text("rollback-readiness").contains(u"READY"_s));
    const RollbackBar *bar = m_world->window().rollbackBar();
    const QRect place(bar->mapTo(&m_world->window(), QPoint()), bar->size());
    const auto stays = [this, bar, place] {
        return QRect(bar->mapTo(&m_world->window(), QPoint()), bar->size()) == place;
    };
    QTest::keyClick(&m_world->window(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(state(), RollbackState::Armed);
    QVERIFY(stays());
    QTest::keyClick(named<QWidget>("rollback-confirm"), Qt::Key_Return);
    QTRY_VERIFY(state() != RollbackState::Armed);
    QVERIFY(stays());
    QTRY_COMPARE(m_world->bridge->rollbacks().size(), 2);
    m_world->observeState();
    QTRY_COMPARE(state(), RollbackState::Safe);
    QVERIFY(stays());
}

void TestRollbackBar::blindKeepsTheButtonAndShowsWhatToType()
{
    const Error down{ErrorKind::Network, u"refused"_s, {}};
    for (const char *path : {"edge-1", "edge-2"}) {
        m_world->bridge->probesOn(QString::fromLatin1(path)).refuseAlways(down);
        m_world->bridge->rollbacksOn(QString::fromLatin1(path)).refuseAlways(down);
    }
    m_world->bridge->reads.refuseAlways(down);
    open();
    QTRY_VERIFY(text("rollback-readiness").contains(u"BLIND 0/2"_s));
    QVERIFY(named<QPushButton>("rollback-button")->isEnabled());
    QTRY_VERIFY(named<QLabel>("blind-command")->isVisible());
    QVERIFY(text("blind-command").contains(u"interlockctl --profile"_s));
    QTest::mouseClick(named<QPushButton>("rollback-button"), Qt::LeftButton);
    holdLongEnough();
    QTRY_VERIFY(text("rollback-running").contains(u"0/2"_s));
    m_world->bridge->rollbacksOn(u"edge-1"_s).refuseAlways({});
    m_world->bridge->reads.refuseAlways({});
    QTRY_VERIFY(!m_world->bridge->rollbacks().isEmpty()); // it kept trying
}

void TestRollbackBar::degradedPathIsTriedAgainUntilStopped()
{
    const Error down{ErrorKind::Timeout, u"no answer"_s, {}};
    m_world->bridge->probesOn(u"edge-2"_s).refuseAlways(down);
    m_world->bridge->rollbacksOn(u"edge-2"_s).refuseAlways(down);
    m_world->bridge->setAutoAcknowledge(false);
    open();
    QTRY_VERIFY(text("rollback-readiness").contains(u"DEGRADED 1/2"_s));
    QTest::mouseClick(named<QPushButton>("rollback-button"), Qt::LeftButton);
    holdLongEnough();
    QTRY_VERIFY(m_world->bridge->rollbacksOn(u"edge-2"_s).calls() >= 2);
    QTRY_VERIFY(text("rollback-path-0").contains(u"✓"_s));
    QVERIFY(text("rollback-path-1").contains(u"attempt"_s));
    QTRY_VERIFY(named<QPushButton>("rollback-stop")->isEnabled());
    QTest::mouseClick(named<QPushButton>("rollback-stop"), Qt::LeftButton);
    QTRY_VERIFY(!named<QPushButton>("rollback-stop")->isEnabled());
    // The latch may be seen, but what was not observed is not called safe.
    QTRY_VERIFY(named<QLabel>("rollback-safe")->isVisible());
    QVERIFY2(!text("rollback-safe").contains(u"SAFE"_s), qPrintable(text("rollback-safe")));
}

void TestRollbackBar::worksWithEverythingElseDown()
{
    const Error down{ErrorKind::Network, u"refused"_s, {}};
    m_world->metrics->reads.refuseAlways(down);
    m_world->sync->reads.refuseAlways(down);
    m_world->orders->reads.refuseAlways(down);
    m_world->parity->answers.refuseAlways(down);
    open();
    QTest::keyClick(&m_world->window(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(state(), RollbackState::Armed);
    QVERIFY(text("rollback-words").contains(u"not known"_s));
    QTest::keyClick(named<QWidget>("rollback-confirm"), Qt::Key_Return);
    QTRY_COMPARE(m_world->bridge->rollbacks().size(), 2);
    QTRY_COMPARE(state(),
                 RollbackState::Acknowledged); // nobody measures the traffic, so it is not called observed
    QVERIFY(text("rollback-marks").contains(u"not measured"_s));
}

void TestRollbackBar::latchIsReleasedWithAReason()
{
    open();
    QTest::keyClick(&m_world->window(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(state(), RollbackState::Armed);
    QTest::keyClick(named<QWidget>("rollback-confirm"), Qt::Key_Return);
    QTRY_VERIFY(!m_world->bridge->rollbacks().isEmpty());
    m_world->observeState();
    QTRY_COMPARE(state(), RollbackState::Safe);
    auto *release = named<QPushButton>("release-button");
    QVERIFY(!release->isEnabled()); // no reason yet
    QTest::keyClicks(named<QLineEdit>("release-reason"), u"legacy is healthy"_s);
    QTRY_VERIFY(release->isEnabled());
    QTest::mouseClick(release, Qt::LeftButton);
    QTRY_VERIFY(!m_world->bridge->state().latched);
    QTRY_VERIFY(named<QPushButton>("rollback-button")->isVisible());
}

QTEST_MAIN(TestRollbackBar)
#include "tst_rollbackbar.moc"
