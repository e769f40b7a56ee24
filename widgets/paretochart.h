// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/summarychart.h"

#include <QList>

namespace interlock {

/// Which few causes make most of the whole: a bar each, largest on top, with its number and the share that it
/// and all above it make together.
class ParetoChart final : public SummaryChart
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ParetoChart)

public:
    struct Bar
    {
        QString name;
        qint64 count = 0;
    };

    explicit ParetoChart(QWidget *parent = nullptr);

    /// Bars from large to small; @p total is of all, also those without a bar.
    void setBars(const QList<Bar> &bars, qint64 total);
    /// %1 is the number, %2 the share of all so far.
    void setWords(const QString &words) { m_words = words; }

protected:
    [[nodiscard]] bool isEmpty() const override { return m_bars.isEmpty(); }
    void paintPlot(QPainter &painter, const QRectF &area, const ChartInk &ink) const override;
    [[nodiscard]] QString textAt(const QPointF &pos, const QRectF &area) const override;

private:
    [[nodiscard]] double rowHeight(const QRectF &area, const QFont &font) const;
    [[nodiscard]] QString words(qsizetype bar) const;

    QList<Bar> m_bars;
    QList<double> m_cumulated; ///< percent
    QString m_words = QStringLiteral("%1 · %2 of all");
};

} // namespace interlock
