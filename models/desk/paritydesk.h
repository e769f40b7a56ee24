// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/cleanspells.h"
#include "models/desk/datadesk.h"
#include "models/desk/gatefixes.h"
#include "models/desk/pairview.h"
#include "models/desk/parityfeed.h"
#include "models/desk/rulesdesk.h"
#include "models/endpoints/idmapport.h"
#include "models/endpoints/triageport.h"
#include "models/parity/store/idlinkreader.h"
#include "models/parity/store/pairrecorder.h"

#include <QSet>

namespace interlock {

/// Where a desk keeps things and whom it asks.
struct ParityParts
{
    QString pairsFile;
    QString rulesFile;
    std::unique_ptr<TriagePort> triage;
    bool sharedTriage = false;                    ///< other consoles see what is decided
    std::unique_ptr<SharedRulesPort> sharedRules; ///< null: the rules file is the home of the rules
    DataParts data;
    std::unique_ptr<IdMapPort> idMap; ///< null: no ids are linked
    PairSource source;                ///< empty: the profile has no parity endpoint, nothing is recorded
    QString actor;                    ///< who decides about groups
    RecorderTimings timings;
    /// To the next try to put rules in force, and between looks at what other consoles decided.
    std::chrono::milliseconds retryPeriod = std::chrono::seconds(10);
};

/// Everything behind the parity pages: records pairs from the source, judges them by the rules, keeps tables,
/// gates and triage at what is known. Nothing is recorded before the rules of their home were read and found
/// right, so that no mask is ever missed. GUI thread; disk, network and comparisons are elsewhere.
class ParityDesk final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ParityDesk)

public:
    explicit ParityDesk(ParityParts parts, QObject *parent = nullptr);
    ~ParityDesk() override;

    void start();

    [[nodiscard]] bool hasSource() const { return bool(m_parts.source); }
    [[nodiscard]] bool isLoaded() const { return m_feed && m_feed->isLoaded(); }
    [[nodiscard]] PairTableModel &pairs() { return m_pairs; }
    [[nodiscard]] GroupTableModel &groups() { return m_groups; }
    [[nodiscard]] RulesDesk &rules() { return m_rules; }
    [[nodiscard]] DataDesk &data() { return m_data; }
    /// By route.
    [[nodiscard]] const std::map<QString, GateVerdict> &gates() const { return m_gates; }
    [[nodiscard]] const std::optional<PairStoreState> &store() const { return m_store; }
    /// Differences hidden or values changed by each rule in all stored pairs, by index; nothing before it was
    /// counted.
    [[nodiscard]] const std::optional<std::map<int, qint64>> &ruleHits() const { return m_ruleHits; }
    /// The gate of a route with the age of what it knows: "insufficient evidence" of a route that no pair
    /// came of yet. NEVER before the source was heard; BAD while the rules of now are not in force, or a fix
    /// could not be told to the gate.
    [[nodiscard]] Reading<GateVerdict> gateReading(const QString &route) const;
    /// Every rule set that was in force, oldest first.
    [[nodiscard]] const std::vector<StoredRuleSet> &ruleSets() const { return m_ruleSets; }
    /// Fields that one system answers differently from itself, most often differing first.
    [[nodiscard]] const std::vector<NoiseSuggestion> &noise() const { return m_noise; }
    /// By route.
    [[nodiscard]] const std::map<QString, CleanSpell> &cleanSpells() const { return m_spells.spells(); }
    /// Why nothing comes at the moment; nothing while all is well.
    [[nodiscard]] const std::optional<Error> &problem() const;
    [[nodiscard]] SourceFindings findings() const;
    /// When the source was heard last; the epoch before the first time.
    [[nodiscard]] MonotonicTime heardAt() const;

    /// Opens a pair for reading. A huge one comes without what the rules say of it: complete() finds out.
    [[nodiscard]] QFuture<Result<PairViewPtr>> open(qint64 number, bool foldEqual);
    /// The same pair, complete, with lines of its own.
    [[nodiscard]] QFuture<PairViewPtr> complete(const PairView &view, bool foldEqual);
    /// What @p text would hide as the rules file.
    [[nodiscard]] QFuture<Result<RescoreReport>> preview(const QByteArray &text);

    [[nodiscard]] const TriageBook &triage() const { return m_book; }
    [[nodiscard]] bool sharesTriage() const { return m_parts.sharedTriage; }
    /// Why decisions cannot be read at the moment; those known last are shown.
    [[nodiscard]] const std::optional<Error> &triageProblem() const { return m_triageProblem; }
    [[nodiscard]] QFuture<Result<QList<TriageComment>>> comments(const QByteArray &group);
    /// Sets state, ticket and comment of the group, as this desk's actor.
    [[nodiscard]] QFuture<Result<TriageEntry>> decide(const GroupSignature &group, TriageState state,
                                                      const QString &ticket, const QString &comment);

Q_SIGNALS:
    /// Pairs, groups, gates, hits, triage or health; at most a few times a second.
    void changed();
    void triageChanged();

private:
    /// The rules of now, once the ids that they link are known.
    void linkIds();
    void putInForce();
    void openArchive();
    void confirmRules(int turn);
    void noteNotInForce(const Error &error);
    void startRecorder();
    void noteRecorded(const RecordReport &report);
    void reopen(const RecordReport &report);
    void tellAgain(const QByteArray &group, const QDateTime &at);
    void tellFixes();
    void readGates();
    void readStore();
    void readNoise();
    void countHits();
    void readTriage();
    void setBook(const QList<TriageEntry> &entries);
    void noteChange();

    ParityParts m_parts;
    RulesDesk m_rules;
    DataDesk m_data;
    PairTableModel m_pairs;
    GroupTableModel m_groups;
    std::unique_ptr<IdLinkReader> m_links; ///< null: no id map
    std::unique_ptr<PairArchive> m_archive;
    std::unique_ptr<ParityFeed> m_feed;
    std::unique_ptr<PairRecorder> m_recorder;
    std::map<QString, GateVerdict> m_gates;
    std::optional<PairStoreState> m_store;
    std::optional<std::map<int, qint64>> m_ruleHits;
    std::vector<StoredRuleSet> m_ruleSets;
    std::vector<NoiseSuggestion> m_noise;
    CleanSpells m_spells;
    PairColumns::Row m_spellRows = 0; ///< of the pairs, that the spells have seen
    TriageBook m_book;
    bool m_isBookRead = false;
    std::map<QByteArray, QDateTime>
        m_again;                ///< fixed groups that occurred, of which triage does not know yet
    QSet<QByteArray> m_telling; ///< of those, what triage was asked and has not answered
    GateFixes m_fixes;
    std::optional<Error> m_triageProblem;
    std::optional<Error> m_rulesProblem;  ///< why the rules of now are not in force
    std::optional<Error> m_sourceProblem; ///< why no pairs come
    std::optional<Error> m_tablesProblem; ///< why the pairs kept cannot be read
    int m_turn = 0;                       ///< of the rules wanted; an answer about those before is not theirs
    bool m_inForce = false;               ///< the archive is known to be judged by the rules of now
    QTimer m_linkTimer;
    QTimer m_changeTimer;
    QTimer m_noiseTimer;
    QTimer m_triageTimer;
};

} // namespace interlock
