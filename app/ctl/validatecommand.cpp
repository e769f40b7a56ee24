// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/validatecommand.h"

#include "app/ctl/profilereport.h"

namespace interlock {

using namespace Qt::StringLiterals;

void ValidateCommand::start()
{
    const QString file = invocation().profile;
    const auto profile = loadProfile(file);
    if (profile) {
        output().line(u"%1: right: migration %2 on %3, %4 endpoints, %5 routes, %6 signals"_s.arg(
            file, profile->migration, profile->environment.name, QString::number(profile->endpoints.size()),
            QString::number(profile->routes.size()), QString::number(profile->signalSpecs.size())));
        return finish(ExitCode::Done, {{u"file"_s, file}, {u"valid"_s, true}, {u"errors"_s, QJsonArray()}});
    }
    for (const ProfileError &error : profile.error())
        Output::plainMessage(error.toString());
    finish(ExitCode::Usage,
           {{u"file"_s, file}, {u"valid"_s, false}, {u"errors"_s, profileErrorsJson(profile.error())}});
}

} // namespace interlock
