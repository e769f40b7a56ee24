// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/journal/journalentry.h"

#include "models/domain/namedenum.h"

namespace interlock {

namespace {
constexpr EnumNames<JournalKind, 11> journalKindNames{{{JournalKind::Forward, u"forward"},
                                                       {JournalKind::Rollback, u"rollback"},
                                                       {JournalKind::LatchRelease, u"latch-release"},
                                                       {JournalKind::Pipeline, u"pipeline"},
                                                       {JournalKind::Alarm, u"alarm"},
                                                       {JournalKind::Session, u"session"},
                                                       {JournalKind::Override, u"override"},
                                                       {JournalKind::Plan, u"plan"},
                                                       {JournalKind::Trigger, u"trigger"},
                                                       {JournalKind::Gradual, u"gradual-rollback"},
                                                       {JournalKind::Drill, u"drill"}}};
constexpr EnumNames<JournalMark, 10> journalMarkNames{{{JournalMark::Intent, u"intent"},
                                                       {JournalMark::Sent, u"sent"},
                                                       {JournalMark::Acknowledged, u"acknowledged"},
                                                       {JournalMark::Observed, u"observed"},
                                                       {JournalMark::Blocked, u"blocked"},
                                                       {JournalMark::Conflict, u"conflict"},
                                                       {JournalMark::Rejected, u"rejected"},
                                                       {JournalMark::Unknown, u"unknown"},
                                                       {JournalMark::Abandoned, u"abandoned"},
                                                       {JournalMark::Note, u"note"}}};
} // namespace

QString journalKindName(JournalKind kind)
{
    return enumName(journalKindNames, kind);
}
QString journalMarkName(JournalMark mark)
{
    return enumName(journalMarkNames, mark);
}
std::optional<JournalKind> journalKindFromName(QStringView name)
{
    return enumFromName(journalKindNames, name);
}
std::optional<JournalMark> journalMarkFromName(QStringView name)
{
    return enumFromName(journalMarkNames, name);
}

bool closesAct(JournalMark mark)
{
    switch (mark) {
    case JournalMark::Acknowledged:
    case JournalMark::Observed:
    case JournalMark::Blocked:
    case JournalMark::Conflict:
    case JournalMark::Rejected:
    case JournalMark::Abandoned:
        return true;
    case JournalMark::Intent:
    case JournalMark::Sent:
    case JournalMark::Unknown:
    case JournalMark::Note:
        return false;
    }
    Q_UNREACHABLE();
}

} // namespace interlock
