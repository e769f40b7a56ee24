// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/fakeworld.h"

#include <QApplication>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSpinBox>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QByteArray planPageProfile()
{
    return "# ours\n[migration]\nname = \"shop\"\n[environment]\nname = \"prod\"\n"
           "colour = \"#cf222e\"\n[[endpoint]]\nid = \"bridge\"\nkind = \"bridge\"\n"
           "driver = \"control-api\"\nurls = [\"http://127.0.0.1:9\"]\n"
           "[[route]]\nid = \"checkout\"\nlayer = \"write\"\n"
           "[[plan.step]] # a little\npercent = 2\nday = 1\n"
           "[[plan.step]] # all\npercent = 100\nday = 10 # a Friday\n";
}

} // namespace

/// The editor of the plan on the real window: what is entered, what is wrong, and what gets into the file.
class TestPlanEdit final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void fieldsGoIntoTheFile();
    void wrongFieldIsNamedAndNothingIsWritten();
    void undoTakesBack();
    void conflictKeepsTheDraft();
    void fileThatCannotBeReadSaysSo();

private:
    template<typename T>
    [[nodiscard]] T *named(const char *name) const
    {
        return m_world->window().findChild<T *>(QString::fromLatin1(name));
    }
    void open();
    void click(const char *name) { QTest::mouseClick(named<QPushButton>(name), Qt::LeftButton); }
    void enter(const char *field, const QString &text);
    void write(const QByteArray &bytes) const;
    [[nodiscard]] QByteArray content() const;
    [[nodiscard]] QString problems() const { return named<QLabel>("plan-problems")->text(); }

    QTemporaryDir m_settings;
    std::unique_ptr<ThemeChoice> m_theme;
    std::unique_ptr<FakeWorld> m_world;
};

void TestPlanEdit::initTestCase()
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    m_theme = std::make_unique<ThemeChoice>(*qobject_cast<QApplication *>(QCoreApplication::instance()));
    m_theme->apply(ThemeChoice::Choice::Light);
}

void TestPlanEdit::init()
{
    m_world = std::make_unique<FakeWorld>();
    m_world->profile.file = m_world->folder.filePath(u"shop.toml"_s);
    write(planPageProfile());
}

void TestPlanEdit::cleanup()
{
    m_world.reset();
}

void TestPlanEdit::write(const QByteArray &bytes) const
{
    QFile file(m_world->profile.file);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray TestPlanEdit::content() const
{
    QFile file(m_world->profile.file);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestPlanEdit::open()
{
    m_world->openWindow(*m_theme);
    m_world->window().show();
    QVERIFY(QTest::qWaitForWindowActive(&m_world->window()));
    QVERIFY(m_world->window().showPage(u"plan"_s));
    click("plan-edit");
}

void TestPlanEdit::enter(const char *field, const QString &text)
{
    auto *line = named<QLineEdit>(field);
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, text);
    QTest::keyClick(line, Qt::Key_Tab);
}

void TestPlanEdit::fieldsGoIntoTheFile()
{
    open();
    named<QListWidget>("plan-edit-steps")->setCurrentRow(1);
    QCOMPARE(named<QSpinBox>("plan-field-day")->value(), 10);
    enter("plan-field-title", u"Everybody"_s);
    enter("plan-field-routes", u" checkout , "_s);
    named<QSpinBox>("plan-field-day")->setValue(12);
    auto *checklist = named<QPlainTextEdit>("plan-field-checklist");
    checklist->setFocus();
    QTest::keyClicks(checklist, u"support informed"_s);
    QTest::keyClick(checklist, Qt::Key_Return);
    QTest::keyClicks(checklist, u"banner up"_s);
    QVERIFY(named<QLabel>("plan-file")->text().contains(u"not written"_s));
    QCOMPARE(content(), planPageProfile());
    QTest::keyClick(checklist, Qt::Key_Tab);
    QTRY_VERIFY(named<QPushButton>("plan-save")->isEnabled());
    click("plan-save");
    QByteArray expected = planPageProfile();
    expected.replace("day = 10 #", "day = 12 #");
    QCOMPARE(content(), QByteArray(expected + "routes = [\"checkout\"]\n"
                                              "checklist = [\"support informed\", \"banner up\"]\n"
                                              "title = \"Everybody\"\n"));
    QVERIFY2(problems().contains(u"started anew"_s), qPrintable(problems()));
    QVERIFY(!named<QPushButton>("plan-save")->isEnabled());
    // Who changed it is on record, and is nobody's word on an item.
    QFuture<Result<QList<JournalEntry>>> entries = m_world->journal->read(10);
    entries.waitForFinished();
    QCOMPARE(entries.result()->constLast().record.kind, JournalKind::Plan);
    QVERIFY(m_world->control->plan().decisions().isEmpty());
}

void TestPlanEdit::wrongFieldIsNamedAndNothingIsWritten()
{
    open();
    enter("plan-field-routes", u"chekout"_s);
    QVERIFY2(problems().contains(u"did you mean"_s), qPrintable(problems()));
    QVERIFY(named<QWidget>("plan-field-routes")->toolTip().contains(u"did you mean"_s));
    QVERIFY(named<QListWidget>("plan-edit-steps")->item(0)->text().startsWith(u"✗"_s));
    QVERIFY(!named<QPushButton>("plan-save")->isEnabled());
    QCOMPARE(content(), planPageProfile());
    enter("plan-field-routes", u"checkout"_s);
    QTRY_VERIFY(named<QPushButton>("plan-save")->isEnabled());
}

void TestPlanEdit::undoTakesBack()
{
    open();
    QVERIFY(!named<QPushButton>("plan-undo")->isEnabled());
    click("plan-add");
    QCOMPARE(named<QListWidget>("plan-edit-steps")->count(), 3);
    QCOMPARE(named<QListWidget>("plan-edit-steps")->currentRow(), 1);
    click("plan-save");
    QVERIFY(content() != planPageProfile());
    click("plan-undo");
    QCOMPARE(named<QListWidget>("plan-edit-steps")->count(), 2);
    click("plan-save");
    QCOMPARE(content(), planPageProfile());
    click("plan-redo");
    QCOMPARE(named<QListWidget>("plan-edit-steps")->count(), 3);
}

void TestPlanEdit::conflictKeepsTheDraft()
{
    open();
    enter("plan-field-title", u"First"_s);
    write(planPageProfile() + "# theirs\n");
    click("plan-save");
    QVERIFY2(problems().contains(u"CONFLICT"_s), qPrintable(problems()));
    QCOMPARE(content(), QByteArray(planPageProfile() + "# theirs\n"));
    QCOMPARE(named<QLineEdit>("plan-field-title")->text(), u"First"_s);
    click("plan-reload");
    QCOMPARE(named<QLineEdit>("plan-field-title")->text(), QString());
    enter("plan-field-title", u"First"_s);
    click("plan-save");
    QVERIFY(content().endsWith("# theirs\n"));
    QVERIFY(content().contains("title = \"First\""));
}

void TestPlanEdit::fileThatCannotBeReadSaysSo()
{
    QVERIFY(QFile::remove(m_world->profile.file));
    open();
    QVERIFY2(problems().contains(u"cannot be read"_s), qPrintable(problems()));
    QVERIFY(!named<QPushButton>("plan-add")->isEnabled());
    QVERIFY(!named<QPushButton>("plan-save")->isEnabled());
    write(planPageProfile());
    click("plan-reload");
    QCOMPARE(named<QListWidget>("plan-edit-steps")->count(), 2);
    click("plan-close");
    QVERIFY(named<QWidget>("plan-steps")->isVisible());
}

QTEST_MAIN(TestPlanEdit)
#include "tst_planedit.moc"
