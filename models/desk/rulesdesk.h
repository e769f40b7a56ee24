// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/sharedrulesport.h"
#include "models/parity/comparer.h"
#include "models/parity/store/pairkeeper.h"

#include <QObject>
#include <QTimer>

namespace interlock {

/// Where the rules of a migration are kept.
enum class RulesHome {
    Unknown, ///< whether the bridge offers rules is not known yet; the local file holds meanwhile
    Local,   ///< a file on this computer, for people to edit by hand too
    Shared   ///< the bridge's rule set, common to all consoles
};

/// The rules of a migration: what of them is in force, what is wrong with what is written now, and the steps
/// that a person can undo. Where the bridge offers a rule set by the Control API, that is the one: it is
/// asked every few seconds, and what was read last is kept beside the local file for the time when it does
/// not answer. Else it is the local file, looked at every two seconds in case somebody edited it by hand. A
/// set that is wrong changes nothing: the rules before stay in force. GUI thread; files are small and local.
class RulesDesk final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RulesDesk)

public:
    /// @p shared may be null: then the file is the home. It outlives the desk.
    explicit RulesDesk(const QString &path, SharedRulesPort *shared = nullptr, QObject *parent = nullptr);

    /// Reads the rules, and goes on looking.
    void start();
    /// Looks at the home now.
    void look();

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] RulesHome home() const { return m_home; }
    /// Whether the rules in force are known to be those of the home: before that nothing must be recorded.
    [[nodiscard]] bool isSettled() const { return m_settled; }
    /// What is in force; null before a right set (or none) was read.
    [[nodiscard]] const std::shared_ptr<const RuleSet> &rules() const { return m_rules; }
    /// The text of what is in force: TOML, also where the home keeps JSON.
    [[nodiscard]] const QByteArray &text() const { return m_text; }
    /// What is wrong with the rules as they are written now; empty when they are what is in force. Of a
    /// shared set the text names the key and there is no line.
    [[nodiscard]] const std::vector<RuleProblem> &problems() const { return m_problems; }
    /// Why the home cannot be read at the moment.
    [[nodiscard]] const std::optional<Error> &unreadable() const { return m_unreadable; }
    /// The bridge offered rules before and does not any more: what was read last holds.
    [[nodiscard]] bool isWithdrawn() const { return m_withdrawn; }
    /// When the shared set was read last, also by an earlier run; invalid: never.
    [[nodiscard]] QDateTime sharedReadAt() const { return m_sharedReadAt; }
    /// Rules of the local file, which do not hold while the home is shared; empty when there are none.
    [[nodiscard]] QByteArray unusedLocalText() const;
    /// For the archive: what is in force, today.
    [[nodiscard]] PairRules pairRules() const;
    /// @p text as rules for a preview. Input, with line and column, when it is wrong.
    [[nodiscard]] Result<PairRules> candidate(const QByteArray &text) const;
    [[nodiscard]] const CompareOptions &options() const { return m_options; }
    /// What rules of op `map-id` look ids up in; before start().
    void setIdMap(std::shared_ptr<const IdMap> idMap) { m_options.idMap = std::move(idMap); }
    /// Whether a rule in force looks ids up.
    [[nodiscard]] bool linksIds() const;

    /// Puts @p after, made from @p before, in their place. Input when it is wrong, Conflict when the home
    /// does not hold @p before any more; then nothing was written and the rules of now are in force.
    [[nodiscard]] QFuture<Result<void>> save(const QByteArray &before, const QByteArray &after);
    [[nodiscard]] bool canUndo() const { return !m_steps.empty() && !m_saving; }
    /// Takes the last saved step back. Conflict when the rules changed since.
    [[nodiscard]] QFuture<Result<void>> undo();

Q_SIGNALS:
    /// Other rules are in force (or the day changed, and with it what has expired).
    void rulesChanged();
    /// What is wrong with the rules changed, or where they are kept.
    void problemsChanged();
    /// The home is known now.
    void settled();

private:
    struct Step
    {
        QByteArray before;
        QByteArray after;
    };
    using Saved = std::function<void(const Result<void> &)>;

    void lookAtFile();
    void lookAtShared();
    void noteDay();
    void takeShared(const SharedRules &rules);
    void noteRefused(const Error &error);
    void settle(RulesHome home);
    void loadCache();
    void keepCache(const SharedRules &rules) const;
    [[nodiscard]] QString cachePath() const { return m_path + QStringLiteral(".shared.json"); }
    void take(const QByteArray &text);
    void setProblems(std::vector<RuleProblem> problems, const std::optional<Error> &unreadable);
    [[nodiscard]] QFuture<Result<void>> write(const QByteArray &before, const QByteArray &after,
                                              const std::function<void()> &done);
    void writeShared(const QByteArray &after, const Saved &saved);
    void putShared(const SharedRules &rules, const QUuid &key, int triesLeft, const Saved &saved);
    void readAfterPut(const SharedRules &sent, const Error &error, const Saved &saved);

    QString m_path;
    SharedRulesPort *m_port;
    RulesHome m_home;
    bool m_settled = false;
    bool m_withdrawn = false;
    bool m_saving = false;
    int m_generation = 0; ///< of readings: one that a save overtook is dropped
    QDateTime m_sharedReadAt;
    SharedRules m_shared;
    CompareOptions m_options;
    QTimer m_timer;
    std::shared_ptr<const RuleSet> m_rules;
    QByteArray m_text;
    std::optional<QByteArray> m_seen; ///< what was read last, right or wrong
    std::vector<RuleProblem> m_problems;
    std::optional<Error> m_unreadable;
    std::vector<Step> m_steps;
};

} // namespace interlock
