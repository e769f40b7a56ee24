// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/parity/store/plainjudge.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QString keeperFile(const QTemporaryDir &folder)
{
    return folder.filePath(u"pairs.sqlite"_s);
}

TrafficPairPage pageOf(const QList<TrafficPair> &pairs)
{
    return {pairs.isEmpty() ? QString() : pairs.constLast().id, pairs};
}

ParityCounts stored(PairKeeper &keeper)
{
    ParityCounts counts;
    static_cast<void>(keeper.store().visit(0, [&](const StoredPair &pair) {
        countOutcome(counts, pair.outcome);
        return true;
    }));
    return counts;
}

/// What another process does to the file.
void otherwise(const QTemporaryDir &folder, const QString &sql)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"other"_s);
        database.setDatabaseName(keeperFile(folder));
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(sql));
    }
    QSqlDatabase::removeDatabase(u"other"_s);
}

/// Enough clean pairs of cart for its gate, from @p first on.
QList<TrafficPair> cleanPairs(int first, int count)
{
    QList<TrafficPair> pairs;
    for (int i = first; i < first + count; ++i)
        pairs << plainPair(i, "a", "a");
    return pairs;
}

} // namespace

class TestPairKeeper final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordsAndJudges();
    void masksBeforeStoring();
    void aChangedRuleJudgesAgain();
    void untouchedPairsAreSkipped();
    void previewChangesNothing();
    void stoppedHalfwayChangesNothing();
    void manyPairsAreJudgedWhileOthersAreRead();
    void newMasksReachWhatIsStored();
    void rulesChangedWhileAway();
    void gatesGoOnAndRestart();
    void gatesRestartWithTheRulesOrNot();
    void rulesInForceAreNoNewVersion();
    void hitsAreCountedWithoutRulesBefore();
    void damagedBodiesAreNotComparable();
    void stoppedAtTheStart();
    void twoConsolesOfOneComputer();
    void groupsBeyondTheMost();
    void aFixRestartsOnlyWhatItCounted();
    void whatARuleChangeTouches_data();
    void whatARuleChangeTouches();
    void expiryIsAChange();
};

void TestPairKeeper::recordsAndJudges()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({"/b"}), {});
    TrafficPair lost = plainPair(4, "a", "a");
    lost.newer = {std::nullopt, std::nullopt, 3000, true, false};
    const Result<RecordReport> report =
        keeper.record(pageOf({plainPair(1, "a", "a"), plainPair(2, "b", "x"), plainPair(3, "c", "x"), lost}));
    QVERIFY2(report, qPrintable(report ? QString() : report.error().detail));
    QCOMPARE(report->counts, (ParityCounts{1, 1, 1, 1}));
    QCOMPARE(report->routes.at(u"cart"_s), report->counts);
    QCOMPARE(report->ruleHits.at(0), 1);
    QCOMPARE(report->groups.size(), size_t(1));
    QCOMPARE(report->groups.begin()->second, plainPair(3, {}, {}).at);
    QCOMPARE(report->gates.at(u"cart"_s).clean, 2);
    QCOMPARE(report->gates.at(u"cart"_s).mismatches, 1);
    QCOMPARE(keeper.store().state()->cursor, u"4"_s);
    QCOMPARE(keeper.store().state()->rules.version, 1);
    QVERIFY(!*keeper.store().bodies(1)); // equal: no rule is ever asked about it
    QCOMPARE((*keeper.store().bodies(3))->newer, std::optional(QByteArray("x")));
}

void TestPairKeeper::masksBeforeStoring()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
    const Result<RecordReport> report =
        keeper.record(pageOf({plainPair(1, "my secret", "other secret"), plainPair(2, "unreadable", "x")}));
    QVERIFY(report);
    QCOMPARE(report->unmaskable, 1);
    const AnswerBodies expected{QByteArray("my #"), QByteArray("other #")};
    QCOMPARE(**keeper.store().bodies(1), expected);
    QVERIFY(!*keeper.store().bodies(2));
    keeper.close();
    QFile file(keeperFile(folder));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll(); // such short bodies stand in it as they are
    QVERIFY(content.contains("other #"));
    QVERIFY(!content.contains("secret") && !content.contains("unreadable"));
}

void TestPairKeeper::aChangedRuleJudgesAgain()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
    QVERIFY(keeper.record(pageOf({plainPair(1, "a", "a"), plainPair(2, "b", "x"), plainPair(3, "c", "x")})));
    const Result<RescoreReport> report = keeper.setRules(plainRules({"/b"}), QDateTime::currentDateTimeUtc());
    QVERIFY2(report, qPrintable(report ? QString() : report.error().detail));
    QCOMPARE(report->looked, 2);
    QCOMPARE(report->skipped, 1);
    QCOMPARE(report->changed, 1);
    QCOMPARE(report->examples, std::vector<qint64>{2});
    QCOMPARE(report->rules.version, 2);
    QCOMPARE(report->rules.counts, (ParityCounts{1, 1, 1, 0}));
    QCOMPARE(stored(keeper), (ParityCounts{1, 1, 1, 0}));
    QVERIFY(keeper.store().pair(2)->groups.empty());
    QVERIFY(keeper.setRules(plainRules({}), QDateTime::currentDateTimeUtc())); // and back
    QCOMPARE(stored(keeper), (ParityCounts{1, 0, 2, 0}));
    QCOMPARE(keeper.store().pair(2)->groups.size(), size_t(1));
}

void TestPairKeeper::untouchedPairsAreSkipped()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
    QList<TrafficPair> pairs;
    for (int i = 1; i <= 3000; ++i)
        pairs << plainPair(i, i % 2 ? "b" : "c", "x", i % 3 ? u"cart"_s : u"search"_s);
    QVERIFY(keeper.record(pageOf(pairs)));
    const Result<RescoreReport> report =
        keeper.setRules(plainRules({"/b"}, "search"), QDateTime::currentDateTimeUtc());
    QVERIFY(report);
    QCOMPARE(report->looked, 1000);
    QCOMPARE(report->skipped, 2000);
    QCOMPARE(report->changed, 500);
    QCOMPARE(report->routes, (std::map<QString, qint64>{{u"search"_s, 500}}));
    QCOMPARE(report->rules.counts, (ParityCounts{0, 500, 2500, 0}));
}

void TestPairKeeper::previewChangesNothing()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({"/c"}), {});
    QVERIFY(keeper.record(
        pageOf({plainPair(1, "b", "x"), plainPair(2, "b", "y", u"search"_s), plainPair(3, "c", "x")})));
    const Result<RescoreReport> report = previewOf(keeper, plainRules({"/b"}));
    QVERIFY(report);
    QCOMPARE(report->hidden, 2);
    QCOMPARE(report->shown, 1);
    QCOMPARE(report->routes.size(), size_t(2));
    QCOMPARE(report->examples.size(), size_t(3));
    QCOMPARE(stored(keeper), (ParityCounts{0, 1, 2, 0}));
    QCOMPARE(keeper.store().state()->rules.version, 1);
    QCOMPARE(keeper.gates()->at(u"cart"_s).attempt, 1);
}

void TestPairKeeper::stoppedHalfwayChangesNothing()
{
    const QTemporaryDir folder;
    std::atomic_bool stop = false;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {}, &stop);
    QVERIFY(keeper.record(pageOf({plainPair(1, "b", "x")})));
    stop = true;
    const Result<RescoreReport> report = keeper.setRules(plainRules({"/b"}), QDateTime::currentDateTimeUtc());
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
    QCOMPARE(stored(keeper), (ParityCounts{0, 0, 1, 0}));
    QCOMPARE(keeper.store().state()->rules.version, 1);
    QVERIFY(keeper.record(pageOf({plainPair(2, "b", "x")}))); // still by the old rules
    QCOMPARE(stored(keeper), (ParityCounts{0, 0, 2, 0}));
}

/// So many that the first are written while the last are still to be read: each once, and none when stopped.
void TestPairKeeper::manyPairsAreJudgedWhileOthersAreRead()
{
    constexpr int pairs = 5000;
    class Judge final : public PairJudge
    {
    public:
        Judge(std::atomic_int *left, std::atomic_bool *stop) : m_left(left), m_stop(stop) {}
        PairVerdict judge(const TrafficPair &pair) override
        {
            if (--*m_left == 0)
                *m_stop = true;
            return PlainJudge({"/b"}).judge(pair);
        }
        std::optional<QByteArray> masked(const QByteArray &body, PairSide, const TrafficPair &) override
        {
            if (body.startsWith("gone"))
                return std::nullopt;
            return QByteArray(body).replace("public", "a much longer word");
        }

    private:
        std::atomic_int *m_left;
        std::atomic_bool *m_stop;
    };
    const QTemporaryDir folder;
    std::atomic_bool stop = false;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {}, &stop);
    QList<TrafficPair> list;
    for (int i = 1; i <= pairs; ++i)
        list << plainPair(i, i % 2 ? "b public" : "c public", i % 5 ? "x" : "gone");
    QVERIFY(keeper.record(pageOf(list)));
    QCOMPARE(stored(keeper), (ParityCounts{0, 0, pairs, 0}));

    std::atomic_int left = pairs / 2;
    PairRules masking = plainRules({"/b"});
    std::vector<Rule> rules = masking.rules->rules();
    rules.emplace_back().op = RuleOp::Mask;
    rules.back().path = "/public";
    masking.rules = std::make_shared<const RuleSet>(std::move(rules));
    masking.hash = "masking";
    masking.judges = [&] { return std::make_unique<Judge>(&left, &stop); };
    QVERIFY(!keeper.setRules(masking, QDateTime::currentDateTimeUtc()));
    QVERIFY(stop);
    QCOMPARE(stored(keeper), (ParityCounts{0, 0, pairs, 0}));
    QCOMPARE((*keeper.store().bodies(1))->legacy, std::optional(QByteArray("b public")));

    stop = false;
    left = 2 * pairs;
    const Result<RescoreReport> report = keeper.setRules(masking, QDateTime::currentDateTimeUtc());
    QVERIFY2(report, qPrintable(report ? QString() : report.error().detail));
    QCOMPARE(report->looked, pairs);
    QCOMPARE(report->changed, pairs / 2);
    QCOMPARE(stored(keeper), (ParityCounts{0, pairs / 2, pairs / 2, 0}));
    for (int i = 1; i <= pairs; ++i) {
        const Result<std::optional<AnswerBodies>> bodies = keeper.store().bodies(i);
        QVERIFY(bodies);
        QCOMPARE(bodies->has_value(), i % 5 != 0);
        if (*bodies)
            QVERIFY((*bodies)->legacy->endsWith("a much longer word"));
    }
}

void TestPairKeeper::newMasksReachWhatIsStored()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
    QVERIFY(keeper.record(pageOf({plainPair(1, "a public", "b public"), plainPair(2, "c", "unreadable")})));
    PairRules masking = plainRules({});
    Rule mask;
    mask.op = RuleOp::Mask;
    mask.path = "/public";
    masking.rules = std::make_shared<const RuleSet>(std::vector<Rule>{mask});
    masking.hash = "masking";
    class Judge final : public PairJudge
    {
    public:
        PairVerdict judge(const TrafficPair &pair) override { return PlainJudge({}).judge(pair); }
        std::optional<QByteArray> masked(const QByteArray &body, PairSide, const TrafficPair &) override
        {
            return QByteArray(body).replace("public", "##");
        }
    };
    masking.judges = [] { return std::make_unique<Judge>(); };
    QVERIFY(keeper.setRules(masking, QDateTime::currentDateTimeUtc()));
    const AnswerBodies expected{QByteArray("a ##"), QByteArray("b ##")};
    QCOMPARE(**keeper.store().bodies(1), expected);
    QVERIFY(!*keeper.store().bodies(2)); // what was never kept does not come back
}

void TestPairKeeper::rulesChangedWhileAway()
{
    const QTemporaryDir folder;
    {
        PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
        QVERIFY(keeper.record(pageOf({plainPair(1, "b", "x")})));
    }
    {
        PairKeeper same(keeperFile(folder), {}, plainRules({}), {});
        QCOMPARE(same.gates()->at(u"cart"_s).attempt, 1);
        QCOMPARE(same.store().state()->rules.version, 1);
    }
    PairKeeper keeper(keeperFile(folder), {}, plainRules({"/b"}), {});
    QCOMPARE(keeper.gates()->at(u"cart"_s).attempt, 2);
    QCOMPARE(stored(keeper), (ParityCounts{0, 1, 0, 0}));
}

void TestPairKeeper::gatesGoOnAndRestart()
{
    const QTemporaryDir folder;
    QList<TrafficPair> pairs;
    for (int i = 1; i <= 4000; ++i)
        pairs << plainPair(i, "a", "a");
    {
        PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
        QVERIFY(keeper.record(pageOf(pairs)));
        QVERIFY(keeper.record(pageOf(pairs))); // a source that repeats itself gathers no evidence
        QCOMPARE(keeper.gates()->at(u"cart"_s).cleanPairsToGo, 97);
    }
    PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
    pairs.clear();
    for (int i = 3990; i <= 4097; ++i)
        pairs << plainPair(i, "a", "a");
    const Result<RecordReport> report = keeper.record(pageOf(pairs));
    QVERIFY(report);
    QCOMPARE(report->gates.at(u"cart"_s).state, ParityGateState::Open);
    QVERIFY(keeper.setRules(plainRules({"/z"}, "search"), QDateTime::currentDateTimeUtc()));
    QCOMPARE(keeper.gates()->at(u"cart"_s).state, ParityGateState::Open); // another route's rule
    QVERIFY(keeper.setRules(plainRules({"/z"}), QDateTime::currentDateTimeUtc()));
    QCOMPARE(keeper.gates()->at(u"cart"_s).state, ParityGateState::Insufficient);
    QCOMPARE(keeper.gates()->at(u"cart"_s).attempt, 2);
}

/// Killed, or without room, between judging again and restarting: a gate must not stay open on the evidence
/// of rules that hold no more.
void TestPairKeeper::gatesRestartWithTheRulesOrNot()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
    QVERIFY(keeper.record(pageOf(cleanPairs(1, 4097))));
    QCOMPARE(keeper.gates()->at(u"cart"_s).state, ParityGateState::Open);
    otherwise(folder, u"CREATE TRIGGER broken BEFORE INSERT ON gates BEGIN SELECT RAISE(ABORT, 'no'); END"_s);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QVERIFY(!keeper.setRules(plainRules({"/a"}), now));
    otherwise(folder, u"DROP TRIGGER broken"_s);
    {
        PairKeeper next(keeperFile(folder), {}, plainRules({"/a"}), {});
        QCOMPARE(next.gates()->at(u"cart"_s).state, ParityGateState::Insufficient);
        QCOMPARE(next.gates()->at(u"cart"_s).attempt, 2);
    }
    QVERIFY(keeper.setRules(plainRules({"/a", "/b"}), now)); // the same process tries again
    QCOMPARE(keeper.gates()->at(u"cart"_s).state, ParityGateState::Insufficient);
}

void TestPairKeeper::rulesInForceAreNoNewVersion()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({"/b"}), {});
    QVERIFY(keeper.record(pageOf({plainPair(1, "b", "x")})));
    const Result<RescoreReport> report = keeper.setRules(plainRules({"/b"}), QDateTime::currentDateTimeUtc());
    QVERIFY(report);
    QCOMPARE(report->rules.hash, plainRules({"/b"}).hash);
    QCOMPARE(report->rules.version, 1);
    QCOMPARE(keeper.store().ruleSets()->size(), size_t(1));
    QCOMPARE(keeper.gates()->at(u"cart"_s).attempt, 1);
}

void TestPairKeeper::hitsAreCountedWithoutRulesBefore()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({"/b"}), {});
    QVERIFY(keeper.record(pageOf({plainPair(1, "b", "x"), plainPair(2, "b", "y"), plainPair(3, "c", "x")})));
    const Result<RulesPreview> later = keeper.hitsLater();
    QVERIFY(later);
    QVERIFY(!later->before &&
            !later->change.masks); // each pair is judged once and nothing is unpacked for masks
    const Result<RescoreReport> report = later->run(keeper.store(), nullptr);
    QVERIFY(report);
    QCOMPARE(report->ruleHits.at(0), 2);
    QCOMPARE(report->looked, 3);
    QCOMPARE(report->hidden + report->shown, 0);
}

void TestPairKeeper::damagedBodiesAreNotComparable()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({"/b", "/c"}), {});
    QVERIFY(keeper.record(pageOf({plainPair(1, "b", "x"), plainPair(2, "c", "x")})));
    otherwise(folder, u"UPDATE bodies SET packed = x'00' WHERE number = 1"_s);
    const Result<RescoreReport> report = keeper.setRules(plainRules({"/c"}), QDateTime::currentDateTimeUtc());
    QVERIFY2(report, qPrintable(report ? QString() : report.error().detail));
    QCOMPARE(report->rules.counts, (ParityCounts{0, 1, 0, 1})); // not "equal" by rules that hold no more
}

void TestPairKeeper::stoppedAtTheStart()
{
    const QTemporaryDir folder;
    {
        PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
        QVERIFY(keeper.record(pageOf({plainPair(1, "b", "x")})));
    }
    std::atomic_bool stop =
        true; // the console is closed while it judges again what changed while it was away
    PairKeeper keeper(keeperFile(folder), {}, plainRules({"/b"}), {}, &stop);
    const Result<RecordReport> report = keeper.record(pageOf({plainPair(2, "b", "x")}));
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
    QCOMPARE(stored(keeper), (ParityCounts{0, 0, 1, 0}));
    stop = false;
    QVERIFY(keeper.record(pageOf({plainPair(2, "b", "x")})));
    QCOMPARE(stored(keeper), (ParityCounts{0, 2, 0, 0}));
}

/// They share the file: what one did to a gate holds for the other one too.
void TestPairKeeper::twoConsolesOfOneComputer()
{
    const QTemporaryDir folder;
    PairKeeper one(keeperFile(folder), {}, plainRules({}), {});
    PairKeeper two(keeperFile(folder), {}, plainRules({}), {});
    QVERIFY(one.record(pageOf(cleanPairs(1, 4097) << plainPair(5000, "b", "x"))));
    QCOMPARE(two.gates()->at(u"cart"_s).state, ParityGateState::Open);
    QVERIFY(two.record(pageOf({plainPair(5001, "a", "a")})));
    QCOMPARE(*one.noteFixed({"cart", "/b", DifferenceKind::Value, {}, {}}, plainPair(5002, {}, {}).at), true);
    const Result<RecordReport> next =
        two.record(pageOf({plainPair(5003, "a", "a"), plainPair(5004, "n", "x")}));
    QVERIFY2(next, qPrintable(next ? QString() : next.error().detail));
    QCOMPARE(next->gates.at(u"cart"_s).attempt, 2);
    QCOMPARE(next->gates.at(u"cart"_s).state, ParityGateState::Insufficient);
    const Result<RecordReport> both =
        one.record(pageOf({plainPair(5003, "a", "a"), plainPair(5005, "n", "x")}));
    QVERIFY2(both, qPrintable(both ? QString() : both.error().detail)); // knows the other's new group
    QCOMPARE(both->stored.known, 1);
    QCOMPARE(both->gates.at(u"cart"_s).clean, 1);
    QCOMPARE(both->gates.at(u"cart"_s).mismatches, 2);
    QVERIFY(two.setRules(plainRules({"/n"}), QDateTime::currentDateTimeUtc()));
    const Result<RecordReport> page = two.record(pageOf({}));
    QVERIFY(page);
    QCOMPARE(page->gates.at(u"cart"_s).attempt, 3); // also without a pair of the route
    const QDateTime seen = two.record(pageOf({plainPair(5006, "a", "a")}))->gates.at(u"cart"_s).lastPairAt;
    QCOMPARE(seen, plainPair(5006, {}, {}).at);
    QCOMPARE(two.record(pageOf({}))->gates.at(u"cart"_s).lastPairAt, seen); // alone nothing is read anew
}

void TestPairKeeper::groupsBeyondTheMost()
{
    const QTemporaryDir folder;
    PairStoreLimits limits;
    limits.mostGroups = 2;
    PairKeeper keeper(keeperFile(folder), limits, plainRules({}), {});
    QList<TrafficPair> pairs;
    for (int i = 0; i < 20; ++i)
        pairs << plainPair(i + 1, QByteArray(1, char('a' + i)), "x");
    QVERIFY(keeper.record(pageOf(pairs)));
    const std::vector<StoredGroup> groups = keeper.store().groups().value_or(std::vector<StoredGroup>());
    QCOMPARE(groups.size(), size_t(3));
    const auto collecting = std::ranges::find(groups, collectingGroup("cart"), &StoredGroup::signature);
    QVERIFY(collecting != groups.end());
    QCOMPARE(keeper.store().pair(20)->groups, std::vector<quint32>{collecting->id});
    // Judging again finds what is collected unchanged, and a fix of one of them restarts the gate.
    const Result<RescoreReport> report = previewOf(keeper, plainRules({"/z"}));
    QVERIFY(report);
    QCOMPARE(report->looked, 20);
    QCOMPARE(report->changed, 0);
    QCOMPARE(*keeper.noteFixed({"cart", "/t", DifferenceKind::Value, {}, {}}, plainPair(99, {}, {}).at),
             true);
}

void TestPairKeeper::aFixRestartsOnlyWhatItCounted()
{
    const QTemporaryDir folder;
    PairKeeper keeper(keeperFile(folder), {}, plainRules({}), {});
    QVERIFY(keeper.record(pageOf({plainPair(1, "b", "x"), plainPair(2, "a", "a", u"search"_s)})));
    const QDateTime fixed = plainPair(10, {}, {}).at;
    const auto group = [](const QByteArray &route) {
        return GroupSignature{route, "/b", DifferenceKind::Value, {}, {}};
    };
    QCOMPARE(*keeper.noteFixed(group("search"), fixed), false);
    QCOMPARE(*keeper.noteFixed({"cart", "/other", DifferenceKind::Value, {}, {}}, fixed), false);
    QCOMPARE(*keeper.noteFixed(group("cart"), fixed), true);
    QCOMPARE(keeper.gates()->at(u"cart"_s).attempt, 2);
    QCOMPARE(keeper.gates()->at(u"search"_s).attempt, 1);
    QVERIFY(keeper.record(pageOf({plainPair(5, "a", "a"), plainPair(11, "a", "a")})));
    QCOMPARE(keeper.gates()->at(u"cart"_s).clean, 1);         // pair 5 speaks of the time before the fix
    QCOMPARE(*keeper.noteFixed(group("cart"), fixed), false); // it counted nothing since
}

void TestPairKeeper::whatARuleChangeTouches_data()
{
    QTest::addColumn<QList<int>>("before");
    QTest::addColumn<QList<int>>("after");
    QTest::addColumn<bool>("cart");
    QTest::addColumn<bool>("search");
    // rules: 0 of all routes, 1 of cart, 2 of search, 3 a mask of search
    QTest::newRow("none") << QList<int>{0, 1} << QList<int>{0, 1} << false << false;
    QTest::newRow("added") << QList<int>{0} << QList<int>{0, 1} << true << false;
    QTest::newRow("removed") << QList<int>{2, 0} << QList<int>{0} << false << true;
    QTest::newRow("swapped") << QList<int>{1, 2} << QList<int>{2, 1} << true << true;
    QTest::newRow("everywhere") << QList<int>{} << QList<int>{0} << true << true;
    QTest::newRow("mask") << QList<int>{0} << QList<int>{0, 3} << false << true;
}

void TestPairKeeper::whatARuleChangeTouches()
{
    QFETCH(const QList<int>, before);
    QFETCH(const QList<int>, after);
    const auto setOf = [](const QList<int> &numbers) {
        std::vector<Rule> rules;
        for (const int number : numbers) {
            Rule rule;
            rule.path = "/" + QByteArray::number(number);
            rule.reason = u"reason %1"_s.arg(rules.size()); // the record of why changes nothing
            if (number > 0)
                rule.route = number == 1 ? "cart" : "search";
            if (number == 3)
                rule.op = RuleOp::Mask;
            rules.push_back(rule);
        }
        return RuleSet(rules);
    };
    const QDate day(2026, 3, 2);
    const RuleChange change = ruleChange(setOf(before), day, setOf(after), day);
    QTEST(change.touches("cart", "GET"), "cart");
    QTEST(change.touches("search", "GET"), "search");
    QCOMPARE(change.masks, after.contains(3) != before.contains(3));
}

void TestPairKeeper::expiryIsAChange()
{
    Rule rule;
    rule.expires = QDate(2026, 3, 2);
    const RuleSet set(std::vector<Rule>{rule});
    QVERIFY(ruleChange(set, QDate(2026, 3, 1), set, QDate(2026, 3, 2)).isEmpty());
    QVERIFY(!ruleChange(set, QDate(2026, 3, 2), set, QDate(2026, 3, 3)).isEmpty());
}

QTEST_GUILESS_MAIN(TestPairKeeper)
#include "tst_pairkeeper.moc"
