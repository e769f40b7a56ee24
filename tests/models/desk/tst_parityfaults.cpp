// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/paritydesk.h"
#include "models/domain/whendone.h"
#include "models/endpoints/database/localtriage.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Decisions of all consoles; it can be told to fail at reopening.
class FaultyTriage final : public TriagePort
{
public:
    struct State
    {
        bool isBroken = false;
        QList<QDateTime> reopenedAt;
    };
    FaultyTriage(const QString &file, State *state) : m_triage(file), m_state(state) {}

    QFuture<Result<QList<TriageEntry>>> entries() override { return m_triage.entries(); }
    QFuture<Result<QList<TriageComment>>> comments(const QByteArray &group) override
    {
        return m_triage.comments(group);
    }
    QFuture<Result<TriageEntry>> change(const TriageChange &change) override
    {
        return m_triage.change(change);
    }
    QFuture<Result<QList<TriageEntry>>> reopen(const QList<QByteArray> &groups, const QDateTime &at) override
    {
        m_state->reopenedAt << at;
        if (m_state->isBroken)
            return ready(Result<QList<TriageEntry>>(fail(ErrorKind::Network, u"no database"_s)));
        return m_triage.reopen(groups, at);
    }

private:
    LocalTriage m_triage;
    State *m_state;
};

template<typename T>
T valueOf(const QFuture<T> &future)
{
    return QTest::qWaitFor([&future] { return future.isFinished(); }) ? future.result() : T();
}

QDateTime fixedTime()
{
    return QDateTime(QDate(2026, 3, 2), QTime(9, 0), Qt::UTC);
}

constexpr auto noGates =
    "CREATE TRIGGER broken BEFORE INSERT ON gates BEGIN SELECT RAISE(ABORT, 'no room'); END";
constexpr auto noRules =
    "CREATE TRIGGER broken BEFORE INSERT ON rulesets BEGIN SELECT RAISE(ABORT, 'no room'); END";

} // namespace

/// The desk while its disk or the database of decisions fails: no gate stays good on what does not hold.
class TestParityFaults final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void rulesThatFailAreTriedAgain();
    void rulesThatFailAtTheStart();
    void aFixIsToldUntilTheGateKnows();
    void aFixOfAnotherConsole();
    void occurrencesAreToldWithTheirOwnTime();
    void failedReopeningIsTriedAgain();

private:
    void openDesk();
    void addPair(const QByteArray &legacy, const QByteArray &newer, const QDateTime &at);
    void sql(const QString &statement) const;
    void writeRules(const QByteArray &rules) const;
    /// As another console would.
    void fixElsewhere(const GroupSignature &group, const QDateTime &at);
    [[nodiscard]] Reading<GateVerdict> gate() const { return m_desk->gateReading(u"cart"_s); }
    [[nodiscard]] TriageState stateOf(const GroupSignature &group) const
    {
        return m_desk->triage().entry(signatureKey(group)).state;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QList<TrafficPair> m_traffic;
    FaultyTriage::State m_triage;
    std::unique_ptr<ParityDesk> m_desk;
};

void TestParityFaults::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_traffic.clear();
    m_triage = {};
    addPair(R"({"a":1})", R"({"a":2})", fixedTime().addSecs(-60));
    addPair(R"({"b":1})", R"({"b":2})", fixedTime().addSecs(-30));
}

void TestParityFaults::cleanup()
{
    m_desk.reset();
    m_folder.reset();
}

void TestParityFaults::openDesk()
{
    ParityParts parts;
    parts.pairsFile = m_folder->filePath(u"pairs.sqlite"_s);
    parts.rulesFile = m_folder->filePath(u"rules.toml"_s);
    parts.triage = std::make_unique<FaultyTriage>(m_folder->filePath(u"triage.sqlite"_s), &m_triage);
    parts.actor = u"ann"_s;
    parts.timings.period = 20ms;
    parts.retryPeriod = 50ms;
    parts.source = [this](const QString &cursor, int limit) {
        const qsizetype from = cursor.toLongLong();
        TrafficPairPage page;
        page.pairs = m_traffic.mid(from, limit);
        page.next = QString::number(from + page.pairs.size());
        return ready(Result<TrafficPairPage>(page));
    };
    m_desk = std::make_unique<ParityDesk>(std::move(parts));
    m_desk->start();
}

void TestParityFaults::addPair(const QByteArray &legacy, const QByteArray &newer, const QDateTime &at)
{
    TrafficPair pair;
    pair.id = QString::number(m_traffic.size() + 1);
    pair.at = at;
    pair.route = u"cart"_s;
    pair.method = "GET";
    pair.path = "/cart/" + QByteArray::number(m_traffic.size());
    pair.legacy = {200, legacy, 5, false, false};
    pair.newer = {200, newer, 6, false, false};
    m_traffic << pair;
}

void TestParityFaults::sql(const QString &statement) const
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        database.setDatabaseName(m_folder->filePath(u"pairs.sqlite"_s));
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(statement));
    }
    QSqlDatabase::removeDatabase(u"other"_s);
}

void TestParityFaults::writeRules(const QByteArray &rules) const
{
    QFile file(m_folder->filePath(u"rules.toml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(rules), rules.size());
}

void TestParityFaults::fixElsewhere(const GroupSignature &group, const QDateTime &at)
{
    LocalTriage other(m_folder->filePath(u"triage.sqlite"_s));
    TriageChange change;
    change.group = signatureKey(group);
    change.title = u"a group"_s;
    change.state = TriageState::Fixed;
    change.actor = u"ben"_s;
    change.at = at;
    QVERIFY(valueOf(other.change(change)).has_value());
}

void TestParityFaults::rulesThatFailAreTriedAgain()
{
    openDesk();
    QTRY_COMPARE(gate().value.mismatches, 2);
    QTRY_VERIFY(gate().isLive());
    sql(QString::fromLatin1(noRules));
    writeRules("[[rule]]\nop = \"mask\"\npath = \"/a\"\n");
    m_desk->rules().look();
    QCOMPARE(gate().quality, Quality::Bad); // already while they are put in force
    QTRY_VERIFY(m_desk->problem());
    QCOMPARE(m_desk->problem()->kind, ErrorKind::Database);
    QCOMPARE(gate().quality, Quality::Bad);
    QVERIFY(!gate().problem.isEmpty());
    addPair(R"({"a":"secret"})", R"({"a":"other"})", fixedTime()); // must not be stored without its mask
    sql(u"DROP TRIGGER broken"_s);
    QTRY_VERIFY(gate().isLive());
    QVERIFY(!m_desk->problem());
    QTRY_COMPARE(m_desk->pairs().totalRows(), std::size_t(3));
    const Result<PairViewPtr> view = valueOf(m_desk->open(3, true));
    QVERIFY(view && (*view)->bodies);
    QVERIFY2(!(*view)->bodies->legacy->contains("secret"), (*view)->bodies->legacy->constData());
    QCOMPARE(gate().value.attempt, 2);
}

void TestParityFaults::rulesThatFailAtTheStart()
{
    openDesk();
    QTRY_COMPARE(gate().value.mismatches, 2);
    m_desk.reset();
    sql(QString::fromLatin1(noRules));
    writeRules("[[rule]]\nop = \"ignore\"\npath = \"/a\"\n");
    openDesk();
    QTRY_VERIFY(m_desk->problem());
    QVERIFY(!gate().isLive());
    sql(u"DROP TRIGGER broken"_s);
    QTRY_VERIFY(gate().isLive());
    QCOMPARE(gate().value.attempt, 2);
    QTRY_COMPARE(m_desk->groups().rowCount(), 1);
}

void TestParityFaults::aFixIsToldUntilTheGateKnows()
{
    openDesk();
    QTRY_COMPARE(gate().value.mismatches, 2);
    QTRY_COMPARE(m_desk->groups().rowCount(), 2);
    QTRY_VERIFY(gate().isLive());
    sql(QString::fromLatin1(noGates));
    const GroupSignature group = m_desk->groups().signature(0);
    QVERIFY(valueOf(m_desk->decide(group, TriageState::Fixed, u"T-1"_s, {})).has_value());
    QTRY_VERIFY(m_desk->problem());
    QCOMPARE(gate().quality, Quality::Bad);
    sql(u"DROP TRIGGER broken"_s);
    QTRY_COMPARE(gate().value.attempt, 2);
    QTRY_VERIFY(gate().isLive());
    QVERIFY(!m_desk->problem());
}

void TestParityFaults::aFixOfAnotherConsole()
{
    openDesk();
    QTRY_COMPARE(gate().value.mismatches, 2);
    QTRY_COMPARE(m_desk->groups().rowCount(), 2);
    fixElsewhere(m_desk->groups().signature(0), fixedTime());
    QTRY_COMPARE(gate().value.attempt, 2);
    QTRY_COMPARE(stateOf(m_desk->groups().signature(0)), TriageState::Fixed);
    m_desk.reset();
    openDesk(); // fixes from before are no fixes anew
    QTRY_VERIFY(m_desk->isLoaded() && gate().isLive());
    fixElsewhere(m_desk->groups().signature(1), fixedTime().addSecs(1));
    QTRY_COMPARE(stateOf(m_desk->groups().signature(1)), TriageState::Fixed);
    QCOMPARE(gate().value.attempt, 2);
}

/// A page has pairs of many moments: one after the fix does not say that another group occurred after it.
void TestParityFaults::occurrencesAreToldWithTheirOwnTime()
{
    openDesk();
    QTRY_COMPARE(m_desk->groups().rowCount(), 2);
    const GroupSignature a{"cart", "/a", DifferenceKind::Value, {}, {}};
    const GroupSignature b{"cart", "/b", DifferenceKind::Value, {}, {}};
    fixElsewhere(a, fixedTime());
    fixElsewhere(b, fixedTime());
    QTRY_COMPARE(stateOf(a), TriageState::Fixed);
    QTRY_COMPARE(stateOf(b), TriageState::Fixed);
    addPair(R"({"a":1})", R"({"a":3})", fixedTime().addSecs(-10));
    addPair(R"({"b":1})", R"({"b":3})", fixedTime().addSecs(10));
    addPair(R"({"c":1})", R"({"c":3})", fixedTime().addSecs(20));
    QTRY_COMPARE(stateOf(b), TriageState::New);
    QTRY_COMPARE(m_desk->pairs().totalRows(), std::size_t(5));
    QCOMPARE(stateOf(a), TriageState::Fixed);
    QCOMPARE(m_triage.reopenedAt, QList<QDateTime>{fixedTime().addSecs(10)});
}

void TestParityFaults::failedReopeningIsTriedAgain()
{
    openDesk();
    QTRY_COMPARE(m_desk->groups().rowCount(), 2);
    const GroupSignature a{"cart", "/a", DifferenceKind::Value, {}, {}};
    fixElsewhere(a, fixedTime());
    QTRY_COMPARE(stateOf(a), TriageState::Fixed);
    m_triage.isBroken = true;
    addPair(R"({"a":1})", R"({"a":3})", fixedTime().addSecs(10)); // once only
    QTRY_VERIFY(m_triage.reopenedAt.size() >= 2);
    QCOMPARE(stateOf(a), TriageState::Fixed);
    m_triage.isBroken = false;
    QTRY_COMPARE(stateOf(a), TriageState::New);
}

QTEST_GUILESS_MAIN(TestParityFaults)
#include "tst_parityfaults.moc"
