// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/drillcommand.h"

#include "app/ctl/profilereport.h"
#include "app/wiring/makeports.h"
#include "app/wiring/statepaths.h"
#include "models/domain/whendone.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
QJsonObject drillJson(const DrillResult &result)
{
    const auto took = [](const DrillResult::Took &ms) {
        return ms ? QJsonValue(qint64(ms->count())) : QJsonValue();
    };
    return {{u"scenario"_s, result.scenario},
            {u"passed"_s, result.passed()},
            {u"alarm"_s, result.alarm},
            {u"byOperator"_s, result.byOperator},
            {u"toAlarmMs"_s, took(result.toAlarm)},
            {u"toActMs"_s, took(result.toAct)},
            {u"toObservedMs"_s, took(result.toObserved)},
            {u"tookMs"_s, took(result.took)}};
}
} // namespace

DrillCommand::~DrillCommand() = default;

void DrillCommand::start()
{
    auto profile = loadProfile(invocation().profile);
    if (!profile) {
        for (const ProfileError &error : profile.error())
            Output::plainMessage(error.toString());
        return finish(ExitCode::Usage, {{u"errors"_s, profileErrorsJson(profile.error())}});
    }
    m_profile = std::move(*profile);
    const QString program = findRehearsal();
    if (program.isEmpty())
        return fail(ExitCode::Unreachable,
                    u"interlock-rehearsal is neither beside this program nor in PATH"_s);
    const StatePaths paths = statePaths(m_profile);
    if (!makeStateFolder(paths))
        return fail(ExitCode::Usage,
                    u"the state folder %1 cannot be made: the result could not be kept"_s.arg(paths.folder));
    m_journal = std::make_unique<Journal>(paths.journal);
    DrillWish wish;
    wish.scenario = invocation().scenario;
    wish.byOperator = invocation().byOperator;
    wish.limit = invocation().timeout.value_or(wish.limit);
    m_drill = std::make_unique<Drill>(wish, program);
    connect(m_drill.get(), &Drill::said, this, [](const QString &sentence) { Output::message(sentence); });
    connect(m_drill.get(), &Drill::finished, this, &DrillCommand::keep);
    m_drill->start();
}

void DrillCommand::keep(const DrillResult &result)
{
    const JournalRecord record = drillRecord(result, actorOf(m_profile), m_profile.environment.name);
    whenDone(m_journal->append(record), this, [this, result](const Result<JournalEntry> &entry) {
        const QJsonObject object = drillJson(result);
        if (!result.passed())
            return fail(ExitCode::Difference,
                        u"drill %1 not passed: %2"_s.arg(result.scenario, result.problem), object);
        if (!entry)
            return fail(ExitCode::Difference,
                        u"the drill passed, but the journal cannot be written: "_s + entry.error().detail,
                        object);
        output().line(u"drill %1 passed: alarm after %2 ms, decided after %3 ms, observed after %4 ms"_s.arg(
            result.scenario, QString::number(result.toAlarm->count()), QString::number(result.toAct->count()),
            QString::number(result.toObserved->count())));
        finish(ExitCode::Done, object);
    });
}

/// A drill that was broken off is none: nothing is kept.
void DrillCommand::interrupt()
{
    m_drill.reset();
    fail(ExitCode::Unknown, u"interrupted: the drill counts for nothing"_s);
}

} // namespace interlock
