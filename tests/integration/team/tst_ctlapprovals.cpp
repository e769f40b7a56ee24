// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/ctl/ctlfixture.h"
#include "tests/integration/team/teamworld.h"

#include <QJsonArray>
#include <QTest>

using namespace interlock;
using namespace interlock::test;
using namespace Qt::StringLiterals;

/// Two people at two terminals: one asks, the other looks at the evidence and signs, and the act goes once.
class TestCtlApprovals final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void askedSignedAndUsedOnce();
    void declinedAndWithdrawn();
    void withoutATeamThereIsNobodyToAsk();

private:
    [[nodiscard]] CtlRun as(const QString &person, const QStringList &arguments);
    [[nodiscard]] QJsonObject asked(int percent);

    TeamWorld m_team;
    std::unique_ptr<CtlFixture> m_world;
};

void TestCtlApprovals::initTestCase()
{
    QCOMPARE(m_team.start(), QString());
    m_world = std::make_unique<CtlFixture>();
}

CtlRun TestCtlApprovals::as(const QString &person, const QStringList &arguments)
{
    m_world->becomes(person, "[team]\nconnection = \"" + m_team.server.connection(person).toUtf8() +
                                 "\"\n[approval]\nacts = [\"raise-share\"]\n");
    return m_world->run(arguments);
}

/// Ann asks to take checkout there; the request as `--json` has it.
QJsonObject TestCtlApprovals::asked(int percent)
{
    const CtlRun run = as(u"ann"_s, {u"set"_s, u"checkout"_s, u"--percent"_s, QString::number(percent),
                                     u"--reason"_s, u"the plan"_s, u"--ask"_s, u"--json"_s});
    if (run.exit != 0)
        qWarning("%s", qPrintable(run.err));
    return run.json()[u"approval"_s].toObject();
}

void TestCtlApprovals::askedSignedAndUsedOnce()
{
    const QStringList raise{u"set"_s,      u"checkout"_s, u"--percent"_s, u"50"_s,
                            u"--reason"_s, u"the plan"_s, u"--json"_s};
    const CtlRun alone = as(u"ann"_s, raise);
    QCOMPARE(alone.exit, 4);
    QCOMPARE(m_world->route(u"checkout"_s).percent, 10);

    const QJsonObject request = asked(50);
    const QString id = request[u"id"_s].toString();
    const QString digest = request[u"digest"_s].toString();
    QCOMPARE(request[u"state"_s].toString(), u"requested"_s);
    QCOMPARE(m_world->route(u"checkout"_s).percent, 10); // nothing was sent

    const QStringList sign{u"approvals"_s, u"sign"_s, id, u"--digest"_s, digest, u"--json"_s};
    const CtlRun own = as(u"ann"_s, sign);
    QVERIFY2(own.exit == 6, qPrintable(own.out + own.err)); // nobody signs a request of one's own

    const CtlRun list = as(u"ben"_s, {u"approvals"_s});
    QVERIFY2(list.exit == 0 && list.out.contains(id) && list.out.contains(u"ann"_s), qPrintable(list.out));
    const CtlRun shown = as(u"ben"_s, {u"approvals"_s, u"show"_s, id.left(8)});
    QVERIFY2(shown.out.trimmed().endsWith(u"digest "_s + digest), qPrintable(shown.out));
    QVERIFY2(shown.out.contains(u"\"percent\": 50"_s), qPrintable(shown.out));
    QCOMPARE(as(u"ben"_s, {u"approvals"_s, u"sign"_s, id, u"--digest"_s, QString(8, u'0')}).exit, 5);
    const CtlRun signedRun = as(u"ben"_s, sign);
    QVERIFY2(signedRun.exit == 0, qPrintable(signedRun.out + signedRun.err));
    QCOMPARE(signedRun.json()[u"approval"_s].toObject()[u"state"_s].toString(), u"approved"_s);

    const CtlRun sent = as(u"ann"_s, raise);
    QVERIFY2(sent.exit == 0, qPrintable(sent.out + sent.err));
    QCOMPARE(m_world->route(u"checkout"_s).percent, 50);
    const QJsonArray after = as(u"ann"_s, {u"approvals"_s, u"--json"_s}).json()[u"approvals"_s].toArray();
    QCOMPARE(after.last().toObject()[u"state"_s].toString(), u"used"_s);
}

void TestCtlApprovals::declinedAndWithdrawn()
{
    const QString first = asked(70)[u"id"_s].toString();
    const CtlRun declined =
        as(u"ben"_s, {u"approvals"_s, u"decline"_s, first, u"--reason"_s, u"not today"_s, u"--json"_s});
    QVERIFY2(declined.exit == 0, qPrintable(declined.out + declined.err));
    const QJsonObject approval = declined.json()[u"approval"_s].toObject();
    QCOMPARE(approval[u"state"_s].toString(), u"declined"_s);
    QCOMPARE(approval[u"detail"_s].toString(), u"not today"_s);

    const QString second = asked(80)[u"id"_s].toString();
    QCOMPARE(as(u"ben"_s, {u"approvals"_s, u"withdraw"_s, second}).exit, 6); // only whoever asked
    QCOMPARE(as(u"ann"_s, {u"approvals"_s, u"withdraw"_s, second}).exit, 0);
    QCOMPARE(as(u"ann"_s, {u"approvals"_s, u"show"_s, u"ffffffff-0000"_s}).exit, 2);
    // Less to new needs nobody, and there is nothing to ask for.
    QCOMPARE(
        as(u"ann"_s, {u"set"_s, u"checkout"_s, u"--percent"_s, u"5"_s, u"--reason"_s, u"x"_s, u"--ask"_s})
            .exit,
        2);
}

void TestCtlApprovals::withoutATeamThereIsNobodyToAsk()
{
    m_world->becomes(u"ann"_s, {});
    QCOMPARE(m_world->run({u"approvals"_s}).exit, 2);
}

QTEST_GUILESS_MAIN(TestCtlApprovals)
#include "tst_ctlapprovals.moc"
