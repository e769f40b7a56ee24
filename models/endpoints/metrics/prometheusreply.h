// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/signal.h"
#include "models/endpoints/http/httpmessage.h"

namespace interlock {

/// One sample of an instant query, or the scalar without labels.
struct PrometheusSample
{
    QMap<QString, QString> labels;
    double time = 0; ///< of the evaluation, not of the sample
    double value = 0;
};

/// The answer to an instant query.
struct PrometheusVector
{
    QList<PrometheusSample> samples;
    QStringList warnings; ///< plain text
};

/// One series of a range query.
struct PrometheusSeries
{
    QMap<QString, QString> labels;
    QList<double> times; ///< seconds since the epoch
    QList<double> values;
};

/// The error in a body of Prometheus (400, 422, 503), which concerns the query and not the endpoint. Nothing
/// when the answer is no such body.
[[nodiscard]] std::optional<Error> prometheusQueryError(const HttpAnswer &answer);

/// Reads a vector or scalar. NaN and infinities are values. Protocol errors for anything else.
[[nodiscard]] Result<PrometheusVector> parsePrometheusVector(const QByteArray &body,
                                                             const QString &where = {});

/// Reads the matrix of a query_range answer at some GB/s; made for answers of megabytes. Any thread.
[[nodiscard]] Result<QList<PrometheusSeries>> parseQueryRange(const QByteArray &body,
                                                              const QString &where = {});

} // namespace interlock
