// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/gatefixes.h"

#include "models/domain/whendone.h"

#include <algorithm>
#include <QHash>

namespace interlock {

GateFixes::GateFixes(QObject *parent) : QObject(parent) {}

GateFixes::~GateFixes() = default;

void GateFixes::add(const GroupSignature &group, const QDateTime &at)
{
    m_fixes.push_back({signatureKey(group), at, group});
}

void GateFixes::addNew(const TriageBook &before, const QList<TriageEntry> &now)
{
    for (const TriageEntry &entry : now) {
        const TriageEntry known = before.entry(entry.group);
        const bool isNew = known.state != TriageState::Fixed || known.fixedAt != entry.fixedAt;
        if (entry.state == TriageState::Fixed && isNew)
            m_fixes.push_back({entry.group, entry.fixedAt, {}});
    }
}

void GateFixes::tell(PairArchive &archive, const GroupColumns &groups)
{
    if (m_fixes.empty() || m_telling)
        return;
    name(groups);
    std::ranges::stable_sort(m_fixes, {},
                             &Fix::at); // after the newest one the gate counts nothing of the others
    m_telling = true;
    tellNext(archive);
}

void GateFixes::name(const GroupColumns &groups)
{
    const auto isUnnamed = [](const Fix &fix) { return !fix.group; };
    if (std::ranges::none_of(m_fixes, isUnnamed))
        return;
    QHash<QByteArray, GroupColumns::Row> rows;
    for (GroupColumns::Row row = 0; row < groups.size(); ++row)
        rows.insert(groups.key(row), row);
    for (Fix &fix : m_fixes) {
        const auto row = rows.constFind(fix.key);
        if (!fix.group && row != rows.cend())
            fix.group = groups.signature(*row);
    }
    std::erase_if(m_fixes, isUnnamed);
}

void GateFixes::tellNext(PairArchive &archive)
{
    const auto next = std::ranges::find_if(m_fixes.rbegin(), m_fixes.rend(),
                                           [](const Fix &fix) { return fix.group.has_value(); });
    m_telling = next != m_fixes.rend();
    if (!m_telling) {
        m_problem.reset();
        Q_EMIT told();
        return;
    }
    whenDone(archive.noteFixed(*next->group, next->at), this,
             [this, &archive, fix = *next](const Result<bool> &noted) {
                 if (!noted) {
                     m_telling = false;
                     m_problem = noted.error();
                     Q_EMIT told();
                     return;
                 }
                 const auto done = std::ranges::find_if(m_fixes, [&fix](const Fix &other) {
                     return other.key == fix.key && other.at == fix.at;
                 });
                 if (done != m_fixes.end())
                     m_fixes.erase(done);
                 tellNext(archive);
             });
}

bool GateFixes::concerns(const QString &route) const
{
    const QByteArray name = route.toUtf8();
    return std::ranges::any_of(m_fixes,
                               [&name](const Fix &fix) { return fix.group && fix.group->route == name; });
}

} // namespace interlock
