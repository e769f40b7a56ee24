// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"
#include "models/domain/cleanspell.h"
#include "models/tables/cell.h"

namespace interlock {

/// What the board shows of one route.
struct RouteRow
{
    QString id;
    QString title;
    Layer layer = Layer::Read;
    Cell<Mode> mode;
    Cell<int> commanded; ///< effective percent: users who reach new by mode and share
    Cell<Acknowledgement> acknowledged;
    Cell<ObservedShare> observed;
    bool observedAgrees = true;
    Cell<ParityBucket> parity;
    std::optional<CleanSpell> clean; ///< nothing: nothing was compared
    Cell<double> errorRateLegacy, errorRateNew;
    Cell<double> p95Legacy, p95New;
    QDateTime changedAt;
    QString changedBy;

    [[nodiscard]] QString rowId() const { return id; }
    friend bool operator==(const RouteRow &, const RouteRow &) = default;
};

/// What the board shows of one layer: its routes added up.
struct LayerRow
{
    Layer layer = Layer::Url;
    int routes = 0;
    Cell<Mode> mode; ///< no value while the routes differ
    bool mixedModes = false;
    Cell<int> commandedLow; ///< the lowest and the highest of its routes
    Cell<int> commandedHigh;
    Cell<Acknowledgement> acknowledged; ///< that of the route that is furthest behind
    Cell<ObservedShare> observed;       ///< all requests of the layer together
    bool observedAgrees = true;
    Cell<ParityBucket> parity;       ///< summed
    std::optional<CleanSpell> clean; ///< the shortest of its routes

    [[nodiscard]] QString rowId() const { return layerName(layer); }
    friend bool operator==(const LayerRow &, const LayerRow &) = default;
};

[[nodiscard]] RouteRow routeRow(const RouteStatus &status, MonotonicTime now, const QDateTime &wall);
/// @p rows all of one layer, not empty.
[[nodiscard]] LayerRow layerRow(const QList<RouteRow> &rows);

} // namespace interlock
