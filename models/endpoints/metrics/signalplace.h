// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/signal.h"

namespace interlock {

/// Which route and side one series of a signal is about.
struct SignalPlace
{
    QString routeId;
    std::optional<SideReached> side;

    friend bool operator==(const SignalPlace &, const SignalPlace &) = default;
    /// Any order; for maps.
    friend bool operator<(const SignalPlace &a, const SignalPlace &b)
    {
        return a.routeId != b.routeId ? a.routeId < b.routeId : a.side < b.side;
    }
};

/// The place that @p labels say, or nothing when they say a side that the profile does not know or none at
/// all.
[[nodiscard]] std::optional<SignalPlace> signalPlace(const SignalSpec &spec,
                                                     const QMap<QString, QString> &labels);

/// The labels a signal is split by, route first.
[[nodiscard]] QStringList splitLabels(const SignalSpec &spec);

} // namespace interlock
