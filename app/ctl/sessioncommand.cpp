// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/sessioncommand.h"

#include "app/ctl/profilereport.h"
#include "app/ctl/sentences.h"
#include "models/domain/whendone.h"

#include <algorithm>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

/// A command looks once: what is over its limit now counts now, there is no second look after a delay.
ControlTimings timingsOfOneLook()
{
    ControlTimings timings;
    timings.watchdog = milliseconds(100);
    timings.endpointLostAfter = milliseconds(0);
    timings.limitAfter = milliseconds(0);
    timings.clearAfter = milliseconds(0);
    return timings;
}

/// Rates of a scraped exposition need two scrapes.
constexpr int scrapesToWaitFor = 3;

bool isRate(SignalKind kind)
{
    return kind == SignalKind::Rate || kind == SignalKind::Ratio || kind == SignalKind::Quantile;
}

} // namespace

SessionCommand::SessionCommand(const Invocation &invocation) : Command(invocation) {}

SessionCommand::~SessionCommand() = default;

void SessionCommand::start()
{
    auto profile = loadProfile(invocation().profile);
    if (!profile) {
        for (const ProfileError &error : profile.error())
            Output::plainMessage(error.toString());
        return finish(ExitCode::Usage, {{u"errors"_s, profileErrorsJson(profile.error())}});
    }
    m_profile = std::move(*profile);
    whenDone(resolveSecrets(m_profile), this, [this](const Secrets &secrets) { open(secrets); });
}

SessionOptions SessionCommand::sessionOptions() const
{
    SessionOptions options;
    options.history = false;
    options.timings = timingsOfOneLook();
    return options;
}

void SessionCommand::open(const Secrets &secrets)
{
    m_session = std::make_unique<Session>(m_profile, secrets, sessionOptions());
    for (const QString &problem : m_session->problems())
        Output::message(problem);
    m_startedAt = std::chrono::steady_clock::now();
    m_session->monitor().start();
    run();
}

void SessionCommand::when(std::function<bool()> enough, milliseconds limit, const std::function<void()> &then)
{
    auto *waiting = new QObject(this);
    const auto over = std::make_shared<bool>(false);
    const auto end = [waiting, over, then] {
        if (std::exchange(*over, true))
            return;
        waiting->deleteLater();
        then();
    };
    const auto look = [enough = std::move(enough), end] {
        if (enough())
            end();
    };
    connect(&m_session->monitor(), &Monitor::changed, waiting, look);
    connect(&m_session->monitor(), &Monitor::firstRoundFinished, waiting, look);
    QTimer::singleShot(limit, waiting, end);
}

/// True while an endpoint that answers has brought none of its rates yet and may still do so.
bool SessionCommand::waitsForSecondScrape()
{
    const auto waits = [this](const EndpointSpec &endpoint) {
        if (endpoint.driver != Driver::Exposition)
            return false;
        bool hasRates = false;
        bool known = false;
        for (const SignalSpec &spec : std::as_const(m_profile.signalSpecs)) {
            if (spec.endpoint != endpoint.id || !isRate(spec.kind))
                continue;
            hasRates = true;
            known =
                known || std::ranges::any_of(state().signalReadings, [&spec](const SignalReading &reading) {
                    return reading.signalId == spec.id && reading.reading.hasValue();
                });
        }
        const auto health = std::ranges::find(state().endpoints, endpoint.id, &EndpointHealth::id);
        const bool answers = health != state().endpoints.cend() && health->quality == Quality::Live;
        const auto waited = std::chrono::steady_clock::now() - m_startedAt;
        return answers && hasRates && !known && waited < endpoint.period * scrapesToWaitFor;
    };
    return std::ranges::any_of(m_profile.endpoints, waits);
}

bool SessionCommand::pictureComplete()
{
    if (!m_session->monitor().firstRoundDone())
        return false;
    const bool identityKnown = state().identity.hasValue() || !state().identity.problem.isEmpty();
    return identityKnown && !waitsForSecondScrape() && pathsTried();
}

/// Probed and, where they answer, tried dry: until then nothing can be said about the rollback.
bool SessionCommand::pathsTried()
{
    return std::ranges::all_of(
        m_session->control().rollback()->paths(), [](const RollbackPathStatus &status) {
            const bool probed = status.probedAt.isValid() || !status.problem.isEmpty();
            const bool tried = status.provenAt.isValid() || !status.proofProblem.isEmpty();
            return probed && (tried || !status.reachable);
        });
}

milliseconds SessionCommand::pictureLimit()
{
    milliseconds longest{1000};
    for (const EndpointSpec &endpoint : std::as_const(m_profile.endpoints))
        longest = std::max(longest, endpoint.totalTimeout + endpoint.period * scrapesToWaitFor);
    return longest;
}

bool SessionCommand::endedWithoutBridge(const QJsonObject &report)
{
    const Reading<BridgeState> &bridge = state().bridge;
    if (bridge.hasValue() && bridge.quality != Quality::Lost)
        return false;
    const EndpointSpec *spec = m_profile.endpoint(EndpointKind::Bridge);
    const auto health = std::ranges::find(state().endpoints, spec->id, &EndpointHealth::id);
    const QString problem = health->problem.isEmpty() ? u"no answer in time"_s : health->problem;
    const bool refused = !health->problem.isEmpty() && health->problemKind == ErrorKind::Auth;
    fail(refused ? ExitCode::Rejected : ExitCode::Unreachable,
         refused ? u"the bridge %1 turns us down: %2"_s.arg(spec->id, problem)
                 : u"the bridge %1 cannot be reached: %2"_s.arg(spec->id, problem),
         report);
    return true;
}

QStringList SessionCommand::knownRoutes()
{
    QStringList ids;
    for (const RouteStatus &route : state().routes)
        ids.append(route.spec.id);
    return ids;
}

} // namespace interlock
