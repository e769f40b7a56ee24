// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/predictiontablemodel.h"

#include "models/domain/plaintext.h"
#include "ui/text/consequencetext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"

namespace interlock {

using namespace Qt::StringLiterals;

PredictionTableModel::PredictionTableModel(QObject *parent) : QAbstractTableModel(parent) {}

void PredictionTableModel::setPredictions(const QList<Prediction> &predictions)
{
    if (predictions == m_predictions)
        return;
    beginResetModel();
    m_predictions = predictions;
    m_rows.clear();
    for (qsizetype index = 0; index < m_predictions.size(); ++index) {
        for (const PredictedFigure figure : allPredictedFigures)
            m_rows.append({index, figure});
    }
    endResetModel();
}

int PredictionTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PredictionTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString PredictionTableModel::text(const Row &row, Column column) const
{
    const Prediction &one = m_predictions.at(row.prediction);
    const Forecast forecast = one.figures.value(row.figure);
    const auto came = one.came.constFind(row.figure);
    const bool measured = came != one.came.cend();
    switch (column) {
    case WhenColumn:
        return Format::clock(one.at);
    case ActColumn:
        return u"%1 %2 → %3"_s.arg(visibleText(one.routeId), Format::percent(one.from),
                                   Format::percent(one.to));
    case FigureColumn:
        return ConsequenceText::title(row.figure);
    case ForetoldColumn:
        return ConsequenceText::range(row.figure, forecast);
    case CameColumn:
        if (measured)
            return ConsequenceText::value(row.figure, *came);
        return one.closed ? tr("not measured") : tr("not due yet");
    case HeldColumn:
        if (!measured)
            return Format::dash();
        return forecast.holds(*came) ? tr("✓ held") : tr("✗ missed");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant PredictionTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = Column(index.column());
    const Row &row = m_rows.at(index.row());
    if (role == Qt::DisplayRole)
        return text(row, column);
    if (role == Qt::ToolTipRole)
        return plainToolTip(column == WhenColumn ? Format::absolute(m_predictions.at(row.prediction).at)
                                                 : text(row, column));
    if (role == Qt::TextAlignmentRole) {
        const bool number = column == ForetoldColumn || column == CameColumn;
        return QVariant::fromValue((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    return {};
}

QVariant PredictionTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case WhenColumn:
        return tr("when");
    case ActColumn:
        return tr("act");
    case FigureColumn:
        return tr("figure");
    case ForetoldColumn:
        return tr("predicted");
    case CameColumn:
        return tr("came");
    case HeldColumn:
        return tr("within it");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace interlock
