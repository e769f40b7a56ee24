// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/team/teamtext.h"

#include "models/domain/plaintext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"

#include <algorithm>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString shownName(const QString &text, qsizetype most = 60)
{
    return visibleText(text.left(most));
}

/// The account is the server's word; what the console calls itself stands beside it where it differs.
QString memberName(const TeamMember &member)
{
    return member.actor.isEmpty() || member.actor == member.account
               ? shownName(member.account)
               : TeamText::tr("%1 as %2").arg(shownName(member.actor), shownName(member.account));
}

QString valueWords(const QJsonValue &value)
{
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 6);
    if (value.isBool())
        return value.toBool() ? TeamText::tr("on") : TeamText::tr("off");
    if (value.isString())
        return shownName(value.toString(), 200);
    QStringList words;
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it)
        words << u"%1 %2"_s.arg(shownName(it.key()), valueWords(it.value()));
    return words.join(u", "_s);
}

QString gateLine(const QJsonObject &gate)
{
    QString line = u"%1: %2"_s.arg(shownName(gate.value("gate"_L1).toString()),
                                   shownName(gate.value("state"_L1).toString()));
    if (gate.contains("is"_L1))
        line += TeamText::tr(", is %1%2")
                    .arg(valueWords(gate.value("is"_L1)), shownName(gate.value("unit"_L1).toString()));
    if (gate.contains("wants"_L1))
        line += TeamText::tr(", limit %1").arg(valueWords(gate.value("wants"_L1)));
    if (gate.contains("ageMs"_L1))
        line += TeamText::tr(", %1 ms old").arg(gate.value("ageMs"_L1).toInteger());
    if (gate.contains("problem"_L1))
        line += u" — "_s + shownName(gate.value("problem"_L1).toString(), 200);
    if (gate.contains("overriddenBy"_L1))
        line += TeamText::tr(" — SET ASIDE by %1").arg(shownName(gate.value("overriddenBy"_L1).toString()));
    return line;
}

QStringList readingLines(const QJsonObject &readings, const QString &indent)
{
    QStringList lines;
    for (auto it = readings.begin(); it != readings.end() && lines.size() < 200; ++it) {
        const QJsonObject inner = it.value().toObject();
        const bool nested =
            std::any_of(inner.begin(), inner.end(), [](const QJsonValue &value) { return value.isObject(); });
        if (nested) {
            lines << indent + shownName(it.key());
            lines += readingLines(inner, indent + u"    "_s);
        } else {
            lines << indent + u"%1: %2"_s.arg(shownName(it.key()), valueWords(it.value()));
        }
    }
    return lines;
}

} // namespace

QString TeamText::role(TeamRole role)
{
    switch (role) {
    case TeamRole::None:
        return tr("no role");
    case TeamRole::Viewer:
        return tr("viewer");
    case TeamRole::OnCall:
        return tr("on call");
    case TeamRole::Lead:
        return tr("lead");
    }
    Q_UNREACHABLE();
}

QString TeamText::state(ApprovalState state)
{
    switch (state) {
    case ApprovalState::Requested:
        return tr("waits for a second person");
    case ApprovalState::Approved:
        return tr("signed");
    case ApprovalState::Declined:
        return tr("declined");
    case ApprovalState::Withdrawn:
        return tr("withdrawn");
    case ApprovalState::Void:
        return tr("void");
    case ApprovalState::Expired:
        return tr("too old");
    case ApprovalState::Used:
        return tr("used");
    }
    Q_UNREACHABLE();
}

QString TeamText::line(const Team &team)
{
    if (!team.live()) {
        const QString waits = team.share().waiting() > 0
                                  ? tr(" %1 wait to be shared.")
                                        .arg(Format::counted(team.share().waiting(), tr("1 journal entry"),
                                                             tr("%1 journal entries")))
                                  : QString();
        return team.problem()
                   ? tr("▲ The team's database does not answer: nobody else is seen from here.") + waits
                   : tr("… asking who else is on");
    }
    if (team.share().firstBad() != 0)
        return tr("◆ The shared journal does not verify at entry %1.").arg(team.share().firstBad());
    QStringList about;
    QStringList on;
    const QList<TeamMember> members = team.members();
    for (const TeamMember &member : members) {
        for (const TeamDraft &draft : member.drafts)
            about << tr("▲ %1 on %2 is about to send: %3")
                         .arg(memberName(member), shownName(member.place), shownName(draft.what, 160));
        on << tr("%1 (%2) on %3").arg(memberName(member), role(member.role), shownName(member.place));
    }
    if (!about.isEmpty())
        return about.join(u" · "_s);
    return tr("%1 on: %2").arg(QString::number(members.size()), on.join(u", "_s));
}

bool TeamText::isPressing(const Team &team)
{
    const QList<TeamMember> members = team.members();
    return team.problem() || team.share().firstBad() != 0 ||
           std::ranges::any_of(members, [](const TeamMember &member) { return !member.drafts.isEmpty(); });
}

QString TeamText::everybody(const Team &team)
{
    QStringList lines;
    const QList<TeamMember> members = team.members();
    for (const TeamMember &member : members) {
        lines << tr("%1, %2, %3 on %4, since %5")
                     .arg(memberName(member), role(member.role), shownName(member.program),
                          shownName(member.place), Format::absolute(member.since));
        for (const TeamDraft &draft : member.drafts)
            lines << tr("    about to send: %1").arg(shownName(draft.what, 300));
    }
    if (team.problem())
        lines << ErrorText::sentence(*team.problem());
    if (team.share().refused() > 0)
        lines << tr("%1 of this console stay here: your role may not record them for all.")
                     .arg(Format::counted(team.share().refused(), tr("1 entry"), tr("%1 entries")));
    return lines.join(u'\n');
}

QString TeamText::title(const Approval &approval)
{
    const QString who = approval.actor.isEmpty() ? approval.account : approval.actor;
    return tr("%1 on %2: %3 — %4")
        .arg(shownName(who), shownName(approval.place), shownName(approval.what, 200), state(approval.state));
}

QString TeamText::evidence(const Approval &approval)
{
    const QJsonObject object = QJsonDocument::fromJson(approval.evidence).object();
    QStringList lines{shownName(approval.what, 500),
                      tr("asked by %1 (account %2) on %3, %4")
                          .arg(shownName(approval.actor), shownName(approval.account),
                               shownName(approval.place), Format::absolute(approval.requestedAt)),
                      tr("reason: %1").arg(shownName(approval.reason, 500)),
                      isOver(approval.state)
                          ? tr("%1 by %2 %3")
                                .arg(state(approval.state), shownName(approval.stepAccount),
                                     shownName(approval.detail, 300))
                          : state(approval.state),
                      QString(),
                      tr("change: %1").arg(valueWords(object.value("change"_L1))),
                      tr("route now: %1").arg(valueWords(object.value("before"_L1))),
                      tr("bridge: revision %1, epoch %2")
                          .arg(valueWords(object.value("revision"_L1)), valueWords(object.value("epoch"_L1))),
                      QString(),
                      tr("gates")};
    const QJsonArray gates = object.value("gates"_L1).toArray();
    for (const auto &gate : gates)
        lines << u"    "_s + gateLine(gate.toObject());
    if (gates.isEmpty())
        lines << u"    "_s + tr("none");
    lines << QString() << tr("readings") << readingLines(object.value("readings"_L1).toObject(), u"    "_s)
          << QString() << tr("digest %1").arg(QString::fromLatin1(approval.digest.toHex()));
    return lines.join(u'\n');
}

} // namespace interlock
