// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/initdbcommand.h"

#include "app/ctl/profilereport.h"
#include "app/wiring/secrets.h"
#include "models/domain/whendone.h"

#include <QJsonArray>
#include <QtConcurrent>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// What to do about it, where that is known.
QString initDbAdvice(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Auth:
        return u". Making roles and a schema needs an account that may CREATEROLE and CREATE on the "
               u"database: "
               u"name it with --connection"_s;
    case ErrorKind::Network:
    case ErrorKind::Timeout:
        return u". Nothing was changed"_s;
    case ErrorKind::Cancelled:
    case ErrorKind::Protocol:
    case ErrorKind::Server:
    case ErrorKind::Database:
    case ErrorKind::Conflict:
    case ErrorKind::Refused:
    case ErrorKind::Input:
        return {};
    }
    Q_UNREACHABLE();
}

ExitCode initDbExit(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
    case ErrorKind::Cancelled:
        return ExitCode::Unreachable;
    case ErrorKind::Auth:
    case ErrorKind::Refused:
    case ErrorKind::Conflict:
        return ExitCode::Rejected;
    case ErrorKind::Input:
        return ExitCode::Usage;
    case ErrorKind::Protocol:
    case ErrorKind::Server:
    case ErrorKind::Database:
        return ExitCode::Difference;
    }
    Q_UNREACHABLE();
}

} // namespace

void InitDbCommand::start()
{
    if (!invocation().connection.isEmpty())
        return make(invocation().connection, {}); // its password: PGPASSWORD or ~/.pgpass
    const auto profile = loadProfile(invocation().profile);
    if (!profile) {
        for (const ProfileError &error : profile.error())
            Output::plainMessage(error.toString());
        return finish(ExitCode::Usage, {{u"errors"_s, profileErrorsJson(profile.error())}});
    }
    if (profile->team.connection.isEmpty())
        return fail(ExitCode::Usage, u"the profile has no [team] connection; name one with --connection"_s);
    whenDone(resolveSecret(profile->team.secret), this,
             [this, connection = profile->team.connection](const Result<QString> &secret) {
                 if (!secret)
                     return fail(ExitCode::Rejected, u"the password cannot be read: %1: %2"_s.arg(
                                                         secret.error().where, secret.error().detail));
                 make(connection, *secret);
             });
}

void InitDbCommand::make(const QString &connection, const QString &password)
{
    whenDone(QtConcurrent::run([connection, password] { return setUpTeam(connection, password); }), this,
             [this](const Result<TeamSetup> &setup) { made(setup); });
}

void InitDbCommand::made(const Result<TeamSetup> &setup)
{
    if (!setup) {
        const Error &error = setup.error();
        const QString where = error.where.isEmpty() ? QString() : u" (in: %1 …)"_s.arg(error.where);
        return fail(initDbExit(error),
                    u"the schema was not made: %1%2%3"_s.arg(error.detail, where, initDbAdvice(error)));
    }
    output().line(u"schema interlock_console in database %1: version %2, %3"_s.arg(
        setup->database, QString::number(setup->version),
        setup->versionBefore == 0 ? u"made"_s : u"was there; functions and grants are renewed"_s));
    output().line(setup->newRoles.isEmpty()
                      ? u"roles interlock_viewer, interlock_oncall, interlock_lead: were there"_s
                      : u"roles made: "_s + setup->newRoles.join(u", "_s));
    output().line(
        u"checked: nobody but its owner, %1, can change or delete what is recorded"_s.arg(setup->account));
    output().line(
        u"next: an account for each person, such as CREATE ROLE ann LOGIN IN ROLE interlock_lead"_s);
    finish(ExitCode::Done, {{u"database"_s, setup->database},
                            {u"owner"_s, setup->account},
                            {u"version"_s, setup->version},
                            {u"versionBefore"_s, setup->versionBefore},
                            {u"newRoles"_s, QJsonArray::fromStringList(setup->newRoles)}});
}

void InitDbCommand::interrupt()
{
    fail(ExitCode::Unknown, u"interrupted: all of it was made, or nothing; run it again"_s);
}

} // namespace interlock
