// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/consequence/prediction.h"

#include <QAbstractTableModel>

namespace interlock {

/// A row for each figure of each act: what was foretold, what came, and whether it held. Newest act first.
class PredictionTableModel final : public QAbstractTableModel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PredictionTableModel)

public:
    enum Column { WhenColumn, ActColumn, FigureColumn, ForetoldColumn, CameColumn, HeldColumn, ColumnCount };

    explicit PredictionTableModel(QObject *parent = nullptr);

    void setPredictions(const QList<Prediction> &predictions);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        qsizetype prediction = 0;
        PredictedFigure figure = PredictedFigure::Requests;
    };

    [[nodiscard]] QString text(const Row &row, Column column) const;

    QList<Prediction> m_predictions;
    QList<Row> m_rows;
};

} // namespace interlock
