// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/statuscommand.h"

#include "app/ctl/statusreport.h"
#include "models/control/warrantykeeper.h"

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {
/// Alarms and qualities are moved by the monitor's watchdog: it gets its turn after the last answer.
constexpr milliseconds watchdogTurns{300};
} // namespace

void StatusCommand::run()
{
    when([this] { return pictureComplete(); }, pictureLimit(),
         [this] { QTimer::singleShot(watchdogTurns, this, [this] { show(); }); });
}

QList<Alarm> StatusCommand::activeAlarms()
{
    QList<Alarm> active = session().monitor().alarms();
    active.removeIf([](const Alarm &alarm) { return !alarm.active; });
    return active;
}

void StatusCommand::show()
{
    if (isFinished())
        return;
    const RollbackAct *rollback = session().control().rollback();
    const StatusPicture picture{session().profile(), state(),
                                activeAlarms(),      rollback->readiness(),
                                rollback->paths(),   session().control().warranty().statement()};
    for (const QString &text : statusLines(picture))
        output().line(text);
    const QJsonObject object = statusJson(picture);
    if (endedWithoutBridge(object))
        return;
    finish(picture.alarms.isEmpty() ? ExitCode::Done : ExitCode::Difference, object);
}

} // namespace interlock
