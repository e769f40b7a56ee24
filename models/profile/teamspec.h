// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/endpointspec.h"
#include "models/profile/gatespec.h"

namespace interlock {

/// Where several people's consoles meet: a PostgreSQL with the schema of `interlockctl init-db`.
struct TeamSpec
{
    QString connection; ///< libpq connection string without the password; empty: everybody for themselves
    SecretRef secret;   ///< the password

    friend bool operator==(const TeamSpec &, const TeamSpec &) = default;
};

/// Which acts need a second person's signature, beside the steps of the plan that say so themselves.
struct ApprovalSpec
{
    GateActs acts;                     ///< empty: none
    QStringList routes;                ///< empty: every route
    std::chrono::minutes validFor{30}; ///< from the request on; older evidence is signed anew

    friend bool operator==(const ApprovalSpec &, const ApprovalSpec &) = default;
};

} // namespace interlock
