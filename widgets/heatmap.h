// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/summarychart.h"

#include <QList>

namespace interlock {

/// Rows by columns of ratios, dark where they are large: six steps of one colour, from none over 0.01 % to
/// more than 10 %. A cell of which nothing is known is empty; one with nothing bad has a dot.
class HeatMap final : public SummaryChart
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HeatMap)

public:
    struct Cell
    {
        double ratio = 0; ///< 0 … 1; NaN: nothing is known
        QString note;     ///< for the tool tip
    };

    explicit HeatMap(QWidget *parent = nullptr);

    /// Cells row by row; as many as names times columns.
    void setCells(const QStringList &rows, const QStringList &columns, const QList<Cell> &cells);
    [[nodiscard]] static int stepOf(double ratio); ///< 0 … 5

protected:
    [[nodiscard]] bool isEmpty() const override { return m_cells.isEmpty(); }
    void paintPlot(QPainter &painter, const QRectF &area, const ChartInk &ink) const override;
    [[nodiscard]] QString textAt(const QPointF &pos, const QRectF &area) const override;

private:
    [[nodiscard]] QRectF cellArea(const QRectF &area, const QFont &font) const;
    [[nodiscard]] static QColor colour(int step, const Theme &theme);
    void paintCell(QPainter &painter, const QRectF &rect, double ratio, const ChartInk &ink) const;
    void paintColumns(QPainter &painter, const QRectF &cells, const ChartInk &ink) const;
    void paintLegend(QPainter &painter, const QRectF &area, const ChartInk &ink) const;

    QStringList m_rows;
    QStringList m_columns;
    QList<Cell> m_cells;
};

} // namespace interlock
