// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/warrantykeeper.h"
#include "tests/ui/fakeworld.h"
#include "ui/drill/drillpage.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// The drill page on a program that plays a drill, beside a migration that nothing may reach.
class TestDrillPage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void startsTheChosenDrillAndTellsHowItGoes();
    void aDrillThatFailsSaysWhy();
    void isBrokenOff();
    void withoutTheProgramItSaysSo();
    void recordAndMedians();
    void readsTheJournalOnlyWhenADrillCame();

private:
    [[nodiscard]] QString script(const QByteArray &text) const;
    template<typename T>
    [[nodiscard]] T *named(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] QString text(const char *name) const { return named<QLabel>(name)->text(); }
    void click(const char *name) { QTest::mouseClick(named<QPushButton>(name), Qt::LeftButton); }
    void open(const QString &ctl);
    void keep(bool passed, int ms);

    QTemporaryDir m_folder;
    std::unique_ptr<FakeWorld> m_world;
    std::unique_ptr<DrillPage> m_page;
};

void TestDrillPage::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
}

void TestDrillPage::init()
{
    FakeWorld::Options options{{}, FakeWorld::fastTimings(), {readyGate(GateKind::DrillAge)}};
    m_world = std::make_unique<FakeWorld>(options);
    m_world->start();
}

void TestDrillPage::cleanup()
{
    // Whatever was drilled, the migration was sent nothing.
    QVERIFY(m_world->bridge->applied().isEmpty());
    m_page.reset();
    m_world.reset();
}

QString TestDrillPage::script(const QByteArray &text) const
{
    const QString path = m_folder.filePath(u"ctl"_s);
    QFile::remove(path);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        qFatal("no script");
    file.write("#!/bin/sh\n" + text);
    file.close();
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

void TestDrillPage::open(const QString &ctl)
{
    m_page = std::make_unique<DrillPage>(*m_world->control, DrillPrograms{ctl, {}});
    m_page->show();
    m_page->showState(m_world->monitor->state());
}

void TestDrillPage::keep(bool passed, int ms)
{
    JournalRecord record;
    record.kind = JournalKind::Drill;
    record.actor = u"<b>ann</b>"_s;
    record.after = {{u"scenario"_s, u"slow-new"_s}, {u"passed"_s, passed}};
    record.outcome = passed ? QString() : u"time is up"_s;
    if (ms >= 0) {
        record.after.insert(u"toAlarmMs"_s, ms);
        record.after.insert(u"tookMs"_s, ms);
    }
    m_world->journal->append(record).waitForFinished();
}

void TestDrillPage::startsTheChosenDrillAndTellsHowItGoes()
{
    open(script("echo \"interlockctl: $*\" >&2\necho '{\"passed\":true}'\n"));
    QVERIFY(!named<QPushButton>("drill-stop")->isEnabled());
    named<QComboBox>("drill-fault")
        ->setCurrentIndex(named<QComboBox>("drill-fault")->findData(u"slow-new"_s));
    click("drill-start");
    QTRY_COMPARE(text("drill-state"), u"✓ The drill passed."_s);
    const QString said = named<QPlainTextEdit>("drill-said")->toPlainText();
    QVERIFY2(said.endsWith(u"--json drill --scenario slow-new"_s), qPrintable(said));
    QVERIFY(said.contains(m_world->profile.file)); // the result is kept with this migration
    QVERIFY(named<QPushButton>("drill-start")->isEnabled());
}

void TestDrillPage::aDrillThatFailsSaysWhy()
{
    open(script("echo 'interlockctl: <b>no alarm</b>' >&2\necho '{\"passed\":false}'\nexit 1\n"));
    click("drill-start");
    QTRY_VERIFY2(text("drill-state").contains(u"<b>no alarm</b>"_s), qPrintable(text("drill-state")));
    QCOMPARE(named<QLabel>("drill-state")->textFormat(), Qt::PlainText);
}

void TestDrillPage::isBrokenOff()
{
    open(script("trap 'exit 7' TERM\necho started >&2\nwhile :; do read line; done\n"));
    click("drill-start");
    QTRY_COMPARE(named<QPlainTextEdit>("drill-said")->toPlainText(), u"started"_s);
    QVERIFY(text("drill-state").contains(u"running"_s));
    QVERIFY(!named<QPushButton>("drill-start")->isEnabled());
    click("drill-stop");
    QTRY_VERIFY(text("drill-state").contains(u"counts for nothing"_s));
}

void TestDrillPage::withoutTheProgramItSaysSo()
{
    open({});
    QVERIFY(text("drill-state").contains(u"interlockctl"_s));
    QVERIFY(!named<QPushButton>("drill-start")->isEnabled());
    QVERIFY(text("drill-record").contains(u"No drill is on record"_s));
}

void TestDrillPage::recordAndMedians()
{
    open({});
    keep(true, 900);
    keep(true, 1100);
    keep(false, -1);
    auto *table = named<QTableView>("drill-table");
    QTRY_COMPARE(table->model()->rowCount(), 3);
    QVERIFY(table->model()->index(0, 2).data().toString().contains(u"time is up"_s)); // newest first
    QCOMPARE(table->model()->index(0, 3).data().toString(), u"–"_s);                  // not 0
    QVERIFY(table->model()->index(1, 7).data().toString().contains(u"<b>ann</b>"_s));
    QVERIFY2(text("drill-medians").contains(u"2 drills passed"_s), qPrintable(text("drill-medians")));
    QVERIFY2(text("drill-medians").contains(u"1.00\u2009s"_s), qPrintable(text("drill-medians")));
    QTRY_VERIFY2(
        (m_page->showState(m_world->monitor->state()), text("drill-record").contains(u"not passed"_s)),
        qPrintable(text("drill-record")));
    QTRY_VERIFY2((m_page->showState(m_world->monitor->state()), text("drill-record").contains(u"✗"_s)),
                 qPrintable(text("drill-record"))); // a failed one is not healed by older ones
}

/// The warranty moves with every second of lag in an incident; all entries of a long journal are then not
/// read again, because what is appended waits behind it.
void TestDrillPage::readsTheJournalOnlyWhenADrillCame()
{
    open({});
    keep(true, 900);
    auto *model = named<QTableView>("drill-table")->model();
    QTRY_COMPARE(model->rowCount(), 1);
    const WarrantyKeeper &keeper = m_world->control->warranty();
    const QDateTime known = keeper.statement().times.lastDrillAt;
    keep(true, 1000); // the keeper has not looked yet: a page that reads now shows it
    Q_EMIT m_world->control->warranty().changed();
    m_world->journal->read(1).waitForFinished(); // one thread: whatever was asked for before is there
    QCoreApplication::processEvents();
    if (keeper.statement().times.lastDrillAt == known)
        QCOMPARE(model->rowCount(), 1);
    QTRY_COMPARE(model->rowCount(), 2);
}

QTEST_MAIN(TestDrillPage)
#include "tst_drillpage.moc"
