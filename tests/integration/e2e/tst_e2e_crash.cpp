// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/childprocess.h"
#include "tests/integration/e2e/consoleundertest.h"
#include "tests/integration/e2e/rehearsalprocess.h"
#include "tests/integration/e2e/relay.h"

#include <cstdio>
#include <QApplication>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace interlock::e2e;
using namespace Qt::StringLiterals;

namespace {
constexpr int blockedExit = 4; // docs/interlockctl.md
}

/// Consoles and command lines that are killed (SIGKILL) in the middle of an act, and what their next start
/// makes of it: the effect happens exactly once.
class TestCrash final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void init();
    void cleanup();
    void rollbackIsTakenUpAgain_data();
    void rollbackIsTakenUpAgain();
    void setIsSettledByItsKey_data();
    void setIsSettledByItsKey();

private:
    /// Kills whatever runs as @p child once @p moment has come.
    void killAt(QProcess &child, const std::function<bool()> &moment);
    void putSomethingOnNew();
    void losing(const QByteArray &start, Relay::Does does);
    [[nodiscard]] int asked(const QByteArray &start) const;
    [[nodiscard]] const BridgeState &bridge() const { return m_witness->state().bridge.value; }

    int m_run = 0;
    QTemporaryDir m_folder;
    QString m_profile; ///< of the one that is killed, and of its next start
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<RehearsalProcess> m_rehearsal;
    std::unique_ptr<ConsoleUnderTest> m_witness; ///< of somebody else, on lines that nothing happens to
    std::vector<std::unique_ptr<Relay>> m_relays;
};

void TestCrash::initTestCase()
{
    useScratchSettings(m_folder.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
    m_rehearsal = std::make_unique<RehearsalProcess>();
    QVERIFY2(m_rehearsal->waitUntilReady(), qPrintable(m_rehearsal->said()));
    m_witness = std::make_unique<ConsoleUnderTest>(
        m_rehearsal->writeProfile(u"witness"_s,
                                  {.person = u"ben"_s, .stateFolder = m_folder.filePath(u"witness"_s)}),
        *m_theme);
    QVERIFY(eventually([this] { return m_witness->session().monitor().firstRoundDone(); }));
}

void TestCrash::cleanupTestCase()
{
    m_witness.reset();
    m_rehearsal.reset();
}

void TestCrash::init()
{
    QStringList urls;
    const QStringList servers = m_rehearsal->urls(u"bridge"_s);
    for (const QString &server : servers) {
        m_relays.push_back(std::make_unique<Relay>(QUrl(server)));
        urls << m_relays.back()->url();
    }
    const QString name = u"killed-%1"_s.arg(++m_run);
    m_profile = m_rehearsal->writeProfile(
        name, {.stateFolder = m_folder.filePath(name), .urls = {{u"bridge"_s, urls}}});
}

void TestCrash::cleanup()
{
    m_relays.clear();
}

void TestCrash::losing(const QByteArray &start, Relay::Does does)
{
    for (const auto &relay : m_relays)
        relay->set(start, does);
}

int TestCrash::asked(const QByteArray &start) const
{
    int sum = 0;
    for (const auto &relay : m_relays)
        sum += relay->count(start);
    return sum;
}

void TestCrash::killAt(QProcess &child, const std::function<bool()> &moment)
{
    const bool came = eventually([&] { return moment() || child.state() == QProcess::NotRunning; });
    QVERIFY2(came && child.state() == QProcess::Running, child.readAll().constData());
    child.kill(); // SIGKILL
    QVERIFY(child.waitForFinished());
    QCOMPARE(child.exitStatus(), QProcess::CrashExit);
}

/// Releases the latch of the row before, and has everybody of a route compared, so that there is a way back
/// to go.
void TestCrash::putSomethingOnNew()
{
    if (bridge().latched) {
        const QFuture<Result<BridgeState>> released = m_witness->control().releaseLatch(u"next row"_s);
        QVERIFY(eventually([&] { return released.isFinished() && !bridge().latched; }));
    }
    if (effectivePercent(m_witness->route(u"product"_s).mode, m_witness->route(u"product"_s).percent) > 0)
        return;
    QCOMPARE(m_witness->send({u"product"_s, Mode::CompareLegacy, 100, {}, u"next row"_s}), QString());
    QVERIFY(eventually([&] { return m_witness->route(u"product"_s).percent == 100; }));
}

void TestCrash::rollbackIsTakenUpAgain_data()
{
    QTest::addColumn<bool>("withWindow");
    QTest::addColumn<bool>("bridgeHeard");
    QTest::newRow("console, before the bridge heard of it") << true << false;
    QTest::newRow("console, before it heard the answer") << true << true;
    QTest::newRow("interlockctl, before the bridge heard of it") << false << false;
}

void TestCrash::rollbackIsTakenUpAgain()
{
    QFETCH(const bool, withWindow);
    QFETCH(const bool, bridgeHeard);
    putSomethingOnNew();
    const BridgeState before = bridge();
    losing("POST /v1/rollback", bridgeHeard ? Relay::Does::KeepAnswers : Relay::Does::LoseRequests);
    QProcess child;
    child.setProcessChannelMode(QProcess::MergedChannels);
    endWithTheTest(child);
    if (withWindow)
        child.start(QCoreApplication::applicationFilePath(), {u"--console"_s, m_profile});
    else
        child.start(QStringLiteral(INTERLOCK_BIN_DIR "/interlockctl"),
                    {u"--profile"_s, m_profile, u"rollback"_s, u"--reason"_s, u"errors"_s});
    killAt(child, [&] {
        return asked("POST /v1/rollback") >= 2 && (!bridgeHeard || bridge().epoch > before.epoch);
    });
    if (QTest::currentTestFailed())
        return;
    if (!bridgeHeard) { // nothing but times and acknowledgements moved
        QCOMPARE(bridge().revision, before.revision);
        QCOMPARE(bridge().epoch, before.epoch);
        QCOMPARE(bridge().routes, before.routes);
    }
    for (const auto &relay : m_relays)
        relay->pass();

    ConsoleUnderTest next(m_profile, *m_theme);
    QVERIFY(eventually([&] { return next.control().rollback()->resumed(); }));
    QVERIFY2(eventually([&] { return next.rollback() == RollbackState::Safe; }),
             qPrintable(next.text(u"rollback-running"_s) + next.text(u"rollback-marks"_s)));
    QVERIFY(next.control().rollback()->observedAt().isValid());
    QVERIFY(eventually([&] { return bridge().latched; }));
    for (const RouteState &route : bridge().routes)
        QCOMPARE(route.mode, Mode::Legacy);
    QCOMPARE(bridge().epoch, before.epoch + 1);
    QCOMPARE(bridge().revision, before.revision + 1); // exactly once
    QVERIFY(eventually([&] { return next.marks(JournalKind::Rollback, {}).endsWith(u"observed"_s); }));
    QVERIFY2(next.marks(JournalKind::Rollback, {}).startsWith(u"intent"_s),
             qPrintable(next.marks(JournalKind::Rollback, {})));
    QSet<QUuid> acts;
    const QList<JournalEntry> entries = next.journal();
    for (const JournalEntry &entry : entries) {
        if (entry.record.kind == JournalKind::Rollback)
            acts.insert(entry.record.act);
    }
    QCOMPARE(acts.size(), 1); // the one that was begun, not another
    QVERIFY(next.verdict().intact);
}

void TestCrash::setIsSettledByItsKey_data()
{
    QTest::addColumn<bool>("bridgeHeard");
    QTest::newRow("before the bridge heard of it") << false;
    QTest::newRow("before it heard the answer") << true;
}

void TestCrash::setIsSettledByItsKey()
{
    QFETCH(const bool, bridgeHeard);
    putSomethingOnNew();
    const BridgeState before = bridge();
    const QByteArray change = "PATCH /v1/routes/product HTTP";
    losing(change, bridgeHeard ? Relay::Does::KeepAnswers : Relay::Does::LoseRequests);
    const int percent = m_witness->route(u"product"_s).percent == 100 ? 50 : 100;
    QProcess child;
    child.setProcessChannelMode(QProcess::MergedChannels);
    endWithTheTest(child);
    const auto isSent = [&] { return asked(change) >= 1; };
    // A gate that closes for a moment makes it end with "blocked"; a person waits and calls it again.
    for (int i = 0; i < 5 && !isSent() && (i == 0 || child.exitCode() == blockedExit); ++i) {
        QVERIFY(eventually(
            [this] { return m_witness->control().forward(u"product"_s)->interlocks().isEmpty(); }, 90'000));
        child.start(QStringLiteral(INTERLOCK_BIN_DIR "/interlockctl"),
                    {u"--profile"_s, m_profile, u"set"_s, u"product"_s, u"--percent"_s,
                     QString::number(percent), u"--reason"_s, u"plan"_s});
        QVERIFY(eventually([&] { return isSent() || child.state() == QProcess::NotRunning; }, 120'000));
    }
    killAt(child,
           [&] { return isSent() && (!bridgeHeard || m_witness->route(u"product"_s).percent == percent); });
    if (QTest::currentTestFailed())
        return;
    for (const auto &relay : m_relays)
        relay->pass();

    ConsoleUnderTest next(m_profile, *m_theme);
    const QString last = bridgeHeard ? u"acknowledged"_s : u"rejected"_s;
    QVERIFY2(eventually([&] { return next.marks(JournalKind::Forward, {}).contains(last); }),
             qPrintable(next.marks(JournalKind::Forward, {})));
    QVERIFY(eventually([&] { return next.control().unsettledRoutes().isEmpty(); }));
    QVERIFY(next.verdict().intact);
    QCOMPARE(bridge().revision, before.revision + (bridgeHeard ? 1 : 0));
    QCOMPARE(m_witness->route(u"product"_s).percent == percent, bridgeHeard);
}

/// What is killed: a console whose operator presses the rollback as soon as it has started.
int runConsole(const QString &profile)
{
    const QTemporaryDir settings;
    useScratchSettings(settings.path());
    ThemeChoice theme(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    ConsoleUnderTest console(profile, theme);
    if (!eventually([&] { return console.state().bridge.isLive(); }))
        return 1;
    console.key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    if (!eventually([&] { return console.rollback() == RollbackState::Armed; }))
        return 1;
    QTest::keyClick(console.named<QWidget>(u"rollback-confirm"_s), Qt::Key_Return);
    return QApplication::exec();
}

int main(int argc, char *argv[])
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--console"_s)
        return runConsole(arguments.value(2));
    TestCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_e2e_crash.moc"
