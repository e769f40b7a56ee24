// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/drill/drillresult.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
void insertTook(QJsonObject &object, const QString &key, const DrillResult::Took &took)
{
    if (took)
        object.insert(key, qint64(took->count()));
}
} // namespace

JournalRecord drillRecord(const DrillResult &result, const QString &actor, const QString &environment)
{
    JournalRecord record;
    record.kind = JournalKind::Drill;
    record.mark = JournalMark::Note;
    record.actor = actor;
    record.environment = environment;
    record.what = u"Drill %1: %2"_s.arg(result.scenario, result.passed() ? u"passed"_s : u"not passed"_s);
    record.outcome = result.problem;
    record.after = {{u"scenario"_s, result.scenario},
                    {u"passed"_s, result.passed()},
                    {u"alarm"_s, result.alarm},
                    {u"byOperator"_s, result.byOperator}};
    insertTook(record.after, u"toAlarmMs"_s, result.toAlarm);
    insertTook(record.after, u"toActMs"_s, result.toAct);
    insertTook(record.after, u"toObservedMs"_s, result.toObserved);
    insertTook(record.after, u"tookMs"_s, result.took);
    return record;
}

} // namespace interlock
