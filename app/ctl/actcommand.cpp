// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/actcommand.h"

#include "models/profile/profileproblems.h"

#include <algorithm>
#include <QJsonArray>

namespace interlock {

using namespace Qt::StringLiterals;

bool ActCommand::trafficIsMeasured()
{
    return std::ranges::any_of(session().profile().signalSpecs, [](const SignalSpec &signal) {
        return signal.meaning == SignalMeaning::Requests;
    });
}

bool ActCommand::endedByUnknownRoute(const QStringList &routes)
{
    const QStringList known = knownRoutes();
    for (const QString &route : routes) {
        if (known.contains(route))
            continue;
        fail(ExitCode::Usage, u"there is no route %1%2; routes: %3"_s.arg(
                                  quoted(route), suggestion(route, known), known.join(u", ")));
        return true;
    }
    return false;
}

/// Says what changed, once.
void ActCommand::say(const QString &text, QString &last) const
{
    if (text != last)
        Output::message(text);
    last = text;
}

QJsonObject ActCommand::acknowledgementJson(const Acknowledgement &acknowledgement)
{
    return {{u"count"_s, acknowledgement.acknowledged},
            {u"total"_s, acknowledgement.total},
            {u"missing"_s, QJsonArray::fromStringList(acknowledgement.missing)}};
}

QJsonValue ActCommand::timeJson(const QDateTime &time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs)) : QJsonValue();
}

} // namespace interlock
