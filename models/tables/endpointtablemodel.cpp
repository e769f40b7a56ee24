// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/tables/endpointtablemodel.h"

#include "models/tables/rowdiff.h"

namespace interlock {

namespace {

EndpointRow endpointRow(const EndpointHealth &health, MonotonicTime now)
{
    EndpointRow row;
    row.id = health.id;
    row.title = health.title.isEmpty() ? health.id : health.title;
    row.kind = health.kind;
    row.quality = health.quality;
    if (health.lastAnswerAt != MonotonicTime{}) {
        const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - health.lastAnswerAt);
        row.ageTenths = int(age.count() / 100);
    }
    row.lastAnswerWall = health.lastAnswerWall;
    row.roundTripMs = int(health.roundTrip.count());
    row.skewMs = int(health.clockSkew.count());
    row.problem = health.problem;
    row.problemKind = health.problemKind;
    row.events = health.events;
    return row;
}

} // namespace

EndpointTableModel::EndpointTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void EndpointTableModel::setState(const MigrationState &state)
{
    QList<EndpointRow> rows;
    for (const EndpointHealth &health : state.endpoints)
        rows << endpointRow(health, state.now);
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

const EndpointRow *EndpointTableModel::endpoint(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_rows.size() ? &m_rows.at(index.row()) : nullptr;
}

int EndpointTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int EndpointTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EndpointTableModel::data(const QModelIndex &index, int role) const
{
    const EndpointRow *here = endpoint(index);
    if (!here)
        return {};
    if (role == IdRole)
        return here->id;
    if (role == QualityRole)
        return int(here->quality);
    if (role != RawRole)
        return {};
    switch (index.column()) {
    case TitleColumn:
        return here->title;
    case KindColumn:
        return int(here->kind);
    case QualityColumn:
        return int(here->quality);
    case AgeColumn:
        return here->ageTenths ? QVariant(*here->ageTenths) : QVariant();
    case RoundTripColumn:
        return here->roundTripMs;
    case SkewColumn:
        return here->skewMs;
    case ProblemColumn:
        return here->problem;
    }
    return {};
}

} // namespace interlock
