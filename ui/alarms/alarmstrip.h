// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarm.h"

#include <QWidget>

class QPushButton;

namespace interlock {

class PlainLabel;

/// The most pressing alarm in one line above the rollback bar, on every page. Keeps its room when there is
/// none.
class AlarmStrip final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AlarmStrip)

public:
    explicit AlarmStrip(QWidget *parent = nullptr);

    /// Highest first, as Monitor::alarms() gives them.
    void showAlarms(const QList<Alarm> &alarms);
    /// What the button does; nothing when there is nothing to acknowledge.
    void acknowledgeShown();

Q_SIGNALS:
    /// The alarm on the screen was seen.
    void acknowledged(interlock::AlarmKind kind, const QString &subject);
    void allWanted();

private:
    void paintLevel(const Alarm &alarm);

    QList<Alarm> m_alarms;
    Alarm m_shown;
    PlainLabel *m_text;
    QPushButton *m_more;
    QPushButton *m_acknowledge;
};

} // namespace interlock
