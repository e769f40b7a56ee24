// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/childprocess.h"
#include "tests/integration/e2e/rehearsalprocess.h"

#include <QImage>
#include <QSet>
#include <QTest>

using namespace interlock::e2e;
using namespace Qt::StringLiterals;

/// The programs as a newcomer types them, on a machine without a display.
class TestPrograms final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void screenshots();
    void screenshotOfAPageThatIsNotThere();
    void wrongProfileTellsEverything();
    void faultsByTheCommandLine();
    void runWithoutADisplay();
    void consoleWithoutADisplay();

private:
    struct Run
    {
        int exit = -1;
        QString said;
    };
    /// Runs to its end without any display; @p arguments may be empty.
    [[nodiscard]] static Run run(const QString &program, const QStringList &arguments);

    QTemporaryDir m_folder;
};

TestPrograms::Run TestPrograms::run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
        environment.remove(name);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    interlock::endWithTheTest(process);
    process.start(program, arguments);
    if (!process.waitForFinished(120'000))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAll())};
}

/// Pages drawn after live data came: of the size that was asked for, and with something on them.
void TestPrograms::screenshots()
{
    RehearsalProcess rehearsal;
    QVERIFY2(rehearsal.waitUntilReady(), qPrintable(rehearsal.said()));
    const QString profile =
        rehearsal.writeProfile(u"pictures"_s, {.stateFolder = m_folder.filePath(u"state"_s)});
    QStringList arguments{u"--profile"_s, profile, u"--theme"_s, u"dark"_s, u"--size"_s, u"1300x820"_s};
    const QStringList pages{u"cockpit"_s, u"routes"_s, u"orders"_s, u"sync"_s, u"journal"_s, u"alarms"_s};
    for (const QString &page : pages)
        arguments << u"--screenshot"_s << page + u'=' + m_folder.filePath(page + u".png"_s);
    const Run made = run(QStringLiteral(INTERLOCK_BIN_DIR "/interlock"), arguments);
    QVERIFY2(made.exit == 0, qPrintable(made.said));
    QList<QImage> seen;
    for (const QString &page : pages) {
        const QImage image(m_folder.filePath(page + u".png"_s));
        QVERIFY2(image.size() == QSize(1300, 820), qPrintable(page));
        QSet<QRgb> colours;
        for (int y = 0; y < image.height(); y += 3) {
            for (int x = 0; x < image.width(); x += 3)
                colours.insert(image.pixel(x, y));
        }
        QVERIFY2(colours.size() > 20, qPrintable(page));
        QVERIFY2(!seen.contains(image), qPrintable(page));
        seen << image;
    }
}

void TestPrograms::screenshotOfAPageThatIsNotThere()
{
    RehearsalProcess rehearsal;
    QVERIFY2(rehearsal.waitUntilReady(), qPrintable(rehearsal.said()));
    const QString profile =
        rehearsal.writeProfile(u"nothing"_s, {.stateFolder = m_folder.filePath(u"none"_s)});
    const Run made =
        run(QStringLiteral(INTERLOCK_BIN_DIR "/interlock"),
            {u"--profile"_s, profile, u"--screenshot"_s, u"cellar="_s + m_folder.filePath(u"cellar.png"_s)});
    QCOMPARE(made.exit, 2);
    QVERIFY2(made.said.contains(u"cellar"_s) && made.said.contains(u"cockpit"_s), qPrintable(made.said));
    QVERIFY(!QFile::exists(m_folder.filePath(u"cellar.png"_s)));
}

void TestPrograms::wrongProfileTellsEverything()
{
    const QString profile = m_folder.filePath(u"wrong.toml"_s);
    QFile file(profile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[migration]\nname = 7\n[environment]\nname = \"x\"\ncolour = \"red\"\nshape = 1\n");
    file.close();
    const Run told =
        run(QStringLiteral(INTERLOCK_BIN_DIR "/interlock"),
            {u"--profile"_s, profile, u"--screenshot"_s, u"cockpit="_s + m_folder.filePath(u"wrong.png"_s)});
    QCOMPARE(told.exit, 2);
    for (const int line : {2, 5, 6})
        QVERIFY2(told.said.contains(u"wrong.toml:%1:"_s.arg(line)), qPrintable(told.said));
    QVERIFY(!QFile::exists(m_folder.filePath(u"wrong.png"_s)));
}

void TestPrograms::faultsByTheCommandLine()
{
    RehearsalProcess rehearsal;
    QVERIFY2(rehearsal.waitUntilReady(), qPrintable(rehearsal.said()));
    const QString program = QStringLiteral(INTERLOCK_BIN_DIR "/interlock-rehearsal");
    const QString port = QString::number(rehearsal.adminPort());
    const QByteArray before = rehearsal.faults();
    QVERIFY(before.contains("slow-new"));
    QCOMPARE(run(program, {u"--fault"_s, u"slow-new"_s, u"--port"_s, port}).exit, 0);
    QVERIFY(rehearsal.faults() != before);
    QCOMPARE(run(program, {u"--fault"_s, u"slow-new=off"_s, u"--port"_s, port}).exit, 0);
    QCOMPARE(rehearsal.faults(), before);
    const Run unknown = run(program, {u"--fault"_s, u"meteor"_s, u"--port"_s, port});
    QCOMPARE(unknown.exit, 2);
    QVERIFY2(unknown.said.contains(u"meteor"_s) && unknown.said.contains(u"slow-new"_s),
             qPrintable(unknown.said));
    const Run nobody = run(program, {u"--fault"_s, u"hang"_s, u"--port"_s, u"1"_s});
    QCOMPARE(nobody.exit, 3);
}

void TestPrograms::runWithoutADisplay()
{
    const Run shown = run(QStringLiteral(INTERLOCK_SOURCE_DIR "/run"), {});
    QCOMPARE(shown.exit, 1);
    QVERIFY2(shown.said.contains(u"There is no display here"_s), qPrintable(shown.said));
    QVERIFY(shown.said.contains(u"./run --screenshot DIR"_s));
    QCOMPARE(shown.said.trimmed().count(u'\n'), 0); // and built nothing, installed nothing
}

void TestPrograms::consoleWithoutADisplay()
{
    const Run shown = run(QStringLiteral(INTERLOCK_BIN_DIR "/interlock"),
                          {u"--profile"_s, m_folder.filePath(u"any.toml"_s)});
    QCOMPARE(shown.exit, 2);
    QVERIFY2(shown.said.contains(u"--screenshot"_s), qPrintable(shown.said));
}

QTEST_MAIN(TestPrograms)
#include "tst_e2e_programs.moc"
