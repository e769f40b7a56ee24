// SPDX-License-Identifier: GPL-3.0-or-later
// The other people in the real window: who is on, what they are about to send, requests signed by keyboard,
// others' journal entries; texts from outside stay plain.
#include "models/control/team/team.h"
#include "tests/fakes/faketeam.h"
#include "tests/fakes/localchain.h"
#include "tests/ui/fakeworld.h"
#include "ui/journal/journalpage.h"
#include "ui/routes/routespage.h"
#include "ui/team/askbutton.h"
#include "ui/team/teamstrip.h"

#include <QApplication>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

class TestTeamUi final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void saysWhoIsOn();
    void saysWhatOthersAreAboutToSend();
    void saysThatNobodyCanBeSeen();
    void signsByKeyboard();
    void saysWhyItCannotBeSigned();
    void theOutcomeStaysToBeRead();
    void aFailedStepKeepsTheReason();
    void asksForASecondPerson();
    void oneWishIsOneRequest();
    void showsOthersEntries();

private:
    template<typename T>
    [[nodiscard]] T *named(const char *name) const
    {
        return m_world->window().findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] QString line() const { return named<QLabel>("team-text")->text(); }
    void open();
    void theirRequest();

    QTemporaryDir m_settings;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
    FakeTeam *m_team = nullptr;
};

void TestTeamUi::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
}

void TestTeamUi::init()
{
    FakeWorld::Options options;
    options.timings = FakeWorld::fastTimings();
    options.timings.teamBeat = std::chrono::milliseconds(20);
    options.makeTeam = [this] {
        auto own = std::make_unique<FakeTeam>();
        m_team = own.get();
        return own;
    };
    options.approval.acts = {GateAct::RaiseShare};
    m_world = std::make_unique<FakeWorld>(options);
}

void TestTeamUi::cleanup()
{
    m_world.reset();
}

void TestTeamUi::open()
{
    m_world->openWindow(*m_theme);
    m_world->start();
    m_world->window().show();
    QTRY_VERIFY(m_world->control->team()->live());
    QTRY_VERIFY(m_world->monitor->state().bridge.isLive());
}

void TestTeamUi::theirRequest()
{
    const BridgeState bridge = m_world->monitor->state().bridge.value;
    RouteChange change;
    change.routeId = u"checkout"_s;
    change.percent = 25;
    change.reason = u"<b>the next step</b>"_s;
    Approval approval;
    approval.id = QUuid::createUuid();
    approval.routeId = change.routeId;
    approval.what = u"Checkout: share 15 % → 25 % on \u202Eprod"_s;
    approval.reason = change.reason;
    approval.evidence = approvalEvidence(
        {m_world->profile, m_world->monitor->state(), m_world->control->gates().results(change.routeId)},
        *bridge.route(change.routeId), change, QDateTime::currentDateTimeUtc());
    approval.digest = sha256(approval.evidence);
    approval.account = approval.actor = u"ben"_s;
    approval.place = u"ops-2"_s;
    approval.left = std::chrono::minutes(20);
    m_team->list.append(approval);
    Q_EMIT m_team->approvalsMoved();
    QTRY_COMPARE(m_world->control->team()->toSign().size(), 1);
}

void TestTeamUi::saysWhoIsOn()
{
    TeamMember ben;
    ben.session = QUuid::createUuid();
    ben.account = u"ben"_s;
    ben.actor = u"<b>ben\u202E</b>"_s;
    ben.role = TeamRole::OnCall;
    ben.place = u"ops-2"_s;
    ben.since = QDateTime::currentDateTimeUtc();
    m_team->picture.members = {ben};
    open();
    QTRY_VERIFY(line().contains(u"1 on"_s));
    QVERIFY(line().contains(u"on call"_s));
    QVERIFY(line().contains(u"ops-2"_s));
    QVERIFY(line().contains(u"<b>ben⟨U+202E⟩</b>"_s)); // as it is, and visible
    QCOMPARE(named<QLabel>("team-text")->textFormat(), Qt::PlainText);
}

void TestTeamUi::saysWhatOthersAreAboutToSend()
{
    TeamMember ben;
    ben.session = QUuid::createUuid();
    ben.account = ben.actor = u"ben"_s;
    ben.place = u"ops-2"_s;
    m_team->picture.members = {ben};
    open();
    const int height = named<QWidget>("team-strip")->height();
    QVERIFY(!named<QLabel>("team-text")->autoFillBackground());
    m_team->picture.members[0].drafts = {{u"checkout"_s, u"Checkout: share 15 % → 25 %"_s, {}}};
    Q_EMIT m_team->teamMoved();
    QTRY_VERIFY(line().contains(u"about to send: Checkout: share 15 % → 25 %"_s));
    QVERIFY(line().startsWith(u"▲ ben on ops-2"_s));
    QCOMPARE(named<QWidget>("team-strip")->height(), height);  // nothing jumps
    QVERIFY(named<QLabel>("team-text")->autoFillBackground()); // the band of attention
    m_team->picture.members[0].drafts.clear();
    Q_EMIT m_team->teamMoved();
    QTRY_VERIFY(!named<QLabel>("team-text")->autoFillBackground());
}

void TestTeamUi::saysThatNobodyCanBeSeen()
{
    open();
    m_team->gone = true;
    QTRY_VERIFY(line().contains(u"does not answer"_s));
}

void TestTeamUi::signsByKeyboard()
{
    open();
    theirRequest();
    auto *requests = named<QPushButton>("team-requests");
    QTRY_COMPARE(requests->text(), u"Requests (1) …"_s);
    requests->setFocus();
    QTest::keyClick(requests, Qt::Key_Space);
    auto *dialog = named<QDialog>("approval-dialog");
    QVERIFY(dialog);
    QVERIFY(!dialog->isModal()); // the rollback bar stays in reach
    const QString evidence = named<QPlainTextEdit>("approval-evidence")->toPlainText();
    QVERIFY2(evidence.contains(u"reason: <b>the next step</b>"_s), qPrintable(evidence));
    QVERIFY(evidence.contains(u"⟨U+202E⟩"_s));
    QVERIFY(evidence.contains(u"revision 17"_s));
    QVERIFY(evidence.contains(QString::fromLatin1(m_team->list[0].digest.toHex())));
    // Tab goes from the list over the evidence to the button
    named<QListWidget>("approval-list")->setFocus();
    auto *sign = named<QPushButton>("approval-sign");
    QTRY_VERIFY(sign->isEnabled());
    for (int i = 0; i < 5 && dialog->focusWidget() != sign; ++i)
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Tab);
    QCOMPARE(dialog->focusWidget(), sign);
    QTest::keyClick(sign, Qt::Key_Space);
    QTRY_COMPARE(m_team->list[0].state, ApprovalState::Approved);
    QCOMPARE(m_team->list[0].stepAccount, u"ann"_s);
}

void TestTeamUi::saysWhyItCannotBeSigned()
{
    open();
    theirRequest();
    named<QPushButton>("team-requests")->click();
    auto *sign = named<QPushButton>("approval-sign");
    QTRY_VERIFY(sign->isEnabled());
    RouteChange other;
    other.routeId = u"checkout"_s;
    other.percent = 14;
    m_world->bridge->changeByOther(other, u"eve"_s);
    QTRY_VERIFY(!sign->isEnabled());
    QVERIFY(named<QLabel>("approval-word")->text().contains(u"revision"_s));
    auto *decline = named<QPushButton>("approval-decline");
    QVERIFY(!decline->isEnabled()); // not without a reason
    named<QLineEdit>("approval-reason")->setText(u"too early"_s);
    QTRY_VERIFY(decline->isEnabled());
    decline->click();
    QTRY_COMPARE(m_team->list[0].state, ApprovalState::Declined);
    QCOMPARE(m_team->list[0].detail, u"too early"_s);
}

void TestTeamUi::theOutcomeStaysToBeRead()
{
    open();
    theirRequest();
    named<QPushButton>("team-requests")->click();
    QTRY_VERIFY(named<QPushButton>("approval-sign")->isEnabled());
    named<QPushButton>("approval-sign")->click();
    const auto word = [this] { return named<QLabel>("approval-word")->text(); };
    QTRY_COMPARE(word(), u"Signed."_s);
    for (int i = 0; i < 3; ++i) { // everything that redraws it
        const qsizetype beats = m_team->beats.size();
        QTRY_VERIFY(m_team->beats.size() > beats);
        Q_EMIT m_team->approvalsMoved();
        Q_EMIT m_world->monitor->changed();
        QCOMPARE(word(), u"Signed."_s);
    }
}

void TestTeamUi::aFailedStepKeepsTheReason()
{
    open();
    theirRequest();
    named<QPushButton>("team-requests")->click();
    auto *reason = named<QLineEdit>("approval-reason");
    reason->setText(u"too early, see the lag of checkout"_s);
    QTRY_VERIFY(named<QPushButton>("approval-decline")->isEnabled());
    m_team->gone = true;
    named<QPushButton>("approval-decline")->click();
    const auto word = [this] { return named<QLabel>("approval-word")->text(); };
    QTRY_VERIFY(word() != u"…"_s);
    const QString said = word();
    QVERIFY2(said.contains(u"No connection"_s), qPrintable(said));
    QTRY_VERIFY(!m_world->control->team()->live());
    Q_EMIT m_world->monitor->changed();
    QCOMPARE(word(), said);
    QCOMPARE(reason->text(), u"too early, see the lag of checkout"_s);
    m_team->gone = false;
    QTRY_VERIFY(m_world->control->team()->live());
    named<QPushButton>("approval-decline")->click();
    QTRY_COMPARE(word(), u"Declined."_s);
    QVERIFY(reason->text().isEmpty());
}

void TestTeamUi::asksForASecondPerson()
{
    open();
    QVERIFY(m_world->window().showPage(u"routes"_s));
    auto *ask = named<QPushButton>("act-ask");
    QVERIFY(ask->isVisible());
    QVERIFY(!ask->isEnabled());
    ForwardAct *act = nullptr;
    for (const RouteSpec &route : std::as_const(m_world->profile.routes)) {
        const RouteState *state = m_world->bridge->state().route(route.id);
        if (!act && state && state->mode != Mode::Legacy && state->percent < 90)
            act = m_world->control->forward(route.id);
    }
    QVERIFY(act);
    m_world->window().routesPage()->selectRoute(act->routeId());
    RouteChange change;
    change.routeId = act->routeId();
    change.percent = 95;
    change.reason = u"the next step"_s;
    act->setDraft(change);
    QTRY_VERIFY(ask->isEnabled());
    QTest::mouseClick(ask, Qt::LeftButton);
    QTRY_COMPARE(m_team->list.size(), 1);
    QCOMPARE(m_team->list[0].routeId, change.routeId);
    QCOMPARE(m_team->list[0].reason, change.reason);
    QTRY_VERIFY(!ask->isEnabled()); // asked once
    named<QPushButton>("team-requests")->click();
    QTRY_VERIFY(named<QLabel>("approval-word")->text().contains(u"your own request"_s));
    QVERIFY(!named<QPushButton>("approval-sign")->isEnabled());
    named<QPushButton>("approval-withdraw")->click();
    QTRY_COMPARE(m_team->list[0].state, ApprovalState::Withdrawn);
}

void TestTeamUi::oneWishIsOneRequest()
{
    open();
    AskButton button(*m_world->control);
    button.setRoute(u"checkout"_s);
    RouteChange change;
    change.routeId = u"checkout"_s;
    change.percent = 95;
    change.reason = u"the next step"_s;
    m_world->control->forward(change.routeId)->setDraft(change);
    QTRY_VERIFY(button.isEnabled());
    button.click();
    Q_EMIT m_world->control->changed(); // before the database has answered
    QVERIFY(!button.isEnabled());
    button.click();
    QTRY_COMPARE(m_team->list.size(), 1);
    QTRY_VERIFY2(button.toolTip().contains(u"has been asked"_s), qPrintable(button.toolTip()));
    QCOMPARE(m_team->list.size(), 1);
}

void TestTeamUi::showsOthersEntries()
{
    open();
    JournalRecord record;
    record.kind = JournalKind::Rollback;
    record.actor = u"ben"_s;
    record.what = u"everything to legacy"_s;
    m_team->share(LocalChain().next(record, QDateTime::currentDateTimeUtc().addSecs(60)));
    const auto *page = m_world->window().findChild<JournalPage *>();
    QTRY_VERIFY(page->model().rowCount() > 0);
    QTRY_COMPARE(page->model().entries().constFirst().record.what, u"everything to legacy"_s);
    QVERIFY(page->toCsv().contains("ben on ops-2"));
}

QTEST_MAIN(TestTeamUi)
#include "tst_teamui.moc"
