// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/secrets.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

/// Where a secret comes from, and that one which cannot be read says why and never what.
class TestSecrets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void file_data();
    void file();
    void missingFile();
    void environment_data();
    void environment();
    void noneIsEmpty();
    void keychainThatIsNotThereIsSaid();
    void oneProblemLeavesTheOthers();

private:
    [[nodiscard]] static Result<QString> resolved(const SecretRef &reference);

    QTemporaryDir m_folder;
};

void TestSecrets::initTestCase()
{
    // No desktop: neither a session bus nor a wallet that could answer.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + QFile::encodeName(m_folder.filePath(u"no-bus"_s)));
    qunsetenv("DISPLAY");
}

Result<QString> TestSecrets::resolved(const SecretRef &reference)
{
    const QFuture<Result<QString>> future = resolveSecret(reference);
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30'000))
        return fail(ErrorKind::Timeout, u"never answered"_s, {});
    return future.result();
}

void TestSecrets::file_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QFileDevice::Permissions>("permissions");
    QTest::addColumn<QString>("secret");
    QTest::addColumn<QString>("problem"); // empty: none
    const QFileDevice::Permissions own = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    QTest::newRow("plain") << QByteArray("t0ken") << own << u"t0ken"_s << QString();
    QTest::newRow("line end") << QByteArray("t0ken\n") << own << u"t0ken"_s << QString();
    QTest::newRow("CR LF") << QByteArray("t0ken\r\n") << own << u"t0ken"_s << QString();
    QTest::newRow("not ASCII") << QByteArray("schlüssel") << own << u"schlüssel"_s << QString();
    QTest::newRow("empty") << QByteArray() << own << QString() << u"empty"_s;
    QTest::newRow("only a line end") << QByteArray("\n") << own << QString() << u"empty"_s;
    QTest::newRow("two lines") << QByteArray("t0ken\nsecond") << own << QString() << u"more than one line"_s;
    QTest::newRow("NUL") << QByteArray("t0\0ken", 6) << own << QString() << u"control characters"_s;
    QTest::newRow("group may read") << QByteArray("t0ken") << (own | QFileDevice::ReadGroup) << QString()
                                    << u"chmod 600"_s;
    QTest::newRow("others may read") << QByteArray("t0ken") << (own | QFileDevice::ReadOther) << QString()
                                     << u"chmod 600"_s;
    QTest::newRow("64 KiB") << QByteArray(64 * 1024, 'x') << own << QString(64 * 1024, u'x') << QString();
    QTest::newRow("over 64 KiB") << QByteArray(64 * 1024 + 1, 'x') << own << QString() << u"64 KiB"_s;
}

void TestSecrets::file()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QFileDevice::Permissions, permissions);
    QFETCH(const QString, secret);
    QFETCH(const QString, problem);
    const QString path = m_folder.filePath(u"token"_s);
    QFile::remove(path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
    file.close();
    QVERIFY(file.setPermissions(permissions));
    const Result<QString> result = resolved({SecretSource::File, path});
    QCOMPARE(result.has_value(), problem.isEmpty());
    if (result) {
        QCOMPARE(*result, secret);
        return;
    }
    QCOMPARE(result.error().kind, ErrorKind::Auth);
    QVERIFY2(result.error().detail.contains(problem), qPrintable(result.error().detail));
    QVERIFY2(result.error().where.contains(path), qPrintable(result.error().where));
    QVERIFY(!result.error().detail.contains(u"t0ken"_s));
}

void TestSecrets::missingFile()
{
    const Result<QString> missing = resolved({SecretSource::File, m_folder.filePath(u"nothing"_s)});
    QVERIFY(!missing);
    QVERIFY(missing.error().detail.contains(u"does not exist"_s));
    const Result<QString> folder = resolved({SecretSource::File, m_folder.path()});
    QVERIFY(!folder);
    QVERIFY(folder.error().detail.contains(u"cannot be read"_s));
}

void TestSecrets::environment_data()
{
    QTest::addColumn<QByteArray>("value"); // null: not set
    QTest::addColumn<QString>("problem");
    QTest::newRow("set") << QByteArray("t0ken") << QString();
    QTest::newRow("not set") << QByteArray() << u"not set"_s;
    QTest::newRow("empty") << QByteArray("") << u"empty"_s;
    QTest::newRow("two lines") << QByteArray("a\nb") << u"more than one line"_s;
}

void TestSecrets::environment()
{
    QFETCH(const QByteArray, value);
    QFETCH(const QString, problem);
    value.isNull() ? qunsetenv("INTERLOCK_TEST_SECRET") : qputenv("INTERLOCK_TEST_SECRET", value);
    const Result<QString> result = resolved({SecretSource::Environment, u"INTERLOCK_TEST_SECRET"_s});
    QCOMPARE(result.has_value(), problem.isEmpty());
    if (result)
        QCOMPARE(result->toUtf8(), value);
    else
        QVERIFY2(result.error().detail.contains(problem), qPrintable(result.error().detail));
}

void TestSecrets::noneIsEmpty()
{
    const Result<QString> result = resolved({});
    QVERIFY(result);
    QCOMPARE(*result, QString());
}

void TestSecrets::keychainThatIsNotThereIsSaid()
{
    const Result<QString> result = resolved({SecretSource::Keychain, u"interlock/bridge"_s});
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::Auth);
    QCOMPARE(result.error().where, u"keychain entry interlock/bridge"_s);
    QVERIFY(!result.error().detail.isEmpty());
}

void TestSecrets::oneProblemLeavesTheOthers()
{
    qputenv("INTERLOCK_TEST_SECRET", "t0ken");
    Profile profile;
    const SecretRef sources[] = {{SecretSource::Environment, u"INTERLOCK_TEST_SECRET"_s},
                                 {SecretSource::File, m_folder.filePath(u"nothing"_s)},
                                 {SecretSource::Keychain, u"interlock/orders"_s},
                                 {}};
    for (const SecretRef &source : sources) {
        EndpointSpec endpoint;
        endpoint.id = u"endpoint-%1"_s.arg(profile.endpoints.size());
        endpoint.secret = source;
        profile.endpoints.append(endpoint);
    }
    const QFuture<Secrets> future = resolveSecrets(profile);
    QTRY_VERIFY_WITH_TIMEOUT(future.isFinished(), 30'000);
    const Secrets secrets = future.result();
    QCOMPARE(secrets.keys(),
             (QStringList{u"endpoint-0"_s, u"endpoint-1"_s, u"endpoint-2"_s, u"endpoint-3"_s}));
    QVERIFY(secrets.constFind(u"endpoint-0"_s)->has_value());
    QVERIFY(secrets.constFind(u"endpoint-3"_s)->has_value());
    const QStringList problems = secretProblems(secrets);
    QCOMPARE(problems.size(), 2);
    QVERIFY(problems.first().startsWith(u"endpoint endpoint-1: the secret cannot be read: file"_s));
    QVERIFY(problems.last().startsWith(u"endpoint endpoint-2: the secret cannot be read: keychain"_s));
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
