// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/drill/drilllist.h"

#include "models/domain/median.h"

#include <algorithm>

namespace interlock {

using std::chrono::milliseconds;

namespace {

DrillEntry::Took drillTook(const QJsonObject &object, QLatin1StringView key)
{
    const QJsonValue value = object.value(key);
    if (!value.isDouble() || value.toDouble() < 0)
        return {};
    return milliseconds(qint64(value.toDouble()));
}

DrillEntry::Took middleOf(const QList<DrillEntry> &drills, DrillEntry::Took DrillEntry::*figure)
{
    QList<milliseconds> values;
    for (const DrillEntry &drill : drills) {
        if (drill.passed && (drill.*figure))
            values.append(*(drill.*figure));
    }
    return medianOf(values);
}

} // namespace

QList<DrillEntry> drillsOf(const QList<JournalEntry> &entries)
{
    using namespace Qt::StringLiterals;
    QList<DrillEntry> drills;
    for (auto it = entries.crbegin(); it != entries.crend(); ++it) {
        const JournalEntry &entry = *it;
        const JournalRecord &record = entry.record;
        if (record.kind != JournalKind::Drill)
            continue;
        drills.append({entry.at, record.after.value("scenario"_L1).toString(),
                       record.after.value("alarm"_L1).toString(), record.actor,
                       record.after.value("byOperator"_L1).toBool(), record.after.value("passed"_L1).toBool(),
                       record.outcome, drillTook(record.after, "toAlarmMs"_L1),
                       drillTook(record.after, "toActMs"_L1), drillTook(record.after, "toObservedMs"_L1),
                       drillTook(record.after, "tookMs"_L1)});
    }
    std::ranges::stable_sort(drills, std::ranges::greater(), &DrillEntry::at);
    return drills;
}

DrillMedians mediansOf(const QList<DrillEntry> &drills)
{
    DrillMedians medians;
    medians.count = int(std::ranges::count_if(drills, &DrillEntry::passed));
    medians.toAlarm = middleOf(drills, &DrillEntry::toAlarm);
    medians.toAct = middleOf(drills, &DrillEntry::toAct);
    medians.toObserved = middleOf(drills, &DrillEntry::toObserved);
    medians.took = middleOf(drills, &DrillEntry::took);
    return medians;
}

} // namespace interlock
