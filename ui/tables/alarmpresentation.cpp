// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/alarmpresentation.h"

#include "models/domain/plaintext.h"
#include "ui/text/alarmtext.h"
#include "ui/text/format.h"
#include "ui/text/words.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
QString alarmStateText(const Alarm &alarm)
{
    switch (alarm.state) {
    case AlarmState::Shelved:
        return AlarmPresentation::tr("shelved until %1: %2")
            .arg(Format::clock(alarm.shelvedUntil), visibleText(alarm.shelvedWhy.left(80)));
    case AlarmState::Suppressed:
        return AlarmPresentation::tr("follows from another");
    case AlarmState::Normal:
    case AlarmState::Unacknowledged:
    case AlarmState::Acknowledged:
    case AlarmState::Returned:
        break;
    }
    QString text =
        alarm.acknowledged ? AlarmPresentation::tr("over, seen") : AlarmPresentation::tr("over, not seen");
    if (alarm.active)
        text = alarm.acknowledged ? AlarmPresentation::tr("active, seen")
                                  : AlarmPresentation::tr("active, not seen");
    return alarm.firstOut ? AlarmPresentation::tr("%1 · first").arg(text) : text;
}
} // namespace

AlarmPresentation::AlarmPresentation(AlarmListModel *source, QObject *parent)
    : Presentation(source, parent), m_source(source)
{
}

QString AlarmPresentation::text(const QModelIndex &source) const
{
    const Alarm *alarm = m_source->alarm(source);
    if (!alarm)
        return {};
    switch (source.column()) {
    case AlarmListModel::PriorityColumn:
        return Words::priorityShape(alarm->priority) + u' ' + Words::priority(alarm->priority);
    case AlarmListModel::SubjectColumn:
        return AlarmText::cause(*alarm);
    case AlarmListModel::ValueColumn:
        return alarm->limit == 0 ? Format::dash() : AlarmText::figure(alarm->value, alarm->unit);
    case AlarmListModel::SinceColumn:
        return Format::relative(alarm->since, now());
    case AlarmListModel::StateColumn:
        return alarmStateText(*alarm);
    }
    return {};
}

QString AlarmPresentation::toolTip(const QModelIndex &source) const
{
    const Alarm *alarm = m_source->alarm(source);
    if (!alarm)
        return {};
    if (source.column() == AlarmListModel::SinceColumn)
        return Format::absolute(alarm->since);
    return AlarmText::cause(*alarm) + u'\n' + AlarmText::consequence(*alarm) + u'\n' +
           AlarmText::action(*alarm);
}

QString AlarmPresentation::header(int column) const
{
    switch (column) {
    case AlarmListModel::PriorityColumn:
        return tr("priority");
    case AlarmListModel::SubjectColumn:
        return tr("cause");
    case AlarmListModel::ValueColumn:
        return tr("value");
    case AlarmListModel::SinceColumn:
        return tr("since");
    case AlarmListModel::StateColumn:
        return tr("state");
    }
    return {};
}

bool AlarmPresentation::isNumber(int column) const
{
    return column == AlarmListModel::ValueColumn || column == AlarmListModel::SinceColumn;
}

Presentation::Emphasis AlarmPresentation::emphasis(const QModelIndex &source) const
{
    const Alarm *alarm = m_source->alarm(source);
    return alarm && !alarm->acknowledged ? Emphasis::Strong : Emphasis::None;
}

} // namespace interlock
