// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/columnraster.h"
#include "widgets/plottheme.h"

#include <memory>
#include <qcustomplot.h>

namespace interlock {

/// A line of a QCustomPlot drawn from the columns of a ColumnSource, so that a frame costs the width, not the
/// points: one vertical span a pixel with antialiased ends above four samples a pixel, a plain antialiased
/// line below. Keys are seconds since the epoch (UTC).
///
/// The columns are kept between frames; refresh() asks the source for no more than what came since. Inside a
/// PlotCanvas the canvas draws the line over its axes; in any other QCustomPlot the plottable draws itself.
class ColumnPlottable final : public QCPAbstractPlottable
{
    Q_OBJECT

public:
    /// What part of the picture is new.
    struct Change
    {
        int firstColumn = 0; ///< pixel columns from here on; the frame's width when nothing changed
    };

    ColumnPlottable(QCPAxis *keyAxis, QCPAxis *valueAxis, std::shared_ptr<const ColumnSource> source);

    void setStyle(const SeriesStyle &style);
    [[nodiscard]] const SeriesStyle &style() const { return m_style; }
    [[nodiscard]] const ColumnSource &source() const { return *m_source; }
    /// True when a canvas takes over the drawing of the line.
    void setDrawnByCanvas(bool byCanvas) { m_drawnByCanvas = byCanvas; }

    /// Brings the columns up to date for @p frame (its value range does not matter).
    Change refresh(const RasterFrame &frame);
    /// Draws the kept columns between two pixel columns; without dashes, which are the canvas' business.
    void rasterize(QImage &image, const RasterFrame &frame, double penWidth, int left, int right) const;
    [[nodiscard]] const std::vector<PlotColumn> &columns() const { return m_columns; }
    /// True when there are too many samples a pixel for a polyline.
    [[nodiscard]] bool drawsSpans() const { return m_spans; }
    /// The least and the greatest value between the edges of the last refresh(); NaN when there is none.
    [[nodiscard]] std::pair<double, double> extremes() const;

    double selectTest(const QPointF &pos, bool onlySelectable, QVariant *details = nullptr) const override;
    QCPRange getKeyRange(bool &foundRange, QCP::SignDomain inSignDomain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool &foundRange, QCP::SignDomain inSignDomain = QCP::sdBoth,
                           const QCPRange &inKeyRange = QCPRange()) const override;

protected:
    void draw(QCPPainter *painter) override;
    void drawLegendIcon(QCPPainter *painter, const QRectF &rect) const override;

private:
    [[nodiscard]] std::vector<PlotColumn> query(qint64 from, qint64 to, int pixels) const;
    void refreshAll(const RasterFrame &frame);
    int refreshTail();
    void appendNeighbourAfter();

    std::shared_ptr<const ColumnSource> m_source;
    SeriesStyle m_style;
    RasterFrame m_frame;
    std::vector<PlotColumn> m_columns;
    quint64 m_revision = 0;
    qint64 m_firstTime = 0;
    bool m_hasFirst = false;
    bool m_spans = true;
    bool m_drawnByCanvas = false;
};

} // namespace interlock
