// SPDX-License-Identifier: GPL-3.0-or-later
// `interlockctl init-db` as a program: what it says, how it ends, and that it may be run again.
#include "tests/integration/servers/postgresserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::PostgresServer;

class TestInitDb final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void makesItAndMakesItAgain();
    void byTheProfile();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();

private:
    struct Ended
    {
        int exit = -1;
        QJsonObject object;
        QString said;
    };
    [[nodiscard]] static Ended run(const QStringList &arguments);
    [[nodiscard]] QString profile(const QByteArray &team) const;

    QTemporaryDir m_folder;
    PostgresServer m_server;
};

void TestInitDb::initTestCase()
{
    QCOMPARE(m_server.start(), QString());
}

TestInitDb::Ended TestInitDb::run(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(INTERLOCK_BIN_DIR "/interlockctl"), arguments);
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitCode(), QJsonDocument::fromJson(process.readAllStandardOutput()).object(),
            QString::fromUtf8(process.readAllStandardError())};
}

QString TestInitDb::profile(const QByteArray &team) const
{
    QString path = m_folder.filePath(u"profile.toml"_s);
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(R"([migration]
name = "shop"
[environment]
name = "test"
colour = "#808080"
[[endpoint]]
id = "bridge"
kind = "bridge"
driver = "control-api"
urls = ["http://127.0.0.1:1"]
[[route]]
id = "checkout"
layer = "write"
)" + team);
    return path;
}

void TestInitDb::makesItAndMakesItAgain()
{
    const QStringList command{u"--json"_s, u"init-db"_s, u"--connection"_s, m_server.connection()};
    const Ended first = run(command);
    QVERIFY2(first.exit == 0, qPrintable(first.said));
    QCOMPARE(first.object["versionBefore"_L1].toInt(-1), 0);
    QCOMPARE(first.object["newRoles"_L1].toArray().size(), 3);
    QCOMPARE(first.object["owner"_L1].toString(), u"postgres"_s);
    const Ended second = run(command);
    QVERIFY2(second.exit == 0, qPrintable(second.said));
    QCOMPARE(second.object["versionBefore"_L1].toInt(-1), 1);
    QCOMPARE(second.object["newRoles"_L1].toArray().size(), 0);
    QVERIFY2(second.said.isEmpty(), qPrintable(second.said)); // no notices of the server
}

void TestInitDb::byTheProfile()
{
    const QByteArray connection = "[team]\nconnection = \"" + m_server.connection().toUtf8() + "\"\n";
    const Ended made = run({u"--json"_s, u"--profile"_s, profile(connection), u"init-db"_s});
    QVERIFY2(made.exit == 0, qPrintable(made.said));
}

void TestInitDb::saysWhatIsWrong_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("word");
    const QStringList direct{u"init-db"_s, u"--connection"_s};
    QCOMPARE(m_server.sql("create role nobody_much login"), QString());
    QTest::newRow("nothing to go by") << QStringList{u"init-db"_s} << 2 << u"--connection TEXT"_s;
    QTest::newRow("profile without a team")
        << QStringList{u"--profile"_s, profile({}), u"init-db"_s} << 2 << u"no [team] connection"_s;
    QTest::newRow("no server") << direct + QStringList{u"host=/nowhere dbname=x"_s} << 3
                               << u"Nothing was changed"_s;
    QTest::newRow("no connection string") << direct + QStringList{u"nonsense"_s} << 2 << u"not made"_s;
    QTest::newRow("may not") << direct + QStringList{m_server.connection(u"nobody_much"_s)} << 6
                             << u"CREATEROLE"_s;
}

void TestInitDb::saysWhatIsWrong()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const int, exit);
    QFETCH(const QString, word);
    const Ended ended = run(arguments);
    QVERIFY2(ended.exit == exit, qPrintable(ended.said));
    QVERIFY2(ended.said.contains(word), qPrintable(ended.said));
}

QTEST_GUILESS_MAIN(TestInitDb)
#include "tst_initdb.moc"
