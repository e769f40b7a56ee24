// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QList>
#include <QString>

namespace interlock {

/// What people decided about a group of differences.
enum class TriageState {
    New,      ///< nobody has yet
    Known,    ///< a ticket has it
    Expected, ///< meant so
    Tool,     ///< the comparison's fault, not a system's
    Review,   ///< somebody has to look at it: the manual-review queue
    Fixed     ///< should not occur any more; when it does it becomes new by itself
};

/// "new", "known", "expected", "tool", "review", "fixed".
[[nodiscard]] QString triageStateName(TriageState state);
[[nodiscard]] std::optional<TriageState> triageStateFromName(QStringView name);

/// A group with what was decided. All text is from outside.
struct TriageEntry
{
    QByteArray group; ///< signatureKey() of the group
    QString title;    ///< the signature in words, for people who read the log of issues
    TriageState state = TriageState::New;
    QString ticket;
    qint64 revision = 0; ///< rises with each change; 0: never touched
    QDateTime changedAt;
    QString changedBy;
    QDateTime fixedAt;     ///< of state fixed; invalid otherwise
    bool reopened = false; ///< new again after it was fixed

    friend bool operator==(const TriageEntry &, const TriageEntry &) = default;
};

/// What somebody wants to change. @c revision is the one the person saw: when it is another one by then,
/// somebody else was first and nothing happens (Conflict).
struct TriageChange
{
    QByteArray group;
    QString title;
    qint64 revision = 0;
    TriageState state = TriageState::New;
    QString ticket;
    QString comment; ///< may be empty
    QString actor;
    QDateTime at; ///< for state fixed: occurrences after it reopen the group

    friend bool operator==(const TriageChange &, const TriageChange &) = default;
};

/// What is wrong with a change, untranslated; empty when nothing is: a known group names its ticket, texts
/// have limits.
[[nodiscard]] QString triageProblem(const TriageChange &change);

struct TriageComment
{
    QDateTime at;
    QString actor;
    QString text;

    friend bool operator==(const TriageComment &, const TriageComment &) = default;
};

/// The decisions as they are known here, and what occurrences do to them. One thread.
class TriageBook final
{
public:
    void replace(const QList<TriageEntry> &entries);
    void put(const TriageEntry &entry) { m_entries.insert(entry.group, entry); }
    /// A group that nobody touched is new, revision 0.
    [[nodiscard]] TriageEntry entry(const QByteArray &group) const;
    [[nodiscard]] QList<TriageEntry> entries() const { return m_entries.values(); }
    /// The manual-review queue: longest waiting first.
    [[nodiscard]] QList<TriageEntry> reviewQueue() const;
    /// Whether an occurrence at @p at means that the group was not fixed after all.
    [[nodiscard]] bool reopens(const QByteArray &group, const QDateTime &at) const;

private:
    QHash<QByteArray, TriageEntry> m_entries;
};

} // namespace interlock
