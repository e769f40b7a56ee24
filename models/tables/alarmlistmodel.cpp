// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/alarmlistmodel.h"

#include "models/tables/rowdiff.h"

namespace interlock {

AlarmListModel::AlarmListModel(QObject *parent) : QAbstractTableModel(parent) {}

void AlarmListModel::setAlarms(const QList<Alarm> &alarms)
{
    QList<AlarmRow> rows;
    for (const Alarm &alarm : alarms)
        rows << AlarmRow{alarm};
    const RowSignals signal{
        [this](int first, int last) { beginInsertRows({}, first, last); },
        [this] { endInsertRows(); },
        [this](int first, int last) { beginRemoveRows({}, first, last); },
        [this] { endRemoveRows(); },
        [this](int row, const void *) { Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1)); },
        [this] { beginResetModel(); },
        [this] { endResetModel(); },
    };
    applyRows(m_rows, rows, signal);
}

const Alarm *AlarmListModel::alarm(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_rows.size() ? &m_rows.at(index.row()).alarm : nullptr;
}

int AlarmListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int AlarmListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AlarmListModel::data(const QModelIndex &index, int role) const
{
    const Alarm *here = alarm(index);
    if (!here)
        return {};
    if (role == IdRole)
        return m_rows.at(index.row()).rowId();
    if (role == QualityRole)
        return int(Quality::Live);
    if (role != RawRole)
        return {};
    switch (index.column()) {
    case PriorityColumn:
        return int(here->priority);
    case SubjectColumn:
        return here->title.isEmpty() ? here->subject : here->title;
    case ValueColumn:
        return here->value;
    case SinceColumn:
        return here->since;
    case StateColumn:
        return here->acknowledged;
    }
    return {};
}

} // namespace interlock
