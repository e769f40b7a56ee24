// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/e2e/consoleundertest.h"
#include "tests/integration/e2e/rehearsalprocess.h"
#include "tests/integration/e2e/relay.h"
#include "ui/routes/routespage.h"
#include "widgets/shareslider.h"

#include <csignal>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <sys/resource.h>

using namespace interlock;
using namespace interlock::e2e;
using namespace Qt::StringLiterals;

/// What goes wrong in the rehearsal, as the console shows it; and that the way back stays open. The functions
/// run in this order on one world.
class TestFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void stalledBackSyncLocksTheSlider();
    void faultsOfTheStoresRaiseTheirAlarms();
    void oneInstanceThatDoesNotAcknowledge();
    void fullDiskRefusesForwardAndNotBack();
    void oneDeadPathIsPartialUntilItAnswers();
    void everythingElseDown();
    void halfOfTheRealPartsKilled();

private:
    void release();
    void pressRollback();
    [[nodiscard]] QString alarms() const;

    QTemporaryDir m_folder;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<RehearsalProcess> m_rehearsal;
    std::unique_ptr<Relay> m_metrics;
    std::unique_ptr<Relay> m_sync;
    std::unique_ptr<ConsoleUnderTest> m_console;
};

void TestFaults::initTestCase()
{
    useScratchSettings(m_folder.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
    m_rehearsal = std::make_unique<RehearsalProcess>(QStringList{u"--rate"_s, u"80"_s});
    QVERIFY2(m_rehearsal->waitUntilReady(), qPrintable(m_rehearsal->said()));
    m_metrics = std::make_unique<Relay>(QUrl(m_rehearsal->urls(u"metrics"_s).constFirst()));
    m_sync = std::make_unique<Relay>(QUrl(m_rehearsal->urls(u"sync"_s).constFirst()));
    const QString profile = m_rehearsal->writeProfile(
        u"faults"_s, {.stateFolder = m_folder.filePath(u"state"_s),
                      .urls = {{u"metrics"_s, {m_metrics->url()}}, {u"sync"_s, {m_sync->url()}}}});
    m_console = std::make_unique<ConsoleUnderTest>(profile, *m_theme);
    QVERIFY(eventually([this] { return m_console->session().monitor().firstRoundDone(); }));
}

void TestFaults::cleanupTestCase()
{
    m_console.reset();
    m_metrics.reset();
    m_sync.reset();
    m_rehearsal.reset();
}

QString TestFaults::alarms() const
{
    QStringList lines;
    const QList<Alarm> all = m_console->session().monitor().alarms();
    for (const Alarm &alarm : all)
        lines << u"%1 %2 %3 (limit %4)"_s.arg(alarmKindName(alarm.kind), alarm.subject)
                     .arg(alarm.value)
                     .arg(alarm.limit);
    return lines.join(u"; "_s);
}

void TestFaults::pressRollback()
{
    m_console->window().activateWindow();
    m_console->key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(eventually([this] { return m_console->rollback() == RollbackState::Armed; }));
    QTest::keyClick(m_console->named<QWidget>(u"rollback-confirm"_s), Qt::Key_Return);
    QVERIFY(m_console->rollback() != RollbackState::Armed);
}

void TestFaults::release()
{
    const QFuture<Result<BridgeState>> released = m_console->control().releaseLatch(u"next drill"_s);
    QVERIFY(eventually([&] { return released.isFinished(); }));
    QVERIFY(eventually([this] { return m_console->rollback() == RollbackState::Idle; }));
}

/// From the first picture on that shows the back sync behind its limit, the gate has two periods to lock; the
/// slider stops where the share is and says which gate holds it.
void TestFaults::stalledBackSyncLocksTheSlider()
{
    m_console->window().showPage(u"routes"_s);
    m_console->window().routesPage()->selectRoute(u"checkout"_s);
    auto *slider = m_console->named<ShareSlider>(u"act-slider"_s);
    QVERIFY2(eventually([&] { return slider->spinBox()->maximum() > 99.5; }, 90'000),
             qPrintable(m_console->text(u"act-limit"_s)));
    const double limit = m_console->session().profile().limits.backLagSeconds;
    QSet<qint64> periodsOverLimit; // polls of the sync service that told it
    bool locked = false;
    QObject watcher;
    QObject::connect(&m_console->session().monitor(), &Monitor::changed, &watcher, [&] {
        const Reading<double> lag = m_console->state().worstLag(SyncDirection::Back);
        if (locked || !lag.hasValue() || lag.value <= limit)
            return;
        periodsOverLimit.insert(lag.receivedAt.time_since_epoch().count());
        const QList<Blocker> now = m_console->control().forward(u"checkout"_s)->interlocks();
        locked =
            std::ranges::any_of(now, [](const Blocker &b) { return b.gate && b.subject == u"back-lag"; });
    });
    QVERIFY(m_rehearsal->setFault(u"back-sync-stall"_s, true));
    QVERIFY2(eventually([&] { return locked; }), qPrintable(alarms()));
    QVERIFY2(periodsOverLimit.size() <= 2, qPrintable(QString::number(periodsOverLimit.size())));
    const int share = m_console->route(u"checkout"_s).percent;
    QVERIFY(eventually([&] { return qRound(slider->spinBox()->maximum()) == share; }));
    QVERIFY2(eventually([this] { return m_console->text(u"act-limit"_s).contains(u"back lag"_s); }),
             qPrintable(m_console->text(u"act-limit"_s)));
    QVERIFY(m_rehearsal->setFault(u"back-sync-stall"_s, false));
    QVERIFY2(eventually([&] { return slider->spinBox()->maximum() > 99.5; }, 90'000),
             qPrintable(m_console->text(u"act-limit"_s)));
}

/// A slow new store, one with errors, and a back sync that stands still: each has its alarm, said in words,
/// and each clears when its cause is gone.
void TestFaults::faultsOfTheStoresRaiseTheirAlarms()
{
    for (const QString &fault : {u"slow-new"_s, u"error-burst"_s, u"back-sync-stall"_s})
        QVERIFY(m_rehearsal->setFault(fault, true));
    QVERIFY2(eventually([this] { return m_console->alarm(AlarmKind::ErrorRateOverLimit).has_value(); }),
             qPrintable(alarms()));
    QVERIFY2(eventually([this] { return m_console->alarm(AlarmKind::P95OverLimit).has_value(); }),
             qPrintable(alarms()));
    QVERIFY2(eventually([this] { return m_console->alarm(AlarmKind::LagOverLimit, u"back"_s).has_value(); }),
             qPrintable(alarms()));
    QVERIFY2(eventually([this] { return !m_console->alarm(AlarmKind::LagOverLimit, u"forward"_s); }),
             qPrintable(alarms()));
    m_console->window().showPage(u"alarms"_s);
    QVERIFY(eventually([this] { return m_console->table(u"alarms-table"_s).contains(u"p95"_s); }));
    QVERIFY(eventually([this] { return m_console->text(u"alarm-text"_s).startsWith(u"◆"_s); }));
    QVERIFY(eventually([this] {
        return std::ranges::any_of(
            m_console->control().forward(u"checkout"_s)->interlocks(),
            [](const Blocker &blocker) { return blocker.kind == BlockerKind::AlarmActive; });
    }));
    for (const QString &fault : {u"slow-new"_s, u"error-burst"_s, u"back-sync-stall"_s})
        QVERIFY(m_rehearsal->setFault(fault, false));
    QVERIFY2(eventually(
                 [this] {
                     return !m_console->alarm(AlarmKind::ErrorRateOverLimit) &&
                            !m_console->alarm(AlarmKind::P95OverLimit) &&
                            !m_console->alarm(AlarmKind::LagOverLimit);
                 },
                 90'000),
             qPrintable(alarms()));
}

void TestFaults::oneInstanceThatDoesNotAcknowledge()
{
    m_console->window().showPage(u"routes"_s);
    m_console->window().routesPage()->selectRoute(u"product"_s);
    QVERIFY(m_rehearsal->setFault(u"no-ack"_s, true));
    QCOMPARE(m_console->send({u"product"_s, {}, 60, {}, u"test"_s}), QString());
    QVERIFY(eventually([this] { return m_console->text(u"mark-2"_s).contains(u"1/2"_s); }));
    QVERIFY2(
        eventually([this] { return m_console->alarm(AlarmKind::NotAcknowledged, u"edge-2"_s).has_value(); }),
        qPrintable(alarms()));
    QCOMPARE(m_console->act(u"product"_s), ForwardState::Sent); // asked for is not done
    QVERIFY(eventually([this] { return m_console->text(u"act-summary"_s).contains(u"acknowledged 1/2"_s); }));
    QVERIFY(m_rehearsal->setFault(u"no-ack"_s, false));
    QVERIFY2(eventually([this] { return m_console->act(u"product"_s) == ForwardState::Observed; }, 90'000),
             qPrintable(alarms()));
    QVERIFY(eventually([this] { return !m_console->alarm(AlarmKind::NotAcknowledged); }));
}

/// From here on no file may grow: the journal's next entry does not fit, the rollback's reserved intent does.
void TestFaults::fullDiskRefusesForwardAndNotBack()
{
    ForwardAct *act = m_console->control().forward(u"product"_s);
    m_console->window().routesPage()->selectRoute(u"product"_s);
    const auto prepare = [act] {
        act->setDraft({u"product"_s, {}, 80, {}, u"does not fit"_s});
        act->prepare();
    };
    QCOMPARE(m_console->arm(u"product"_s, prepare), QString());
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit full{rlim_t(16 * 1024), before.rlim_max};
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &full), 0);

    act->confirm();
    const bool refused = eventually([this] { return m_console->isBack(u"product"_s); });
    const bool unsent = !act->marks().sent.isValid();
    const bool said = eventually([this] {
        return m_console->named<QPlainTextEdit>(u"act-blockers"_s)
            ->toPlainText()
            .contains(u"journal cannot be written"_s);
    });
    const bool alarmed =
        eventually([this] { return m_console->alarm(AlarmKind::JournalFailed).has_value(); });
    pressRollback();
    const bool safe = eventually([this] { return m_console->rollback() == RollbackState::Safe; });
    const bool noted = m_console->control().rollback()->journalFailed();

    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    QVERIFY(refused);
    QVERIFY(unsent);
    QVERIFY(said);
    QVERIFY(alarmed);
    QVERIFY2(safe, qPrintable(m_console->text(u"rollback-marks"_s)));
    QVERIFY(noted);
    QCOMPARE(m_console->route(u"product"_s).mode, Mode::Legacy);
    QVERIFY(eventually([this] { return !m_console->alarm(AlarmKind::JournalFailed); }));
    QVERIFY(m_console->verdict().intact);
    release();
}

void TestFaults::oneDeadPathIsPartialUntilItAnswers()
{
    QVERIFY2(eventually([this] { return m_console->text(u"rollback-readiness"_s).contains(u"READY 2/2"_s); }),
             qPrintable(m_console->text(u"rollback-readiness"_s)));
    QVERIFY(m_rehearsal->setFault(u"hang"_s, true));
    pressRollback();
    QVERIFY2(eventually([this] { return m_console->rollback() == RollbackState::Partial; }),
             qPrintable(m_console->text(u"rollback-running"_s)));
    QVERIFY(eventually([this] {
        return m_console->text(u"rollback-running"_s).contains(u"1/2"_s) &&
               m_console->text(u"rollback-path-0"_s).contains(u"✓"_s) &&
               m_console->text(u"rollback-path-1"_s).contains(u"attempt"_s);
    }));
    QVERIFY(eventually([this] { return m_console->alarm(AlarmKind::RollbackUnsettled).has_value(); }));
    for (const RouteState &route : m_console->state().bridge.value.routes)
        QCOMPARE(route.mode, Mode::Legacy); // the living half has it already
    QVERIFY(m_rehearsal->setFault(u"hang"_s, false));
    QVERIFY2(eventually([this] { return m_console->rollback() == RollbackState::Safe; }),
             qPrintable(m_console->text(u"rollback-marks"_s)));
    QVERIFY(m_console->text(u"rollback-safe-marks"_s).contains(u"2/2 ✓"_s) ||
            m_console->control().rollback()->acknowledgement().complete());
    release();
}

/// Metrics and sync are cut off and the database is killed: everything ages on the screen, and the way back
/// works.
void TestFaults::everythingElseDown()
{
    m_metrics->cut();
    m_sync->cut();
    const qint64 database = m_rehearsal->databasePid();
    QVERIFY(database > 1);
    QCOMPARE(::kill(pid_t(database), SIGQUIT), 0); // PostgreSQL's immediate shutdown
    for (const QString &endpoint : {u"metrics"_s, u"sync"_s, u"orders"_s})
        QVERIFY2(eventually([&] { return m_console->alarm(AlarmKind::EndpointLost, endpoint).has_value(); }),
                 qPrintable(alarms()));
    QVERIFY(!m_console->control().forward(u"product"_s)->interlocks().isEmpty());
    m_console->window().showPage(u"orders"_s);
    pressRollback();
    QVERIFY2(eventually([this] { return m_console->rollback() == RollbackState::Acknowledged; }),
             qPrintable(m_console->text(u"rollback-marks"_s)));
    QCOMPARE(m_console->control().rollback()->acceptedPaths(), 2);
    QVERIFY(m_console->text(u"rollback-marks"_s).contains(u"not measured"_s)); // nobody calls that observed
    QVERIFY(m_console->state().bridge.value.latched);
}

/// HAProxy, Prometheus and PostgreSQL: one HAProxy, the Prometheus and the database are killed. The other
/// HAProxy has the rollback at once, the dead one is tried until a person ends it.
void TestFaults::halfOfTheRealPartsKilled()
{
    m_console.reset();
    m_rehearsal = std::make_unique<RehearsalProcess>(QStringList{u"--stack"_s, u"haproxy"_s});
    QVERIFY2(m_rehearsal->waitUntilReady(), qPrintable(m_rehearsal->said()));
    m_console = std::make_unique<ConsoleUnderTest>(
        m_rehearsal->writeProfile(u"killed"_s, {.stateFolder = m_folder.filePath(u"killed"_s)}), *m_theme);
    QVERIFY(eventually([this] { return m_console->text(u"rollback-readiness"_s).contains(u"READY 2/2"_s); }));
    const QList<qint64> bridges = m_rehearsal->childrenRunning(u"haproxy"_s);
    const QList<qint64> prometheus = m_rehearsal->childrenRunning(u"prometheus"_s);
    QCOMPARE(bridges.size(), 2);
    QCOMPARE(prometheus.size(), 1);
    QCOMPARE(::kill(pid_t(bridges.constLast()), SIGKILL), 0);
    QCOMPARE(::kill(pid_t(prometheus.constFirst()), SIGKILL), 0);
    QCOMPARE(::kill(pid_t(m_rehearsal->databasePid()), SIGQUIT), 0);
    pressRollback();
    QVERIFY2(eventually([this] { return m_console->rollback() == RollbackState::Partial; }),
             qPrintable(m_console->text(u"rollback-running"_s)));
    QCOMPARE(m_console->control().rollback()->acceptedPaths(), 1);
    for (const RouteState &route : m_console->state().bridge.value.routes)
        QCOMPARE(route.mode, Mode::Legacy);
    QVERIFY(eventually([this] { return m_console->alarm(AlarmKind::RollbackUnsettled).has_value(); }));
    QVERIFY(eventually([this] { return m_console->named<QWidget>(u"rollback-stop"_s)->isEnabled(); }));
    m_console->click(u"rollback-stop"_s);
    QVERIFY(
        eventually([this] { return m_console->marks(JournalKind::Rollback, {}).endsWith(u"abandoned"_s); }));
    QVERIFY(
        eventually([this] { return m_console->text(u"rollback-readiness"_s).contains(u"DEGRADED 1/2"_s); }));
    QVERIFY(!m_console->text(u"rollback-safe"_s).contains(u"everything rolled back is on LEGACY"_s));
}

QTEST_MAIN(TestFaults)
#include "tst_e2e_faults.moc"
