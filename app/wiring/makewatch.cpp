// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/makewatch.h"

#include "app/wiring/makeports.h"
#include "models/endpoints/lease/filelease.h"
#include "models/endpoints/lease/postgreslease.h"
#include "models/endpoints/team/postgresteam.h"
#include "models/endpoints/webhook/webhooknotifier.h"

#include <QSysInfo>

namespace interlock {

using namespace Qt::StringLiterals;

std::unique_ptr<LeasePort> makeLease(const Profile &profile, const Secrets &secrets, const StatePaths &paths,
                                     const QString &program)
{
    const LeaseIdentity identity{actorOf(profile), QSysInfo::machineHostName(), program};
    if (!profile.lease.connection.isEmpty()) {
        const QString password = secrets.value(leaseSecretKey(), QString()).value_or(QString());
        return std::make_unique<PostgresLease>(profile.lease.connection, password, profile.migration,
                                               identity);
    }
    const QString file = profile.lease.file.isEmpty() ? paths.folder + u"/lease.lock"_s : profile.lease.file;
    return std::make_unique<FileLease>(file, identity);
}

std::unique_ptr<TeamPort> makeTeam(const Profile &profile, const Secrets &secrets, const QString &program)
{
    if (profile.team.connection.isEmpty())
        return nullptr;
    const QString password = secrets.value(teamSecretKey(), QString()).value_or(QString());
    // a bar separates the words that the server seals
    const QString place = QSysInfo::machineHostName().left(200).replace(u'|', u'_');
    return std::make_unique<PostgresTeam>(profile.team.connection, password,
                                          TeamSelf{profile.migration, place, program, QUuid::createUuid()});
}

std::vector<std::unique_ptr<NotifierPort>> makeNotifiers(const Profile &profile, const Secrets &secrets)
{
    std::vector<std::unique_ptr<NotifierPort>> ports;
    for (const WebhookSpec &webhook : profile.webhooks) {
        const QString secret = secrets.value(webhookSecretKey(webhook.id), QString()).value_or(QString());
        const QUrl url = webhook.url.isEmpty() ? QUrl(secret, QUrl::StrictMode) : webhook.url;
        ports.push_back(std::make_unique<WebhookNotifier>(webhook.id, url));
    }
    return ports;
}

} // namespace interlock
