// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/comparer.h"
#include "models/parity/store/pairkeeper.h"

#include <QObject>
#include <QTimer>

namespace interlock {

/// The rules file of a migration: what of it is in force, what is wrong with what is written in it now, and
/// the steps that a person can undo. Looks every two seconds whether somebody edited the file by hand. A file
/// that is wrong changes nothing: the rules before stay in force. GUI thread; files are small and local.
class RulesDesk final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RulesDesk)

public:
    explicit RulesDesk(const QString &path, QObject *parent = nullptr);

    /// Reads the file, and goes on looking.
    void start();
    /// Looks now.
    void look();

    [[nodiscard]] const QString &path() const { return m_path; }
    /// What is in force; null before a right file (or none) was read.
    [[nodiscard]] const std::shared_ptr<const RuleSet> &rules() const { return m_rules; }
    /// The text of what is in force.
    [[nodiscard]] const QByteArray &text() const { return m_text; }
    /// What is wrong with the file as it is now; empty when it is what is in force.
    [[nodiscard]] const std::vector<RuleProblem> &problems() const { return m_problems; }
    [[nodiscard]] const std::optional<Error> &unreadable() const { return m_unreadable; }
    /// For the archive: what is in force, today.
    [[nodiscard]] PairRules pairRules() const;
    /// @p text as rules for a preview. Input, with line and column, when it is wrong.
    [[nodiscard]] Result<PairRules> candidate(const QByteArray &text) const;
    [[nodiscard]] const CompareOptions &options() const { return m_options; }

    /// Writes @p after, made from @p before. Input when it is wrong, Conflict when the file is not @p before
    /// any more; then nothing was written.
    [[nodiscard]] Result<void> save(const QByteArray &before, const QByteArray &after);
    [[nodiscard]] bool canUndo() const;
    /// Takes the last saved step back. Conflict when the file changed since.
    [[nodiscard]] Result<void> undo();

Q_SIGNALS:
    /// Other rules are in force (or the day changed, and with it what has expired).
    void rulesChanged();
    /// What is wrong with the file changed.
    void problemsChanged();

private:
    struct Step
    {
        QByteArray before;
        QByteArray after;
    };

    void take(const QByteArray &text);
    void setProblems(std::vector<RuleProblem> problems, const std::optional<Error> &unreadable);

    QString m_path;
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
