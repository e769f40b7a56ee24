// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/journal/journalstore.h"

#include <csignal>
#include <cstdio>
#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <sys/resource.h>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
JournalRecord crashRecord()
{
    JournalRecord record;
    record.kind = JournalKind::Forward;
    record.mark = JournalMark::Intent;
    record.act = QUuid::createUuid();
    record.what = QString(200, u'x');
    return record;
}

/// The child: appends until it is killed (or, with a limit on the size of its files, until the disk is
/// "full") and prints each number once its entry is on the disk.
int appendForever(const QString &fileName, qint64 limit)
{
    if (limit > 0) {
        const rlimit size{rlim_t(limit), rlim_t(limit)};
        std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &size);
    }
    JournalStore store(fileName);
    for (;;) {
        const Result<JournalEntry> entry = store.append(crashRecord());
        if (!entry) {
            std::printf("failed %s\n", qPrintable(errorKindName(entry.error().kind)));
            const Result<JournalVerdict> verdict = store.verify({});
            std::printf("verdict %d\n", verdict && verdict->intact ? 1 : 0);
            return 0;
        }
        std::printf("%lld\n", static_cast<long long>(entry->number));
        std::fflush(stdout);
    }
}
} // namespace

/// The journal against death: this program is also the child that appends.
class TestJournalCrash final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killAtAnyMoment();
    void fullDisk();
};

void TestJournalCrash::killAtAnyMoment()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"j.sqlite"_s);
    qint64 least = 0;
    for (int round = 0; round < 25; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--append"_s, file, u"0"_s});
        QVERIFY(child.waitForStarted());
        const bool early = round % 5 == 4; // now and then while it opens the file
        if (!early)
            QVERIFY(child.waitForReadyRead(30'000));
        QThread::usleep(QRandomGenerator::global()->bounded(early ? 5'000u : 15'000u));
        child.kill();
        QVERIFY(child.waitForFinished());
        const QList<QByteArray> lines = child.readAllStandardOutput().split('\n');
        // The last piece has no line end and may be cut.
        for (qsizetype i = 0; i + 1 < lines.size(); ++i)
            least = qMax(least, lines[i].toLongLong());
        JournalStore store(file);
        const Result<JournalVerdict> verdict = store.verify({});
        QVERIFY(verdict);
        QVERIFY2(verdict->intact, qPrintable(verdict->problem));
        QVERIFY2(verdict->entries >= least, "an entry that was said to be on the disk is gone");
    }
    QVERIFY(least > 25);
}

void TestJournalCrash::fullDisk()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"j.sqlite"_s);
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {u"--append"_s, file, u"200000"_s});
    QVERIFY(child.waitForFinished());
    const QByteArray said = child.readAllStandardOutput();
    QVERIFY2(said.contains("failed database"), said.right(200).constData());
    QVERIFY2(said.contains("verdict 1"), said.right(200).constData());
    const qint64 written = said.left(said.indexOf("failed")).trimmed().split('\n').constLast().toLongLong();
    QVERIFY(written > 0);
    JournalStore store(file); // room again
    QCOMPARE(store.verify({})->entries, written);
    const Result<JournalEntry> next = store.append(crashRecord());
    QVERIFY(next);
    QCOMPARE(next->number, written + 1);
    QVERIFY(store.verify({})->intact);
}

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--append"_s)
        return appendForever(arguments.value(2), arguments.value(3).toLongLong());
    TestJournalCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_journalcrash.moc"
