// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/endpointspec.h"
#include "models/endpoints/answer.h"
#include "models/endpoints/http/httpclient.h"
#include "models/endpoints/metrics/prometheusreply.h"
#include "models/endpoints/metricsport.h"

namespace interlock {

/// Signals from the Prometheus HTTP API.
///
/// Structured signals are asked many at a time, each with the age of its newest sample beside it: a value
/// without one has lost its targets (Prometheus goes on to show a falling rate for a window's length) and is
/// left out. Raw PromQL is asked one by one and has no age of its own (0). When Prometheus refuses a query
/// the signals in it are asked one by one, so that only the culprit fails. GUI thread; answers over 64 KiB
/// are parsed elsewhere.
class PrometheusMetrics final : public MetricsPort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PrometheusMetrics)

public:
    PrometheusMetrics(const EndpointSpec &spec, const QList<SignalSpec> &signalSpecs, const QString &token,
                      QObject *parent = nullptr);
    ~PrometheusMetrics() override;

    [[nodiscard]] QFuture<Result<SignalSnapshot>> read() override;
    /// In pieces below Prometheus' 11,000 points a series, a few at a time. A signal that fails is left out;
    /// an error only when nothing was answered.
    [[nodiscard]] QFuture<Result<QList<SignalSeries>>> history(const QDateTime &from, const QDateTime &to,
                                                               std::chrono::seconds step) override;

private:
    struct Round;
    struct Past;
    struct Piece;
    using RoundPtr = std::shared_ptr<Round>;
    using PastPtr = std::shared_ptr<Past>;

    [[nodiscard]] QString batchQuery(const QList<qsizetype> &batch) const;
    void ask(const RoundPtr &round, const QList<qsizetype> &batch);
    void answered(const RoundPtr &round, const QList<qsizetype> &batch,
                  const Result<PrometheusVector> &vector);
    void askOneByOne(const RoundPtr &round, const QList<qsizetype> &batch);
    void take(Round &round, qsizetype index, const PrometheusVector &vector) const;
    void takeBatch(Round &round, const QList<qsizetype> &batch, const PrometheusVector &vector) const;
    void settle(const RoundPtr &round);
    void nextPiece(const PastPtr &past);
    void askPiece(const PastPtr &past, qsizetype at);
    void finishPast(const PastPtr &past) const;
    [[nodiscard]] HttpRequest request(const QString &path,
                                      const QList<std::pair<QString, QString>> &form) const;

    EndpointSpec m_spec;
    QList<SignalSpec> m_signals;
    QList<Result<QString>> m_values; ///< PromQL of each signal
    QList<Result<QString>> m_ages;
    qsizetype m_url = 0; ///< the address in use; the next one after a whole read failed
    HttpClient m_client;
    HttpClient m_historyClient;
};

} // namespace interlock
