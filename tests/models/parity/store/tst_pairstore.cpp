// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/pairstore.h"
#include "models/parity/store/requestfingerprint.h"

#include <csignal>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QUuid>
#include <sys/resource.h>

using namespace interlock;
using namespace Qt::StringLiterals;

namespace {

QDateTime pairAt(int second)
{
    return QDateTime(QDate(2026, 3, 2), QTime(8, 0), Qt::UTC).addSecs(second);
}

GroupSignature priceGroup()
{
    return {"checkout", "/items/*/price", DifferenceKind::Value, {}, {}};
}

JudgedPair judged(int number, PairOutcome outcome = PairOutcome::Different)
{
    JudgedPair pair;
    pair.pair.id = QString::number(number);
    pair.pair.at = pairAt(number);
    pair.pair.route = u"checkout"_s;
    pair.pair.method = "GET";
    pair.pair.path = "/api/orders/" + QByteArray::number(number) + "?x=1";
    pair.pair.legacy = {200, QByteArray(R"({"total":1})"), 12, false, false};
    pair.pair.newer = {500, std::nullopt, 3000, true, false};
    pair.outcome = outcome;
    pair.keepsBodies = outcome != PairOutcome::Equal;
    if (outcome == PairOutcome::Different)
        pair.groups = {priceGroup()};
    pair.fingerprint = requestFingerprint(pair.pair);
    pair.contentKey = pairContentKey(pair.pair);
    return pair;
}

/// A pair whose bodies cannot be compressed.
JudgedPair heavy(int number, qsizetype bytes)
{
    JudgedPair pair = judged(number);
    QByteArray noise;
    while (noise.size() < bytes)
        noise += QUuid::createUuid().toByteArray(QUuid::Id128);
    pair.pair.legacy.body = noise;
    pair.contentKey = pairContentKey(pair.pair);
    return pair;
}

/// No file may grow past @p bytes while it lives: what a full disk does to SQLite.
class FullDisk final
{
    Q_DISABLE_COPY_MOVE(FullDisk)

public:
    explicit FullDisk(qint64 bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit now = m_before;
        now.rlim_cur = rlim_t(bytes);
        setrlimit(RLIMIT_FSIZE, &now);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &m_before); }

private:
    rlimit m_before{};
};

void runSql(const QString &file, const QString &sql)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
        database.setDatabaseName(file);
        QVERIFY(database.open());
        QSqlQuery query(database);
        QVERIFY(query.exec(sql));
    }
    QSqlDatabase::removeDatabase(u"test"_s);
}

std::vector<StoredPair> allPairs(PairStore &store)
{
    std::vector<StoredPair> pairs;
    static_cast<void>(store.visit(0, [&](const StoredPair &pair) {
        pairs.push_back(pair);
        return true;
    }));
    return pairs;
}

} // namespace

class TestPairStore final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatWasStored();
    void resumesAtTheCursor();
    void samePairIsCountedNotStored();
    void idsSentTwiceAreLeftOut();
    void dropsTheOldestAtTheCap();
    void fullDiskKeepsWhatWasThere();
    void refusesOtherFiles_data();
    void refusesOtherFiles();
    void damagedBodiesAreAnError();
    void gatesAreKeptWithTheirRequests();
    void ruleSetsKeepTheirCounts();
    void groupsOccurSince();
    void fingerprintsOfRequests();
    void fileIsOnlyOurs();
};

void TestPairStore::givesBackWhatWasStored()
{
    const QTemporaryDir folder;
    PairStore store(folder.filePath(u"p/pairs.sqlite"_s));
    const Result<AppendReport> report = store.append({judged(1), judged(2, PairOutcome::Equal)}, u"c2"_s);
    QVERIFY2(report, qPrintable(report ? QString() : report.error().detail));
    QCOMPARE(report->stored, 2);

    const Result<StoredPair> pair = store.pair(1);
    QVERIFY(pair);
    QCOMPARE(pair->sourceId, u"1"_s);
    QCOMPARE(pair->at, pairAt(1));
    QCOMPARE(pair->route, u"checkout"_s);
    QCOMPARE(pair->method, QByteArray("GET"));
    QCOMPARE(pair->path, QByteArray("/api/orders/1?x=1"));
    QCOMPARE(pair->legacyStatus, std::optional(200));
    QCOMPARE(pair->newerStatus, std::optional(500));
    QCOMPARE(pair->legacyMs, 12);
    QCOMPARE(pair->newerMs, 3000);
    QCOMPARE(pair->flags, quint8(NewerTimedOut));
    QCOMPARE(pair->outcome, PairOutcome::Different);
    const Result<std::vector<StoredGroup>> groups = store.groups();
    QVERIFY(groups);
    QCOMPARE(groups->size(), size_t(1));
    QVERIFY(groups->front().signature == priceGroup());
    QCOMPARE(pair->groups, std::vector<quint32>{groups->front().id});
    const Result<std::optional<AnswerBodies>> bodies = store.bodies(1);
    QVERIFY(bodies && *bodies);
    QCOMPARE((*bodies)->legacy, std::optional(QByteArray(R"({"total":1})")));
    QVERIFY(!(*bodies)->newer); // a side without an answer is not an empty answer
    QVERIFY(!*store.bodies(2));
    QCOMPARE(store.pair(3).error().kind, ErrorKind::Refused);
}

void TestPairStore::resumesAtTheCursor()
{
    const QTemporaryDir folder;
    {
        PairStore store(folder.filePath(u"pairs.sqlite"_s));
        QCOMPARE(store.state()->cursor, QString());
        QVERIFY(store.append({judged(1)}, u"cursor 1"_s));
    }
    PairStore store(folder.filePath(u"pairs.sqlite"_s));
    const Result<PairStoreState> state = store.state();
    QVERIFY(state);
    QCOMPARE(state->cursor, u"cursor 1"_s);
    QCOMPARE(state->pairs, 1);
    QCOMPARE(state->lastNumber, 1);
    QVERIFY(store.append({judged(2)}, u"cursor 2"_s)); // the group is known again
    QCOMPARE(store.groups()->size(), size_t(1));
}

void TestPairStore::samePairIsCountedNotStored()
{
    const QTemporaryDir folder;
    PairStore store(folder.filePath(u"pairs.sqlite"_s));
    JudgedPair again = judged(1);
    again.pair.id = u"77"_s;
    again.pair.at = pairAt(500);
    JudgedPair other = judged(1); // same request, another answer
    other.pair.id = u"78"_s;
    other.pair.newer.status = 503;
    other.contentKey = pairContentKey(other.pair);
    const Result<AppendReport> report = store.append({judged(1), again, other}, u"c"_s);
    QVERIFY(report);
    QCOMPARE(report->stored, 2);
    QCOMPARE(report->repeated, 1);
    const std::vector<StoredPair> pairs = allPairs(store);
    QCOMPARE(pairs.size(), size_t(2));
    QCOMPARE(pairs[0].seen, 2);
    QCOMPARE(pairs[0].lastAt, pairAt(500));
    QCOMPARE(pairs[0].fingerprint, pairs[1].fingerprint);
}

void TestPairStore::idsSentTwiceAreLeftOut()
{
    const QTemporaryDir folder;
    PairStore store(folder.filePath(u"pairs.sqlite"_s));
    QVERIFY(store.append({judged(1), judged(2)}, u"c"_s));
    const Result<AppendReport> report = store.append({judged(1), judged(2), judged(3)}, u"c"_s);
    QVERIFY(report);
    QCOMPARE(report->known, 2);
    QCOMPARE(report->stored, 1);
    for (const StoredPair &pair : allPairs(store))
        QCOMPARE(pair.seen, 1);
}

void TestPairStore::dropsTheOldestAtTheCap()
{
    const QTemporaryDir folder;
    PairStoreLimits limits;
    limits.maxBytes = 1024 * 1024;
    PairStore store(folder.filePath(u"pairs.sqlite"_s), limits);
    qint64 dropped = 0;
    for (int batch = 0; batch < 30; ++batch) {
        std::vector<JudgedPair> pairs;
        pairs.reserve(10);
        for (int i = 0; i < 10; ++i)
            pairs.push_back(heavy(batch * 10 + i + 1, 16 * 1024));
        const Result<AppendReport> report = store.append(pairs, u"c"_s);
        QVERIFY(report);
        dropped += report->dropped;
        QCOMPARE(report->dropped > 0, report->droppedUpTo.isValid());
    }
    const Result<PairStoreState> state = store.state();
    QVERIFY(state);
    QVERIFY(state->bytes <= limits.maxBytes);
    QVERIFY(dropped > 100);
    QCOMPARE(state->dropped, dropped);
    QCOMPARE(state->pairs, 300 - dropped);
    QCOMPARE(state->droppedUpTo, pairAt(int(dropped)));
    const std::vector<StoredPair> pairs = allPairs(store);
    QCOMPARE(pairs.front().number, dropped + 1);
    QCOMPARE(pairs.back().number, 300);
}

void TestPairStore::fullDiskKeepsWhatWasThere()
{
    const QTemporaryDir folder;
    PairStore store(folder.filePath(u"pairs.sqlite"_s));
    QVERIFY(store.append({judged(1)}, u"before"_s));
    {
        const FullDisk disk(256 * 1024);
        std::vector<JudgedPair> batch;
        for (int i = 2; i < 40; ++i)
            batch.push_back(heavy(i, 16 * 1024));
        const Result<AppendReport> report = store.append(batch, u"after"_s);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Database);
        QCOMPARE(report.error().where, store.fileName());
    }
    QCOMPARE(store.state()->cursor, u"before"_s);
    QCOMPARE(store.state()->pairs, 1);
    QVERIFY(store.append({judged(2)}, u"after"_s)); // room again: no restart
    QCOMPARE(store.state()->pairs, 2);
}

void TestPairStore::refusesOtherFiles_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("part");
    QTest::newRow("later version") << u"version"_s << u"schema version 99, this program knows version 1"_s;
    QTest::newRow("another program's") << u"other"_s << u"no store of pairs"_s;
    QTest::newRow("no database") << u"text"_s << u"left as it is"_s;
}

void TestPairStore::refusesOtherFiles()
{
    QFETCH(const QString, kind);
    QFETCH(const QString, part);
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"pairs.sqlite"_s);
    if (kind == u"version"_s) {
        PairStore made(file);
        QVERIFY(made.append({judged(1)}, u"c"_s));
        made.close();
        runSql(file, u"PRAGMA user_version=99"_s);
    } else if (kind == u"other"_s) {
        runSql(file, u"CREATE TABLE cookies (id INTEGER)"_s);
    } else {
        QFile text(file);
        QVERIFY(text.open(QIODevice::WriteOnly));
        text.write(QByteArray(5000, 'x'));
    }
    QFile before(file);
    QVERIFY(before.open(QIODevice::ReadOnly));
    const QByteArray content = before.readAll();

    PairStore store(file);
    const Result<AppendReport> report = store.append({judged(2)}, u"c"_s);

    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Database);
    QVERIFY2(report.error().detail.contains(part), qPrintable(report.error().detail));
    QFile after(file);
    QVERIFY(after.open(QIODevice::ReadOnly));
    QCOMPARE(after.readAll(), content);
}

void TestPairStore::damagedBodiesAreAnError()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"pairs.sqlite"_s);
    PairStore store(file);
    QVERIFY(store.append({judged(1), judged(2)}, u"c"_s));
    store.close();
    runSql(file, u"UPDATE bodies SET packed = x'00112233445566778899aabb' WHERE number = 1"_s);
    QCOMPARE(store.bodies(1).error().kind, ErrorKind::Database);
    QVERIFY(store.bodies(2).has_value());
    const QByteArray packed = packedAnswers({QByteArray(5000, 'a'), std::nullopt});
    QVERIFY(!unpackedAnswers(packed.left(packed.size() - 3)));
    QVERIFY(!unpackedAnswers(packed, 4000)); // a bomb is not unpacked
    QVERIFY(!unpackedAnswers({}));
}

void TestPairStore::gatesAreKeptWithTheirRequests()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath(u"pairs.sqlite"_s);
    GateUpdate update{
        u"checkout"_s, {1, 2, 1, true, pairAt(3), {}}, false, {{1, false}, {~0ULL, false}, {1, true}}};
    {
        PairStore store(file);
        QVERIFY(store.append({judged(1)}, u"c"_s, {update}));
    }
    PairStore store(file);
    const Result<std::vector<StoredGate>> gates = store.gates();
    QVERIFY(gates);
    QCOMPARE(gates->size(), size_t(1));
    QCOMPARE(gates->front().record, update.record);
    QCOMPARE(gates->front().requests.size(), size_t(3));
    update.restarted = true;
    update.record = {2, 0, 0, false, {}, pairAt(9)};
    update.requests.clear();
    QVERIFY(store.saveGate(update));
    QCOMPARE(store.gates()->front().record, update.record);
    QVERIFY(store.gates()->front().requests.empty());
}

void TestPairStore::ruleSetsKeepTheirCounts()
{
    const QTemporaryDir folder;
    PairStore store(folder.filePath(u"pairs.sqlite"_s));
    QVERIFY(store.append({judged(1), judged(2), judged(3, PairOutcome::Equal)}, u"c"_s));
    QVERIFY(store.transaction(
        [&] { return store.addRuleSet("a", pairAt(5), QDate(2026, 3, 2)).map([](auto) {}); }));
    QVERIFY(store.transaction([&] {
        return store.setOutcome(1, PairOutcome::EqualAfterRules, {}).and_then([&] {
            return store.addRuleSet("b", pairAt(6), QDate(2026, 3, 3)).map([](auto) {});
        });
    }));
    const Result<std::vector<StoredRuleSet>> sets = store.ruleSets();
    QVERIFY(sets);
    QCOMPARE(sets->size(), size_t(2));
    QCOMPARE(sets->at(0).counts.different, 2);
    QCOMPARE(sets->at(1).version, 2);
    QCOMPARE(sets->at(1).counts.different, 1);
    QCOMPARE(sets->at(1).counts.equalAfterRules, 1);
    QCOMPARE(sets->at(1).counts.equal, 1);
    QCOMPARE(store.state()->rules.hash, QByteArray("b"));
    QVERIFY(store.pair(1)->groups.empty());
}

void TestPairStore::groupsOccurSince()
{
    const QTemporaryDir folder;
    PairStore store(folder.filePath(u"pairs.sqlite"_s));
    QVERIFY(store.append({judged(1), judged(2), judged(3, PairOutcome::Equal)}, u"c"_s));
    const quint32 group = store.groups()->front().id;
    QVERIFY(*store.occursSince(group, {}));
    QVERIFY(*store.occursSince(group, pairAt(2)));
    QVERIFY(!*store.occursSince(group, pairAt(3)));
    QVERIFY(!*store.occursSince(group + 1, {}));
    QCOMPARE(*store.groupIdOf(priceGroup()), std::optional(group));
    QCOMPARE(*store.groupIdOf({}), std::nullopt);
}

void TestPairStore::fingerprintsOfRequests()
{
    TrafficPair get = judged(1).pair;
    TrafficPair later = get;
    later.at = pairAt(99);
    later.legacy.body = "{}";
    QCOMPARE(requestFingerprint(get), requestFingerprint(later));
    later.path += "&y=2";
    QVERIFY(requestFingerprint(get) != requestFingerprint(later));
    TrafficPair order = get;
    order.method = "POST";
    TrafficPair secondOrder = order;
    secondOrder.legacy.body = R"({"order":2})";
    QVERIFY(requestFingerprint(order) != requestFingerprint(secondOrder)); // two orders are two requests
    order.fingerprint = secondOrder.fingerprint = "same";
    QCOMPARE(requestFingerprint(order), requestFingerprint(secondOrder)); // the source knows better
}

void TestPairStore::fileIsOnlyOurs()
{
    const QTemporaryDir folder;
    PairStore store(folder.filePath(u"pairs.sqlite"_s));
    QVERIFY(store.append({judged(1)}, u"c"_s));
    const auto others = QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteOther;
    QVERIFY(!(QFile::permissions(store.fileName()) & others));
}

QTEST_GUILESS_MAIN(TestPairStore)
#include "tst_pairstore.moc"
