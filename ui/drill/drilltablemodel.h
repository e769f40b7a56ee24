// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/drill/drilllist.h"

#include <QAbstractTableModel>

namespace interlock {

/// The drills on record, newest first.
class DrillTableModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DrillTableModel)

public:
    enum Column {
        WhenColumn,
        FaultColumn,
        OutcomeColumn,
        AlarmColumn,
        DecidedColumn,
        ObservedColumn,
        TookColumn,
        ByColumn,
        ColumnCount
    };

    explicit DrillTableModel(QObject *parent = nullptr);

    void setDrills(const QList<DrillEntry> &drills);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] static QString text(const DrillEntry &drill, Column column);

    QList<DrillEntry> m_drills;
};

} // namespace interlock
