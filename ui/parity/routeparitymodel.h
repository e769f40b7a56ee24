// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/parity/parityreport.h"

#include <QAbstractTableModel>

namespace interlock {

/// The routes of a report, a row each: gate, counts, strict and effective parity side by side, the bound and
/// coverage.
class RouteParityModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RouteParityModel)

public:
    enum Column {
        RouteColumn,
        GateColumn,
        ToGoColumn,
        RestartsColumn,
        PairsColumn,
        DifferentColumn,
        NotComparableColumn,
        StrictColumn,
        EffectiveColumn,
        BoundColumn,
        CoverageColumn,
        ColumnCount
    };

    explicit RouteParityModel(QObject *parent = nullptr) : QAbstractTableModel(parent) {}

    void setRoutes(const QList<RouteParity> &routes);
    [[nodiscard]] const QList<RouteParity> &routes() const { return m_routes; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] static QString text(const RouteParity &route, int column);
    [[nodiscard]] static QString toolTip(const RouteParity &route, int column);

    QList<RouteParity> m_routes;
};

} // namespace interlock
