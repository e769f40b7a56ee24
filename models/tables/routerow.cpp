// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/routerow.h"

#include <cmath>

namespace interlock {

RouteRow routeRow(const RouteStatus &status, MonotonicTime now, const QDateTime &wall)
{
    RouteRow row;
    row.id = status.spec.id;
    row.title = status.spec.title.isEmpty() ? status.spec.id : status.spec.title;
    row.layer = status.spec.layer;
    row.mode = cellOf(status.commanded, now, wall, [](const RouteState &s) { return s.mode; });
    row.commanded = cellOf(status.commanded, now, wall,
                           [](const RouteState &s) { return effectivePercent(s.mode, s.percent); });
    row.acknowledged = cellOf(status.acknowledged, now, wall);
    row.observed = cellOf(status.observed, now, wall);
    row.observedAgrees = status.observedAgrees;
    row.parity = cellOf(status.parity, now, wall);
    row.errorRateLegacy = cellOf(status.errorRateLegacy, now, wall);
    row.errorRateNew = cellOf(status.errorRateNew, now, wall);
    row.p95Legacy = cellOf(status.p95Legacy, now, wall);
    row.p95New = cellOf(status.p95New, now, wall);
    row.changedAt = status.commanded.value.changedAt;
    row.changedBy = status.commanded.value.changedBy;
    return row;
}

namespace {

/// Joins a further cell: the worst quality and the greatest age hold for the sum.
template<typename T, typename U>
void addAge(Cell<T> &sum, const Cell<U> &cell)
{
    if (!cell.value)
        return;
    sum.quality = sum.value ? worse(sum.quality, cell.quality) : cell.quality;
    if (cell.ageSeconds > sum.ageSeconds) {
        sum.ageSeconds = cell.ageSeconds;
        sum.lastAt = cell.lastAt;
    }
}

void addObserved(Cell<ObservedShare> &sum, const Cell<ObservedShare> &cell)
{
    if (!cell.value)
        return;
    addAge(sum, cell);
    ObservedShare share = sum.value.value_or(ObservedShare{});
    const double variance = std::pow(share.tolerance * share.requestsPerSecond, 2) +
                            std::pow(cell.value->tolerance * cell.value->requestsPerSecond, 2);
    share.requestsPerSecond += cell.value->requestsPerSecond;
    share.newPerSecond += cell.value->newPerSecond;
    share.sampleSize += cell.value->sampleSize;
    const double all = share.requestsPerSecond;
    share.percent = all > 0 ? 100.0 * share.newPerSecond / all : 0;
    share.tolerance = all > 0 ? std::sqrt(variance) / all : 0;
    sum.value = share;
}

void addParity(Cell<ParityBucket> &sum, const Cell<ParityBucket> &cell)
{
    if (!cell.value)
        return;
    addAge(sum, cell);
    ParityBucket bucket = sum.value.value_or(ParityBucket{});
    bucket.eligible += cell.value->eligible;
    bucket.mirrored += cell.value->mirrored;
    bucket.compared += cell.value->compared;
    bucket.equal += cell.value->equal;
    bucket.different += cell.value->different;
    bucket.ignored += cell.value->ignored;
    bucket.incomparable += cell.value->incomparable;
    sum.value = bucket;
}

bool isBehind(const Cell<Acknowledgement> &cell, const Cell<Acknowledgement> &than)
{
    const auto missing = [](const Acknowledgement &a) { return a.total - a.acknowledged; };
    return cell.value && (!than.value || missing(*cell.value) > missing(*than.value));
}

void addShares(LayerRow &layer, const RouteRow &row)
{
    if (!row.commanded.value)
        return;
    const int percent = *row.commanded.value;
    addAge(layer.commandedLow, row.commanded);
    addAge(layer.commandedHigh, row.commanded);
    layer.commandedLow.value = std::min(layer.commandedLow.value.value_or(percent), percent);
    layer.commandedHigh.value = std::max(layer.commandedHigh.value.value_or(percent), percent);
}

} // namespace

LayerRow layerRow(const QList<RouteRow> &rows)
{
    LayerRow layer;
    layer.layer = rows.constFirst().layer;
    layer.routes = int(rows.size());
    layer.mode = rows.constFirst().mode;
    for (const RouteRow &row : rows) {
        layer.mixedModes = layer.mixedModes || row.mode.value != layer.mode.value;
        layer.observedAgrees = layer.observedAgrees && row.observedAgrees;
        addShares(layer, row);
        addObserved(layer.observed, row.observed);
        addParity(layer.parity, row.parity);
        if (row.clean && (!layer.clean || row.clean->days() < layer.clean->days()))
            layer.clean = row.clean;
        if (isBehind(row.acknowledged, layer.acknowledged))
            layer.acknowledged = row.acknowledged;
    }
    if (layer.mixedModes)
        layer.mode.value.reset();
    return layer;
}

} // namespace interlock
