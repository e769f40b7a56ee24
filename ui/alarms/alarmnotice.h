// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/alarm.h"

#include <QObject>
#include <QSet>

class QMenu;
class QSystemTrayIcon;

namespace interlock {

/// Tells a person who looks elsewhere that an alarm has come: a sound, a notice of the desktop, each as the
/// person wants it. Both are off until they are asked for.
class AlarmNotice final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AlarmNotice)

public:
    explicit AlarmNotice(QObject *parent = nullptr);

    /// The alarms that are to be seen; what is new among them and not acknowledged is told, but for the
    /// lowest priority. One that has become worse is new again.
    void showAlarms(const QList<Alarm> &alarms);
    /// The two choices, kept over sessions.
    void addChoices(QMenu &menu);

Q_SIGNALS:
    /// A sound was asked of the desktop.
    void sounded();
    /// A notice was asked of the desktop, in these words: plain text without anything that could be a tag.
    /// A desktop without a place for notices shows none; the alarm strip and the badge do in any case.
    void noticed(const QString &title, const QString &text);

private:
    void tell(const Alarm &alarm);
    void showOnDesktop(const QString &title, const QString &text);

    QSet<QString> m_known;
    QSystemTrayIcon *m_tray = nullptr; ///< made when it is first needed
    bool m_sound = false;
    bool m_notice = false;
};

} // namespace interlock
