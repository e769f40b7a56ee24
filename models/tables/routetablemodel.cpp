// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/routetablemodel.h"

#include "models/tables/rowdiff.h"

namespace interlock {

namespace {

/// Children carry their layer in the internal id (0 is a layer's own row), so an index survives layers that
/// come.
quintptr routeInternalId(Layer layer)
{
    return quintptr(layer) + 1;
}

template<typename T, typename Part>
QVariant rawOf(const Cell<T> &cell, Part part)
{
    return cell.value ? QVariant(part(*cell.value)) : QVariant();
}

QVariant coverageOf(const Cell<ParityBucket> &parity)
{
    if (!parity.value || parity.value->eligible <= 0)
        return {};
    return double(parity.value->compared) / double(parity.value->eligible);
}

QVariant cleanOf(const std::optional<CleanSpell> &clean)
{
    return clean ? QVariant(clean->days()) : QVariant();
}

QVariant parityOf(const Cell<ParityBucket> &parity)
{
    if (!parity.value || parity.value->compared <= 0)
        return {};
    return double(parity.value->equal + parity.value->ignored) / double(parity.value->compared);
}

double percentOf(const ObservedShare &share)
{
    return share.percent;
}
int acknowledgedOf(const Acknowledgement &value)
{
    return value.acknowledged;
}

QVariant rawRoute(const RouteRow &row, int column)
{
    switch (column) {
    case RouteTableModel::TitleColumn:
        return row.title;
    case RouteTableModel::ModeColumn:
        return rawOf(row.mode, [](Mode mode) { return int(mode); });
    case RouteTableModel::CommandedColumn:
        return rawOf(row.commanded, [](int percent) { return percent; });
    case RouteTableModel::AcknowledgedColumn:
        return rawOf(row.acknowledged, acknowledgedOf);
    case RouteTableModel::SplitColumn:
    case RouteTableModel::ObservedColumn:
        return rawOf(row.observed, percentOf);
    case RouteTableModel::ParityColumn:
        return parityOf(row.parity);
    case RouteTableModel::CleanColumn:
        return cleanOf(row.clean);
    case RouteTableModel::CoverageColumn:
        return coverageOf(row.parity);
    case RouteTableModel::ErrorRateColumn:
        return rawOf(row.errorRateNew, [](double rate) { return rate; });
    case RouteTableModel::P95Column:
        return rawOf(row.p95New, [](double seconds) { return seconds; });
    case RouteTableModel::ChangedColumn:
        return row.changedAt;
    }
    return {};
}

QVariant rawLayer(const LayerRow &row, int column)
{
    switch (column) {
    case RouteTableModel::TitleColumn:
        return int(row.layer);
    case RouteTableModel::ModeColumn:
        return rawOf(row.mode, [](Mode mode) { return int(mode); });
    case RouteTableModel::CommandedColumn:
        return rawOf(row.commandedHigh, [](int percent) { return percent; });
    case RouteTableModel::AcknowledgedColumn:
        return rawOf(row.acknowledged, acknowledgedOf);
    case RouteTableModel::SplitColumn:
    case RouteTableModel::ObservedColumn:
        return rawOf(row.observed, percentOf);
    case RouteTableModel::ParityColumn:
        return parityOf(row.parity);
    case RouteTableModel::CleanColumn:
        return cleanOf(row.clean);
    case RouteTableModel::CoverageColumn:
        return coverageOf(row.parity);
    }
    return {};
}

template<typename Row>
Quality commonQuality(const Row &row, int column)
{
    switch (column) {
    case RouteTableModel::ModeColumn:
        return row.mode.quality;
    case RouteTableModel::AcknowledgedColumn:
        return row.acknowledged.quality;
    case RouteTableModel::SplitColumn:
    case RouteTableModel::ObservedColumn:
        return row.observed.quality;
    case RouteTableModel::ParityColumn:
    case RouteTableModel::CoverageColumn:
        return row.parity.quality;
    }
    return Quality::Live;
}

Quality qualityOf(const RouteRow &row, int column)
{
    switch (column) {
    case RouteTableModel::CommandedColumn:
        return row.commanded.quality;
    case RouteTableModel::ErrorRateColumn:
        return row.errorRateNew.quality;
    case RouteTableModel::P95Column:
        return row.p95New.quality;
    }
    return commonQuality(row, column);
}

Quality qualityOf(const LayerRow &row, int column)
{
    return column == RouteTableModel::CommandedColumn ? row.commandedHigh.quality
                                                      : commonQuality(row, column);
}

} // namespace

RouteTableModel::RouteTableModel(QObject *parent) : QAbstractItemModel(parent) {}

void RouteTableModel::setState(const MigrationState &state)
{
    std::map<Layer, QList<RouteRow>> routes;
    for (const RouteStatus &status : state.routes) {
        RouteRow row = routeRow(status, state.now, state.wall);
        if (const auto spell = m_clean.find(row.id); spell != m_clean.end())
            row.clean = spell->second;
        routes[status.spec.layer] << row;
    }
    QList<LayerRow> layers;
    for (auto &[layer, rows] : routes) {
        rows = withoutRepeats(rows);
        layers << layerRow(rows);
    }
    const RowSignals signal{
        [this](int first, int last) { beginInsertRows({}, first, last); },
        [this] { endInsertRows(); },
        [this](int first, int last) { beginRemoveRows({}, first, last); },
        [this] { endRemoveRows(); },
        [this](int row, const void *) { Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1)); },
        [this] { beginResetModel(); },
        [this] { endResetModel(); },
    };
    // A layer that goes takes its routes along; one that comes is empty at first and filled below.
    for (const LayerRow &layer : std::as_const(m_layers)) {
        if (!routes.contains(layer.layer))
            setRoutes(layer, {});
    }
    applyRows(m_layers, layers, signal);
    for (const LayerRow &layer : std::as_const(layers))
        setRoutes(layer, routes[layer.layer]);
}

void RouteTableModel::setRoutes(const LayerRow &layer, const QList<RouteRow> &rows)
{
    const QModelIndex parentIndex = index(layerPosition(layer.layer), 0);
    const RowSignals signal{
        [this, parentIndex](int first, int last) { beginInsertRows(parentIndex, first, last); },
        [this] { endInsertRows(); },
        [this, parentIndex](int first, int last) { beginRemoveRows(parentIndex, first, last); },
        [this] { endRemoveRows(); },
        [this, parentIndex](int row, const void *) {
            Q_EMIT dataChanged(index(row, 0, parentIndex), index(row, ColumnCount - 1, parentIndex));
        },
        [this] { beginResetModel(); },
        [this] { endResetModel(); },
    };
    applyRows(m_routes[layer.layer], rows, signal);
}

int RouteTableModel::layerPosition(Layer layer) const
{
    const auto it = std::ranges::find(m_layers, layer, &LayerRow::layer);
    return it == m_layers.cend() ? -1 : int(it - m_layers.cbegin());
}

const RouteRow *RouteTableModel::route(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == 0)
        return nullptr;
    const auto it = m_routes.find(Layer(index.internalId() - 1));
    return it != m_routes.cend() && index.row() < it->second.size() ? &it->second.at(index.row()) : nullptr;
}

const LayerRow *RouteTableModel::layer(const QModelIndex &index) const
{
    return index.isValid() && index.internalId() == 0 && index.row() < m_layers.size()
               ? &m_layers.at(index.row())
               : nullptr;
}

QModelIndex RouteTableModel::indexOfRoute(const QString &id) const
{
    for (const auto &[layer, rows] : m_routes) {
        const auto it = std::ranges::find(rows, id, &RouteRow::id);
        if (it != rows.cend())
            return createIndex(int(it - rows.cbegin()), 0, routeInternalId(layer));
    }
    return {};
}

QModelIndex RouteTableModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? routeInternalId(m_layers.at(parent.row()).layer) : 0);
}

QModelIndex RouteTableModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const int position = layerPosition(Layer(child.internalId() - 1));
    return position < 0 ? QModelIndex() : createIndex(position, 0, quintptr(0));
}

int RouteTableModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_layers.size());
    if (parent.internalId() != 0 || parent.column() != 0 || parent.row() >= m_layers.size())
        return 0;
    const auto it = m_routes.find(m_layers.at(parent.row()).layer);
    return it == m_routes.cend() ? 0 : int(it->second.size());
}

int RouteTableModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant RouteTableModel::data(const QModelIndex &index, int role) const
{
    const RouteRow *routeHere = route(index);
    const LayerRow *layerHere = layer(index);
    if (!routeHere && !layerHere)
        return {};
    if (role == RawRole)
        return routeHere ? rawRoute(*routeHere, index.column()) : rawLayer(*layerHere, index.column());
    if (role == QualityRole)
        return int(routeHere ? qualityOf(*routeHere, index.column()) : qualityOf(*layerHere, index.column()));
    if (role == IdRole)
        return routeHere ? routeHere->rowId() : layerHere->rowId();
    return {};
}

} // namespace interlock
