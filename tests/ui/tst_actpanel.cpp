// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeworld.h"
#include "ui/routes/routespage.h"
#include "widgets/modesteps.h"
#include "widgets/shareslider.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// The guarded change of a route on the real window, by mouse and by keyboard alone.
class TestActPanel final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void byMouse();
    void byKeyboardAlone();
    void lettingGoSendsNothing();
    void whatChangesIsSaidInWords();
    void whatIsNotKnownIsNeverZero();
    void nothingJumpsWhileTheHandleMoves();
    void whatWasForetoldIsKept();
    void blockersSayWhoAndWhatOpens();
    void conflictShowsWhoChangedWhat();
    void unknownSaysWhatHappens();
    void rejectedSaysWhy();
    void draftSurvivesTheWorldMoving();
    void cancelGoesBackToWhatIs();
    void missingScopeIsExplained();
    void titlesOfRulesTakeTheRoomThereIs();

private:
    template<typename T>
    [[nodiscard]] T *named(const char *name) const
    {
        return m_world->window().findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] ForwardState state() const { return m_world->control->forward(u"checkout"_s)->state(); }
    [[nodiscard]] QString text(const char *name) const { return named<QLabel>(name)->text(); }
    [[nodiscard]] int percent() const { return m_world->bridge->state().route(u"checkout")->percent; }
    void open();
    void click(const char *name) { QTest::mouseClick(named<QPushButton>(name), Qt::LeftButton); }
    void draftFifty();
    void arm();

    QTemporaryDir m_settings;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
};

void TestActPanel::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
}

void TestActPanel::init()
{
    m_world = std::make_unique<FakeWorld>();
}

void TestActPanel::cleanup()
{
    m_world.reset();
}

void TestActPanel::open()
{
    m_world->openWindow(*m_theme);
    m_world->start();
    MainWindow &window = m_world->window();
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.showPage(u"routes"_s);
    QTRY_VERIFY(m_world->monitor->state().bridge.isLive());
    window.routesPage()->selectRoute(u"checkout"_s);
    QTRY_COMPARE(text("act-title"), u"Checkout"_s);
}

/// Drafts 15 → 50 once nothing locks it.
void TestActPanel::draftFifty()
{
    QTRY_VERIFY(m_world->control->forward(u"checkout"_s)->interlocks().isEmpty());
    QTRY_VERIFY(named<QPushButton>("act-step-50")->isEnabled());
    named<QLineEdit>("act-reason")->setText(u"next step"_s);
    click("act-step-50");
    QCOMPARE(state(), ForwardState::Draft);
}

void TestActPanel::arm()
{
    draftFifty();
    QTRY_VERIFY(named<QPushButton>("act-prepare")->isEnabled());
    click("act-prepare");
    QTRY_COMPARE(state(), ForwardState::Armed);
}

void TestActPanel::byMouse()
{
    open();
    arm();
    QVERIFY(text("act-state").contains(u"ARMED"_s));
    QVERIFY(text("act-state").contains(u"REHEARSAL"_s));
    QCOMPARE(percent(), 15);
    auto *hold = named<QAbstractButton>("act-hold");
    QTest::mousePress(hold, Qt::LeftButton);
    QTRY_VERIFY(state() != ForwardState::Armed && state() != ForwardState::Hold);
    QTest::mouseRelease(hold, Qt::LeftButton);
    QTRY_COMPARE(percent(), 50);
    QTRY_VERIFY(text("mark-0").startsWith(u"✓"_s));
    QTRY_VERIFY(text("mark-2").contains(u"2/2"_s));
    QVERIFY(!text("mark-3").startsWith(u"✓"_s)); // the traffic has not followed yet
    m_world->observeState();
    QTRY_COMPARE(state(), ForwardState::Observed);
    QTRY_VERIFY(text("mark-3").startsWith(u"✓"_s));
}

void TestActPanel::byKeyboardAlone()
{
    open();
    QTRY_VERIFY(m_world->control->forward(u"checkout"_s)->interlocks().isEmpty());
    QDoubleSpinBox *spin = named<ShareSlider>("act-slider")->spinBox();
    QTRY_VERIFY(spin->isEnabled());
    spin->setFocus();
    spin->selectAll();
    QTest::keyClicks(spin, u"16"_s);
    QTest::keyClick(spin, Qt::Key_Tab);
    QTRY_COMPARE(state(), ForwardState::Draft);
    named<QWidget>("act-reason")->setFocus();
    QTest::keyClicks(QApplication::focusWidget(), u"a little more"_s);
    named<QWidget>("act-prepare")->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QTRY_COMPARE(state(), ForwardState::Armed);
    QTRY_COMPARE(QApplication::focusWidget(), named<QWidget>("act-confirm"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(percent(), 16);
    QCOMPARE(m_world->bridge->applied().constFirst().change.reason, u"a little more"_s);
}

void TestActPanel::lettingGoSendsNothing()
{
    open();
    arm();
    auto *hold = named<QAbstractButton>("act-hold");
    QTest::mousePress(hold, Qt::LeftButton);
    QCOMPARE(state(), ForwardState::Hold);
    QTest::mouseRelease(hold, Qt::LeftButton);
    QCOMPARE(state(), ForwardState::Armed);
    QVERIFY(m_world->bridge->applied().isEmpty());
}

void TestActPanel::whatChangesIsSaidInWords()
{
    open();
    draftFifty();
    QTRY_VERIFY(text("act-consequences").contains(u"15\u2009% → 50\u2009%"_s));
    // 35 % of 400 users and of 40 requests a second; three orders wait on new
    QVERIFY2(text("act-consequence-0").contains(u"≈ 140 of 400"_s), qPrintable(text("act-consequence-0")));
    QVERIFY2(text("act-consequence-1").contains(u"≈ 50,400"_s), qPrintable(text("act-consequence-1")));
    QVERIFY2(text("act-consequence-5").contains(u"3 now"_s), qPrintable(text("act-consequence-5")));
    QCOMPARE(percent(), 15);
}

void TestActPanel::whatIsNotKnownIsNeverZero()
{
    m_world->metrics->removeSignal(u"users"_s);
    m_world->orders->reads.refuseAlways(Error{ErrorKind::Network, u"gone"_s, {}});
    m_world->parity->setSeries({u"checkout"_s, {}});
    open();
    QTRY_VERIFY(named<ShareSlider>("act-slider")->isEnabled());
    named<ShareSlider>("act-slider")->spinBox()->setValue(50);
    QTRY_COMPARE(text("act-consequence-0"), u"users: unknown"_s);
    QTRY_VERIFY2(text("act-consequence-3").contains(u"insufficient record"_s),
                 qPrintable(text("act-consequence-3")));
    QTRY_VERIFY2(text("act-consequence-4").contains(u"insufficient record"_s),
                 qPrintable(text("act-consequence-4")));
    QCOMPARE(text("act-consequence-5"), u"orders: unknown now, in 1 h unknown"_s);
    QVERIFY2(text("act-caveat").contains(u"no record"_s), qPrintable(text("act-caveat")));
}

void TestActPanel::nothingJumpsWhileTheHandleMoves()
{
    open();
    QTRY_VERIFY(m_world->control->forward(u"checkout"_s)->interlocks().isEmpty());
    auto *slider = named<ShareSlider>("act-slider");
    QTRY_VERIFY(slider->isEnabled());
    const auto places = [this] {
        QList<QRect> rects;
        for (const char *name : {"act-consequences", "act-consequence-0", "act-consequence-5", "act-blockers",
                                 "act-state", "act-prepare"})
            rects << QRect(named<QWidget>(name)->mapTo(&m_world->window(), QPoint()),
                           named<QWidget>(name)->size());
        return rects;
    };
    const QList<QRect> before = places();
    for (const int percent : {16, 37, 0, 100, 15}) {
        slider->spinBox()->setValue(percent);
        QCoreApplication::processEvents();
        QCOMPARE(places(), before);
    }
}

void TestActPanel::whatWasForetoldIsKept()
{
    open();
    QVERIFY(text("prediction-score").contains(u"nothing foretold"_s));
    arm();
    QTest::keyClick(named<QWidget>("act-confirm"), Qt::Key_Return);
    auto *table = named<QTableView>("prediction-table");
    QTRY_COMPARE(table->model()->rowCount(), 5);
    QVERIFY(table->model()->index(0, 1).data().toString().startsWith(u"checkout 15"_s));
    QCOMPARE(table->model()->index(0, 4).data().toString(), u"not due yet"_s);
    QCOMPARE(table->model()->index(2, 3).data().toString(), u"insufficient record"_s);
    QTRY_VERIFY(QFile::exists(m_world->folder.filePath(u"predictions.json"_s)));
    click("prediction-switch");
    QVERIFY(table->isVisible());
}

void TestActPanel::blockersSayWhoAndWhatOpens()
{
    open();
    m_world->bridge->setAutoAcknowledge(false);
    m_world->bridge->changeByOther({u"cart"_s, {}, 20, {}, u"x"_s}, u"bob"_s);
    m_world->bridge->acknowledge(u"edge-1"_s);
    auto *blockers = named<QPlainTextEdit>("act-blockers");
    QTRY_VERIFY(blockers->toPlainText().contains(u"edge-2"_s));
    QVERIFY(blockers->toPlainText().contains(u"Opens when"_s));
}

void TestActPanel::conflictShowsWhoChangedWhat()
{
    open();
    draftFifty();
    m_world->bridge->dryRuns.hold();
    click("act-prepare");
    QTRY_COMPARE(m_world->bridge->dryRuns.held(), 1);
    m_world->bridge->dryRuns.release();
    QTRY_COMPARE(state(), ForwardState::Armed);
    m_world->bridge->reads.hold(); // the console does not see it coming
    m_world->bridge->changeByOther({u"checkout"_s, {}, 20, {}, u"x"_s}, u"bob"_s);
    named<QWidget>("act-confirm")->setFocus();
    QTest::keyClick(named<QWidget>("act-confirm"), Qt::Key_Return);
    m_world->bridge->reads.release();
    QTRY_VERIFY(state() == ForwardState::Conflict || state() == ForwardState::Draft);
    QTRY_VERIFY2(text("act-state").contains(u"bob"_s) ||
                     named<QPlainTextEdit>("act-blockers")->toPlainText().contains(u"bob"_s),
                 qPrintable(text("act-state")));
    QCOMPARE(percent(), 20);
}

void TestActPanel::unknownSaysWhatHappens()
{
    open();
    arm();
    m_world->bridge->actions.refuseAlways(Error{ErrorKind::Network, u"gone"_s, {}});
    m_world->bridge->applies.loseNext();
    QTest::keyClick(named<QWidget>("act-confirm"), Qt::Key_Return);
    QTRY_COMPARE(state(), ForwardState::Unknown);
    QVERIFY(text("act-state").contains(u"UNKNOWN"_s));
    QVERIFY(!named<QWidget>("act-slider")->isEnabled());
    QVERIFY(!named<QWidget>("act-slider")->toolTip().isEmpty());
    m_world->bridge->actions.refuseAlways({});
    QTRY_VERIFY(state() != ForwardState::Unknown); // settled by its key
    QCOMPARE(m_world->bridge->applied().size(), 1);
}

void TestActPanel::rejectedSaysWhy()
{
    open();
    arm();
    m_world->bridge->applies.refuseNext(Error{ErrorKind::Refused, u"<b>locked by policy</b>"_s, u"bridge"_s});
    QTest::keyClick(named<QWidget>("act-confirm"), Qt::Key_Return);
    QTRY_COMPARE(state(), ForwardState::Rejected);
    QVERIFY(text("act-state").contains(u"<b>locked by policy</b>"_s)); // letter by letter
    QCOMPARE(named<QLabel>("act-state")->textFormat(), Qt::PlainText);
}

void TestActPanel::draftSurvivesTheWorldMoving()
{
    open();
    draftFifty();
    m_world->bridge->changeByOther({u"cart"_s, {}, 20, {}, u"x"_s}, u"bob"_s);
    QTRY_COMPARE(m_world->monitor->state().route(u"cart")->commanded.value.percent, 20);
    QTRY_COMPARE(qRound(named<ShareSlider>("act-slider")->draft()), 50);
    QCOMPARE(state(), ForwardState::Draft);
}

void TestActPanel::cancelGoesBackToWhatIs()
{
    open();
    arm();
    click("act-cancel");
    QTRY_COMPARE(state(), ForwardState::View);
    QTRY_COMPARE(qRound(named<ShareSlider>("act-slider")->draft()), 15);
    QVERIFY(m_world->bridge->applied().isEmpty());
}

void TestActPanel::missingScopeIsExplained()
{
    m_world->bridge->setIdentity({u"viewer-1"_s, {Scope::Read}});
    open();
    QTRY_VERIFY(named<QWidget>("act-slider")->toolTip().contains(u"viewer-1"_s));
    QVERIFY(!named<QWidget>("act-slider")->isEnabled());
    QVERIFY(named<QPlainTextEdit>("act-blockers")->toPlainText().contains(u"may not operate"_s));
    QVERIFY(named<QPushButton>("rollback-button")->isEnabled()); // back is never locked
}

void TestActPanel::titlesOfRulesTakeTheRoomThereIs()
{
    BridgeState bridge = m_world->bridge->state();
    for (RouteState &route : bridge.routes) {
        route.rules.clear();
        for (const QString &id : {u"staff"_s, u"beta"_s})
            route.rules << RoutingRule{id, u"Visitors who asked for the new shop by the link: "_s + id,
                                       Side::New, false};
    }
    m_world->bridge->setState(bridge);
    open();
    MainWindow &window = m_world->window();
    QTRY_VERIFY(named<QPushButton>("act-rule-beta"));
    const auto *rule = named<QPushButton>("act-rule-beta");
    const auto *panel = named<QWidget>("act-panel");
    window.resize(1280, 800);
    QTRY_COMPARE(window.width(), 1280); // long titles do not hold it wide
    QTRY_VERIFY(panel->rect().contains(QRect(rule->mapTo(panel, QPoint()), rule->size())));
    const int narrow = rule->width();
    window.resize(2400, 800);
    QTRY_VERIFY(rule->width() > narrow);
    QTRY_VERIFY(rule->width() >= rule->fontMetrics().horizontalAdvance(bridge.routes[0].rules[1].title));
}

QTEST_MAIN(TestActPanel)
#include "tst_actpanel.moc"
