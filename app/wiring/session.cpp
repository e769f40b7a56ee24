// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/session.h"

#include "app/wiring/makeports.h"
#include "app/wiring/makewatch.h"
#include "models/endpoints/database/localtriage.h"
#include "models/endpoints/database/postgresidmap.h"
#include "models/endpoints/database/postgresmigrationlog.h"
#include "models/endpoints/database/postgresteamlog.h"
#include "models/endpoints/database/postgrestriage.h"
#include "models/endpoints/parity/controlapirules.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QStringList setUpProblems(const Secrets &secrets, const StatePaths &paths)
{
    QStringList problems = secretProblems(secrets);
    if (!makeStateFolder(paths))
        problems.append(u"the state folder %1 cannot be made: no journal, so forward acts are locked"_s.arg(
            paths.folder));
    return problems;
}

/// The team's database as the drivers take it.
EndpointSpec databaseSpec(const ParityDatabase &database, const QString &id, const QString &query = {})
{
    EndpointSpec spec;
    spec.id = id;
    spec.driver = Driver::PostgreSql;
    spec.connection = database.connection;
    spec.query = query;
    spec.totalTimeout = database.totalTimeout;
    spec.connectTimeout = std::min(spec.connectTimeout, spec.totalTimeout);
    return spec;
}

/// Triage, migration log and log of issues in the team's database, each on a connection of its own: a long
/// walk holds nobody up.
void addDatabase(ParityParts &parts, const ParityDatabase &database, const QString &password)
{
    if (database.triage) {
        parts.triage = std::make_unique<PostgresTriage>(databaseSpec(database, u"parity triage"_s), password);
        parts.sharedTriage = true;
    }
    parts.idMap = std::make_unique<PostgresIdMap>(databaseSpec(database, u"id map"_s), password);
    parts.data.migrationLog = std::make_unique<PostgresMigrationLog>(
        databaseSpec(database, u"migration log"_s, database.migrationLog), password);
    parts.data.teamLog =
        std::make_unique<PostgresTeamLog>(databaseSpec(database, u"log of issues"_s), password,
                                          TeamLogQueries{database.issues, database.releases});
}

std::unique_ptr<ParityDesk> makeDesk(const Profile &profile, const Secrets &secrets, const StatePaths &paths,
                                     ParityPort *port)
{
    ParityParts parts;
    parts.pairsFile = paths.pairs;
    parts.rulesFile = paths.rules;
    parts.actor = actorOf(profile);
    const auto secret = [&secrets](const QString &key) {
        return secrets.value(key, QString()).value_or(QString());
    };
    if (profile.parityDatabase)
        addDatabase(parts, *profile.parityDatabase, secret(parityDatabaseSecretKey()));
    if (!parts.triage)
        parts.triage = std::make_unique<LocalTriage>(paths.triage);
    if (const EndpointSpec *spec = profile.endpoint(EndpointKind::Parity))
        parts.sharedRules = std::make_unique<ControlApiRules>(*spec, secret(spec->id));
    if (port)
        parts.source = [port](const QString &cursor, int limit) { return port->pairs(cursor, limit); };
    return std::make_unique<ParityDesk>(std::move(parts));
}

Ports makeAllPorts(const Profile &profile, const Secrets &secrets, const SessionOptions &options)
{
    Ports ports = makePorts(profile, secrets);
    ports.team = makeTeam(profile, secrets, options.engine.isEmpty() ? u"interlockctl"_s : options.engine);
    return ports;
}

} // namespace

Session::Session(const Profile &profile, const Secrets &secrets, const SessionOptions &options,
                 QObject *parent)
    : QObject(parent),
      m_profile(profile),
      m_paths(statePaths(profile)),
      m_problems(setUpProblems(secrets, m_paths)),
      m_history(options.history ? std::make_unique<SeriesHistory>() : nullptr),
      m_ports(makeAllPorts(m_profile, secrets, options)),
      m_parity(options.parity ? makeDesk(m_profile, secrets, m_paths, m_ports.parity.get()) : nullptr),
      m_journal(std::make_unique<Journal>(m_paths.journal)),
      m_monitor(
          std::make_unique<Monitor>(m_profile, m_ports, m_clock, m_history.get(), nullptr, options.timings)),
      m_control(std::make_unique<Control>(m_profile, m_ports, *m_monitor, *m_journal, m_clock, m_paths.intent,
                                          nullptr, options.timings))
{
    if (m_parity && m_parity->hasSource())
        m_control->gates().parity = [desk = m_parity.get()](const QString &route) {
            return std::optional(desk->gateReading(route));
        };
    if (options.engine.isEmpty())
        return;
    m_monitor
        ->measureLag(); // who watches for long; a command that is over in a second leaves no marks behind
    m_engine = std::make_unique<Engine>(
        *m_control, m_clock, makeLease(m_profile, secrets, m_paths, options.engine),
        std::make_unique<Notifier>(makeNotifiers(m_profile, secrets), options.timings), options.timings);
}

Session::~Session() = default;

} // namespace interlock
