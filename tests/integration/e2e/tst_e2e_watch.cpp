// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/trigger.h"
#include "tests/fakes/childprocess.h"
#include "tests/integration/e2e/rehearsalprocess.h"

#include <csignal>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

using namespace interlock;
using namespace interlock::e2e;
using namespace Qt::StringLiterals;

namespace {
constexpr int sustainSeconds = 3;

/// `interlockctl … watch --json`, line by line.
class WatchProcess final
{
public:
    explicit WatchProcess(const QString &profile)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        endWithTheTest(m_process);
        m_process.start(QStringLiteral(INTERLOCK_BIN_DIR "/interlockctl"),
                        {u"--profile"_s, profile, u"--json"_s, u"watch"_s});
    }
    ~WatchProcess()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    [[nodiscard]] const QList<QJsonObject> &lines()
    {
        m_rest += m_process.readAllStandardOutput();
        for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
            m_lines.append(QJsonDocument::fromJson(m_rest.left(end)).object());
            m_rest.remove(0, end + 1);
        }
        return m_lines;
    }
    /// Index of the first line of @p event, from @p first on, for which @p fits holds; -1 when there is none.
    template<typename Fits>
    [[nodiscard]] qsizetype find(const QString &event, Fits fits, qsizetype first = 0)
    {
        const QList<QJsonObject> &all = lines();
        for (qsizetype i = first; i < all.size(); ++i) {
            if (all.at(i).value("event"_L1).toString() == event && fits(all.at(i)))
                return i;
        }
        return -1;
    }
    [[nodiscard]] QString text()
    {
        QStringList words;
        for (const QJsonObject &line : lines())
            words << QString::fromUtf8(QJsonDocument(line).toJson(QJsonDocument::Compact));
        return words.join(u'\n');
    }
    [[nodiscard]] QProcess &process() { return m_process; }

private:
    QProcess m_process;
    QByteArray m_rest;
    QList<QJsonObject> m_lines;
};

QJsonObject runCtl(const QString &profile, const QStringList &arguments)
{
    QProcess ctl;
    endWithTheTest(ctl);
    ctl.start(QStringLiteral(INTERLOCK_BIN_DIR "/interlockctl"),
              QStringList{u"--profile"_s, profile, u"--json"_s} + arguments);
    ctl.waitForFinished(60'000);
    return QJsonDocument::fromJson(ctl.readAllStandardOutput()).object();
}

QDateTime timeOf(const QJsonObject &line)
{
    return QDateTime::fromString(line.value("at"_L1).toString(), Qt::ISODateWithMs);
}
} // namespace

/// The engine without a window in the rehearsal: an error burst takes the share back with nobody's hand on
/// it.
class TestWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void secondEngineIsNotArmed();
    void backSyncStallLapsesTheWarranty();
    void errorBurstTakesTheShareBack();
    void endsCleanlyAndFreesTheLease();

private:
    [[nodiscard]] bool isArmed(WatchProcess &watch) const;

    QTemporaryDir m_folder;
    QTcpServer m_hook;
    QByteArray m_hooked;
    QString m_profile;
    std::unique_ptr<RehearsalProcess> m_rehearsal;
    std::unique_ptr<WatchProcess> m_watch;
};

void TestWatch::initTestCase()
{
    QVERIFY(m_hook.listen(QHostAddress::LocalHost));
    connect(&m_hook, &QTcpServer::newConnection, this, [this] {
        QTcpSocket *socket = m_hook.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
            m_hooked += socket->readAll();
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
            socket->disconnectFromHost();
        });
    });
    m_rehearsal = std::make_unique<RehearsalProcess>(QStringList{u"--rate"_s, u"80"_s});
    QVERIFY2(m_rehearsal->waitUntilReady(), qPrintable(m_rehearsal->said()));
    const QByteArray more =
        "[[trigger]]\nid = \"error-burst\"\nwatch = \"error-rate\"\nabove = 0.05\nsustain_seconds = " +
        QByteArray::number(sustainSeconds) +
        "\naction = \"immediate\"\narmed = true\n[warranty]\n[[webhook]]\nid = \"team\"\nurl = "
        "\"http://127.0.0.1:" +
        QByteArray::number(m_hook.serverPort()) + "/hook\"\n";
    m_profile =
        m_rehearsal->writeProfile(u"watch"_s, {.stateFolder = m_folder.filePath(u"state"_s), .more = more});
    m_watch = std::make_unique<WatchProcess>(m_profile);
    QVERIFY2(eventually([this] { return isArmed(*m_watch); }), qPrintable(m_watch->text()));
}

bool TestWatch::isArmed(WatchProcess &watch) const
{
    return watch.find(u"lease"_s, [](const QJsonObject &line) { return line.value("armed"_L1).toBool(); }) >=
           0;
}

void TestWatch::secondEngineIsNotArmed()
{
    WatchProcess second(m_profile);
    // It says who has the lease as soon as it has asked.
    QVERIFY2(eventually([&] {
                 return second.find(u"lease"_s, [](const QJsonObject &line) {
                     return !line.value("armed"_L1).toBool() &&
                            line.value("program"_L1).toString() == u"watch";
                 }) >= 0;
             }),
             qPrintable(second.text()));
    QVERIFY2(!isArmed(second), qPrintable(second.text()));
}

/// The dry run is a real one, on the rehearsal's bridge; the stall is seen by the lag that the sync service
/// tells.
void TestWatch::backSyncStallLapsesTheWarranty()
{
    const auto warranty = [this] {
        return runCtl(m_profile, {u"status"_s})
            .value("rollback"_L1)
            .toObject()
            .value("warranty"_L1)
            .toObject();
    };
    const auto textOf = [](const QJsonObject &object) {
        return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
    };
    QJsonObject stated;
    QVERIFY2(eventually([&] {
                 stated = warranty();
                 return stated.value("holds"_L1).toBool();
             }),
             qPrintable(textOf(stated)));
    QVERIFY2(stated.value("logReachSeconds"_L1).toDouble() > 0, qPrintable(textOf(stated)));
    const qsizetype before = m_watch->lines().size();
    QVERIFY(m_rehearsal->setFault(u"back-sync-stall"_s, true));
    const auto lapsed = [](bool active) {
        return [active](const QJsonObject &line) {
            return line.value("kind"_L1).toString() == u"warranty-lapsed" &&
                   line.value("active"_L1).toBool() == active;
        };
    };
    QVERIFY2(eventually([&] { return m_watch->find(u"alarm"_s, lapsed(true), before) >= 0; }),
             qPrintable(m_watch->text()));
    const qsizetype raised = m_watch->find(u"alarm"_s, lapsed(true), before);
    stated = warranty();
    QVERIFY2(!stated.value("holds"_L1).toBool() && textOf(stated).contains(u"back sync"_s),
             qPrintable(textOf(stated)));
    const QJsonObject gates = runCtl(m_profile, {u"gates"_s});
    QVERIFY2(textOf(gates).contains(u"warranty"_s), qPrintable(textOf(gates)));
    QVERIFY(m_rehearsal->setFault(u"back-sync-stall"_s, false));
    QVERIFY2(eventually([&] { return m_watch->find(u"alarm"_s, lapsed(false), raised) >= 0; }),
             qPrintable(m_watch->text()));
}

void TestWatch::errorBurstTakesTheShareBack()
{
    const qsizetype before = m_watch->lines().size();
    QVERIFY(m_rehearsal->setFault(u"error-burst"_s, true));
    const auto any = [](const QJsonObject &) { return true; };
    const auto stateIs = [](const QString &name) {
        return [name](const QJsonObject &line) { return line.value("state"_L1).toString() == name; };
    };
    QVERIFY2(eventually([&] { return m_watch->find(u"rollback"_s, stateIs(u"acknowledged"_s), before) >= 0; },
                        90'000),
             qPrintable(m_watch->text()));
    const qsizetype fired = m_watch->find(u"trigger"_s, stateIs(u"tripped"_s), before);
    const qsizetype action = m_watch->find(u"action"_s, any, before);
    const qsizetype sending = m_watch->find(u"rollback"_s, stateIs(u"sending"_s), before);
    const qsizetype acknowledged = m_watch->find(u"rollback"_s, stateIs(u"acknowledged"_s), before);
    QVERIFY2(fired >= 0 && action > fired && sending > action && acknowledged > sending,
             qPrintable(m_watch->text()));
    // By the engine's own clock it decided at the first look after the sustain time, and not before.
    const qint64 over = m_watch->lines().at(action).value("overMs"_L1).toInteger();
    QVERIFY2(over >= 1000 * sustainSeconds &&
                 over < 1000 * sustainSeconds + TriggerMachine::longestGap.count(),
             qPrintable(QString::number(over)));
    const qint64 act = m_watch->lines().at(acknowledged).value("elapsedMs"_L1).toInteger();
    qInfo("limit broken for %lld ms when it fired; acknowledged by every instance %lld ms later (%lld ms "
          "between the lines)",
          over, act, timeOf(m_watch->lines().at(action)).msecsTo(timeOf(m_watch->lines().at(acknowledged))));
    const QJsonObject status = runCtl(m_profile, {u"status"_s});
    const QJsonArray routes = status.value("routes"_L1).toArray();
    QVERIFY(!routes.isEmpty());
    for (const auto &route : routes) {
        const QString mode = route.toObject().value("commanded"_L1).toObject().value("mode"_L1).toString();
        QVERIFY2(mode == u"legacy", qPrintable(QString::fromUtf8(QJsonDocument(status).toJson())));
    }
    QVERIFY2(eventually([&] { return m_watch->find(u"legacy"_s, any, before) >= 0; }),
             qPrintable(m_watch->text()));
    QVERIFY(eventually([this] { return m_hooked.contains("Automatic immediate rollback"); }));
    const QJsonArray entries = runCtl(m_profile, {u"journal"_s, u"show"_s}).value("entries"_L1).toArray();
    QStringList kinds;
    for (const auto &entry : entries)
        kinds << entry.toObject().value("kind"_L1).toString();
    QVERIFY2(kinds.indexOf(u"trigger"_s) >= 0 && kinds.indexOf(u"rollback"_s) > kinds.indexOf(u"trigger"_s),
             qPrintable(kinds.join(u' ')));
}

void TestWatch::endsCleanlyAndFreesTheLease()
{
    WatchProcess next(m_profile);
    QVERIFY(
        eventually([&] { return next.find(u"started"_s, [](const QJsonObject &) { return true; }) >= 0; }));
    ::kill(pid_t(m_watch->process().processId()), SIGTERM);
    QVERIFY(m_watch->process().waitForFinished(20'000));
    QCOMPARE(m_watch->process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(m_watch->process().exitCode(), 0);
    QVERIFY2(eventually([&] { return isArmed(next); }), qPrintable(next.text()));
}

QTEST_GUILESS_MAIN(TestWatch)
#include "tst_e2e_watch.moc"
