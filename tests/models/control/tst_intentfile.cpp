// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/intentfile.h"

#include <csignal>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
RollbackIntent someIntent()
{
    RollbackIntent intent;
    intent.open = true;
    intent.order = {{u"checkout"_s, u"cart"_s},
                    18'446'744'073'709'551'615u,
                    u"„quoted“ \" and\nlines"_s,
                    QUuid::createUuid(),
                    u"ann"_s};
    intent.watched = QStringList{u"checkout"_s};
    intent.startedAt = QDateTime(QDate(2026, 3, 2), QTime(3, 12, 7, 45), Qt::UTC);
    intent.highestEpoch = intent.order.epoch;
    return intent;
}
} // namespace

class TestIntentFile final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isReservedAndOnlyOurs();
    void comesBackAsItWas();
    void shorterOverLonger();
    void fullDiskCannotRefuseIt();
    void damaged_data();
    void damaged();
    void tooLongIsAnError();
};

void TestIntentFile::isReservedAndOnlyOurs()
{
    const QTemporaryDir folder;
    const QString name = folder.filePath(u"state/intent"_s);
    IntentFile file(name);
    const auto loaded = file.load().result();
    QVERIFY(loaded);
    QVERIFY(!loaded->open);
    struct stat info = {};
    QCOMPARE(::stat(QFile::encodeName(name).constData(), &info), 0);
    QCOMPARE(qint64(info.st_size), qint64(IntentFile::reservedBytes));
    QVERIFY(qint64(info.st_blocks) * 512 >= IntentFile::reservedBytes); // blocks, not a hole
    QCOMPARE(info.st_mode & 0777, mode_t(0600));
}

void TestIntentFile::comesBackAsItWas()
{
    const QTemporaryDir folder;
    const RollbackIntent intent = someIntent();
    {
        IntentFile file(folder.filePath(u"intent"_s));
        QVERIFY(file.write(intent).result());
    }
    IntentFile again(folder.filePath(u"intent"_s)); // reserving leaves what is there
    QCOMPARE(again.load().result().value(), intent);
}

void TestIntentFile::shorterOverLonger()
{
    const QTemporaryDir folder;
    IntentFile file(folder.filePath(u"intent"_s));
    RollbackIntent intent = someIntent();
    QVERIFY(file.write(intent).result());
    intent.open = false;
    intent.order.reason.clear();
    intent.order.routes = QStringList{u"*"_s};
    QVERIFY(file.write(intent).result());
    QCOMPARE(file.load().result().value(), intent);
}

void TestIntentFile::fullDiskCannotRefuseIt()
{
    const QTemporaryDir folder;
    IntentFile file(folder.filePath(u"intent"_s));
    QVERIFY(file.load().result());
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit none{rlim_t(IntentFile::reservedBytes), before.rlim_max}; // no file may grow any more
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &none), 0);
    const auto written = file.write(someIntent()).result();
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    QVERIFY(written);
    QVERIFY(file.load().result()->open);
}

void TestIntentFile::damaged_data()
{
    QTest::addColumn<int>("position"); // the byte that is changed
    QTest::newRow("magic") << 3;
    QTest::newRow("version") << 17;
    QTest::newRow("length") << 19;
    QTest::newRow("sum") << 40;
    QTest::newRow("content") << 150;
}

void TestIntentFile::damaged()
{
    QFETCH(const int, position);
    const QTemporaryDir folder;
    const QString name = folder.filePath(u"intent"_s);
    IntentFile file(name);
    QVERIFY(file.write(someIntent()).result());
    QFile raw(name);
    QVERIFY(raw.open(QIODevice::ReadWrite));
    QByteArray content = raw.readAll();
    content[position] = char(content[position] ^ 1);
    raw.seek(0);
    raw.write(content);
    raw.close();
    const auto loaded = file.load().result();
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().kind, ErrorKind::Database);
    QVERIFY(file.write(someIntent()).result()); // and it can be written again
    QVERIFY(file.load().result());
}

void TestIntentFile::tooLongIsAnError()
{
    const QTemporaryDir folder;
    IntentFile file(folder.filePath(u"intent"_s));
    RollbackIntent intent = someIntent();
    QVERIFY(file.write(intent).result());
    intent.order.reason = QString(20'000, u'x');
    QVERIFY(!file.write(intent).result());
    QVERIFY(file.load().result()); // the old one is unharmed
}

QTEST_GUILESS_MAIN(TestIntentFile)
#include "tst_intentfile.moc"
