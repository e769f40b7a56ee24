// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/triage.h"

#include "models/domain/namedenum.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr EnumNames<TriageState, 6> triageStateNames{{{TriageState::New, u"new"},
                                                      {TriageState::Known, u"known"},
                                                      {TriageState::Expected, u"expected"},
                                                      {TriageState::Tool, u"tool"},
                                                      {TriageState::Review, u"review"},
                                                      {TriageState::Fixed, u"fixed"}}};
} // namespace

QString triageStateName(TriageState state)
{
    return enumName(triageStateNames, state);
}

std::optional<TriageState> triageStateFromName(QStringView name)
{
    return enumFromName(triageStateNames, name);
}

QString triageProblem(const TriageChange &change)
{
    constexpr qsizetype longestLine = 512;
    constexpr qsizetype longestComment = 10'000;
    if (change.group.isEmpty())
        return u"no group is named"_s;
    if (change.actor.trimmed().isEmpty())
        return u"nobody is named who decides"_s;
    if (change.state == TriageState::Known && change.ticket.trimmed().isEmpty())
        return u"a known group needs the ticket that has it"_s;
    if (change.ticket.size() > longestLine || change.title.size() > 4 * longestLine ||
        change.actor.size() > longestLine || change.comment.size() > longestComment)
        return u"a text is too long"_s;
    return {};
}

void TriageBook::replace(const QList<TriageEntry> &entries)
{
    m_entries.clear();
    for (const TriageEntry &entry : entries)
        put(entry);
}

TriageEntry TriageBook::entry(const QByteArray &group) const
{
    const auto it = m_entries.constFind(group);
    if (it != m_entries.cend())
        return *it;
    TriageEntry entry;
    entry.group = group;
    return entry;
}

QList<TriageEntry> TriageBook::reviewQueue() const
{
    QList<TriageEntry> queue;
    std::ranges::copy_if(m_entries, std::back_inserter(queue),
                         [](const TriageEntry &entry) { return entry.state == TriageState::Review; });
    std::ranges::sort(queue, {}, &TriageEntry::changedAt);
    return queue;
}

bool TriageBook::reopens(const QByteArray &group, const QDateTime &at) const
{
    const auto it = m_entries.constFind(group);
    return it != m_entries.cend() && it->state == TriageState::Fixed && it->fixedAt.isValid() &&
           at > it->fixedAt;
}

} // namespace interlock
