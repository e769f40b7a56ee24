// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plotmarks.h"

#include <optional>
#include <QList>
#include <QObject>

namespace interlock {

/// The time axis that several plots share: what part of time is shown, whether it follows the present, where
/// the cursor stands, and what happened. All times are milliseconds since the epoch.
///
/// While live, the right edge runs ahead of the present by up to 1/64 of the span and moves in such steps:
/// between two steps only new data is drawn and nothing else moves.
class TimePlotGroup final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TimePlotGroup)

public:
    explicit TimePlotGroup(QObject *parent = nullptr);

    /// The present, from whoever has a clock; without it the newest data is the present.
    void setNow(qint64 now);
    [[nodiscard]] qint64 now() const { return m_now; }
    /// Told by the plots: the present is never before the newest data.
    void noteData(qint64 lastTime);

    void setSpan(qint64 milliseconds); ///< of the live view, at least a second
    [[nodiscard]] qint64 span() const { return m_to - m_from; }
    [[nodiscard]] qint64 from() const { return m_from; }
    [[nodiscard]] qint64 to() const { return m_to; }
    [[nodiscard]] bool isLive() const { return m_live; }

    void goLive();
    void showRange(qint64 from, qint64 to);  ///< stops following
    void pan(double share);                  ///< by a share of the span; stops following
    void zoom(double factor, qint64 anchor); ///< factor under 1 comes closer; follows on when live
    void setCursor(std::optional<qint64> time);
    [[nodiscard]] std::optional<qint64> cursor() const { return m_cursor; }
    void setEvents(const QList<EventMark> &events);
    [[nodiscard]] const QList<EventMark> &events() const { return m_events; }
    void setUtc(bool utc);
    [[nodiscard]] bool isUtc() const { return m_utc; }

    /// Lets all plots look at their sources again; call it when data may have come.
    void refresh();

Q_SIGNALS:
    void rangeChanged();
    void liveChanged(bool live);
    void cursorChanged();
    void eventsChanged();
    void clockChanged(); ///< local time or UTC
    void refreshAsked();

private:
    void follow();
    void setRange(qint64 from, qint64 to);
    void setLive(bool live);

    qint64 m_now = 0;
    qint64 m_from = 0;
    qint64 m_to = 3'600'000;
    qint64 m_liveSpan = 3'600'000;
    bool m_live = true;
    bool m_utc = false;
    std::optional<qint64> m_cursor;
    QList<EventMark> m_events;
};

} // namespace interlock
