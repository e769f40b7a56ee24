// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wiring/session.h"

#include "app/wiring/makeports.h"
#include "app/wiring/makewatch.h"
#include "models/endpoints/database/localtriage.h"

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

std::unique_ptr<ParityDesk> makeDesk(const Profile &profile, const StatePaths &paths, ParityPort *port)
{
    ParityParts parts;
    parts.pairsFile = paths.pairs;
    parts.rulesFile = paths.rules;
    parts.triage = std::make_unique<LocalTriage>(paths.triage);
    parts.actor = actorOf(profile);
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
      m_parity(options.parity ? makeDesk(m_profile, m_paths, m_ports.parity.get()) : nullptr),
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
