// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/drill/drilltablemodel.h"

#include "ui/drill/drilltext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"

namespace interlock {

DrillTableModel::DrillTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void DrillTableModel::setDrills(const QList<DrillEntry> &drills)
{
    if (drills == m_drills)
        return;
    beginResetModel();
    m_drills = drills;
    endResetModel();
}

int DrillTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_drills.size());
}

int DrillTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString DrillTableModel::text(const DrillEntry &drill, Column column)
{
    switch (column) {
    case WhenColumn:
        return Format::absolute(drill.at);
    case FaultColumn:
        return DrillText::fault(drill.scenario);
    case OutcomeColumn:
        return DrillText::outcome(drill);
    case AlarmColumn:
        return DrillText::took(drill.toAlarm);
    case DecidedColumn:
        return DrillText::took(drill.toAct);
    case ObservedColumn:
        return DrillText::took(drill.toObserved);
    case TookColumn:
        return DrillText::took(drill.took);
    case ByColumn:
        return DrillText::by(drill);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant DrillTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = Column(index.column());
    const QString shown = text(m_drills.at(index.row()), column);
    const bool number = column >= AlarmColumn && column <= TookColumn;
    if (role == Qt::DisplayRole)
        return shown;
    if (role == Qt::ToolTipRole)
        return plainToolTip(shown);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

QVariant DrillTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case WhenColumn:
        return tr("when");
    case FaultColumn:
        return tr("fault");
    case OutcomeColumn:
        return tr("outcome");
    case AlarmColumn:
        return tr("to alarm");
    case DecidedColumn:
        return tr("to decision");
    case ObservedColumn:
        return tr("to observed");
    case TookColumn:
        return tr("rollback took");
    case ByColumn:
        return tr("rolled back by");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace interlock
