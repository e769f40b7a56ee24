// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/columnsource.h"
#include "widgets/plotheader.h"
#include "widgets/timeplotgroup.h"
#include "widgets/words.h"

#include <chrono>
#include <memory>
#include <QElapsedTimer>
#include <QImage>
#include <QTimer>
#include <QWidget>

namespace interlock {

class PlotCanvas;

/// One line of a plot.
struct PlotSeries
{
    QString name;
    SeriesStyle style;
    std::shared_ptr<const ColumnSource> source;
    int decimals = 1; ///< of the values in the legend
};

/// A plot of lines over time with title, legend, limits, marks and cursor. Its time axis belongs to a
/// TimePlotGroup, which must outlive it.
///
/// Drag pans, the wheel zooms; with the focus: Left/Right pan, Shift+Left/Right move the cursor, + and -
/// zoom, Home shows the oldest data, End and Escape go back to live, Ctrl+C copies the visible part as CSV,
/// Ctrl+S saves an image.
class TimePlot final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TimePlot)

public:
    explicit TimePlot(TimePlotGroup *group, QWidget *parent = nullptr);
    ~TimePlot() override;

    void setTitle(const QString &title, const QString &unit);
    void setSeries(const QList<PlotSeries> &series);
    void setLimits(const QList<LimitLine> &limits);
    /// What stands there while there is no data: what would be here, and how to get it.
    void setEmptyText(const QString &text);
    /// Fixed ends of the value axis; without them it fits the data and the limits near it.
    void setValueRange(std::optional<double> bottom, std::optional<double> top);
    /// Data older than this at the present is marked as stale; 10 s unless told.
    void setStaleAfter(std::chrono::milliseconds age);
    void setWords(const PlotWords &words);
    void setTheme(const PlotTheme &theme); ///< follows the palette by itself unless told

    /// Looks at the sources again and draws what is new. Cheap when little is.
    void refresh();
    [[nodiscard]] QString toCsv() const; ///< the visible part, one row a time
    void copyCsv() const;
    /// The plot as it is, stamped with title, range and the time of saving.
    [[nodiscard]] QImage toImage() const;
    [[nodiscard]] bool savePng(const QString &path) const;

    [[nodiscard]] PlotCanvas *canvas() const { return m_canvas; }
    [[nodiscard]] PlotHeader *header() const { return m_header; }
    [[nodiscard]] TimePlotGroup *group() const { return m_group; }

public Q_SLOTS:
    void savePngAs(); ///< asks for the file's name

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void connectGroup();
    void connectCanvas();
    void showRange();
    void fitValues();
    void markStale();
    void showReadout();
    void scheduleReadout();
    void moveCursor(int pixels);
    void popUpMenu(const QPoint &globalPos);
    [[nodiscard]] qint64 newest() const;
    [[nodiscard]] qint64 oldest() const;
    [[nodiscard]] QString timeText(qint64 time, bool withDate) const;
    [[nodiscard]] PlotHeader::Entry entry(const PlotSeries &series, double value, bool stale) const;

    TimePlotGroup *m_group;
    PlotHeader *m_header;
    PlotCanvas *m_canvas;
    PlotTheme m_theme;
    bool m_ownTheme = false;
    PlotWords m_words;
    QString m_title, m_unit;
    QList<PlotSeries> m_series;
    QList<LimitLine> m_limits;
    std::optional<double> m_bottom, m_top;
    qint64 m_staleAfter = 10'000;
    QTimer m_readoutTimer;
    QElapsedTimer m_sinceReadout;
};

} // namespace interlock
