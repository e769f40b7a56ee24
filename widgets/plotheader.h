// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plottheme.h"

#include <QWidget>

namespace interlock {

/// The lines above a plot: title with unit on the left, whether it follows the present on the right; below,
/// the legend with the value of each series at the cursor, or its last one. Values have room of a fixed
/// width, so that nothing moves when they change.
class PlotHeader final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PlotHeader)

public:
    struct Entry
    {
        QString name;
        SeriesStyle style;
        QString value;      ///< with unit
        QString shortValue; ///< without; drawn where the name would lose letters otherwise
        bool stale = false;
        friend bool operator==(const Entry &a, const Entry &b)
        {
            return a.name == b.name && a.style.color == b.style.color && a.value == b.value &&
                   a.shortValue == b.shortValue && a.stale == b.stale;
        }
    };

    explicit PlotHeader(QWidget *parent = nullptr);

    void setTheme(const PlotTheme &theme);
    void setTitle(const QString &title, const QString &unit);
    void setState(const QString &state, bool live);
    void setEntries(const QList<Entry> &entries);
    void setMoment(const QString &moment); ///< the cursor's time; empty: none
    [[nodiscard]] const QList<Entry> &entries() const { return m_entries; }
    [[nodiscard]] const QString &state() const { return m_state; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintTitle(QPainter *painter, double row) const;
    void paintLegend(QPainter *painter, double row, double rowHeight) const;

    PlotTheme m_theme;
    QString m_title, m_unit, m_state, m_moment;
    bool m_live = true;
    QList<Entry> m_entries;
};

} // namespace interlock
