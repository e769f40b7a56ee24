// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profile.h"
#include "tests/models/profile/smallprofile.h"

#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {
/// 16 lines; what a row adds starts at line 17.
QByteArray teamBase()
{
    return smallProfile() + "[[route]]\n"
                            "id = \"search\"\n"
                            "layer = \"read\"\n";
}
} // namespace

/// [team], [approval] and a step's approval: values, defaults, and every error with its place.
class TestProfileTeam final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEverything();
    void withoutATeam();
    void errors_data();
    void errors();
};

void TestProfileTeam::readsEverything()
{
    const auto profile = parseProfile(teamBase() + "[team]\n"
                                                   "connection = \"host=db dbname=interlock user=ann\"\n"
                                                   "secret = { env = \"PW\" }\n"
                                                   "[approval]\n"
                                                   "acts = [\"full-share\", \"first-step\"]\n"
                                                   "layers = [\"write\"]\n"
                                                   "valid_minutes = 5\n"
                                                   "[[plan.step]]\n"
                                                   "percent = 10\n"
                                                   "day = 1\n"
                                                   "[[plan.step]]\n"
                                                   "percent = 100\n"
                                                   "day = 2\n"
                                                   "approval = true\n",
                                      u"p.toml"_s);
    QVERIFY2(profile, profile ? "" : qPrintable(profile.error().constFirst().toString()));
    QCOMPARE(profile->team.connection, u"host=db dbname=interlock user=ann"_s);
    QCOMPARE(profile->team.secret, (SecretRef{SecretSource::Environment, u"PW"_s}));
    QCOMPARE(profile->approval.acts, (GateActs{GateAct::FullShare, GateAct::FirstStep}));
    QCOMPARE(profile->approval.routes, QStringList{u"cart"_s});
    QCOMPARE(profile->approval.validFor, std::chrono::minutes(5));
    QVERIFY(!profile->steps[0].approval);
    QVERIFY(profile->steps[1].approval);
}

void TestProfileTeam::withoutATeam()
{
    const auto profile = parseProfile(teamBase(), u"p.toml"_s);
    QVERIFY(profile);
    QCOMPARE(profile->team, TeamSpec{});
    QCOMPARE(profile->approval, ApprovalSpec{});
    QVERIFY(profile->approval.acts.isEmpty()); // nobody is asked unless the file says so
}

void TestProfileTeam::errors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("word");
    const QByteArray team = "[team]\nconnection = \"dbname=x\"\n"; // lines 17 and 18
    const auto row = [](const char *name, const QByteArray &text, const char *where, const char *word) {
        QTest::newRow(name) << text << QString::fromUtf8(where) << QString::fromUtf8(word);
    };
    row("team without a connection", "[team]\n", "p.toml:17:", "connection");
    row("password in the open", "[team]\nconnection = \"dbname=x password=y\"\n", "p.toml:18:14", "password");
    row("no connection string", "[team]\nconnection = \"what is this\"\n", "p.toml:18:14", "connection");
    row("unknown key", team + "conection = \"x\"\n", "p.toml:19:1", "conection");
    row("approval without a team", "[approval]\nacts = [\"full-share\"]\n", "p.toml:17:", "[team]");
    row("unknown act", team + "[approval]\nacts = [\"full-shar\"]\n", "p.toml:20:9", "full-share");
    row("unknown route", team + "[approval]\nacts = [\"full-share\"]\nroutes = [\"card\"]\n", "p.toml:21:11",
        "cart");
    row("too long", team + "[approval]\nacts = [\"full-share\"]\nvalid_minutes = 1441\n", "p.toml:21:17",
        "1440");
    row("step without a team", "[[plan.step]]\npercent = 5\nday = 1\napproval = true\n", "p.toml:20:12",
        "[team]");
    row("step with another type", team + "[[plan.step]]\npercent = 5\nday = 1\napproval = 2\n",
        "p.toml:22:12", "approval");
}

void TestProfileTeam::errors()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, where);
    QFETCH(const QString, word);
    const auto profile = parseProfile(teamBase() + text, u"p.toml"_s);
    QVERIFY(!profile);
    QCOMPARE(profile.error().size(), 1);
    const QString first = profile.error().constFirst().toString();
    QVERIFY2(first.startsWith(where), qPrintable(first));
    QVERIFY2(first.contains(word), qPrintable(first));
}

QTEST_GUILESS_MAIN(TestProfileTeam)
#include "tst_profileteam.moc"
