// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/httpmessage.h"
#include "models/domain/bridgestate.h"
#include "models/domain/signal.h"

#include <memory>

namespace interlock::rehearsal {

/// Which users a rule is about, decided from the request alone.
enum class RuleCondition {
    Staff,        ///< header `X-User-Group: staff`
    Mobile,       ///< a User-Agent that holds "Mobile"
    LegacyTrouble ///< header `X-Legacy-Trouble: 1` or cookie `legacy_trouble=1`
};

/// What the bridge knows of whoever sent a request.
struct Visitor
{
    QByteArray userId; ///< header X-User-Id, else cookie uid, else the address
    bool staff = false;
    bool mobile = false;
    bool legacyTrouble = false;
};

[[nodiscard]] Visitor visitorOf(const HttpRequest &request);

/// A user's place in 0 … 9999: xxh32 with seed 7, as HAProxy computes it. Depends on the user alone, so
/// raising a share never moves anybody back, on no route.
[[nodiscard]] int userBucket(const QByteArray &userId);

/// A route with what the bridge needs beside its state to decide.
struct RoutedRoute
{
    RouteState state;
    QStringList prefixes;            ///< URL paths, matched by whole segments
    QList<RuleCondition> conditions; ///< one for each rule of the state, in the same order
};

/// Who answers one request.
struct RouteDecision
{
    QString routeId; ///< empty: no route has this path; such requests fall through to legacy
    SideReached reached = SideReached::Legacy;
    Side answeredBy = Side::Legacy;
    QString ruleId; ///< the rule that sent the user to new; empty when bucket and share did, or nobody
};

/// The routes at one revision: what an instance routes by. Immutable once shared.
struct RoutingTable
{
    quint64 revision = 0;
    QList<RoutedRoute> routes;

    /// The route with the longest prefix of the path; null when there is none.
    [[nodiscard]] const RoutedRoute *match(QStringView path) const;
    /// A rule to legacy wins over a rule to new, and both over the bucket; in mode legacy nobody reaches new.
    [[nodiscard]] RouteDecision decide(QStringView path, const Visitor &visitor) const;
};

using RoutingTablePtr = std::shared_ptr<const RoutingTable>;

} // namespace interlock::rehearsal
