// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/team.h"

#include "models/domain/namedenum.h"

#include <QCryptographicHash>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr EnumNames<TeamRole, 4> teamRoleNames{{{TeamRole::None, u"none"},
                                                {TeamRole::Viewer, u"viewer"},
                                                {TeamRole::OnCall, u"on-call"},
                                                {TeamRole::Lead, u"lead"}}};
constexpr EnumNames<ApprovalState, 7> approvalStateNames{{{ApprovalState::Requested, u"requested"},
                                                          {ApprovalState::Approved, u"approved"},
                                                          {ApprovalState::Declined, u"declined"},
                                                          {ApprovalState::Withdrawn, u"withdrawn"},
                                                          {ApprovalState::Void, u"void"},
                                                          {ApprovalState::Expired, u"expired"},
                                                          {ApprovalState::Used, u"used"}}};
constexpr qsizetype sha256Size = 32;
} // namespace

TeamRole teamRoleOf(const QSet<Scope> &scopes)
{
    if (scopes.contains(Scope::Operate))
        return TeamRole::Lead;
    if (scopes.contains(Scope::Rollback))
        return TeamRole::OnCall;
    return scopes.contains(Scope::Read) ? TeamRole::Viewer : TeamRole::None;
}

QString teamRoleName(TeamRole role)
{
    return enumName(teamRoleNames, role);
}

std::optional<TeamRole> teamRoleFromName(QStringView name)
{
    return enumFromName(teamRoleNames, name);
}

QString approvalStateName(ApprovalState state)
{
    return enumName(approvalStateNames, state);
}

std::optional<ApprovalState> approvalStateFromName(QStringView name)
{
    return enumFromName(approvalStateNames, name);
}

bool isOver(ApprovalState state)
{
    return state != ApprovalState::Requested && state != ApprovalState::Approved;
}

ApprovalState stateOfStep(ApprovalStep step)
{
    switch (step) {
    case ApprovalStep::Approve:
        return ApprovalState::Approved;
    case ApprovalStep::Decline:
        return ApprovalState::Declined;
    case ApprovalStep::Withdraw:
        return ApprovalState::Withdrawn;
    case ApprovalStep::Void:
        return ApprovalState::Void;
    case ApprovalStep::Use:
        return ApprovalState::Used;
    }
    Q_UNREACHABLE();
}

std::optional<ApprovalState> afterStep(ApprovalState state, ApprovalStep step)
{
    const bool requested = state == ApprovalState::Requested;
    const bool approved = state == ApprovalState::Approved;
    switch (step) {
    case ApprovalStep::Approve:
    case ApprovalStep::Decline:
        return requested ? std::optional(stateOfStep(step)) : std::nullopt;
    case ApprovalStep::Withdraw:
    case ApprovalStep::Void:
        return requested || approved ? std::optional(stateOfStep(step)) : std::nullopt;
    case ApprovalStep::Use:
        return approved ? std::optional(stateOfStep(step)) : std::nullopt;
    }
    Q_UNREACHABLE();
}

QByteArray sha256(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

QByteArray sealOf(const SharedEntry &entry, const QByteArray &previousSeal)
{
    const QStringList words{QString::number(entry.id),
                            QString::number(entry.number),
                            entry.account,
                            entry.place,
                            entry.program,
                            QString::number(entry.recordedAt)};
    const QByteArray before = previousSeal.isEmpty() ? QByteArray(sha256Size, '\0') : previousSeal;
    return sha256(before + entry.source + entry.hash + words.join(u'|').toUtf8());
}

} // namespace interlock
