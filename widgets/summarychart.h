// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QWidget>

class QPainter;

namespace interlock {

/// What a summary chart is painted with: the screen's theme, or the light one on paper.
struct ChartInk
{
    Theme theme;
    QFont font;
};

/// A chart of sums that is painted as it is needed: on the page, into an image or onto paper, as vectors. The
/// charts of live series are TimePlots.
class SummaryChart : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SummaryChart)

public:
    explicit SummaryChart(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    [[nodiscard]] const QString &title() const { return m_title; }
    /// What would be here, while there is nothing to show.
    void setEmptyText(const QString &text) { m_emptyText = text; }
    /// Paints the chart with its title into @p area of any paint device.
    void paintChart(QPainter &painter, const QRectF &area, const ChartInk &ink) const;

protected:
    [[nodiscard]] virtual bool isEmpty() const = 0;
    virtual void paintPlot(QPainter &painter, const QRectF &area, const ChartInk &ink) const = 0;
    /// What stands at @p pos of the plot in @p area: plain text for a tool tip; empty for nothing.
    [[nodiscard]] virtual QString textAt(const QPointF &pos, const QRectF &area) const = 0;
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] static QRectF plotArea(const QRectF &area, const QFont &font);

    QString m_title;
    QString m_emptyText;
};

} // namespace interlock
