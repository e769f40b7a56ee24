// SPDX-License-Identifier: GPL-3.0-or-later
// PairStore: rule sets and gates, the few rows beside the pairs.
#include "models/parity/store/pairstore.h"

#include <QSqlError>
#include <QVariant>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QDateTime recordTime(const QVariant &ms)
{
    return ms.isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(ms.toLongLong(), Qt::UTC);
}

QVariant recordTimeValue(const QDateTime &time)
{
    return time.isValid() ? QVariant(time.toMSecsSinceEpoch()) : QVariant(QMetaType::fromType<qlonglong>());
}

} // namespace

Result<ParityCounts> PairStore::counts()
{
    Result<QSqlQuery> query = m_database.prepared(u"SELECT outcome, count(*) FROM pairs GROUP BY outcome"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    if (const Result<void> done = exec(*query, u"count outcomes"_s); !done)
        return tl::unexpected<Error>(done.error());
    ParityCounts counts;
    while (query->next())
        countOutcome(counts, PairOutcome(query->value(0).toInt()), query->value(1).toLongLong());
    return counts;
}

Result<StoredRuleSet> PairStore::addRuleSet(const QByteArray &hash, const QDateTime &at, const QDate &day)
{
    const Result<qint64> last = m_database.number(u"SELECT max(version) FROM rulesets"_s);
    const Result<ParityCounts> now = counts();
    if (!last || !now)
        return tl::unexpected<Error>(!last ? last.error() : now.error());
    StoredRuleSet set{*last + 1, hash, at, day, *now};
    Result<QSqlQuery> query =
        m_database.prepared(u"INSERT INTO rulesets (version, hash, at, day, equal, after,"
                            " different, incomparable) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    for (const QVariant &value :
         {QVariant(set.version), QVariant(hash.isNull() ? QByteArray("") : hash),
          QVariant(at.toMSecsSinceEpoch()), QVariant(day.toString(Qt::ISODate)), QVariant(now->equal),
          QVariant(now->equalAfterRules), QVariant(now->different), QVariant(now->notComparable)})
        query->addBindValue(value);
    if (const Result<void> done = exec(*query, u"store a rule set"_s); !done)
        return tl::unexpected<Error>(done.error());
    return set;
}

Result<std::vector<StoredRuleSet>> PairStore::ruleSets()
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    Result<QSqlQuery> query = m_database.prepared(
        u"SELECT version, hash, at, day, equal, after, different, incomparable FROM rulesets ORDER BY version"_s);
    if (!query)
        return tl::unexpected<Error>(query.error());
    if (const Result<void> done = exec(*query, u"read the rule sets"_s); !done)
        return tl::unexpected<Error>(done.error());
    std::vector<StoredRuleSet> sets;
    while (query->next()) {
        StoredRuleSet set;
        set.version = query->value(0).toLongLong();
        set.hash = query->value(1).toByteArray();
        set.at = recordTime(query->value(2));
        set.day = QDate::fromString(query->value(3).toString(), Qt::ISODate);
        set.counts.equal = query->value(4).toLongLong();
        set.counts.equalAfterRules = query->value(5).toLongLong();
        set.counts.different = query->value(6).toLongLong();
        set.counts.notComparable = query->value(7).toLongLong();
        sets.push_back(set);
    }
    return sets;
}

Result<void> PairStore::writeGate(const GateUpdate &update)
{
    if (update.restarted) {
        Result<QSqlQuery> forget = m_database.prepared(u"DELETE FROM gate_requests WHERE route = ?"_s);
        if (!forget)
            return tl::unexpected<Error>(forget.error());
        forget->addBindValue(update.route);
        if (Result<void> done = exec(*forget, u"restart a gate"_s); !done)
            return done;
    }
    Result<QSqlQuery> gate =
        m_database.prepared(u"INSERT OR REPLACE INTO gates (route, attempt, clean, mismatches,"
                            " open, opened_at, started_at) VALUES (?, ?, ?, ?, ?, ?, ?)"_s);
    if (!gate)
        return tl::unexpected<Error>(gate.error());
    for (const QVariant &value :
         {QVariant(update.route), QVariant(update.record.attempt), QVariant(update.record.clean),
          QVariant(update.record.mismatches), QVariant(update.record.open ? 1 : 0),
          recordTimeValue(update.record.openedAt), recordTimeValue(update.record.startedAt)})
        gate->addBindValue(value);
    if (Result<void> done = exec(*gate, u"store a gate"_s); !done)
        return done;
    Result<QSqlQuery> request = m_database.prepared(
        u"INSERT OR IGNORE INTO gate_requests (route, fingerprint, mismatch) VALUES (?, ?, ?)"_s);
    if (!request)
        return tl::unexpected<Error>(request.error());
    for (const auto &[fingerprint, isMismatch] : update.requests) {
        request->bindValue(0, update.route);
        request->bindValue(1, qint64(fingerprint));
        request->bindValue(2, isMismatch ? 1 : 0);
        if (Result<void> done = exec(*request, u"store a counted request"_s); !done)
            return done;
    }
    return {};
}

Result<void> PairStore::saveGate(const GateUpdate &update)
{
    return transaction([&] { return writeGate(update); });
}

Result<std::vector<StoredGate>> PairStore::gates()
{
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    std::map<QString, StoredGate> gates;
    Result<QSqlQuery> rows = m_database.prepared(
        u"SELECT route, attempt, clean, mismatches, open, opened_at, started_at FROM gates"_s);
    Result<QSqlQuery> requests =
        m_database.prepared(u"SELECT route, fingerprint, mismatch FROM gate_requests"_s);
    if (!rows || !requests)
        return tl::unexpected<Error>(!rows ? rows.error() : requests.error());
    const Result<void> read = exec(*rows, u"read the gates"_s).and_then([&] {
        return exec(*requests, u"read counted requests"_s);
    });
    if (!read)
        return tl::unexpected<Error>(read.error());
    while (rows->next()) {
        StoredGate gate;
        gate.route = rows->value(0).toString();
        gate.record = {rows->value(1).toInt(),      rows->value(2).toLongLong(), rows->value(3).toLongLong(),
                       rows->value(4).toInt() != 0, recordTime(rows->value(5)),  recordTime(rows->value(6))};
        gates.emplace(gate.route, gate);
    }
    while (requests->next()) {
        const auto it = gates.find(requests->value(0).toString());
        if (it != gates.end())
            it->second.requests.emplace_back(quint64(requests->value(1).toLongLong()),
                                             requests->value(2).toInt() != 0);
    }
    std::vector<StoredGate> list;
    list.reserve(gates.size());
    for (auto &[route, gate] : gates)
        list.push_back(std::move(gate));
    return list;
}

} // namespace interlock
