// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/childprocess.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

/// `interlockctl drill`: a real rehearsal, a real fault, and a result that is kept where the gates look for
/// it.
class TestDrill final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void errorBurstIsPractisedAndKept();
    void unknownFaultDoesNotPass();

private:
    struct Run
    {
        int exit = -1;
        QJsonObject json;
        QString said;
    };
    [[nodiscard]] Run run(const QStringList &arguments) const;

    QTemporaryDir m_folder;
    QString m_profile;
};

void TestDrill::initTestCase()
{
    // The migration itself is not there: a drill asks nothing of it.
    m_profile = m_folder.filePath(u"shop.toml"_s);
    QFile file(m_profile);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[migration]\nname = \"shop\"\nactor = \"ann\"\nstate_folder = \"" +
               m_folder.filePath(u"state"_s).toUtf8() +
               "\"\n[environment]\nname = \"prod\"\ncolour = \"#cf222e\"\n"
               "[[endpoint]]\nid = \"bridge\"\nkind = \"bridge\"\ndriver = \"control-api\"\n"
               "urls = [\"http://127.0.0.1:9\"]\n"
               "[[route]]\nid = \"cart\"\nlayer = \"write\"\n"
               "[[gate]]\nkind = \"drill-age\"\n");
}

TestDrill::Run TestDrill::run(const QStringList &arguments) const
{
    QProcess ctl;
    interlock::endWithTheTest(ctl);
    ctl.start(QStringLiteral(INTERLOCK_BIN_DIR "/interlockctl"),
              QStringList{u"--profile"_s, m_profile, u"--json"_s} + arguments);
    if (!ctl.waitForFinished(300'000)) {
        ctl.terminate(); // it ends its rehearsal first
        ctl.waitForFinished(60'000);
    }
    return {ctl.exitCode(), QJsonDocument::fromJson(ctl.readAllStandardOutput()).object(),
            QString::fromUtf8(ctl.readAllStandardError())};
}

void TestDrill::errorBurstIsPractisedAndKept()
{
    const Run drill = run({u"drill"_s, u"--scenario"_s, u"error-burst"_s});
    QVERIFY2(drill.exit == 0, qPrintable(drill.said));
    QVERIFY(drill.json.value("passed"_L1).toBool());
    const double alarm = drill.json.value("toAlarmMs"_L1).toDouble(-1);
    const double act = drill.json.value("toActMs"_L1).toDouble(-1);
    const double observed = drill.json.value("toObservedMs"_L1).toDouble(-1);
    QVERIFY2(alarm > 0 && act >= alarm && observed > act, qPrintable(drill.said));
    qInfo("alarm after %.0f ms, decided after %.0f ms, observed after %.0f ms", alarm, act, observed);
    const QJsonArray entries = run({u"journal"_s, u"show"_s}).json.value("entries"_L1).toArray();
    QVERIFY(!entries.isEmpty());
    const QJsonObject kept = entries.last().toObject();
    QCOMPARE(kept.value("kind"_L1).toString(), u"drill"_s);
    QCOMPARE(kept.value("actor"_L1).toString(), u"ann"_s);
    QCOMPARE(kept.value("after"_L1).toObject().value("passed"_L1).toBool(), true);
    QCOMPARE(kept.value("after"_L1).toObject().value("tookMs"_L1).toDouble(),
             drill.json.value("tookMs"_L1).toDouble());
}

void TestDrill::unknownFaultDoesNotPass()
{
    const Run drill = run({u"drill"_s, u"--scenario"_s, u"error-brust"_s});
    QCOMPARE(drill.exit, 1);
    QVERIFY2(drill.said.contains(u"error-brust"_s), qPrintable(drill.said));
    QVERIFY(!drill.json.value("passed"_L1).toBool(true));
}

QTEST_GUILESS_MAIN(TestDrill)
#include "tst_e2e_drill.moc"
