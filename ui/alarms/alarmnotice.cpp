// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alarms/alarmnotice.h"

#include "ui/text/alarmtext.h"
#include "ui/text/words.h"

#include <QApplication>
#include <QMenu>
#include <QSettings>
#include <QStyle>
#include <QSystemTrayIcon>

namespace interlock {

using namespace Qt::StringLiterals;

AlarmNotice::AlarmNotice(QObject *parent) : QObject(parent)
{
    const QSettings settings;
    m_sound = settings.value(u"alarms/sound"_s, false).toBool();
    m_notice = settings.value(u"alarms/notice"_s, false).toBool();
}

void AlarmNotice::addChoices(QMenu &menu)
{
    const auto add = [this, &menu](const QString &text, const QString &key, bool &choice) {
        QAction *action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(choice);
        connect(action, &QAction::toggled, this, [&choice, key](bool on) {
            choice = on;
            QSettings settings;
            settings.setValue(key, on);
        });
    };
    add(tr("Sound on alarms"), u"alarms/sound"_s, m_sound);
    add(tr("Desktop notice on alarms"), u"alarms/notice"_s, m_notice);
}

void AlarmNotice::showAlarms(const QList<Alarm> &alarms)
{
    QSet<QString> now;
    for (const Alarm &alarm : alarms) {
        if (!alarm.active)
            continue;
        const QString key =
            alarmKindName(alarm.kind) % u'|' % QString::number(int(alarm.priority)) % u'|' % alarm.subject;
        now.insert(key);
        const bool pressing = alarm.priority != AlarmPriority::Attention && !alarm.acknowledged;
        if (pressing && !m_known.contains(key))
            tell(alarm);
    }
    m_known = now;
}

void AlarmNotice::tell(const Alarm &alarm)
{
    if (m_sound) {
        QApplication::beep();
        Q_EMIT sounded();
    }
    if (!m_notice)
        return;
    const QString title = Words::priority(alarm.priority);
    // A desktop may take the text as rich text: what could begin a tag is shown as what it is not.
    QString text = AlarmText::cause(alarm);
    text.replace(u'<', u'‹').replace(u'>', u'›').replace(u'&', u'＋');
    showOnDesktop(title, text);
    Q_EMIT noticed(title, text);
}

void AlarmNotice::showOnDesktop(const QString &title, const QString &text)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    if (!m_tray) {
        m_tray = new QSystemTrayIcon(QApplication::style()->standardIcon(QStyle::SP_MessageBoxWarning), this);
        m_tray->show();
    }
    m_tray->showMessage(title, text, QSystemTrayIcon::Warning);
}

} // namespace interlock
