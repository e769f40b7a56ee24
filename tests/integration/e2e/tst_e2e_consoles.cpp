// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/e2e/consoleundertest.h"
#include "tests/integration/e2e/rehearsalprocess.h"
#include "tests/integration/e2e/relay.h"
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

/// Several consoles on one migration, of people who may do different things.
class TestConsoles final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void cleanupTestCase() { m_rehearsal.reset(); }
    void lostReplyIsUnknownAndThenSettledByItsKey();
    void armedFallsBackWhenAnotherChangesTheRoute();
    void conflictShowsWhoAndWhat();
    void pipelineIsPausedAndResumedFromItsPage();
    void viewerSeesWhyEverythingIsOff();
    void onCallMayOnlyGoBackAndTheOthersSeeIt();

private:
    ConsoleUnderTest &open(const QString &person, const QMap<QString, QStringList> &urls = {});
    void openBoth(const QMap<QString, QStringList> &urlsOfAnn = {});
    void chooseRoute(ConsoleUnderTest &console, const QString &route);
    static void prepare(ConsoleUnderTest &console, int percent);
    [[nodiscard]] static std::optional<int> bothArmed(ConsoleUnderTest &ann, ConsoleUnderTest &ben);
    /// Ben's prepared change on its way: true once the bridge has it, false when he fell back.
    [[nodiscard]] static bool benSends(ConsoleUnderTest &ben, int percent);
    [[nodiscard]] static QString blockers(const ConsoleUnderTest &console)
    {
        return console.named<QPlainTextEdit>(u"act-blockers"_s)->toPlainText();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<RehearsalProcess> m_rehearsal;
    std::unique_ptr<Relay> m_relay;
    std::vector<std::unique_ptr<ConsoleUnderTest>> m_consoles;
};

void TestConsoles::initTestCase()
{
    useScratchSettings(m_folder.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Dark);
    m_rehearsal = std::make_unique<RehearsalProcess>();
    QVERIFY2(m_rehearsal->waitUntilReady(), qPrintable(m_rehearsal->said()));
}

void TestConsoles::cleanup()
{
    m_consoles.clear();
    m_relay.reset();
}

ConsoleUnderTest &TestConsoles::open(const QString &person, const QMap<QString, QStringList> &urls)
{
    const QString profile = m_rehearsal->writeProfile(
        person, {.person = person, .stateFolder = m_folder.filePath(person), .urls = urls});
    m_consoles.push_back(std::make_unique<ConsoleUnderTest>(profile, *m_theme));
    return *m_consoles.back();
}

void TestConsoles::openBoth(const QMap<QString, QStringList> &urlsOfAnn)
{
    ConsoleUnderTest &ann = open(u"ann"_s, urlsOfAnn);
    ConsoleUnderTest &ben = open(u"ben"_s);
    for (ConsoleUnderTest *console : {&ann, &ben})
        chooseRoute(*console, u"product"_s);
}

void TestConsoles::chooseRoute(ConsoleUnderTest &console, const QString &route)
{
    QVERIFY(eventually([&] { return console.state().bridge.isLive() && console.state().identity.isLive(); }));
    console.window().showPage(u"routes"_s);
    console.window().routesPage()->selectRoute(route);
    QVERIFY(eventually([&] { return !console.text(u"act-summary"_s).contains(u"not known"_s); }));
}

/// Drafts and prepares by the widgets.
void TestConsoles::prepare(ConsoleUnderTest &console, int percent)
{
    console.named<QLineEdit>(u"act-reason"_s)->setText(u"plan"_s);
    // The panel shows the picture a moment after the model has it; a person waits for the button, too.
    const QString step = u"act-step-%1"_s.arg(percent);
    (void)eventually([&] { return console.named<QWidget>(step)->isEnabled(); });
    console.click(step);
    console.click(u"act-prepare"_s);
}

/// Ann at ARMED for the whole product route and ben for another share of it than it has, both at once: who
/// falls back while the other prepares tries again. Ben's percent, absent when it does not come to that.
std::optional<int> TestConsoles::bothArmed(ConsoleUnderTest &ann, ConsoleUnderTest &ben)
{
    const QString product = u"product"_s;
    for (int attempt = 0; attempt < 5; ++attempt) {
        const int percent = ben.route(product).percent == 15 ? 50 : 15;
        if (!ann.arm(product, [&] { prepare(ann, 100); }).isEmpty() ||
            !ben.arm(product, [&] { prepare(ben, percent); }).isEmpty())
            return std::nullopt;
        if (ann.act(product) == ForwardState::Armed)
            return percent;
    }
    return std::nullopt;
}

/// The bridge does as it is told, and its answer never comes: the window says UNKNOWN, asks by key and finds
/// out. The change happened once.
void TestConsoles::lostReplyIsUnknownAndThenSettledByItsKey()
{
    m_relay = std::make_unique<Relay>(QUrl(m_rehearsal->urls(u"bridge"_s).constFirst()));
    ConsoleUnderTest &ann = open(u"ann"_s, {{u"bridge"_s, {m_relay->url()}}});
    chooseRoute(ann, u"search"_s);
    m_relay->set("PATCH /v1/routes/search HTTP", Relay::Does::KeepAnswers); // not the dry run
    m_relay->set("GET /v1/actions/", Relay::Does::LoseRequests);
    quint64 revision = 0;
    const auto confirm = [&] {
        revision = ann.state().bridge.value.revision;
        QTest::keyClick(ann.named<QWidget>(u"act-confirm"_s), Qt::Key_Return);
    };
    QCOMPARE(ann.send(
                 u"search"_s, [&] { prepare(ann, 100); }, confirm),
             QString());
    QVERIFY2(eventually([&] { return ann.act(u"search"_s) == ForwardState::Unknown; }),
             qPrintable(ann.text(u"act-state"_s)));
    QVERIFY(ann.text(u"act-state"_s).contains(u"UNKNOWN"_s));
    QCOMPARE(ann.control().unsettledRoutes(), QStringList{u"search"_s});
    const QList<Blocker> others = ann.control().forward(u"product"_s)->interlocks();
    QVERIFY(std::ranges::any_of(others, [](const Blocker &blocker) {
        return blocker.kind == BlockerKind::ActUnsettled && blocker.subject == u"search"_s;
    }));
    m_relay->pass(); // the answer itself comes too late for anybody to hear it
    QVERIFY2(eventually([&] {
                 return ann.act(u"search"_s) == ForwardState::Acknowledged ||
                        ann.act(u"search"_s) == ForwardState::Observed;
             }),
             qPrintable(ann.text(u"act-state"_s)));
    QVERIFY(ann.control().unsettledRoutes().isEmpty());
    QCOMPARE(ann.route(u"search"_s).percent, 100);
    QCOMPARE(ann.state().bridge.value.revision, revision + 1);
    QVERIFY2(eventually([&] {
                 return ann.marks(JournalKind::Forward, {}).startsWith(u"intent unknown"_s) ||
                        ann.marks(JournalKind::Forward, {}).startsWith(u"intent sent unknown"_s);
             }),
             qPrintable(ann.marks(JournalKind::Forward, {})));
}

bool TestConsoles::benSends(ConsoleUnderTest &ben, int percent)
{
    const QString product = u"product"_s;
    ben.control().forward(product)->confirm();
    return eventually([&] {
               return ben.isBack(product) ||
                      (ben.route(product).changedBy == u"ben"_s && ben.route(product).percent == percent);
           }) &&
           !ben.isBack(product);
}

void TestConsoles::armedFallsBackWhenAnotherChangesTheRoute()
{
    openBoth();
    ConsoleUnderTest &ann = *m_consoles.at(0);
    ConsoleUnderTest &ben = *m_consoles.at(1);
    ForwardAct *act = ann.control().forward(u"product"_s);
    const auto benWasFirst = [act] {
        return std::ranges::any_of(act->blockers(), [](const Blocker &blocker) {
            return blocker.kind == BlockerKind::RevisionMoved;
        });
    };
    // On a slow machine a gate may be what takes either of them back; then they try again.
    std::optional<int> percent;
    for (int attempt = 0; attempt < 5 && !benWasFirst(); ++attempt) {
        percent = bothArmed(ann, ben);
        QVERIFY2(percent, qPrintable(ann.whyNot(u"product"_s) + ben.whyNot(u"product"_s)));
        if (benSends(ben, *percent))
            QVERIFY(eventually([&] { return act->state() == ForwardState::Draft; }));
        else
            act->cancel();
    }
    QCOMPARE(act->state(), ForwardState::Draft);
    QVERIFY2(eventually([&] { return blockers(ann).contains(u"ben"_s); }), qPrintable(blockers(ann)));
    QCOMPARE(act->draft().percent, 100); // the draft stays where it was put
    QVERIFY(eventually([&] { return ann.route(u"product"_s).percent == *percent; }));
    QVERIFY(ann.marks(JournalKind::Forward, u"product"_s).isEmpty()); // nothing of ann's was ever sent
    QVERIFY(eventually([&] {
        return ben.act(u"product"_s) == ForwardState::Acknowledged ||
               ben.act(u"product"_s) == ForwardState::Observed;
    }));
}

void TestConsoles::conflictShowsWhoAndWhat()
{
    m_relay = std::make_unique<Relay>(QUrl(m_rehearsal->urls(u"bridge"_s).constFirst()));
    openBoth({{u"bridge"_s, {m_relay->url()}}});
    ConsoleUnderTest &ann = *m_consoles.at(0);
    ConsoleUnderTest &ben = *m_consoles.at(1);
    ForwardAct *act = ann.control().forward(u"product"_s);
    // Ann's console hears of nothing for a moment. Should a slow machine make that moment so long that her
    // readings age, the act falls back to DRAFT for that reason, and they try again.
    for (int attempt = 0; attempt < 5 && act->state() != ForwardState::Conflict; ++attempt) {
        const std::optional<int> percent = bothArmed(ann, ben);
        QVERIFY2(percent, qPrintable(ann.whyNot(u"product"_s) + ben.whyNot(u"product"_s)));
        m_relay->set("GET /v1/state", Relay::Does::KeepAnswers);
        m_relay->set("GET /v1/events", Relay::Does::KeepAnswers);
        if (benSends(ben, *percent)) {
            ann.named<QWidget>(u"act-confirm"_s)->setFocus();
            QTest::keyClick(ann.named<QWidget>(u"act-confirm"_s), Qt::Key_Return);
            QVERIFY(eventually([&] {
                return act->state() == ForwardState::Conflict || act->state() == ForwardState::Draft;
            }));
        } else {
            act->cancel();
        }
        m_relay->pass();
    }
    QCOMPARE(act->state(), ForwardState::Conflict);
    const QString told = ann.text(u"act-state"_s);
    QVERIFY2(told.contains(u"CONFLICT"_s) && told.contains(u"ben"_s), qPrintable(told));
    QVERIFY2(told.contains(QString::number(ben.route(u"product"_s).percent)), qPrintable(told));
    QVERIFY(ann.route(u"product"_s).percent != 100);
    QVERIFY(
        eventually([&] { return ann.marks(JournalKind::Forward, u"product"_s).endsWith(u"conflict"_s); }));
}

void TestConsoles::pipelineIsPausedAndResumedFromItsPage()
{
    ConsoleUnderTest &ben = open(u"ben"_s);
    QVERIFY(ben.window().showPage(u"sync"_s));
    auto *table = ben.named<QAbstractItemView>(u"sync-table"_s);
    QVERIFY(eventually([&] { return table->model()->rowCount() >= 2; }));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Home);
    const auto firstIs = [&](PipelineRunState wanted) {
        const QList<PipelineState> &pipelines = ben.state().pipelines.value.pipelines;
        return !pipelines.isEmpty() && pipelines.constFirst().state == wanted;
    };
    const std::pair<QString, PipelineRunState> presses[] = {{u"sync-pause"_s, PipelineRunState::Paused},
                                                            {u"sync-resume"_s, PipelineRunState::Running}};
    for (const auto &press : presses) {
        const QString &button = press.first;
        const PipelineRunState wanted = press.second;
        QVERIFY(eventually([&] { return ben.named<QWidget>(button)->isEnabled(); }));
        ben.click(button);
        QVERIFY(!ben.named<QWidget>(u"sync-send"_s)->isEnabled()); // wants a reason
        ben.named<QLineEdit>(u"sync-reason"_s)->setFocus();
        QTest::keyClicks(ben.named<QLineEdit>(u"sync-reason"_s), u"index rebuild"_s);
        ben.click(u"sync-send"_s);
        QVERIFY2(eventually([&] { return firstIs(wanted); }), qPrintable(ben.text(u"sync-outcome"_s)));
    }
    QVERIFY2(eventually([&] {
                 return ben.marks(JournalKind::Pipeline, {}) == u"intent acknowledged intent acknowledged"_s;
             }),
             qPrintable(ben.marks(JournalKind::Pipeline, {})));
}

void TestConsoles::viewerSeesWhyEverythingIsOff()
{
    ConsoleUnderTest &vera = open(u"vera"_s);
    chooseRoute(vera, u"checkout"_s);
    auto *slider = vera.named<QWidget>(u"act-slider"_s);
    QVERIFY(eventually([&] { return slider->toolTip().contains(u"vera"_s); }));
    for (const QString &name : {u"act-slider"_s, u"act-modes"_s, u"act-reason"_s, u"act-step-50"_s}) {
        QVERIFY2(!vera.named<QWidget>(name)->isEnabled(), qPrintable(name));
        QVERIFY2(vera.named<QWidget>(name)->toolTip().contains(u"operate"_s), qPrintable(name));
    }
    QVERIFY2(blockers(vera).contains(u"vera"_s), qPrintable(blockers(vera)));
    // The button is never switched off; what her token lacks is said beside it.
    QVERIFY(vera.named<QPushButton>(u"rollback-button"_s)->isEnabled());
    QVERIFY(eventually([&] { return vera.text(u"rollback-readiness"_s).contains(u"0/2"_s); }));
    QVERIFY2(eventually([&] {
                 return vera.named<QLabel>(u"rollback-path-0"_s)->toolTip().contains(u"may not roll back"_s);
             }),
             qPrintable(vera.named<QLabel>(u"rollback-path-0"_s)->toolTip()));
}

void TestConsoles::onCallMayOnlyGoBackAndTheOthersSeeIt()
{
    ConsoleUnderTest &ann = open(u"ann"_s);
    chooseRoute(ann, u"checkout"_s);
    ConsoleUnderTest &olaf = open(u"olaf"_s);
    chooseRoute(olaf, u"checkout"_s);
    QVERIFY(eventually([&] { return blockers(olaf).contains(u"“olaf” may not operate"_s); }));
    QVERIFY(eventually([&] { return olaf.text(u"rollback-readiness"_s).contains(u"READY 2/2"_s); }));
    olaf.window().activateWindow();
    olaf.key(Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(eventually([&] { return olaf.rollback() == RollbackState::Armed; }));
    QTest::keyClick(olaf.named<QWidget>(u"rollback-confirm"_s), Qt::Key_Return);
    QVERIFY2(eventually([&] { return olaf.rollback() == RollbackState::Safe; }),
             qPrintable(olaf.text(u"rollback-marks"_s)));

    // Ann sees it without having done anything, and her forward acts are locked by the latch.
    QVERIFY(eventually([&] { return ann.rollback() == RollbackState::Safe; }));
    QVERIFY(
        eventually([&] { return ann.text(u"rollback-safe"_s).contains(u"latched"_s, Qt::CaseInsensitive); }));
    QVERIFY(eventually([&] { return blockers(ann).contains(u"latched after a rollback"_s); }));
    for (const RouteState &route : ann.state().bridge.value.routes)
        QCOMPARE(route.mode, Mode::Legacy);
    QVERIFY(ann.marks(JournalKind::Rollback, {}).isEmpty()); // it is olaf's act, not hers
    QVERIFY(olaf.marks(JournalKind::Rollback, {}).startsWith(u"intent sent acknowledged"_s));
    QCOMPARE(olaf.journal().constFirst().record.actor, u"olaf"_s);
}

QTEST_MAIN(TestConsoles)
#include "tst_e2e_consoles.moc"
