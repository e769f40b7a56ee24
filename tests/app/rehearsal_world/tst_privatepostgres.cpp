// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/database/pgconnection.h"
#include "app/rehearsal/database/privatepostgres.h"
#include "app/rehearsal/database/schema.h"

#include <csignal>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

class PrivatePostgresTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answersOverItsSocketAndGoesWithItsFolder();
    void secretsAreOursAlone();
    void consoleMayOnlyReadTheViews();
    void nothingIsLeftBehind_data();
    void nothingIsLeftBehind();
};

void PrivatePostgresTest::answersOverItsSocketAndGoesWithItsFolder()
{
    PrivatePostgres database;
    const Result<void> started = database.start();
    QVERIFY2(started, started ? "" : qPrintable(started.error().detail));
    const QString folder = database.folder();
    PgConnection connection(database.connectionString());
    QVERIFY(connection.script(seedSql({20, 10})));
    const Result<PgResult> counted =
        connection.exec("select count(*) from legacy.products p join new.product n "
                        "using (sku) where n.price_minor = p.price * 100");
    QVERIFY(counted);
    QCOMPARE(counted->integer(0, 0), 20);
    database.stop();
    QVERIFY(!QFileInfo::exists(folder));
    QVERIFY(!connection.exec("select 1"));
}

void PrivatePostgresTest::secretsAreOursAlone()
{
    PrivatePostgres database;
    QVERIFY(database.start());
    const QFileDevice::Permissions others =
        QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    QCOMPARE(QFileInfo(database.consolePasswordFile()).permissions() & others, QFileDevice::Permissions());
    QVERIFY(
        !PgConnection("host=" + database.folder().toUtf8() + "/pg user=postgres password=wrong").isOpen());
}

void PrivatePostgresTest::consoleMayOnlyReadTheViews()
{
    PrivatePostgres database;
    QVERIFY(database.start());
    QFile file(database.consolePasswordFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    PgConnection console(database.consoleConnection().toUtf8() + " password=" + file.readAll().trimmed());
    QVERIFY(console.isOpen());
    for (const char *view :
         {"orders_in_flight", "callbacks", "id_map", "migration_log", "account_progress", "issues"})
        QVERIFY2(console.exec("select * from interlock." + QByteArray(view)), view);
    QVERIFY(!console.exec("select * from legacy.orders"));
    QVERIFY(!console.exec("insert into interlock.issues(title, opened_by) values ('x', 'y')"));
    QVERIFY(console.script("set default_transaction_read_only = off"));
    QVERIFY(!console.exec("delete from interlock.callbacks"));
}

void PrivatePostgresTest::nothingIsLeftBehind_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("Ctrl-C") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("terminal closed") << SIGHUP;
    QTest::newRow("kill -9") << SIGKILL;
}

void PrivatePostgresTest::nothingIsLeftBehind()
{
    QFETCH(int, signal);
    QProcess rehearsal;
    rehearsal.start(QStringLiteral(INTERLOCK_BIN_DIR "/interlock-rehearsal"),
                    {u"--port"_s, u"0"_s, u"--print-profile"_s});
    QByteArray output;
    QTRY_VERIFY((output += rehearsal.readAllStandardOutput()).contains("bypassed"));
    const QRegularExpressionMatch found =
        QRegularExpression(u"host=(\\S+)/pg port"_s).match(QString::fromUtf8(output));
    QVERIFY(found.hasMatch());
    const QString folder = found.captured(1);
    QFile pidFile(folder + u"/pg/data/postmaster.pid"_s);
    QVERIFY2(pidFile.open(QIODevice::ReadOnly), "as root, or as the user the server runs as");
    const pid_t server = pidFile.readLine().trimmed().toInt();
    QCOMPARE(::kill(server, 0), 0);
    ::kill(pid_t(rehearsal.processId()), signal);
    QVERIFY(rehearsal.waitForFinished(patience));
    if (signal != SIGKILL)
        QVERIFY2(rehearsal.exitCode() == 0, rehearsal.readAllStandardError().constData());
    QTRY_VERIFY(!QFileInfo::exists(folder));
    QTRY_VERIFY(::kill(server, 0) != 0);
}

} // namespace interlock::rehearsal

QTEST_GUILESS_MAIN(interlock::rehearsal::PrivatePostgresTest)
#include "tst_privatepostgres.moc"
