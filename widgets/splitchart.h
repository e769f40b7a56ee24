// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme.h"

#include <QList>
#include <QWidget>
#include <vector>

QT_BEGIN_NAMESPACE
class QAreaSeries;
class QChart;
class QChartView;
class QLineSeries;
QT_END_NAMESPACE

namespace interlock {

/// How traffic is split between the two systems, legacy below and new above it, up to 100 %: over time as
/// stacked areas, or one stacked bar per route. Each call replaces what is shown in one go; give it no more
/// than 4 points a pixel.
class SplitChart final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SplitChart)

public:
    struct Moment
    {
        qint64 time = 0;  ///< milliseconds since the epoch, rising
        double onNew = 0; ///< share of the new system in percent; NaN: nothing is known, and nothing is drawn
    };
    struct Route
    {
        QString name; ///< plain text
        double onNew = 0;
    };

    explicit SplitChart(QWidget *parent = nullptr);
    ~SplitChart() override;

    void setTitle(const QString &title);
    void setSystemNames(const QString &legacy, const QString &fresh); ///< "legacy" and "new" unless told
    /// Stacked areas over [@p from, @p to).
    void showOverTime(const QList<Moment> &moments, qint64 from, qint64 to);
    /// One bar a route. A route of which nothing is known has an empty bar.
    void showPerRoute(const QList<Route> &routes);
    void setUtc(bool utc) { m_utc = utc; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyTheme();
    void startTime();
    void startRoutes(const QStringList &names);
    void clear();
    void ensureAreas(std::size_t count);
    void describe(const QString &text);

    enum class Shown { Nothing, Time, Routes };
    struct Area
    {
        QLineSeries *zero, *split, *full;
        QAreaSeries *legacy, *fresh;
    };

    Shown m_shown = Shown::Nothing;
    bool m_utc = false;
    QString m_title;
    QString m_legacyName = QStringLiteral("legacy");
    QString m_freshName = QStringLiteral("new");
    QChart *m_chart;
    QChartView *m_view;
    std::vector<Area> m_areas;
    QStringList m_routeNames;
};

} // namespace interlock
