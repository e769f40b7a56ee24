// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/paritymarks.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr qsizetype mostMarkText = 120;
}

QList<EventMark> ParityMarks::ofActs(const QList<JournalEntry> &entries)
{
    QList<EventMark> marks;
    for (const JournalEntry &entry : entries) {
        const JournalKind kind = entry.record.kind;
        if (kind != JournalKind::Forward && kind != JournalKind::Rollback)
            continue;
        // A rollback is sent whatever the journal says; a forward act only once it says so.
        const JournalMark telling = kind == JournalKind::Rollback ? JournalMark::Intent : JournalMark::Sent;
        if (entry.record.mark == telling)
            marks.append({entry.at.toMSecsSinceEpoch(),
                          tr("%1: %2").arg(Format::absolute(entry.at),
                                           visibleText(entry.record.what.left(mostMarkText))),
                          u"A"_s});
    }
    return marks;
}

QList<EventMark> ParityMarks::ofReleases(const QList<LoggedRelease> &releases)
{
    QList<EventMark> marks;
    for (const LoggedRelease &release : releases)
        marks.append({release.at.toMSecsSinceEpoch(),
                      tr("%1: release %2").arg(Format::absolute(release.at), visibleText(release.title)),
                      u"R"_s});
    return marks;
}

QList<EventMark> ParityMarks::ofRuleSets(const std::vector<StoredRuleSet> &sets)
{
    QList<EventMark> marks;
    for (std::size_t i = 1; i < sets.size(); ++i)
        marks.append(
            {sets[i].at.toMSecsSinceEpoch(),
             tr("%1: rule set %2, different pairs %3 → %4")
                 .arg(Format::absolute(sets[i].at))
                 .arg(sets[i].version)
                 .arg(Format::count(sets[i - 1].counts.different), Format::count(sets[i].counts.different)),
             u"§"_s});
    return marks;
}

QString ParityMarks::legend()
{
    return tr("R release · A act · § rules");
}

} // namespace interlock
