// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/planeditor.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QByteArray editedProfile()
{
    return "[migration]\nname = \"shop\"\n[environment]\nname = \"prod\"\n"
           "colour = \"#cf222e\"\n[[endpoint]]\nid = \"bridge\"\nkind = \"bridge\"\n"
           "driver = \"control-api\"\nurls = [\"http://127.0.0.1:9\"]\n"
           "[[route]]\nid = \"checkout\"\nlayer = \"write\"\n"
           "[[plan.step]] # first\npercent = 2\nday = 1\n"
           "[[plan.step]] # all\npercent = 100\nday = 10\n";
}

} // namespace

/// Drafts of a plan, and how they get into the file.
class TestPlanEditor final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void savesWholeAndKeepsTheRest();
    void undoAndRedoAlsoOverASave();
    void wrongPlanIsNotSaved();
    void conflictWhenTheFileChangedBelow_data();
    void conflictWhenTheFileChangedBelow();
    void saysWhyItCannotBeRead_data();
    void saysWhyItCannotBeRead();
    void diskThatCannotBeWritten();
    void newStepFitsBetweenItsNeighbours();

private:
    [[nodiscard]] QByteArray content() const;
    void write(const QByteArray &bytes) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

void TestPlanEditor::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(u"shop.toml"_s);
    write(editedProfile());
}

QByteArray TestPlanEditor::content() const
{
    QFile file(m_path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestPlanEditor::write(const QByteArray &bytes) const
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

void TestPlanEditor::savesWholeAndKeepsTheRest()
{
    QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
    PlanEditor editor(m_path);
    QSignalSpy changed(&editor, &PlanEditor::changed);
    QVERIFY(editor.load());
    QCOMPARE(editor.save(), PlanSave::Unchanged);
    PlanDraft draft = editor.draft();
    draft.steps[1].day = 12;
    editor.change(draft);
    QVERIFY(editor.isDirty());
    QCOMPARE(editor.save(), PlanSave::Saved);
    QVERIFY(!editor.isDirty());
    QByteArray expected = editedProfile();
    QCOMPARE(content(), expected.replace("day = 10", "day = 12"));
    QCOMPARE(QFile::permissions(m_path) & (QFile::ReadOther | QFile::WriteGroup), QFile::Permissions());
    QCOMPARE(changed.size(), 3);
    QCOMPARE(editor.save(), PlanSave::Unchanged);
}

void TestPlanEditor::undoAndRedoAlsoOverASave()
{
    PlanEditor editor(m_path);
    QVERIFY(editor.load());
    QVERIFY(!editor.canUndo());
    QCOMPARE(editor.addStep(0), 1);
    const PlanDraft added = editor.draft();
    QCOMPARE(editor.save(), PlanSave::Saved);
    const QByteArray withStep = content();
    QVERIFY(editor.canUndo());
    editor.undo();
    QVERIFY(editor.isDirty());
    QCOMPARE(editor.save(), PlanSave::Saved);
    QCOMPARE(content(), editedProfile());
    editor.redo();
    QCOMPARE(editor.draft(), added);
    QCOMPARE(editor.save(), PlanSave::Saved);
    QCOMPARE(content(), withStep);
    editor.removeStep(0);
    QVERIFY(!editor.canRedo());
}

void TestPlanEditor::wrongPlanIsNotSaved()
{
    PlanEditor editor(m_path);
    QVERIFY(editor.load());
    PlanDraft draft = editor.draft();
    draft.steps[0].routes = QStringList{u"nowhere"_s};
    editor.change(draft);
    QCOMPARE(editor.problems().constFirst().step, 0);
    QCOMPARE(editor.problems().constFirst().field, u"routes"_s);
    QCOMPARE(editor.save(), PlanSave::Wrong);
    QCOMPARE(content(), editedProfile());
    editor.undo();
    QVERIFY(editor.problems().isEmpty());
}

void TestPlanEditor::conflictWhenTheFileChangedBelow_data()
{
    QTest::addColumn<bool>("gone");
    QTest::newRow("written by somebody else") << false;
    QTest::newRow("removed") << true;
}

void TestPlanEditor::conflictWhenTheFileChangedBelow()
{
    QFETCH(bool, gone);
    PlanEditor editor(m_path);
    QVERIFY(editor.load());
    editor.removeStep(0);
    QVERIFY(!editor.isFileChanged());
    const QByteArray theirs = editedProfile() + "# theirs\n";
    if (gone)
        QVERIFY(QFile::remove(m_path));
    else
        write(theirs);
    QVERIFY(editor.isFileChanged());
    QCOMPARE(editor.save(), PlanSave::Conflict);
    QCOMPARE(content(), gone ? QByteArray() : theirs);
    QCOMPARE(editor.draft().steps.size(), 1); // the draft is kept
    QCOMPARE(editor.load(), !gone);
    QCOMPARE(editor.isLoaded(), !gone);
}

void TestPlanEditor::saysWhyItCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");
    QTest::newRow("no TOML") << QByteArray("[plan\n") << u"shop.toml:1:"_s;
    QTest::newRow("no profile") << QByteArray("[plan]\n") << u"migration"_s;
    QTest::newRow("too large") << QByteArray(1024 * 1024 + 1, '#') << u"larger"_s;
}

void TestPlanEditor::saysWhyItCannotBeRead()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    write(bytes);
    PlanEditor editor(m_path);
    QVERIFY(!editor.load());
    QVERIFY2(editor.failure().contains(says), qPrintable(editor.failure()));
    QCOMPARE(editor.save(), PlanSave::Wrong);
    editor.addStep(0);
    QCOMPARE(content(), bytes);
}

/// A folder in the file's place: neither readable nor writable, for root as well.
void TestPlanEditor::diskThatCannotBeWritten()
{
    const QString target = m_folder->filePath(u"away/shop.toml"_s);
    QVERIFY(QDir(m_folder->path()).mkdir(u"away"_s));
    QVERIFY(QFile::rename(m_path, target));
    QVERIFY(QFile::link(target, m_path)); // what is written through the link lands at its target
    PlanEditor editor(m_path);
    QVERIFY(editor.load());
    editor.removeStep(0);
    QCOMPARE(editor.save(), PlanSave::Saved);
    QVERIFY(QFileInfo(m_path).isSymLink());
    QVERIFY(!QFileInfo(target).isSymLink());
    PlanEditor nowhere(m_folder->filePath(u"none/shop.toml"_s));
    QVERIFY(!nowhere.load());
    QVERIFY(nowhere.failure().contains(u"cannot be read"_s));
}

void TestPlanEditor::newStepFitsBetweenItsNeighbours()
{
    PlanEditor editor(m_path);
    QVERIFY(editor.load());
    QCOMPARE(editor.addStep(-1), 0);
    QCOMPARE(editor.draft().steps.at(0).percent, 1);
    QVERIFY2(editor.problems().isEmpty(), qPrintable(editor.draft().start));
    QCOMPARE(editor.addStep(1), 2);
    QCOMPARE(editor.draft().steps.at(2).percent, 51);
    QCOMPARE(editor.draft().steps.at(2).day, 1);
    QVERIFY(editor.problems().isEmpty());
}

QTEST_GUILESS_MAIN(TestPlanEditor)
#include "tst_planeditor.moc"
