// SPDX-License-Identifier: GPL-3.0-or-later
// Two drivers of the lease, each with several processes that want it.
#include "models/domain/whendone.h"
#include "models/endpoints/lease/filelease.h"
#include "models/endpoints/lease/leasejson.h"
#include "models/endpoints/lease/postgreslease.h"
#include "tests/fakes/childprocess.h"
#include "tests/fakes/waited.h"
#include "tests/integration/servers/postgresserver.h"

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace interlock;
using namespace Qt::StringLiterals;
using test::PostgresServer;

namespace {
std::unique_ptr<LeasePort> makeLease(const QString &where, const QString &who)
{
    const LeaseIdentity identity{who, u"host"_s, u"watch"_s};
    if (where.startsWith(u'/'))
        return std::make_unique<FileLease>(where, identity);
    return std::make_unique<PostgresLease>(where, QString(), u"shop"_s, identity);
}

/// The child: wants the lease five times a second and says "armed EPOCH" when it has it. A lock of another
/// kind on a witness file proves that no second one has it at the same time.
int runEngine(const QString &where, const QString &witness, const QString &who)
{
    const auto lease = makeLease(where, who);
    const int fd = ::open(qPrintable(witness), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    bool armed = false;
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, lease.get(), [&] {
        whenDone(lease->renew(true), lease.get(), [&](const Result<LeaseStatus> &status) {
            const bool mine = status && status->mine;
            if (mine && !armed) {
                if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
                    std::puts("TWO AT ONCE");
                std::printf("armed %llu\n", static_cast<unsigned long long>(status->holder->epoch));
            } else if (!mine && armed) {
                ::flock(fd, LOCK_UN);
                std::printf("lost %s\n", status ? "taken" : qPrintable(status.error().detail));
            }
            armed = mine;
            std::fflush(stdout);
        });
    });
    timer.start(200);
    return QCoreApplication::exec();
}

class EngineProcess final
{
public:
    EngineProcess(const QString &where, const QString &witness, const QString &who)
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        endWithTheTest(m_process);
        m_process.start(QCoreApplication::applicationFilePath(), {u"--engine"_s, where, witness, who});
    }
    ~EngineProcess()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] QString said()
    {
        m_said += QString::fromUtf8(m_process.readAll());
        return m_said;
    }
    [[nodiscard]] quint64 epoch()
    {
        const QStringList lines = said().split(u'\n', Qt::SkipEmptyParts);
        const QStringView last = lines.isEmpty() ? QStringView() : QStringView(lines.last());
        return last.startsWith(u"armed ") ? last.sliced(6).toULongLong() : 0;
    }
    void killHard() { ::kill(pid_t(m_process.processId()), SIGKILL); }

private:
    QProcess m_process;
    QString m_said;
};

Result<LeaseStatus> renewed(LeasePort &lease, bool want)
{
    return waited(lease.renew(want));
}
} // namespace

class TestLease final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void oneHolderAndWhoItIs_data();
    void oneHolderAndWhoItIs();
    void racingEnginesAndAKilledHolder_data();
    void racingEnginesAndAKilledHolder();
    void replacedFileIsNoLease();
    void damagedFileStillNamesAHolder();
    void fileOfAnotherAccountStillNamesItsHolder();
    void serverThatIsGoneIsNoLease();

private:
    void rows();
    [[nodiscard]] QString place(const QString &driver) const;

    QTemporaryDir m_folder;
    PostgresServer m_server;
};

void TestLease::initTestCase()
{
    QCOMPARE(m_server.start(), QString());
}

void TestLease::rows()
{
    QTest::addColumn<QString>("driver");
    QTest::newRow("lock file") << u"file"_s;
    QTest::newRow("PostgreSQL") << u"postgresql"_s;
}

QString TestLease::place(const QString &driver) const
{
    return driver == u"file" ? m_folder.filePath(u"state/lease.lock"_s) : m_server.connection();
}

void TestLease::oneHolderAndWhoItIs_data()
{
    rows();
}

void TestLease::oneHolderAndWhoItIs()
{
    QFETCH(QString, driver);
    const auto first = makeLease(place(driver), u"ann"_s);
    const auto second = makeLease(place(driver), u"ben's"_s);
    const auto looker = makeLease(place(driver), u"vera"_s);
    const Result<LeaseStatus> nobody = renewed(*looker, false);
    QVERIFY2(nobody, nobody ? "" : qPrintable(nobody.error().detail));
    QVERIFY(!nobody->holder);
    const Result<LeaseStatus> taken = renewed(*first, true);
    QVERIFY2(taken, taken ? "" : qPrintable(taken.error().detail));
    QVERIFY(taken->mine);
    QCOMPARE(taken->holder->identity.who, u"ann"_s);
    const Result<LeaseStatus> refused = renewed(*second, true);
    QVERIFY(refused);
    QVERIFY(!refused->mine);
    for (const Result<LeaseStatus> &seen : {refused, renewed(*looker, false)}) {
        QVERIFY(seen && seen->holder);
        QCOMPARE(seen->holder->identity, (LeaseIdentity{u"ann"_s, u"host"_s, u"watch"_s}));
        QCOMPARE(seen->holder->epoch, taken->holder->epoch);
        QVERIFY(seen->holder->since.isValid());
    }
    QVERIFY(renewed(*first, true)->mine); // keeps it
    QCOMPARE(renewed(*first, true)->holder->epoch, taken->holder->epoch);
    first->release();
    QTRY_VERIFY(renewed(*second, true).value_or(LeaseStatus{}).mine);
    QCOMPARE(renewed(*second, true)->holder->epoch, taken->holder->epoch + 1); // the fence
    QVERIFY(!renewed(*first, true)->mine);
}

void TestLease::racingEnginesAndAKilledHolder_data()
{
    rows();
}

void TestLease::racingEnginesAndAKilledHolder()
{
    QFETCH(QString, driver);
    const QString witness = m_folder.filePath(driver + u".witness"_s);
    std::vector<std::unique_ptr<EngineProcess>> engines;
    for (int i = 0; i < 3; ++i)
        engines.push_back(std::make_unique<EngineProcess>(place(driver), witness, u"engine-%1"_s.arg(i)));
    const auto holder = [&engines]() -> EngineProcess * {
        for (const auto &engine : engines) {
            if (engine->epoch() != 0)
                return engine.get();
        }
        return nullptr;
    };
    quint64 epoch = 0;
    QElapsedTimer since;
    while (!engines.empty()) {
        QTRY_VERIFY(holder() != nullptr);
        EngineProcess *now = holder();
        if (epoch != 0) {
            qInfo("%s: taken over %lld ms after kill -9", qPrintable(driver), since.elapsed());
            QCOMPARE(now->epoch(), epoch + 1);
        }
        epoch = now->epoch();
        for (const auto &engine : engines)
            QVERIFY2(!engine->said().contains(u"TWO"_s), qPrintable(engine->said()));
        since.start();
        now->killHard();
        std::erase_if(engines, [now](const auto &engine) { return engine.get() == now; });
    }
}

void TestLease::replacedFileIsNoLease()
{
    const QString path = m_folder.filePath(u"replaced.lock"_s);
    FileLease first(path, {u"ann"_s, u"host"_s, u"watch"_s});
    FileLease second(path, {u"ben"_s, u"host"_s, u"watch"_s});
    QVERIFY(renewed(first, true)->mine);
    QVERIFY(QFile::remove(path));
    QVERIFY(renewed(second, true)->mine);
    const Result<LeaseStatus> lost = renewed(first, true);
    QVERIFY(!lost || !lost->mine);
    QVERIFY(!renewed(first, true)->mine);
}

void TestLease::damagedFileStillNamesAHolder()
{
    const QString path = m_folder.filePath(u"damaged.lock"_s);
    FileLease first(path, {u"ann"_s, u"host"_s, u"watch"_s});
    QVERIFY(renewed(first, true)->mine);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.write("{") == 1);
    file.write(QByteArray(4000, 'x'));
    file.close();
    FileLease looker(path, {u"vera"_s, u"host"_s, u"console"_s});
    const Result<LeaseStatus> seen = renewed(looker, false);
    QVERIFY(seen && seen->holder); // somebody holds it, whoever it is
    QVERIFY(seen->holder->identity.who.isEmpty());
}

void TestLease::fileOfAnotherAccountStillNamesItsHolder()
{
    const QString path = m_folder.filePath(u"theirs.lock"_s);
    FileLease theirs(path, {u"interlock"_s, u"host"_s, u"watch"_s});
    QVERIFY(renewed(theirs, true)->mine);
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), 0444), 0);
    QCOMPARE(::chmod(QFile::encodeName(m_folder.path()).constData(), 0755), 0);
    constexpr uid_t nobody = 65534;
    const bool isRoot = ::geteuid() == 0; // whom no mode keeps out
    if (isRoot)
        ::setfsuid(nobody);
    FileLease looker(path, {u"ann"_s, u"host"_s, u"console"_s});
    const Result<LeaseStatus> seen = renewed(looker, true);
    theirs.release();
    const Result<LeaseStatus> free = renewed(looker, true);
    if (isRoot)
        ::setfsuid(0);
    QVERIFY(seen && seen->holder && !seen->mine);
    QCOMPARE(seen->holder->identity.who, u"interlock"_s);
    QVERIFY2(!free, "a lease that can never be ours must say so, not that nobody has it");
}

void TestLease::serverThatIsGoneIsNoLease()
{
    const auto lease = makeLease(m_server.connection(), u"ann"_s);
    QTRY_VERIFY(renewed(*lease, true).value_or(LeaseStatus{}).mine);
    m_server.stop();
    QVERIFY(!renewed(*lease, true));
    QCOMPARE(m_server.start(), QString());
    QTRY_VERIFY(renewed(*lease, true).value_or(LeaseStatus{}).mine); // comes back by itself
}

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--engine")
        return runEngine(arguments.value(2), arguments.value(3), arguments.value(4));
    TestLease test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_lease.moc"
