// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/store/pairstore.h"

#include "models/parity/store/requestfingerprint.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <QSet>
#include <QSqlError>
#include <QVariant>

namespace interlock {

using namespace Qt::StringLiterals;

struct PairStore::Statements
{
    QSqlQuery rememberId;
    QSqlQuery repeat;
    QSqlQuery insertPair;
    QSqlQuery insertBodies;
    QSqlQuery setOutcome;
};

namespace {

constexpr auto pairColumns =
    u"p.number, p.at, p.last_at, p.seen, p.source_id, p.route, p.method, p.path, p.fingerprint, "
    u"p.legacy_status,"
    " p.newer_status, p.legacy_ms, p.newer_ms, p.outcome, p.groups, p.has_bodies, p.flags";

QString dataVersion()
{
    return u"PRAGMA data_version"_s;
}

QDateTime pairTime(const QVariant &ms)
{
    return ms.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(ms.toLongLong(), Qt::UTC);
}

QVariant optionalStatus(const std::optional<int> &status)
{
    return status ? QVariant(*status) : QVariant(QMetaType::fromType<int>());
}

std::vector<quint32> groupsOf(const QByteArray &blob)
{
    std::vector<quint32> ids(size_t(blob.size()) / sizeof(quint32));
    if (!ids.empty())
        std::memcpy(ids.data(), blob.constData(), ids.size() * sizeof(quint32));
    return ids;
}

quint8 flagsOf(const TrafficPair &pair)
{
    return quint8((pair.legacy.timedOut ? LegacyTimedOut : 0) | (pair.newer.timedOut ? NewerTimedOut : 0) |
                  (pair.legacy.truncated ? LegacyTruncated : 0) |
                  (pair.newer.truncated ? NewerTruncated : 0));
}

} // namespace

PairStore::PairStore(const QString &fileName, const PairStoreLimits &limits)
    : m_database(fileName), m_limits(limits)
{
}

PairStore::~PairStore()
{
    close();
}

void PairStore::close()
{
    m_watching = false;
    m_statements.reset();
    m_wordIds.clear();
    m_words.clear();
    m_groupIds.clear();
    m_database.close();
}

Result<void> PairStore::exec(QSqlQuery &query, const QString &doing)
{
    if (!query.exec())
        return m_database.problem(doing, query.lastError());
    return {};
}

Result<void> PairStore::open()
{
    if (m_statements)
        return {};
    const auto readVersion = [this](qint64 version) -> Result<void> {
        m_version = version;
        return {};
    };
    Result<void> opened = m_database.open()
                              .and_then([this] { return m_database.number(dataVersion()); })
                              .and_then(readVersion) // before what is read below
                              .and_then([this] { return loadWords(); })
                              .and_then([this] { return loadGroups(); })
                              .and_then([this] { return prepare(); });
    if (!opened)
        close();
    return opened;
}

Result<void> PairStore::watch()
{
    Result<void> opened = open();
    m_watching = opened.has_value();
    return opened;
}

Result<void> PairStore::prepare()
{
    auto statements = std::make_unique<Statements>();
    const std::pair<QSqlQuery *, QString> wanted[] = {
        {&statements->rememberId, u"INSERT OR IGNORE INTO ids (key, number) VALUES (?, (SELECT coalesce("
                                  "max(number), 0) + 1 FROM pairs))"_s},
        {&statements->repeat,
         u"UPDATE pairs SET seen = seen + 1, last_at = max(last_at, ?) WHERE content = ?"_s},
        {&statements->insertPair,
         u"INSERT INTO pairs (at, last_at, seen, source_id, route, method, path, fingerprint, content,"
         " legacy_status, newer_status, legacy_ms, newer_ms, outcome, groups, has_bodies, flags)"
         " VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s},
        {&statements->insertBodies, u"INSERT OR REPLACE INTO bodies (number, packed) VALUES (?, ?)"_s},
        {&statements->setOutcome, u"UPDATE pairs SET outcome = ?, groups = ? WHERE number = ?"_s},
    };
    for (const auto &[query, sql] : wanted) {
        Result<QSqlQuery> made = m_database.prepared(sql);
        if (!made)
            return tl::unexpected<Error>(made.error());
        *query = std::move(*made);
    }
    m_statements = std::move(statements);
    return {};
}

Result<void> PairStore::loadWords()
{
    Result<QSqlQuery> query = m_database.prepared(u"SELECT id, word FROM words"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    if (Result<void> done = exec(*query, u"read the words"_s); !done)
        return done;
    while (query->next()) {
        m_words.insert(query->value(0).toLongLong(), query->value(1).toByteArray());
        m_wordIds.insert(query->value(1).toByteArray(), query->value(0).toLongLong());
    }
    return {};
}

Result<void> PairStore::loadGroups()
{
    Result<QSqlQuery> query =
        m_database.prepared(u"SELECT id, route, path, kind, legacy_tag, newer_tag FROM groups"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    if (Result<void> done = exec(*query, u"read the groups"_s); !done)
        return done;
    while (query->next()) {
        const GroupSignature signature{query->value(1).toByteArray(), query->value(2).toByteArray(),
                                       DifferenceKind(query->value(3).toInt()), query->value(4).toByteArray(),
                                       query->value(5).toByteArray()};
        m_groupIds.emplace(signature, query->value(0).toUInt());
    }
    return {};
}

Result<qint64> PairStore::wordId(const QByteArray &word)
{
    if (const auto it = m_wordIds.constFind(word); it != m_wordIds.cend())
        return *it;
    Result<QSqlQuery> query = m_database.prepared(u"INSERT INTO words (word) VALUES (?)"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    query->addBindValue(word.isNull() ? QByteArray("") : word);
    if (const Result<void> done = exec(*query, u"store a word"_s); !done)
        return tl::unexpected<Error>(done.error());
    const qint64 id = query->lastInsertId().toLongLong();
    m_wordIds.insert(word, id);
    m_words.insert(id, word);
    return id;
}

Result<quint32> PairStore::groupId(const GroupSignature &signature)
{
    if (const auto it = m_groupIds.find(signature); it != m_groupIds.end())
        return it->second;
    const GroupSignature collecting = collectingGroup(signature.route);
    if (m_groupIds.size() >= m_limits.mostGroups && signature != collecting)
        return groupId(collecting);
    Result<QSqlQuery> query = m_database.prepared(
        u"INSERT INTO groups (route, path, kind, legacy_tag, newer_tag) VALUES (?, ?, ?, ?, ?)"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    const auto text = [](const QByteArray &bytes) { return bytes.isNull() ? QByteArray("") : bytes; };
    query->addBindValue(text(signature.route));
    query->addBindValue(text(signature.path));
    query->addBindValue(int(signature.kind));
    query->addBindValue(text(signature.legacyTag));
    query->addBindValue(text(signature.newerTag));
    if (const Result<void> done = exec(*query, u"store a group"_s); !done)
        return tl::unexpected<Error>(done.error());
    const auto id = quint32(query->lastInsertId().toUInt());
    m_groupIds.emplace(signature, id);
    return id;
}

Result<QByteArray> PairStore::groupIds(const std::vector<GroupSignature> &groups)
{
    QByteArray blob;
    QSet<quint32> known;
    for (const GroupSignature &signature : groups) {
        const Result<quint32> id = groupId(signature);
        if (!id)
            return tl::unexpected<Error>(id.error());
        if (known.contains(*id))
            continue; // several of one collecting group
        known.insert(*id);
        char bytes[sizeof(quint32)];
        std::memcpy(bytes, &*id, sizeof(bytes));
        blob.append(bytes, qsizetype(sizeof(bytes)));
    }
    return blob;
}

Result<void> PairStore::transaction(const std::function<Result<void>()> &work)
{
    if (Result<void> opened = open(); !opened)
        return opened;
    Result<void> done = m_database.transaction<void>([&]() -> Result<void> {
        const Result<qint64> version = m_database.number(dataVersion());
        if (!version)
            return tl::unexpected<Error>(version.error());
        if (m_watching && *version != m_version)
            return fail(ErrorKind::Conflict, u"another console of this computer has just written here"_s,
                        fileName());
        return work();
    });
    if (!done)
        close(); // the ids in memory may not exist, and what broke may have left the connection useless
    return done;
}

Result<AppendReport> PairStore::append(const std::vector<JudgedPair> &batch, const QString &cursor,
                                       const std::vector<GateUpdate> &gates, const QByteArray &noise)
{
    AppendReport report;
    const Result<void> done = transaction([&]() -> Result<void> {
        for (const JudgedPair &judged : batch) {
            if (Result<void> one = appendOne(judged, report); !one)
                return one;
        }
        for (const GateUpdate &update : gates) {
            if (Result<void> written = writeGate(update); !written)
                return written;
        }
        if (!noise.isEmpty()) {
            if (Result<void> kept = setMeta(u"noise"_s, noise); !kept)
                return kept;
        }
        return setMeta(u"cursor"_s, cursor).and_then([&] { return keepToCap(report); });
    });
    if (!done)
        return tl::unexpected<Error>(done.error());
    return report;
}

Result<QByteArray> PairStore::noise()
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    return meta(u"noise"_s).map([](const QVariant &value) { return value.toByteArray(); });
}

Result<void> PairStore::snapshot(const std::function<Result<void>()> &work)
{
    if (Result<void> begun = open().and_then([this] { return m_database.run(u"BEGIN"_s); }); !begun)
        return begun;
    Result<void> done = work();
    if (const Result<void> ended = m_database.run(u"ROLLBACK"_s); !ended)
        close();
    return done;
}

Result<void> PairStore::appendOne(const JudgedPair &judged, AppendReport &report)
{
    QSqlQuery &remember = m_statements->rememberId;
    remember.bindValue(0, sourceIdKey(judged.pair.id));
    if (Result<void> done = exec(remember, u"remember an id"_s); !done)
        return done;
    if (remember.numRowsAffected() == 0) {
        ++report.known;
        return {};
    }
    QSqlQuery &repeat = m_statements->repeat;
    repeat.bindValue(0, judged.pair.at.toMSecsSinceEpoch());
    repeat.bindValue(1, qint64(judged.contentKey));
    if (Result<void> done = exec(repeat, u"count a repeated pair"_s); !done)
        return done;
    if (repeat.numRowsAffected() > 0) {
        ++report.repeated;
        return {};
    }
    ++report.stored;
    return insert(judged);
}

Result<void> PairStore::insert(const JudgedPair &judged)
{
    const TrafficPair &pair = judged.pair;
    const Result<qint64> route = wordId(pair.route.toUtf8());
    const Result<qint64> method = wordId(pair.method);
    const Result<QByteArray> groups = groupIds(judged.groups);
    if (!route || !method || !groups)
        return tl::unexpected<Error>(!route ? route.error() : !method ? method.error() : groups.error());
    const QVariant values[] = {pair.at.toMSecsSinceEpoch(),
                               pair.at.toMSecsSinceEpoch(),
                               pair.id.isNull() ? u""_s : pair.id,
                               *route,
                               *method,
                               pair.path.isNull() ? QByteArray("") : pair.path,
                               qint64(judged.fingerprint),
                               qint64(judged.contentKey),
                               optionalStatus(pair.legacy.status),
                               optionalStatus(pair.newer.status),
                               pair.legacy.ms,
                               pair.newer.ms,
                               int(judged.outcome),
                               *groups,
                               judged.keepsBodies ? 1 : 0,
                               int(flagsOf(pair))};
    QSqlQuery &insertPair = m_statements->insertPair;
    int at = 0;
    for (const QVariant &value : values)
        insertPair.bindValue(at++, value);
    if (Result<void> done = exec(insertPair, u"store a pair"_s); !done)
        return done;
    if (!judged.keepsBodies)
        return {};
    m_statements->insertBodies.bindValue(0, insertPair.lastInsertId());
    m_statements->insertBodies.bindValue(1, packedAnswers({pair.legacy.body, pair.newer.body}));
    return exec(m_statements->insertBodies, u"store a pair's bodies"_s);
}

Result<void> PairStore::setMeta(const QString &name, const QVariant &value)
{
    Result<QSqlQuery> query =
        m_database.prepared(u"INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    query->addBindValue(name);
    query->addBindValue(value.metaType() == QMetaType::fromType<QString>() && value.toString().isNull()
                            ? QVariant(u""_s)
                            : value);
    return exec(*query, u"store "_s + name);
}

Result<QVariant> PairStore::meta(const QString &name)
{
    Result<QSqlQuery> query = m_database.prepared(u"SELECT value FROM meta WHERE name = ?"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    query->addBindValue(name);
    if (const Result<void> done = exec(*query, u"read "_s + name); !done)
        return tl::unexpected<Error>(done.error());
    return query->next() ? query->value(0) : QVariant();
}

Result<qint64> PairStore::usedBytes()
{
    const Result<qint64> pages = m_database.number(u"PRAGMA page_count"_s);
    const Result<qint64> unused = m_database.number(u"PRAGMA freelist_count"_s);
    const Result<qint64> pageSize = m_database.number(u"PRAGMA page_size"_s);
    if (!pages || !unused || !pageSize)
        return tl::unexpected<Error>(!pages ? pages.error() : !unused ? unused.error() : pageSize.error());
    return (*pages - *unused) * *pageSize;
}

Result<void> PairStore::keepToCap(AppendReport &report)
{
    constexpr int rounds = 8; // sizes differ, so the estimate may fall short; the next batch goes on
    const qint64 target = m_limits.maxBytes / 20 * 19;
    for (int round = 0; round < rounds; ++round) {
        const Result<qint64> used = usedBytes();
        const Result<qint64> pairs = m_database.number(u"SELECT count(*) FROM pairs"_s);
        if (!used || !pairs)
            return tl::unexpected<Error>(!used ? used.error() : pairs.error());
        if (*used <= (round == 0 ? m_limits.maxBytes : target) || *pairs <= 1)
            return {};
        const qint64 perPair = std::max<qint64>(1, *used / *pairs);
        const qint64 count = std::clamp<qint64>((*used - target) / perPair + 1, 1, *pairs - 1);
        if (Result<void> dropped = dropOldest(count, report); !dropped)
            return dropped;
    }
    return {};
}

Result<void> PairStore::dropOldest(qint64 count, AppendReport &report)
{
    Result<QSqlQuery> query =
        m_database.prepared(u"SELECT number, at FROM pairs ORDER BY number LIMIT 1 OFFSET ?"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    query->addBindValue(count - 1);
    if (Result<void> done = exec(*query, u"find the oldest pairs"_s); !done)
        return done;
    if (!query->next())
        return {};
    const qint64 upTo = query->value(0).toLongLong();
    report.droppedUpTo = pairTime(query->value(1));
    report.dropped += count;
    query->finish();
    for (const QString &table : {u"bodies"_s, u"ids"_s, u"pairs"_s}) {
        if (Result<void> done = m_database.run(u"DELETE FROM %1 WHERE number <= %2"_s.arg(table).arg(upTo));
            !done)
            return done;
    }
    const Result<QVariant> before = meta(u"dropped"_s);
    if (!before)
        return tl::unexpected<Error>(before.error());
    return setMeta(u"dropped"_s, before->toLongLong() + count).and_then([&] {
        return setMeta(u"droppedUpTo"_s, report.droppedUpTo.toMSecsSinceEpoch());
    });
}

Result<PairStoreState> PairStore::state()
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    PairStoreState state;
    const Result<qint64> pairs = m_database.number(u"SELECT count(*) FROM pairs"_s);
    const Result<qint64> last = m_database.number(u"SELECT max(number) FROM pairs"_s);
    const Result<QVariant> cursor = meta(u"cursor"_s);
    const Result<QVariant> dropped = meta(u"dropped"_s);
    const Result<QVariant> droppedUpTo = meta(u"droppedUpTo"_s);
    const Result<qint64> bytes = usedBytes();
    const Result<std::vector<StoredRuleSet>> rules = ruleSets();
    if (!pairs || !last || !bytes)
        return tl::unexpected<Error>(!pairs ? pairs.error() : !last ? last.error() : bytes.error());
    if (!cursor || !dropped || !droppedUpTo)
        return tl::unexpected<Error>(!cursor    ? cursor.error()
                                     : !dropped ? dropped.error()
                                                : droppedUpTo.error());
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    state.pairs = *pairs;
    state.lastNumber = *last;
    state.bytes = *bytes;
    state.cursor = cursor->toString();
    state.dropped = dropped->toLongLong();
    state.droppedUpTo = pairTime(*droppedUpTo);
    if (!rules->empty())
        state.rules = rules->back();
    return state;
}

StoredPair PairStore::pairOf(const QSqlQuery &row) const
{
    StoredPair pair;
    pair.number = row.value(0).toLongLong();
    pair.at = pairTime(row.value(1));
    pair.lastAt = pairTime(row.value(2));
    pair.seen = row.value(3).toLongLong();
    pair.sourceId = row.value(4).toString();
    pair.route = QString::fromUtf8(m_words.value(row.value(5).toLongLong()));
    pair.method = m_words.value(row.value(6).toLongLong());
    pair.path = row.value(7).toByteArray();
    pair.fingerprint = quint64(row.value(8).toLongLong());
    if (!row.isNull(9))
        pair.legacyStatus = row.value(9).toInt();
    if (!row.isNull(10))
        pair.newerStatus = row.value(10).toInt();
    pair.legacyMs = row.value(11).toLongLong();
    pair.newerMs = row.value(12).toLongLong();
    pair.outcome = PairOutcome(row.value(13).toInt());
    pair.groups = groupsOf(row.value(14).toByteArray());
    pair.hasBodies = row.value(15).toInt() != 0;
    pair.flags = quint8(row.value(16).toUInt());
    return pair;
}

Result<void> PairStore::visit(qint64 number, const PairVisitor &visitor)
{
    if (Result<void> opened = open(); !opened)
        return opened;
    Result<QSqlQuery> query = m_database.prepared(
        u"SELECT %1 FROM pairs p WHERE p.number > ? ORDER BY p.number"_s.arg(pairColumns));
    if (!query)
        return tl::unexpected<Error>(query.error());
    query->addBindValue(number);
    if (Result<void> done = exec(*query, u"read pairs"_s); !done)
        return done;
    while (query->next()) {
        if (!visitor(pairOf(*query)))
            return {};
    }
    if (query->lastError().isValid())
        return m_database.problem(u"read pairs"_s, query->lastError());
    return {};
}

Result<StoredPair> PairStore::pair(qint64 number)
{
    std::optional<StoredPair> found;
    const Result<void> done = visit(number - 1, [&](const StoredPair &pair) {
        found = pair;
        return false;
    });
    if (!done)
        return tl::unexpected<Error>(done.error());
    if (!found || found->number != number)
        return fail(ErrorKind::Refused, u"pair %1 is not stored (any more)"_s.arg(number), fileName());
    return *found;
}

Result<std::optional<AnswerBodies>> PairStore::bodies(qint64 number)
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    Result<QSqlQuery> query = m_database.prepared(u"SELECT packed FROM bodies WHERE number = ?"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    query->addBindValue(number);
    if (const Result<void> done = exec(*query, u"read a pair's bodies"_s); !done)
        return tl::unexpected<Error>(done.error());
    if (!query->next())
        return std::optional<AnswerBodies>();
    return unpackedAnswers(query->value(0).toByteArray()).map([](const AnswerBodies &bodies) {
        return std::optional(bodies);
    });
}

Result<std::vector<StoredGroup>> PairStore::groups()
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    std::vector<StoredGroup> groups;
    groups.reserve(m_groupIds.size());
    for (const auto &[signature, id] : m_groupIds)
        groups.push_back({id, signature});
    return groups;
}

Result<void> PairStore::visitBodies(const std::vector<PairOutcome> &outcomes, const BodyVisitor &visitor)
{
    if (Result<void> opened = open(); !opened)
        return opened;
    QStringList list;
    for (const PairOutcome outcome : outcomes)
        list << QString::number(int(outcome));
    // bodies first: most pairs are equal and have none
    Result<QSqlQuery> query = m_database.prepared(
        u"SELECT p.number, p.route, p.method, p.legacy_status, p.newer_status, p.outcome, p.groups, p.flags,"
        " b.packed FROM bodies b CROSS JOIN pairs p USING (number) WHERE p.outcome IN (%1) ORDER BY b.number"_s
            .arg(list.join(u',')));
    if (!query)
        return tl::unexpected<Error>(query.error());
    if (Result<void> done = exec(*query, u"read pairs with bodies"_s); !done)
        return done;
    while (query->next()) {
        StoredPair pair;
        pair.number = query->value(0).toLongLong();
        pair.route = QString::fromUtf8(m_words.value(query->value(1).toLongLong()));
        pair.method = m_words.value(query->value(2).toLongLong());
        if (!query->isNull(3))
            pair.legacyStatus = query->value(3).toInt();
        if (!query->isNull(4))
            pair.newerStatus = query->value(4).toInt();
        pair.outcome = PairOutcome(query->value(5).toInt());
        pair.groups = groupsOf(query->value(6).toByteArray());
        pair.flags = quint8(query->value(7).toUInt());
        pair.hasBodies = true;
        if (!visitor(pair, query->value(8).toByteArray()))
            return {};
    }
    if (query->lastError().isValid())
        return m_database.problem(u"read pairs with bodies"_s, query->lastError());
    return {};
}

Result<std::optional<quint32>> PairStore::groupIdOf(const GroupSignature &signature)
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    auto it = m_groupIds.find(signature);
    if (it == m_groupIds.end() && m_groupIds.size() >= m_limits.mostGroups)
        it = m_groupIds.find(collectingGroup(signature.route));
    return it == m_groupIds.end() ? std::optional<quint32>() : std::optional(it->second);
}

Result<bool> PairStore::occursSince(quint32 group, const QDateTime &since)
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    Result<QSqlQuery> query =
        m_database.prepared(u"SELECT groups FROM pairs WHERE length(groups) > 0 AND last_at >= ?"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    query->addBindValue(since.isValid() ? since.toMSecsSinceEpoch() : std::numeric_limits<qint64>::min());
    if (const Result<void> done = exec(*query, u"look for a group"_s); !done)
        return tl::unexpected<Error>(done.error());
    while (query->next()) {
        const std::vector<quint32> groups = groupsOf(query->value(0).toByteArray());
        if (std::ranges::find(groups, group) != groups.end())
            return true;
    }
    if (query->lastError().isValid())
        return m_database.problem(u"look for a group"_s, query->lastError());
    return false;
}

Result<void> PairStore::setOutcome(qint64 number, PairOutcome outcome,
                                   const std::vector<GroupSignature> &groups)
{
    const Result<QByteArray> ids = groupIds(groups);
    if (!ids)
        return tl::unexpected<Error>(ids.error());
    QSqlQuery &query = m_statements->setOutcome;
    query.bindValue(0, int(outcome));
    query.bindValue(1, *ids);
    query.bindValue(2, number);
    return exec(query, u"store an outcome"_s);
}

Result<void> PairStore::setBodies(qint64 number, const std::optional<AnswerBodies> &bodies)
{
    if (bodies) {
        m_statements->insertBodies.bindValue(0, number);
        m_statements->insertBodies.bindValue(1, packedAnswers(*bodies));
        return exec(m_statements->insertBodies, u"store a pair's bodies"_s);
    }
    return m_database.run(u"DELETE FROM bodies WHERE number = %1"_s.arg(number)).and_then([&] {
        return m_database.run(u"UPDATE pairs SET has_bodies = 0 WHERE number = %1"_s.arg(number));
    });
}

} // namespace interlock
