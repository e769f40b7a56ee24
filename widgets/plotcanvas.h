// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/columnplottable.h"
#include "widgets/plotmarks.h"

#include <optional>
#include <qcustomplot.h>
#include <QImage>

namespace interlock {

/// The drawing part of a TimePlot: QCustomPlot draws axes and grid once into an opaque ground, and the canvas
/// lays the lines over it from an image of its own, of which a live update touches only the last pixel
/// columns. QCustomPlot's own buffers are left empty: redrawAll() takes the place of replot().
/// Pointer and keys are told as signals; the TimePlot decides what they mean.
class PlotCanvas final : public QCustomPlot
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlotCanvas)

public:
    explicit PlotCanvas(QWidget *parent = nullptr);

    void setTheme(const PlotTheme &theme);
    /// Room for the numbers of the value axis: @p characters digits.
    void setLabelRoom(int characters);
    ColumnPlottable *addSeries(std::shared_ptr<const ColumnSource> source, const SeriesStyle &style);
    void clearSeries();
    void setLimits(const QList<LimitLine> &limits);
    void setEvents(const QList<EventMark> &events);
    void setEmptyText(const QString &text);
    /// From here to the right edge the data is old; nothing: it is not.
    void setStaleFrom(std::optional<qint64> time, const QString &word);
    void setCursorTime(std::optional<qint64> time);

    /// Shows [@p from, @p to) and [@p bottom, @p top]; draws everything anew when that differs from what is
    /// shown, and else only what came since.
    void show(qint64 from, qint64 to);
    void setValueRange(double bottom, double top);
    [[nodiscard]] const QList<ColumnPlottable *> &series() const { return m_series; }
    [[nodiscard]] RasterFrame frame() const;
    /// Brings the columns up to date and repaints what changed; true when anything did.
    bool refreshColumns();
    void redrawAll();
    [[nodiscard]] qint64 timeAt(double x) const;
    [[nodiscard]] double xAt(qint64 time) const;
    [[nodiscard]] QRect plotRect() const;
    [[nodiscard]] std::optional<EventMark> eventAt(const QPoint &pos) const;

Q_SIGNALS:
    void hovered(const QPoint &pos);
    void left();
    void dragged(double pixels); ///< to the right since the last one
    void wheelTurned(double steps, double x);
    void menuAsked(const QPoint &globalPos);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool event(QEvent *event) override;

private:
    void redrawGround();
    void redrawLines(int left);
    [[nodiscard]] QRect stripRect(int firstColumn) const;
    void paintOverlay(QPainter *painter, const QRect &exposed);
    void paintStale(QPainter *painter) const;
    void paintLimits(QPainter *painter) const;
    void paintEvents(QPainter *painter) const;
    void paintLastPoints(QPainter *painter) const;
    void paintEmpty(QPainter *painter) const;

    PlotTheme m_theme;
    QList<ColumnPlottable *> m_series;
    QList<LimitLine> m_limits;
    QList<EventMark> m_events;
    QString m_emptyText;
    QString m_staleWord;
    std::optional<qint64> m_staleFrom;
    std::optional<qint64> m_cursor;
    std::optional<double> m_dragX;
    QImage m_ground; ///< background, grid and axes
    QImage m_image;
    RasterFrame m_drawn;
    bool m_groundValid = false;
    bool m_imageValid = false;
};

} // namespace interlock
