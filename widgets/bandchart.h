// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plotmarks.h"
#include "widgets/summarychart.h"

#include <QList>

namespace interlock {

/// A share in percent over steps of time, with the band in which it may truly lie, a second share beside it,
/// and marks for what happened. 100 % is at the top; the bottom fits the values.
class BandChart final : public SummaryChart
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BandChart)

public:
    struct Step
    {
        QString label;     ///< of the axis
        QString note;      ///< for the tool tip
        double value = 0;  ///< percent; NaN: nothing is known
        double low = 0;    ///< of the band; NaN: none
        double high = 0;   ///< of the band
        double second = 0; ///< percent; NaN: nothing is known
    };

    explicit BandChart(QWidget *parent = nullptr);

    void setNames(const QString &value, const QString &band, const QString &second);
    /// Steps from left to right; marks are placed by their time, @p from is the first step's start.
    void setSteps(const QList<Step> &steps, qint64 from, qint64 stepMs);
    void setMarks(const QList<EventMark> &marks);
    /// What the signs of the marks mean, for the legend.
    void setMarksLegend(const QString &text);

protected:
    [[nodiscard]] bool isEmpty() const override;
    void paintPlot(QPainter &painter, const QRectF &area, const ChartInk &ink) const override;
    [[nodiscard]] QString textAt(const QPointF &pos, const QRectF &area) const override;

private:
    struct Frame
    {
        QRectF plot;
        double bottom = 0;
        int decimals = 0;
    };
    [[nodiscard]] Frame frameIn(const QRectF &area, const QFont &font) const;
    [[nodiscard]] double bottomValue() const;
    [[nodiscard]] QPointF point(const Frame &frame, qsizetype step, double value) const;
    void paintAxes(QPainter &painter, const Frame &frame, const ChartInk &ink) const;
    void paintBand(QPainter &painter, const Frame &frame, const ChartInk &ink) const;
    void paintLine(QPainter &painter, const Frame &frame, const QPen &pen, double Step::*value) const;
    void paintMarks(QPainter &painter, const Frame &frame, const ChartInk &ink) const;
    void paintLegend(QPainter &painter, const QRectF &area, const ChartInk &ink) const;
    [[nodiscard]] double markX(const Frame &frame, const EventMark &mark) const;

    QList<Step> m_steps;
    QList<EventMark> m_marks;
    qint64 m_from = 0;
    qint64 m_stepMs = 1;
    QString m_valueName, m_bandName, m_secondName, m_marksLegend;
};

} // namespace interlock
