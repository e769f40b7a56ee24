// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/clock.h"
#include "models/domain/endpointspec.h"
#include "models/endpoints/http/httpclient.h"
#include "models/endpoints/metrics/expositionwindow.h"
#include "models/endpoints/metricsport.h"

#include <memory>

namespace interlock {

/// Signals computed from a scraped `/metrics` as Prometheus would. Each read() is a scrape; rates and
/// quantiles need two of them within their window and have no value before. The first of several addresses
/// that answers is used. There is no past: history() is empty. GUI thread; texts over 64 KiB are parsed
/// elsewhere.
class ExpositionMetrics final : public MetricsPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExpositionMetrics)

public:
    ExpositionMetrics(const EndpointSpec &spec, const QList<SignalSpec> &signalSpecs, const QString &token,
                      QObject *parent = nullptr);
    /// With @p clock, which outlives the port, instead of the system's.
    ExpositionMetrics(const EndpointSpec &spec, const QList<SignalSpec> &signalSpecs, const QString &token,
                      std::shared_ptr<const Clock> clock, QObject *parent = nullptr);
    ~ExpositionMetrics() override;

    [[nodiscard]] QFuture<Result<SignalSnapshot>> read() override;
    [[nodiscard]] QFuture<Result<QList<SignalSeries>>> history(const QDateTime &from, const QDateTime &to,
                                                               std::chrono::seconds step) override;

private:
    [[nodiscard]] qint64 nowMs() const;

    EndpointSpec m_spec;
    std::shared_ptr<const Clock> m_clock;
    QDateTime m_startWall; ///< with m_start: wall time that never jumps
    MonotonicTime m_start;
    ExpositionWindow m_window;
    QSet<QByteArray> m_names;
    qsizetype m_url = 0;
    quint64 m_scrapes = 0;
    quint64 m_newestScrape = 0;
    HttpClient m_client;
};

} // namespace interlock
