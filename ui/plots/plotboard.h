// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/serieshistory.h"
#include "models/journal/journalentry.h"
#include "widgets/timeplot.h"

class QGridLayout;

namespace interlock {

/// One line of a plot of the board.
struct PlotLine
{
    /// A system's own look only where the line is about that system; else one of two looks without a colour.
    enum class Look { Legacy, New, First, Second };

    QString name;
    Look look = Look::First;
    const SeriesHistory *history = nullptr;
    SeriesKey key;
    double scale = 1.0; ///< from the history's unit to the one shown
    int decimals = 1;
};

/// One plot of the board.
struct PlotSpec
{
    QString name; ///< object name
    QString title;
    QString unit;
    QList<PlotLine> lines;
    QList<LimitLine> limits;
    std::optional<double> bottom, top;
    QString emptyText;
};

/// Plots side by side on one time axis with one cursor, and the acts of the journal as marks on it.
class PlotBoard final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlotBoard)

public:
    explicit PlotBoard(int columns, QWidget *parent = nullptr);
    ~PlotBoard() override;

    void addPlot(const PlotSpec &spec);
    /// Shows something else in the place of plot @p index.
    void setPlot(int index, const PlotSpec &spec);
    [[nodiscard]] const QList<TimePlot *> &plots() const { return m_plots; }
    [[nodiscard]] TimePlotGroup *group() const { return m_group.get(); }
    /// Draws what came until @p now.
    void showNow(const QDateTime &now);
    void showActs(const QList<JournalEntry> &entries);

protected:
    void changeEvent(QEvent *event) override;

private:
    void apply(TimePlot *plot, const PlotSpec &spec);
    void setSeries(TimePlot *plot, const PlotSpec &spec);
    void widen(qint64 now);
    [[nodiscard]] qint64 oldest() const;

    std::unique_ptr<TimePlotGroup> m_group;
    QList<PlotSpec> m_specs;
    QList<TimePlot *> m_plots;
    QGridLayout *m_grid;
    int m_columns;
    qint64 m_fittedSpan = 0; ///< the span widen() chose last; another one was chosen by a person
};

} // namespace interlock
