// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"

#include <chrono>
#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QUuid>

namespace interlock {

/// What somebody may do, by the token's scopes or by the roles of PostgreSQL; each includes the ones before.
enum class TeamRole { None, Viewer, OnCall, Lead };

/// An entry of somebody's local journal as the shared one keeps it: the bytes that were hashed, and who
/// recorded them from where.
struct SharedEntry
{
    qint64 id = 0;         ///< in the shared journal of the migration, from 1 without gaps; 0: not recorded
    QByteArray source;     ///< which local journal: the hash of its first entry, 32 bytes
    qint64 number = 0;     ///< in that one, from 1
    QByteArray previous;   ///< 32 bytes
    QByteArray hash;       ///< 32 bytes, SHA-256 of previous and body
    QByteArray body;       ///< as it was written (docs/journal.md)
    QString account;       ///< PostgreSQL's own word for who recorded it
    QString place;         ///< the machine, as the console calls it
    QString program;       ///< "console", "watch", …
    qint64 recordedAt = 0; ///< microseconds since 1970, the server's clock
    QByteArray seal;       ///< links it to the shared entry before (docs/team.md)

    friend bool operator==(const SharedEntry &, const SharedEntry &) = default;
};

/// What became of an entry that was handed to the shared journal.
enum class Recording {
    Recorded,
    Known,  ///< it was there already, the same
    Refused ///< the server turned this one down: the role may not record it, or it does not fit
};

/// What somebody is about to send: shown to everybody else before it is.
struct TeamDraft
{
    QString routeId;
    QString what;    ///< the act in words, plain text from outside
    QDateTime since; ///< the console's own clock

    friend bool operator==(const TeamDraft &, const TeamDraft &) = default;
};

/// One console, watch or command line that is on.
struct TeamMember
{
    QUuid session;
    QString account; ///< of PostgreSQL; the only part that is not the console's own word
    QString actor;
    TeamRole role = TeamRole::None; ///< the lesser of what its token and PostgreSQL allow
    QString place;
    QString program;
    QDateTime since; ///< server's clock
    QList<TeamDraft> drafts;

    friend bool operator==(const TeamMember &, const TeamMember &) = default;
};

/// What a look at the team says.
struct TeamPicture
{
    QString account;                ///< ours
    TeamRole role = TeamRole::None; ///< what PostgreSQL lets us do
    QList<TeamMember> members;      ///< ourselves included, longest first

    friend bool operator==(const TeamPicture &, const TeamPicture &) = default;
};

/// docs/approvals.md draws the machine.
enum class ApprovalState { Requested, Approved, Declined, Withdrawn, Void, Expired, Used };

/// A step of that machine; each is one row at the server, which decides whether it fits.
enum class ApprovalStep { Approve, Decline, Withdraw, Void, Use };

/// A request that a second person signs, or what became of it.
struct Approval
{
    QUuid id;
    QString routeId;
    QString what; ///< the act in words, plain text from outside
    QString reason;
    QByteArray evidence; ///< canonical JSON; what was shown, and what is signed
    QByteArray digest;   ///< SHA-256 of the evidence
    QString account;     ///< who asks, by PostgreSQL
    QString actor;
    QString place;
    QDateTime requestedAt;        ///< server's clock
    std::chrono::seconds left{0}; ///< until it is too old, counted by the server
    ApprovalState state = ApprovalState::Requested;
    QString stepAccount; ///< who took the last step; empty while it is only requested
    QString stepActor;
    QString detail; ///< why, of the last step

    friend bool operator==(const Approval &, const Approval &) = default;
};

/// Whoever may send more to new is a lead; whoever may roll back, on call; whoever may read, a viewer.
[[nodiscard]] TeamRole teamRoleOf(const QSet<Scope> &scopes);
[[nodiscard]] QString teamRoleName(TeamRole role); ///< "none", "viewer", "on-call", "lead"
[[nodiscard]] std::optional<TeamRole> teamRoleFromName(QStringView name);
/// "requested", "approved", "declined", "withdrawn", "void", "expired", "used"
[[nodiscard]] QString approvalStateName(ApprovalState state);
[[nodiscard]] std::optional<ApprovalState> approvalStateFromName(QStringView name);
/// The state after a step; nothing when the step does not fit. Who may take it is the server's business.
[[nodiscard]] std::optional<ApprovalState> afterStep(ApprovalState state, ApprovalStep step);
/// The state that the step leads to: "approved", …; also the word of the server's row.
[[nodiscard]] ApprovalState stateOfStep(ApprovalStep step);
/// True where nothing can come any more.
[[nodiscard]] bool isOver(ApprovalState state);

/// The seal of a shared entry after the one with @p previousSeal (empty: the first): what the server computes
/// when it records, and what anybody can check.
[[nodiscard]] QByteArray sealOf(const SharedEntry &entry, const QByteArray &previousSeal);
/// SHA-256.
[[nodiscard]] QByteArray sha256(const QByteArray &bytes);

} // namespace interlock
