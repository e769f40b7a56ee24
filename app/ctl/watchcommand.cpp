// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/watchcommand.h"

#include "app/ctl/sentences.h"

#include <QJsonDocument>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
/// "action: trigger=errors-high route=checkout …", for people.
QString detailsText(const QJsonObject &details)
{
    QStringList words;
    for (auto it = details.begin(); it != details.end(); ++it)
        words.append(it.key() + u'=' + it.value().toVariant().toString());
    return words.join(u' ');
}
} // namespace

SessionOptions WatchCommand::sessionOptions() const
{
    SessionOptions options;
    options.history = false;
    options.engine = u"watch"_s;
    return options;
}

void WatchCommand::run()
{
    Engine *engine = session().engine();
    connect(engine, &Engine::happened, this,
            [this](const QString &what, const QJsonObject &details) { say(what, details); });
    connect(&session().monitor(), &Monitor::alarmsChanged, this, &WatchCommand::sayAlarms);
    say(u"started"_s, {{u"migration"_s, session().profile().migration},
                       {u"environment"_s, session().profile().environment.name},
                       {u"triggers"_s, session().profile().triggers.size()}});
    session().control().resume();
    engine->start();
}

void WatchCommand::interrupt()
{
    if (isFinished())
        return;
    if (isOpen() && session().engine()) {
        session().engine()->stop(); // the next engine takes over at once
        say(u"stopped"_s, {});
    }
    finish(ExitCode::Done);
}

void WatchCommand::say(const QString &event, const QJsonObject &details) const
{
    const QString at = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    if (!output().json())
        return output().line(at + u' ' + event + u": "_s + detailsText(details));
    QJsonObject line = details;
    line.insert(u"at"_s, at);
    line.insert(u"event"_s, event);
    Output::raw(terminalSafeJson(line) + '\n');
}

void WatchCommand::sayAlarms()
{
    QMap<QString, Alarm> now;
    for (const Alarm &alarm : session().monitor().alarms()) {
        if (alarm.active)
            now.insert(alarmKindName(alarm.kind) + u'|' + alarm.subject, alarm);
    }
    const auto tell = [this](const Alarm &alarm, bool active) {
        say(u"alarm"_s, {{u"kind"_s, alarmKindName(alarm.kind)},
                         {u"subject"_s, alarm.subject},
                         {u"priority"_s, alarmPriorityName(alarm.priority)},
                         {u"active"_s, active},
                         {u"text"_s, alarmSentence(alarm)}});
    };
    for (auto it = now.cbegin(); it != now.cend(); ++it) {
        if (!m_alarms.contains(it.key()))
            tell(it.value(), true);
    }
    for (auto it = m_alarms.cbegin(); it != m_alarms.cend(); ++it) {
        if (!now.contains(it.key()))
            tell(it.value(), false);
    }
    m_alarms = now;
}

} // namespace interlock
