// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/store/pairdatabase.h"
#include "models/parity/store/storedpair.h"

#include <functional>
#include <map>
#include <QHash>
#include <tuple>

namespace interlock {

/// An order of signatures for maps.
struct SignatureLess
{
    bool operator()(const GroupSignature &a, const GroupSignature &b) const
    {
        return std::tie(a.route, a.path, a.kind, a.legacyTag, a.newerTag) <
               std::tie(b.route, b.path, b.kind, b.legacyTag, b.newerTag);
    }
};

struct PairStoreLimits
{
    /// What the file may hold, without SQLite's write-ahead log (16 MiB). Past it the oldest pairs go, some
    /// at a time.
    qint64 maxBytes = qint64{2} * 1024 * 1024 * 1024;
    /// Groups that are kept apart: bodies with ids as keys would make more for ever. What comes beyond is
    /// added up in collectingGroup() of its route.
    size_t mostGroups = 200'000;
};

/// What stands for all groups of @p route that were too many to be kept apart: at "/**", where no difference
/// ever is.
[[nodiscard]] inline GroupSignature collectingGroup(const QByteArray &route)
{
    return {route, QByteArrayLiteral("/**"), DifferenceKind::Value, {}, {}};
}

/// What a batch did to the gate of one route.
struct GateUpdate
{
    QString route;
    GateRecord record;
    bool restarted = false;                         ///< forget the requests counted before
    std::vector<std::pair<quint64, bool>> requests; ///< fingerprints newly counted; true = as a mismatch
};

/// A gate as it was stored.
struct StoredGate
{
    QString route;
    GateRecord record;
    std::vector<std::pair<quint64, bool>> requests;
};

/// Recorded pairs on this machine: SQLite (WAL), bodies compressed, capped in size. Synchronous; one thread:
/// the one that makes the first call. Every error is of kind Database, or Conflict after watch(), and leaves
/// the store as it was before the call.
class PairStore final
{
    Q_DISABLE_COPY_MOVE(PairStore)

public:
    explicit PairStore(const QString &fileName, const PairStoreLimits &limits = {});
    ~PairStore();

    void close();
    [[nodiscard]] const QString &fileName() const { return m_database.fileName(); }
    [[nodiscard]] Result<PairStoreState> state();
    /// From now on nothing is written by what was read before another console of this machine wrote: that is
    /// a Conflict. Ends with the connection: by close() and by every call that writes and fails.
    [[nodiscard]] Result<void> watch();
    [[nodiscard]] bool isWatching() const { return m_watching; }

    /// Stores a batch, the source's cursor behind it, what it did to the gates and, when it is given, what is
    /// known of noise by now, all or nothing.
    [[nodiscard]] Result<AppendReport> append(const std::vector<JudgedPair> &batch, const QString &cursor,
                                              const std::vector<GateUpdate> &gates = {},
                                              const QByteArray &noise = {});
    /// What was given to append() last; empty: nothing yet.
    [[nodiscard]] Result<QByteArray> noise();

    using PairVisitor = std::function<bool(const StoredPair &)>;
    /// Pairs after @p number, oldest first, until @p visitor returns false.
    [[nodiscard]] Result<void> visit(qint64 number, const PairVisitor &visitor);
    [[nodiscard]] Result<StoredPair> pair(qint64 number);
    /// Nothing inside when the pair's bodies were not kept: it is equal, or masks could not be applied to it.
    [[nodiscard]] Result<std::optional<AnswerBodies>> bodies(qint64 number);
    [[nodiscard]] Result<std::vector<StoredGroup>> groups();
    [[nodiscard]] Result<std::vector<StoredGate>> gates();
    [[nodiscard]] Result<void> saveGate(const GateUpdate &update);
    [[nodiscard]] Result<std::vector<StoredRuleSet>> ruleSets();
    /// That of the route's collecting group where the group was one too many.
    [[nodiscard]] Result<std::optional<quint32>> groupIdOf(const GroupSignature &signature);
    /// Whether a stored pair of the group was seen at @p since or later; invalid: ever.
    [[nodiscard]] Result<bool> occursSince(quint32 group, const QDateTime &since);

    using BodyVisitor = std::function<bool(const StoredPair &, const QByteArray &packed)>;
    /// Pairs with bodies and one of @p outcomes, oldest first; of a pair only what judging needs: number,
    /// route, method, statuses, flags, outcome and groups.
    [[nodiscard]] Result<void> visitBodies(const std::vector<PairOutcome> &outcomes,
                                           const BodyVisitor &visitor);

    /// Runs @p work, which only reads, on what the store holds at this moment, whatever another connection
    /// writes meanwhile.
    [[nodiscard]] Result<void> snapshot(const std::function<Result<void>()> &work);
    /// Runs @p work as one transaction; setOutcome(), setBodies(), writeGate() and
    /// addRuleSet() are for within.
    [[nodiscard]] Result<void> transaction(const std::function<Result<void>()> &work);
    [[nodiscard]] Result<void> setOutcome(qint64 number, PairOutcome outcome,
                                          const std::vector<GroupSignature> &groups);
    /// Nothing: they must not be kept.
    [[nodiscard]] Result<void> setBodies(qint64 number, const std::optional<AnswerBodies> &bodies);
    [[nodiscard]] Result<void> writeGate(const GateUpdate &update);
    /// Makes the rule set the current one, with what all stored pairs come to now. Returns it with its
    /// version.
    [[nodiscard]] Result<StoredRuleSet> addRuleSet(const QByteArray &hash, const QDateTime &at,
                                                   const QDate &day);

private:
    struct Statements;

    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> prepare();
    [[nodiscard]] Result<void> loadWords();
    [[nodiscard]] Result<void> loadGroups();
    [[nodiscard]] Result<qint64> wordId(const QByteArray &word);
    [[nodiscard]] Result<quint32> groupId(const GroupSignature &signature);
    [[nodiscard]] Result<QByteArray> groupIds(const std::vector<GroupSignature> &groups);
    [[nodiscard]] Result<void> appendOne(const JudgedPair &judged, AppendReport &report);
    [[nodiscard]] Result<void> insert(const JudgedPair &judged);
    [[nodiscard]] Result<void> setMeta(const QString &name, const QVariant &value);
    [[nodiscard]] Result<QVariant> meta(const QString &name);
    [[nodiscard]] Result<void> keepToCap(AppendReport &report);
    [[nodiscard]] Result<void> dropOldest(qint64 count, AppendReport &report);
    [[nodiscard]] Result<qint64> usedBytes();
    [[nodiscard]] Result<ParityCounts> counts();
    [[nodiscard]] StoredPair pairOf(const QSqlQuery &row) const;
    [[nodiscard]] Result<void> exec(QSqlQuery &query, const QString &doing);

    PairDatabase m_database;
    PairStoreLimits m_limits;
    qint64 m_version = 0; ///< SQLite's: another one when another connection wrote
    bool m_watching = false;
    std::unique_ptr<Statements> m_statements;
    QHash<QByteArray, qint64> m_wordIds;
    QHash<qint64, QByteArray> m_words;
    std::map<GroupSignature, quint32, SignatureLess> m_groupIds;
};

} // namespace interlock
