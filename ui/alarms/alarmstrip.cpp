// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alarms/alarmstrip.h"

#include "ui/text/alarmtext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/words.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
StateLevel stripLevel(AlarmPriority priority)
{
    switch (priority) {
    case AlarmPriority::Attention:
        return StateLevel::Attention;
    case AlarmPriority::Alarm:
        return StateLevel::Alarm;
    case AlarmPriority::Highest:
        return StateLevel::Highest;
    }
    Q_UNREACHABLE();
}
} // namespace

AlarmStrip::AlarmStrip(QWidget *parent)
    : QWidget(parent),
      m_text(new PlainLabel(this)),
      m_more(new QPushButton(this)),
      m_acknowledge(new QPushButton(tr("Acknowledge"), this))
{
    setObjectName(u"alarm-strip"_s);
    setAutoFillBackground(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid / 2, 2 * Theme::Grid, Theme::Grid / 2);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_more);
    layout->addWidget(m_acknowledge);
    m_text->setObjectName(u"alarm-text"_s);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_more->setObjectName(u"alarm-more"_s);
    m_more->setAccessibleName(tr("Show all alarms"));
    m_acknowledge->setObjectName(u"alarm-acknowledge"_s);
    m_acknowledge->setAccessibleName(tr("Acknowledge the alarm shown"));
    setPlainToolTip(m_acknowledge, tr("Says that it was seen; it stays until its cause is gone"));
    connect(m_more, &QPushButton::clicked, this, &AlarmStrip::allWanted);
    connect(m_acknowledge, &QPushButton::clicked, this, &AlarmStrip::acknowledgeShown);
    setFixedHeight(40);
    showAlarms({});
}

void AlarmStrip::showAlarms(const QList<Alarm> &alarms)
{
    m_alarms = alarms;
    // What nobody has seen comes first, so that acknowledging brings the next one up.
    const auto unseen = std::ranges::find(std::as_const(m_alarms), false, &Alarm::acknowledged);
    const bool any = !m_alarms.isEmpty();
    m_acknowledge->setEnabled(unseen != m_alarms.cend());
    m_acknowledge->setVisible(any);
    m_more->setVisible(m_alarms.size() > 1);
    setAutoFillBackground(any);
    if (!any) {
        m_shown = {};
        setPalette({});
        m_text->setText(tr("No alarms"));
        m_text->setEnabled(false);
        setPlainToolTip(m_text, {});
        return;
    }
    m_shown = unseen == m_alarms.cend() ? m_alarms.constFirst() : *unseen;
    m_text->setEnabled(true);
    m_text->setText(
        u"%1 %2 — %3"_s.arg(Words::priorityShape(m_shown.priority),
                            tr("%1, since %2").arg(AlarmText::cause(m_shown), Format::clock(m_shown.since)),
                            AlarmText::consequence(m_shown)));
    setPlainToolTip(m_text, m_text->text() + u'\n' + AlarmText::action(m_shown));
    m_more->setText(tr("%1 more").arg(m_alarms.size() - 1));
    paintLevel(m_shown);
}

void AlarmStrip::acknowledgeShown()
{
    if (m_acknowledge->isEnabled())
        Q_EMIT acknowledged(m_shown.kind, m_shown.subject);
}

void AlarmStrip::paintLevel(const Alarm &alarm)
{
    setPalette({});
    const Theme theme = Theme::of(this);
    const StateLevel level = alarm.acknowledged ? StateLevel::Normal : stripLevel(alarm.priority);
    QPalette colours = palette();
    colours.setColor(QPalette::Window, theme.state(level));
    colours.setColor(QPalette::WindowText, level == StateLevel::Normal ? theme.text : theme.stateText(level));
    m_text->setPalette(colours);
    QPalette own = palette();
    own.setColor(QPalette::Window, theme.state(level));
    setPalette(own);
}

} // namespace interlock
