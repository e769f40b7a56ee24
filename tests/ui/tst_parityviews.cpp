// SPDX-License-Identifier: GPL-3.0-or-later
// What the views of the parity page keep and say when an answer is late, fails, or somebody else was there.
#include "models/domain/whendone.h"
#include "models/parity/difference.h"
#include "tests/ui/fakeworld.h"

#include <csignal>
#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTest>
#include <sys/resource.h>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

/// Decisions in memory whose answers come when the test says so.
class SlowTriage final : public TriagePort
{
public:
    QFuture<Result<QList<TriageEntry>>> entries() override { return ready<Result<QList<TriageEntry>>>(kept); }
    QFuture<Result<QList<TriageComment>>> comments(const QByteArray &) override
    {
        if (commentsProblem)
            return ready(Result<QList<TriageComment>>(tl::unexpected<Error>(*commentsProblem)));
        return ready(Result<QList<TriageComment>>(QList<TriageComment>()));
    }
    QFuture<Result<TriageEntry>> change(const TriageChange &change) override
    {
        TriageEntry entry;
        entry.group = change.group;
        entry.state = change.state;
        entry.ticket = change.ticket;
        entry.revision = change.revision + 1;
        entry.changedBy = change.actor;
        kept << entry;
        open = std::make_shared<QPromise<Result<TriageEntry>>>();
        open->start();
        return open->future();
    }
    QFuture<Result<QList<TriageEntry>>> reopen(const QList<QByteArray> &, const QDateTime &) override
    {
        return ready(Result<QList<TriageEntry>>(QList<TriageEntry>()));
    }
    void answer() const
    {
        open->addResult(kept.constLast());
        open->finish();
    }

    QList<TriageEntry> kept;
    std::shared_ptr<QPromise<Result<TriageEntry>>> open;
    std::optional<Error> commentsProblem;
};

/// While it lives, files of this process end after a few bytes, as on a disk that is full.
class SmallFiles final
{
    Q_DISABLE_COPY_MOVE(SmallFiles)

public:
    SmallFiles()
    {
        std::signal(SIGXFSZ, SIG_IGN); // a write that fails, not a process that ends
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small{64, m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallFiles() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

/// Twenty pairs of checkout with another price and stamp.
QList<TrafficPair> pairsOfTwoGroups()
{
    QList<TrafficPair> pairs;
    for (int i = 1; i <= 20; ++i) {
        TrafficPair pair;
        pair.id = QString::number(i);
        pair.at = QDateTime::currentDateTimeUtc().addSecs(i - 1000);
        pair.route = u"checkout"_s;
        pair.method = "GET";
        pair.path = "/p/" + QByteArray::number(i);
        pair.legacy = {200, R"({"price":10.50,"stamp":1})", 5, false, false};
        pair.newer = {200, R"({"price":10.51,"stamp":2})", 6, false, false};
        pairs << pair;
    }
    return pairs;
}

} // namespace

class TestParityViews final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void whatIsTypedForAnotherGroupStays();
    void commentsThatCannotBeReadSaySo();
    void withoutAGroupNothingIsDecided();
    void undoLeavesTheDraft();
    void aFailedSaveLeavesTheButtonsAlive();
    void whatIsBegunWhileSavingStays();
    void thePreviewFollowsOthersRules();
    void theDateIsWrittenAsADate();
    void aFullDiskIsTold_data();
    void aFullDiskIsTold();

private:
    void open(FakeWorld::Options options, const QString &view);
    void writeRule(const QString &text);
    template<typename T>
    [[nodiscard]] T *named(const char *name) const
    {
        return m_world->window().findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] QString text(const char *name) const { return named<QLabel>(name)->text(); }
    [[nodiscard]] QString draft() const { return named<QPlainTextEdit>("rule-text")->toPlainText(); }
    void click(const char *name) { QTest::mouseClick(named<QPushButton>(name), Qt::LeftButton); }

    QTemporaryDir m_settings;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
    SlowTriage *m_triage = nullptr;
};

void TestParityViews::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
}

void TestParityViews::cleanup()
{
    m_world.reset();
    m_triage = nullptr;
}

void TestParityViews::open(FakeWorld::Options options, const QString &view)
{
    options.timings = FakeWorld::fastTimings();
    options.makeTriage = [this] {
        auto own = std::make_unique<SlowTriage>();
        m_triage = own.get();
        return own;
    };
    m_world = std::make_unique<FakeWorld>(options);
    m_world->parity->traffic = pairsOfTwoGroups();
    m_world->openWindow(*m_theme);
    m_world->window().show();
    QVERIFY(QTest::qWaitForWindowActive(&m_world->window()));
    m_world->start();
    QVERIFY(m_world->window().showPage(view));
    QTRY_COMPARE(m_world->desk->groups().rowCount(), 2);
}

void TestParityViews::writeRule(const QString &rule)
{
    click("rule-new");
    named<QPlainTextEdit>("rule-text")->setPlainText(rule);
    QTRY_VERIFY(named<QPushButton>("rule-save")->isEnabled());
}

void TestParityViews::whatIsTypedForAnotherGroupStays()
{
    open({}, u"parity/differences"_s);
    auto *groups = named<QTableView>("parity-groups");
    auto *comment = named<QLineEdit>("triage-comment");
    groups->setCurrentIndex(groups->model()->index(0, 0));
    const QByteArray first = signatureKey(m_world->desk->groups().signature(0));
    comment->setText(u"of the first"_s);
    click("triage-set");
    QVERIFY(!comment->isEnabled());
    groups->setCurrentIndex(groups->model()->index(1, 0));
    QVERIFY(comment->text().isEmpty());
    QVERIFY(comment->isEnabled());
    comment->setText(u"of the second"_s);
    m_triage->answer();
    QTRY_COMPARE(m_world->desk->triage().entry(first).revision, 1);
    QCoreApplication::processEvents();
    QCOMPARE(comment->text(), u"of the second"_s);
    QVERIFY(comment->isEnabled());
}

void TestParityViews::commentsThatCannotBeReadSaySo()
{
    open({}, u"parity/differences"_s);
    auto *groups = named<QTableView>("parity-groups");
    groups->setCurrentIndex(groups->model()->index(0, 0));
    m_triage->commentsProblem = Error{ErrorKind::Network, u"gone"_s, u"triage"_s};
    click("triage-set");
    m_triage->answer();
    QTRY_VERIFY2(text("triage-said").startsWith(u"▲"_s), qPrintable(text("triage-said")));
}

void TestParityViews::withoutAGroupNothingIsDecided()
{
    open({}, u"parity/differences"_s);
    QTRY_VERIFY(named<QPushButton>("triage-set")->isEnabled());
    named<QLineEdit>("groups-text")->setText(u"no such field"_s);
    QCOMPARE(m_world->desk->groups().rowCount(), 0);
    QVERIFY(!named<QPushButton>("triage-set")->isEnabled());
    QVERIFY(!named<QLineEdit>("triage-comment")->isEnabled());
    named<QLineEdit>("groups-text")->clear();
    QCOMPARE(m_world->desk->groups().rowCount(), 2);
    QVERIFY(named<QPushButton>("triage-set")->isEnabled());
}

void TestParityViews::undoLeavesTheDraft()
{
    open({}, u"parity/rules"_s);
    writeRule(u"[[rule]]\nop = \"ignore\"\npath = \"/stamp\"\n"_s);
    click("rule-save");
    QTRY_VERIFY(draft().isEmpty());
    QTRY_VERIFY(named<QPushButton>("rule-undo")->isEnabled());
    const QString mine = u"[[rule]]\nop = \"ignore\"\npath = \"/price\"\n"_s;
    writeRule(mine);
    click("rule-undo");
    QTRY_COMPARE(named<QTableView>("parity-rules")->model()->rowCount(), 0);
    QTRY_VERIFY(text("rules-status").contains(u"as they were"_s));
    QCOMPARE(draft(), mine);
    QTRY_VERIFY(named<QPushButton>("rule-save")->isEnabled()); // and is looked at again
}

void TestParityViews::aFailedSaveLeavesTheButtonsAlive()
{
    FakeWorld::Options options;
    options.sharedRules = true;
    open(options, u"parity/rules"_s);
    m_world->sharedRules->set(R"({"rule":[{"op":"ignore","path":"/title"}]})");
    m_world->desk->rules().look();
    auto *table = named<QTableView>("parity-rules");
    QTRY_COMPARE(table->model()->rowCount(), 1);
    table->setCurrentIndex(table->model()->index(0, 0));
    auto *edit = named<QPlainTextEdit>("rule-text");
    QVERIFY(named<QPushButton>("rule-remove")->isEnabled());
    edit->setPlainText(draft().replace(u"/title"_s, u"/stamp"_s));
    QTRY_VERIFY(named<QPushButton>("rule-save")->isEnabled());
    m_world->sharedRules->problem = Error{ErrorKind::Auth, u"no"_s, u"rules"_s};
    click("rule-save");
    QVERIFY(edit->isReadOnly()); // what is sent is what is on the screen
    QTRY_VERIFY(!edit->isReadOnly());
    QVERIFY(draft().contains(u"/stamp"_s));
    QVERIFY(named<QPushButton>("rule-remove")->isEnabled());
    QTRY_VERIFY(named<QPushButton>("rule-save")->isEnabled());
}

void TestParityViews::whatIsBegunWhileSavingStays()
{
    FakeWorld::Options options;
    options.sharedRules = true;
    open(options, u"parity/rules"_s);
    QTRY_COMPARE(m_world->desk->rules().home(), RulesHome::Shared);
    writeRule(u"[[rule]]\nop = \"ignore\"\npath = \"/stamp\"\n"_s);
    click("rule-save");
    click("rule-new");
    const QString begun = draft();
    QVERIFY(begun.contains(u"path = \"\""_s));
    QTRY_COMPARE(named<QTableView>("parity-rules")->model()->rowCount(), 1);
    QTRY_VERIFY(text("rules-status").startsWith(u"Saved."_s));
    QCOMPARE(draft(), begun);
}

void TestParityViews::thePreviewFollowsOthersRules()
{
    FakeWorld::Options options;
    options.sharedRules = true;
    open(options, u"parity/rules"_s);
    QTRY_COMPARE(m_world->desk->rules().home(), RulesHome::Shared);
    writeRule(u"[[rule]]\nop = \"ignore\"\npath = \"/stamp\"\n"_s);
    QTRY_VERIFY2(text("rule-effect").contains(u"hides 20 differences"_s), qPrintable(text("rule-effect")));
    m_world->sharedRules->set(R"({"rule":[{"op":"ignore","path":"/stamp","route":"checkout"}]})");
    m_world->desk->rules().look();
    QTRY_VERIFY2(text("rule-effect").startsWith(u"Changes nothing"_s), qPrintable(text("rule-effect")));
}

void TestParityViews::theDateIsWrittenAsADate()
{
    open({}, u"parity/rules"_s);
    writeRule(u"[[rule]]\nop = \"ignore\"\npath = \"/stamp\"\n"_s);
    auto *expires = named<QLineEdit>("rule-expires");
    QTRY_VERIFY(expires->isEnabled());
    expires->setFocus();
    QTest::keyClicks(expires, u"2031/01/31"_s); // Qt reads it as a date, TOML does not
    QTest::keyClick(expires, Qt::Key_Return);
    QVERIFY2(draft().contains(u"expires = 2031-01-31\n"_s), qPrintable(draft()));
}

void TestParityViews::aFullDiskIsTold_data()
{
    QTest::addColumn<QString>("suffix");
    for (const char *suffix : {"pdf", "png", "csv"})
        QTest::newRow(suffix) << QString::fromLatin1(suffix);
}

void TestParityViews::aFullDiskIsTold()
{
    QFETCH(QString, suffix);
    open({}, u"parity/overview"_s);
    m_world->window().findChild<QPushButton *>(u"parity-export-"_s + suffix)->click();
    auto *dialog = m_world->window().findChild<QFileDialog *>();
    QVERIFY(dialog);
    QVERIFY(!m_world->window().findChild<QMessageBox *>());
    QFile old(m_world->folder.filePath(u"report."_s + suffix));
    QVERIFY(old.open(QIODevice::WriteOnly));
    old.write("the old report");
    old.close();
    {
        const SmallFiles full;
        Q_EMIT dialog->fileSelected(old.fileName());
    }
    const auto *box = m_world->window().findChild<QMessageBox *>();
    QVERIFY(box);
    QVERIFY2(box->text().contains(u"could not be written"_s), qPrintable(box->text()));
    QVERIFY(old.open(QIODevice::ReadOnly));
    QCOMPARE(old.readAll(), "the old report");
}

QTEST_MAIN(TestParityViews)
#include "tst_parityviews.moc"
