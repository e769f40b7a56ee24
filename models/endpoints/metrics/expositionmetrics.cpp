// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/metrics/expositionmetrics.h"

#include "models/domain/whendone.h"
#include "models/endpoints/answer.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
QList<SignalSpec> signalsOfEndpoint(const QList<SignalSpec> &all, const QString &endpoint)
{
    QList<SignalSpec> own;
    for (const SignalSpec &spec : all) {
        if (spec.endpoint == endpoint)
            own.append(spec);
    }
    return own;
}
} // namespace

ExpositionMetrics::ExpositionMetrics(const EndpointSpec &spec, const QList<SignalSpec> &signalSpecs,
                                     const QString &token, QObject *parent)
    : ExpositionMetrics(spec, signalSpecs, token, std::make_shared<SystemClock>(), parent)
{
}

ExpositionMetrics::ExpositionMetrics(const EndpointSpec &spec, const QList<SignalSpec> &signalSpecs,
                                     const QString &token, std::shared_ptr<const Clock> clock,
                                     QObject *parent)
    : MetricsPort(parent),
      m_spec(spec),
      m_clock(std::move(clock)),
      m_startWall(m_clock->wall()),
      m_start(m_clock->monotonic()),
      m_window(signalsOfEndpoint(signalSpecs, spec.id)),
      m_names(m_window.names()),
      m_client(HttpLimits{.connectTimeout = spec.connectTimeout, .totalTimeout = spec.totalTimeout}, token)
{
    m_names.insert("none"); // an empty set would mean every metric
}

ExpositionMetrics::~ExpositionMetrics() = default;

qint64 ExpositionMetrics::nowMs() const
{
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::milliseconds>(m_clock->monotonic() - m_start);
    return m_startWall.toMSecsSinceEpoch() + qint64(elapsed.count());
}

QFuture<Result<SignalSnapshot>> ExpositionMetrics::read()
{
    if (m_spec.urls.isEmpty())
        return ready<Result<SignalSnapshot>>(fail(ErrorKind::Input, u"no address"_s, m_spec.id));
    const auto answer = Answer<SignalSnapshot>::create();
    HttpRequest request;
    request.url = m_spec.urls.value(m_url);
    if (request.url.path().size() <= 1)
        request.url.setPath(u"/metrics"_s);
    request.accept = "text/plain;version=0.0.4;q=1,*/*;q=0.1";
    const auto parse = [names = m_names](const Result<HttpAnswer> &got) -> Result<QList<ExpositionSample>> {
        if (!got)
            return tl::unexpected<Error>(got.error());
        if (const std::optional<Error> error = statusError(*got))
            return tl::unexpected<Error>(*error);
        return parseExposition(got->body, names, got->url.toDisplayString());
    };
    // what came late is as old as its scrape: the time is taken when it was asked for
    const qint64 askedMs = nowMs();
    whenDone(m_client.ask(request, parse), this,
             [this, answer, askedMs, scrape = ++m_scrapes](const Result<QList<ExpositionSample>> &samples) {
                 if (!samples) {
                     m_url = (m_url + 1) % m_spec.urls.size();
                     answer->deliver(tl::unexpected<Error>(samples.error()));
                     return;
                 }
                 if (scrape > m_newestScrape) {
                     m_newestScrape = scrape;
                     m_window.add(*samples, askedMs);
                 }
                 answer->deliver(m_window.compute());
             });
    return answer->future();
}

QFuture<Result<QList<SignalSeries>>> ExpositionMetrics::history(const QDateTime &, const QDateTime &,
                                                                std::chrono::seconds)
{
    return ready<Result<QList<SignalSeries>>>(QList<SignalSeries>());
}

} // namespace interlock
