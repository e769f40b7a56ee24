// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarm.h"
#include "models/domain/reading.h"
#include "models/tables/tablerole.h"

#include <QAbstractTableModel>

namespace interlock {

/// An alarm with its identity: kind and subject.
struct AlarmRow
{
    Alarm alarm;

    [[nodiscard]] QString rowId() const { return alarmKindName(alarm.kind) + u'|' + alarm.subject; }
    friend bool operator==(const AlarmRow &, const AlarmRow &) = default;
};

/// The alarms in the order given (highest first), one row an alarm. setAlarms() emits only what changed. GUI
/// thread.
class AlarmListModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AlarmListModel)

public:
    enum Column { PriorityColumn, SubjectColumn, ValueColumn, SinceColumn, StateColumn, ColumnCount };

    explicit AlarmListModel(QObject *parent = nullptr);

    void setAlarms(const QList<Alarm> &alarms);
    [[nodiscard]] const Alarm *alarm(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<AlarmRow> m_rows;
};

} // namespace interlock
