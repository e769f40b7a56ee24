// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/e2e/consoleundertest.h"
#include "tests/integration/e2e/rehearsalprocess.h"
#include "ui/routes/routespage.h"

#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace interlock::e2e;
using namespace Qt::StringLiterals;

/// What a newcomer does with `./run`: looks, moves a route, takes everything back. The real rehearsal, the
/// real drivers, the real widgets; once with the embedded bridge and once with HAProxy and Prometheus in
/// front.
class TestJourney final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fromTheFirstLookToTheReleasedLatch_data();
    void fromTheFirstLookToTheReleasedLatch();

private:
    void liveDataOnEveryPage();
    void raiseByMouse();
    void raiseByKeyboardAlone();
    void rollBackByMouse();
    void releaseTheLatch();
    void nextStepAndBackByKeyboardAlone();
    void journalHasItAll();
    void nothingReachesNew();
    void prepareByKeyboard(const QString &route);
    void confirmByKeyboard(const QString &route);
    [[nodiscard]] bool wholeActs(const QString &what);
    [[nodiscard]] QString qualities();

    QTemporaryDir m_folder;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<RehearsalProcess> m_rehearsal;
    std::unique_ptr<ConsoleUnderTest> m_console;
};

void TestJourney::initTestCase()
{
    useScratchSettings(m_folder.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
}

void TestJourney::fromTheFirstLookToTheReleasedLatch_data()
{
    QTest::addColumn<QString>("stack");
    QTest::newRow("embedded") << u"embedded"_s;
    QTest::newRow("haproxy") << u"haproxy"_s;
}

void TestJourney::fromTheFirstLookToTheReleasedLatch()
{
    QFETCH(const QString, stack);
    m_rehearsal = std::make_unique<RehearsalProcess>(
        QStringList{u"--stack"_s, stack, u"--rate"_s, u"120"_s, u"--users"_s, u"200"_s});
    QVERIFY2(m_rehearsal->waitUntilReady(), qPrintable(m_rehearsal->said()));
    const QString profile =
        // Long enough that 15 % of one route are never "no traffic", which is unknown and locks.
        m_rehearsal->writeProfile(
            u"journey"_s, {.stateFolder = m_folder.filePath(u"state-"_s + stack), .windowSeconds = 20});
    m_console = std::make_unique<ConsoleUnderTest>(profile, *m_theme);
    for (const auto step :
         {&TestJourney::liveDataOnEveryPage, &TestJourney::raiseByMouse, &TestJourney::raiseByKeyboardAlone,
          &TestJourney::rollBackByMouse, &TestJourney::releaseTheLatch,
          &TestJourney::nextStepAndBackByKeyboardAlone, &TestJourney::journalHasItAll}) {
        (this->*step)();
        if (QTest::currentTestFailed())
            break;
    }
    m_console.reset();
    m_rehearsal.reset();
}

QString TestJourney::qualities()
{
    QStringList lines;
    for (const RouteStatus &route : m_console->state().routes)
        lines << u"%1: commanded %2, observed %3 %4"_s.arg(
            route.spec.id, qualityName(route.commanded.quality), qualityName(route.observed.quality),
            route.observed.problem);
    return lines.join(u'\n');
}

/// Every page shows figures that came from the world, and every endpoint is fresh.
void TestJourney::liveDataOnEveryPage()
{
    const auto everyRouteIsObserved = [this] {
        const QList<RouteStatus> &routes = m_console->state().routes;
        return routes.size() == 8 && std::ranges::all_of(routes, [](const RouteStatus &route) {
                   return route.commanded.isLive() && route.observed.isLive();
               });
    };
    QVERIFY2(eventually(everyRouteIsObserved, 90'000), qPrintable(qualities()));
    for (int i = 0; i < 5; ++i)
        QVERIFY2(eventually([&] { return m_console->text(u"freshness-%1"_s.arg(i)).contains(u'●'); }),
                 qPrintable(m_console->text(u"freshness-%1"_s.arg(i))));

    QVERIFY(m_console->window().showPage(u"cockpit"_s));
    QVERIFY(eventually([this] {
        const QString board = m_console->table(u"cockpit-board"_s);
        return board.contains(u"Checkout"_s) && board.contains(u"compare-new"_s) && board.contains(u"2/2"_s);
    }));
    QVERIFY(m_console->window().showPage(u"routes"_s));
    QVERIFY(eventually([this] { return m_console->table(u"routes-table"_s).contains(u"Catalogue"_s); }));
    QVERIFY(m_console->window().showPage(u"orders"_s));
    QVERIFY(eventually([this] { return m_console->table(u"orders-table"_s).contains(u"O-"_s); }));
    QVERIFY(m_console->window().showPage(u"sync"_s));
    QVERIFY(eventually([this] {
        const QString pipelines = m_console->table(u"sync-table"_s);
        return pipelines.contains(u"running"_s) && pipelines.contains(u"orders"_s);
    }));
    QVERIFY(eventually([this] { return m_console->text(u"rollback-readiness"_s).contains(u"READY 2/2"_s); }));
}

void TestJourney::raiseByMouse()
{
    const QString checkout = u"checkout"_s;
    m_console->window().showPage(u"routes"_s);
    m_console->window().routesPage()->selectRoute(checkout);
    QVERIFY(eventually([this] { return m_console->text(u"act-title"_s) == u"Checkout"_s; }));
    const auto prepare = [this] {
        m_console->named<QLineEdit>(u"act-reason"_s)->setText(u"day five"_s);
        (void)eventually([this] { return m_console->named<QWidget>(u"act-step-50"_s)->isEnabled(); });
        m_console->click(u"act-step-50"_s);
        m_console->click(u"act-prepare"_s);
    };
    QString armedText;
    int armedPercent = -1;
    const auto holdDown = [&] {
        armedText = m_console->text(u"act-state"_s);
        armedPercent = m_console->route(checkout).percent;
        const ForwardAct *act = m_console->control().forward(checkout);
        (void)m_console->hold(u"act-hold"_s,
                              [&] { return act->marks().sent.isValid() || m_console->isBack(checkout); });
    };
    QCOMPARE(m_console->send(checkout, prepare, holdDown), QString());
    QVERIFY2(armedText.contains(u"REHEARSAL"_s), qPrintable(armedText));
    QCOMPARE(armedPercent, 15);
    QVERIFY2(eventually([this] { return m_console->text(u"mark-2"_s).startsWith(u"✓ acknowledged 2/2"_s); }),
             qPrintable(m_console->whyNot(checkout)));
    QCOMPARE(m_console->route(checkout).percent, 50);
    QVERIFY2(eventually([this] { return m_console->text(u"mark-3"_s).startsWith(u"✓ observed"_s); }, 90'000),
             qPrintable(m_console->whyNot(checkout)));
}

void TestJourney::prepareByKeyboard(const QString &route)
{
    if (m_console->act(route) == ForwardState::View)
        return; // a gate that closed meanwhile did not let the draft in
    QVERIFY(m_console->tabTo(u"act-prepare"_s));
    m_console->key(Qt::Key_Space);
}

/// ARMED takes the focus to where Enter sends; unless it fell back meanwhile.
void TestJourney::confirmByKeyboard(const QString &route)
{
    const auto focused = [this] {
        return QApplication::focusWidget() == m_console->named<QWidget>(u"act-confirm"_s);
    };
    QVERIFY(eventually([&] { return focused() || m_console->isBack(route); }));
    if (focused())
        m_console->key(Qt::Key_Return);
}

void TestJourney::raiseByKeyboardAlone()
{
    const QString search = u"search"_s;
    m_console->window().showPage(u"cockpit"_s);
    m_console->key(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(eventually([this] { return m_console->window().currentPage() == u"routes"_s; }));
    QVERIFY(m_console->tabTo(u"routes-table"_s));
    m_console->key(Qt::Key_Home);
    for (int i = 0; i < 20 && m_console->text(u"act-title"_s) != u"Search"_s; ++i)
        m_console->key(Qt::Key_Down);
    QCOMPARE(m_console->text(u"act-title"_s), u"Search"_s);
    const auto prepare = [&] {
        if (m_console->act(search) == ForwardState::View) {
            (void)eventually([this] { return m_console->named<QWidget>(u"act-slider"_s)->isEnabled(); });
            QVERIFY(m_console->tabTo(u"act-slider"_s));
            m_console->key(Qt::Key_PageUp); // the plan's next step, from 50
            QVERIFY(m_console->tabTo(u"act-reason"_s));
            m_console->type(u"by hand"_s);
        }
        prepareByKeyboard(search);
    };
    QCOMPARE(m_console->send(search, prepare, [&] { confirmByKeyboard(search); }), QString());
    QVERIFY2(eventually([&] { return m_console->act(search) == ForwardState::Observed; }, 90'000),
             qPrintable(m_console->whyNot(search)));
    QVERIFY(m_console->route(search).percent > 50);
}

void TestJourney::rollBackByMouse()
{
    m_console->click(u"rollback-button"_s);
    QCOMPARE(m_console->rollback(), RollbackState::Armed);
    QVERIFY(m_console->text(u"rollback-words"_s).contains(u"all 8 routes to LEGACY"_s));
    const auto sent = [this] {
        const RollbackState now = m_console->rollback();
        return now != RollbackState::Armed && now != RollbackState::Hold;
    };
    QVERIFY(m_console->hold(u"rollback-hold"_s, sent));
    QVERIFY2(eventually([this] { return m_console->rollback() == RollbackState::Safe; }),
             qPrintable(m_console->text(u"rollback-running"_s) + m_console->text(u"rollback-marks"_s)));
    QVERIFY(m_console->text(u"rollback-safe"_s).contains(u"SAFE"_s));
    const QList<RouteState> &routes = m_console->state().bridge.value.routes;
    QCOMPARE(routes.size(), 8);
    for (const RouteState &route : routes)
        QVERIFY2(route.mode == Mode::Legacy && route.percent == 0, qPrintable(route.id));
    nothingReachesNew();
}

/// As the stores count, not as anybody tells: legacy goes on answering, and new answers nothing any more.
void TestJourney::nothingReachesNew()
{
    const double onNew = m_rehearsal->metric("shop_requests_total", {"app=\"new\""});
    const double onLegacy = m_rehearsal->metric("shop_requests_total", {"app=\"legacy\""});
    QVERIFY(onNew > 0);
    QVERIFY(eventually(
        [&] { return m_rehearsal->metric("shop_requests_total", {"app=\"legacy\""}) > onLegacy + 50; }));
    QCOMPARE(m_rehearsal->metric("shop_requests_total", {"app=\"new\""}), onNew);
}

void TestJourney::releaseTheLatch()
{
    auto *release = m_console->named<QPushButton>(u"release-button"_s);
    QVERIFY(!release->isEnabled()); // wants a reason
    m_console->named<QLineEdit>(u"release-reason"_s)->setFocus();
    QTest::keyClicks(m_console->named<QLineEdit>(u"release-reason"_s), u"legacy is healthy"_s);
    QVERIFY(eventually([&] { return release->isEnabled(); }));
    m_console->click(u"release-button"_s);
    QVERIFY(eventually([this] { return m_console->rollback() == RollbackState::Idle; }));
    QVERIFY(!m_console->state().bridge.value.latched);
    nothingReachesNew(); // releasing moves no traffic
}

/// After the latch the next step forward works again, and the way back without a mouse.
void TestJourney::nextStepAndBackByKeyboardAlone()
{
    const QString catalog = u"catalog"_s;
    m_console->window().routesPage()->selectRoute(catalog);
    QVERIFY(eventually([this] { return m_console->text(u"act-title"_s) == u"Catalogue"_s; }));
    const auto prepare = [&] {
        if (m_console->act(catalog) == ForwardState::View) {
            (void)eventually([this] { return m_console->named<QWidget>(u"act-step-100"_s)->isEnabled(); });
            m_console->click(u"act-step-100"_s);
            QVERIFY(m_console->tabTo(u"act-modes"_s));
            m_console->key(Qt::Key_Right);
            m_console->key(Qt::Key_Space);
            m_console->named<QLineEdit>(u"act-reason"_s)->setText(u"again"_s);
            m_console->named<QLineEdit>(u"act-reason"_s)->setFocus();
            m_console->type(u" in shadow"_s);
        }
        prepareByKeyboard(catalog);
    };
    QCOMPARE(m_console->send(catalog, prepare, [&] { confirmByKeyboard(catalog); }), QString());
    QCOMPARE(m_console->control().forward(catalog)->draft().mode, Mode::CompareLegacy);
    QVERIFY2(eventually([&] {
                 return m_console->act(catalog) == ForwardState::Acknowledged ||
                        m_console->act(catalog) == ForwardState::Observed;
             }),
             qPrintable(m_console->whyNot(catalog)));
    const double before = m_rehearsal->metric("shop_requests_total", {"app=\"new\""});
    QVERIFY(eventually(
        [&] { return m_rehearsal->metric("shop_requests_total", {"app=\"new\""}) > before + 10; }));

    m_console->key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(eventually(
        [this] { return QApplication::focusWidget() == m_console->named<QWidget>(u"rollback-confirm"_s); }));
    m_console->key(Qt::Key_Return);
    QVERIFY2(eventually([this] { return m_console->rollback() == RollbackState::Safe; }),
             qPrintable(m_console->text(u"rollback-running"_s) + m_console->text(u"rollback-marks"_s)));
    nothingReachesNew();
}

/// One act from its intent to the end; before it, at most intents that a gate took back.
bool TestJourney::wholeActs(const QString &what)
{
    return eventually([&] {
        QString marks = m_console->marks(JournalKind::Forward, what);
        return marks.remove(u"intent blocked "_s) == u"intent sent acknowledged observed";
    });
}

void TestJourney::journalHasItAll()
{
    for (const QString &route : {u"checkout"_s, u"search"_s})
        QVERIFY2(wholeActs(route), qPrintable(m_console->marks(JournalKind::Forward, route)));
    const QString whole = u"intent sent acknowledged observed"_s;
    QVERIFY2(eventually([&] { return m_console->marks(JournalKind::Rollback, {}) == whole + u' ' + whole; }),
             qPrintable(m_console->marks(JournalKind::Rollback, {})));
    QVERIFY2(eventually([this] {
                 return m_console->marks(JournalKind::LatchRelease, {}).contains(u"acknowledged"_s);
             }),
             qPrintable(m_console->marks(JournalKind::LatchRelease, {})));
    QStringList reasons;
    const QList<JournalEntry> entries = m_console->journal();
    for (const JournalEntry &entry : entries) {
        reasons << entry.record.reason;
        QVERIFY(entry.record.actor == u"ann"_s);
        QCOMPARE(entry.record.environment, u"rehearsal"_s);
    }
    for (const QString &reason : {u"day five"_s, u"by hand"_s, u"legacy is healthy"_s, u"again in shadow"_s})
        QVERIFY2(reasons.contains(reason), qPrintable(reason));

    m_console->window().showPage(u"journal"_s);
    QVERIFY(
        eventually([this] { return m_console->table(u"journal-table"_s).contains(u"legacy is healthy"_s); }));
    m_console->click(u"journal-verify"_s);
    QVERIFY(eventually([this] { return m_console->text(u"journal-verdict"_s).contains(u"intact"_s); }));
    QVERIFY(m_console->verdict().intact);
    QVERIFY(eventually([this] { return m_console->verdict().entries == m_console->journal().size(); }));
}

QTEST_MAIN(TestJourney)
#include "tst_e2e_journey.moc"
