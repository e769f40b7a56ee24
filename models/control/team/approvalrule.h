// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/gate.h"
#include "models/control/migrationstate.h"

#include <QJsonObject>

namespace interlock {

/// True when the profile wants a second person for this change: its kind of act, or a step of the plan that
/// it reaches. A change that sends less to new never needs one.
[[nodiscard]] bool needsApproval(const Profile &profile, const RouteState &route, const RouteChange &change);

/// What an approval is bound to.
struct ApprovalBasis
{
    const Profile &profile;
    const MigrationState &state;
    QList<GateResult> gates; ///< of the route
};

/// What the second person sees and signs: the change, where the route is, the bridge's revision and epoch,
/// every gate, the readings. Canonical JSON, without anything that another program would write otherwise.
[[nodiscard]] QByteArray approvalEvidence(const ApprovalBasis &basis, const RouteState &route,
                                          const RouteChange &change, const QDateTime &at);
/// True when the evidence is about exactly this change.
[[nodiscard]] bool isAbout(const QByteArray &evidence, const RouteChange &change);
/// Why the evidence no longer is what is: the bridge's revision moved, a gate changed its state or was set
/// aside, or nobody can tell because the bridge is not live. Empty: it still is.
[[nodiscard]] QString evidenceDrift(const QByteArray &evidence, const ApprovalBasis &basis);

} // namespace interlock
