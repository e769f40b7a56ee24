// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"
#include "models/tables/tablerole.h"

#include <QAbstractTableModel>

namespace interlock {

/// What is shown of an endpoint: its health with the age in tenths of a second, as people read it.
struct EndpointRow
{
    QString id;
    QString title;
    EndpointKind kind = EndpointKind::Bridge;
    Quality quality = Quality::Never;
    std::optional<int> ageTenths; ///< of the last good answer; absent when there was none
    QDateTime lastAnswerWall;
    int roundTripMs = 0;
    int skewMs = 0;
    QString problem;
    ErrorKind problemKind = ErrorKind::Network;
    bool events = false;

    [[nodiscard]] QString rowId() const { return id; }
    friend bool operator==(const EndpointRow &, const EndpointRow &) = default;
};

/// The endpoints of the profile in its order, with their freshness. GUI thread.
class EndpointTableModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EndpointTableModel)

public:
    enum Column {
        TitleColumn,
        KindColumn,
        QualityColumn,
        AgeColumn,
        RoundTripColumn,
        SkewColumn,
        ProblemColumn,
        ColumnCount
    };

    explicit EndpointTableModel(QObject *parent = nullptr);

    void setState(const MigrationState &state);
    [[nodiscard]] const EndpointRow *endpoint(const QModelIndex &index) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<EndpointRow> m_rows;
};

} // namespace interlock
