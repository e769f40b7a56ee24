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
    [[nodiscard]] bool unlocked(const QString &route);
    [[nodiscard]] QString whyNot(const QString &route);
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

bool TestJourney::unlocked(const QString &route)
{
    return eventually([&] { return m_console->control().forward(route)->interlocks().isEmpty(); }, 90'000);
}

QString TestJourney::whyNot(const QString &route)
{
    QStringList reasons{m_console->text(u"act-state"_s)};
    ForwardAct *act = m_console->control().forward(route);
    for (const Blocker &blocker : act->interlocks() + act->blockers())
        reasons << blockerKindName(blocker.kind) + u' ' + blocker.subject + u' ' + blocker.detail;
    const RouteStatus *status = m_console->state().route(route);
    if (status)
        reasons << u"commanded %1 observed %2 ± %3"_s.arg(status->commanded.value.percent)
                       .arg(status->observed.value.percent)
                       .arg(status->observed.value.tolerance);
    return reasons.join(u"; "_s);
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
    QVERIFY2(eventually(everyRouteIsObserved), qPrintable(qualities()));
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
    m_console->window().showPage(u"routes"_s);
    m_console->window().routesPage()->selectRoute(u"checkout"_s);
    QVERIFY(eventually([this] { return m_console->text(u"act-title"_s) == u"Checkout"_s; }));
    QVERIFY2(unlocked(u"checkout"_s), qPrintable(whyNot(u"checkout"_s)));
    m_console->named<QLineEdit>(u"act-reason"_s)->setText(u"day five"_s);
    QVERIFY(eventually([this] { return m_console->named<QWidget>(u"act-step-50"_s)->isEnabled(); }));
    m_console->click(u"act-step-50"_s);
    QVERIFY(eventually([this] { return m_console->named<QWidget>(u"act-prepare"_s)->isEnabled(); }));
    m_console->click(u"act-prepare"_s);
    QVERIFY2(eventually([this] { return m_console->act(u"checkout"_s) == ForwardState::Armed; }),
             qPrintable(whyNot(u"checkout"_s)));
    QVERIFY(m_console->text(u"act-state"_s).contains(u"REHEARSAL"_s));
    QCOMPARE(m_console->route(u"checkout"_s).percent, 15);
    const auto sent = [this] {
        const ForwardState now = m_console->act(u"checkout"_s);
        return now != ForwardState::Armed && now != ForwardState::Hold;
    };
    QVERIFY(m_console->hold(u"act-hold"_s, sent));
    QVERIFY2(eventually([this] { return m_console->text(u"mark-2"_s).startsWith(u"✓ acknowledged 2/2"_s); }),
             qPrintable(whyNot(u"checkout"_s)));
    QCOMPARE(m_console->route(u"checkout"_s).percent, 50);
    QVERIFY2(eventually([this] { return m_console->text(u"mark-3"_s).startsWith(u"✓ observed"_s); }, 90'000),
             qPrintable(whyNot(u"checkout"_s)));
}

void TestJourney::raiseByKeyboardAlone()
{
    m_console->window().showPage(u"cockpit"_s);
    m_console->key(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(eventually([this] { return m_console->window().currentPage() == u"routes"_s; }));
    QVERIFY(m_console->tabTo(u"routes-table"_s));
    m_console->key(Qt::Key_Home);
    for (int i = 0; i < 20 && m_console->text(u"act-title"_s) != u"Search"_s; ++i)
        m_console->key(Qt::Key_Down);
    QCOMPARE(m_console->text(u"act-title"_s), u"Search"_s);
    QVERIFY2(unlocked(u"search"_s), qPrintable(whyNot(u"search"_s)));
    QVERIFY(m_console->tabTo(u"act-slider"_s));
    m_console->key(Qt::Key_PageUp); // the plan's next step, from 50
    QVERIFY(eventually([this] { return m_console->act(u"search"_s) == ForwardState::Draft; }));
    QVERIFY(m_console->tabTo(u"act-reason"_s));
    m_console->type(u"by hand"_s);
    QVERIFY(m_console->tabTo(u"act-prepare"_s));
    m_console->key(Qt::Key_Space);
    QVERIFY2(eventually([this] { return m_console->act(u"search"_s) == ForwardState::Armed; }),
             qPrintable(whyNot(u"search"_s)));
    QVERIFY(eventually(
        [this] { return QApplication::focusWidget() == m_console->named<QWidget>(u"act-confirm"_s); }));
    m_console->key(Qt::Key_Return);
    QVERIFY2(eventually([this] { return m_console->act(u"search"_s) == ForwardState::Observed; }, 90'000),
             qPrintable(whyNot(u"search"_s)));
    QVERIFY(m_console->route(u"search"_s).percent > 50);
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
    m_console->window().routesPage()->selectRoute(u"catalog"_s);
    QVERIFY(eventually([this] { return m_console->text(u"act-title"_s) == u"Catalogue"_s; }));
    QVERIFY2(unlocked(u"catalog"_s), qPrintable(whyNot(u"catalog"_s)));
    QVERIFY(eventually([this] { return m_console->named<QWidget>(u"act-step-100"_s)->isEnabled(); }));
    m_console->click(u"act-step-100"_s);
    QVERIFY(m_console->tabTo(u"act-modes"_s));
    m_console->key(Qt::Key_Right);
    m_console->key(Qt::Key_Space);
    QCOMPARE(m_console->control().forward(u"catalog"_s)->draft().mode, Mode::CompareLegacy);
    m_console->named<QLineEdit>(u"act-reason"_s)->setText(u"again"_s);
    m_console->named<QLineEdit>(u"act-reason"_s)->setFocus();
    m_console->type(u" in shadow"_s);
    QVERIFY(m_console->tabTo(u"act-prepare"_s));
    m_console->key(Qt::Key_Space);
    QVERIFY2(eventually([this] { return m_console->act(u"catalog"_s) == ForwardState::Armed; }),
             qPrintable(whyNot(u"catalog"_s)));
    m_console->key(Qt::Key_Return);
    QVERIFY2(eventually([this] {
                 return m_console->act(u"catalog"_s) == ForwardState::Acknowledged ||
                        m_console->act(u"catalog"_s) == ForwardState::Observed;
             }),
             qPrintable(whyNot(u"catalog"_s)));
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

void TestJourney::journalHasItAll()
{
    const QString whole = u"intent sent acknowledged observed"_s;
    const auto reads = [this](JournalKind kind, const QString &what, const QString &marks) {
        return eventually([&] { return m_console->marks(kind, what) == marks; }, 10'000);
    };
    QVERIFY2(reads(JournalKind::Forward, u"checkout"_s, whole),
             qPrintable(m_console->marks(JournalKind::Forward, u"checkout"_s)));
    QVERIFY2(reads(JournalKind::Forward, u"search"_s, whole),
             qPrintable(m_console->marks(JournalKind::Forward, u"search"_s)));
    QVERIFY2(reads(JournalKind::Rollback, {}, whole + u' ' + whole),
             qPrintable(m_console->marks(JournalKind::Rollback, {})));
    QVERIFY2(m_console->marks(JournalKind::LatchRelease, {}).contains(u"acknowledged"_s),
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
    QCOMPARE(m_console->verdict().entries, entries.size());
}

QTEST_MAIN(TestJourney)
#include "tst_e2e_journey.moc"
