// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/tables/routerow.h"
#include "models/tables/tablerole.h"

#include <map>
#include <QAbstractItemModel>

namespace interlock {

/// The board of the migration: one row a layer, opening into its routes, in the order of the profile.
///
/// Keeps the last picture it was given; setState() emits row signals for routes that came or went and
/// dataChanged() for rows that look different. GUI thread.
class RouteTableModel final : public QAbstractItemModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RouteTableModel)

public:
    enum Column {
        TitleColumn,
        SplitColumn,
        ModeColumn,
        CommandedColumn,
        AcknowledgedColumn,
        ObservedColumn,
        ParityColumn,
        CleanColumn,
        CoverageColumn,
        ErrorRateColumn,
        P95Column,
        ChangedColumn,
        ColumnCount
    };

    explicit RouteTableModel(QObject *parent = nullptr);

    void setState(const MigrationState &state);
    /// By route; shown with the next state.
    void setCleanSpells(const std::map<QString, CleanSpell> &spells) { m_clean = spells; }

    /// The row behind @p index, or null: a layer's index has no route and the other way round.
    [[nodiscard]] const RouteRow *route(const QModelIndex &index) const;
    [[nodiscard]] const LayerRow *layer(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOfRoute(const QString &id) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    using QObject::parent;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] int layerPosition(Layer layer) const;
    void setRoutes(const LayerRow &layer, const QList<RouteRow> &rows);

    QList<LayerRow> m_layers;
    std::map<Layer, QList<RouteRow>> m_routes;
    std::map<QString, CleanSpell> m_clean;
};

} // namespace interlock
