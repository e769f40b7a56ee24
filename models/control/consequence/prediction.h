// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/consequence/consequence.h"

#include <QJsonObject>
#include <QUuid>

namespace interlock {

/// What is predicted of an act and looked at again after it.
enum class PredictedFigure {
    Requests,    ///< more an hour that reach new
    Load,        ///< of new, requests per second
    P95,         ///< seconds
    Differences, ///< an hour, after rules
    Orders       ///< that a rollback would touch an hour later
};
inline constexpr PredictedFigure allPredictedFigures[] = {PredictedFigure::Requests, PredictedFigure::Load,
                                                          PredictedFigure::P95, PredictedFigure::Differences,
                                                          PredictedFigure::Orders};

/// What was foretold of one act that was sent, and what came.
struct Prediction
{
    QUuid act; ///< key of the act
    QString routeId;
    int from = 0; ///< share, percent
    int to = 0;
    QDateTime at; ///< wall clock: when it was foretold
    QMap<PredictedFigure, Forecast> figures;
    double routeNewBefore = 0;             ///< requests per second of the route that reached new then
    QDateTime observedAt;                  ///< wall clock: when the traffic followed; invalid: it has not
    std::optional<qint64> differentThen{}; ///< counted by the parity window at observedAt
    QMap<PredictedFigure, double> came;    ///< of those that are due; what was not measured is absent
    bool closed = false;                   ///< nothing more will be looked at

    friend bool operator==(const Prediction &, const Prediction &) = default;
};

/// How many figures came within their range.
struct PredictionScore
{
    int held = 0;
    int judged = 0;

    friend bool operator==(const PredictionScore &, const PredictionScore &) = default;
};

/// When figures are due after the traffic has followed.
struct PredictionTimings
{
    std::chrono::seconds settles{60}; ///< left out: windows still hold what was before
    std::chrono::seconds due{600};    ///< means until then count
    std::chrono::seconds ordersDue{3600};
    std::chrono::milliseconds look{5000};
};

/// What the figures of @p consequence foretell of the act @p key.
[[nodiscard]] Prediction predictionOf(const Consequence &consequence, const RouteChange &change,
                                      const QUuid &key, const MigrationState &state);
/// Pure: adds what is due by the state's wall clock and can be measured; closes the prediction when nothing
/// more is to come, or when the share was moved again meanwhile. @p record reaches from observedAt on.
[[nodiscard]] Prediction judged(const Prediction &prediction, const RouteRecord &record,
                                const MigrationState &state, const PredictionTimings &timings);
[[nodiscard]] PredictionScore scoreOf(const QList<Prediction> &predictions);

[[nodiscard]] QString predictedFigureName(PredictedFigure figure);
[[nodiscard]] QJsonObject forecastJson(const Forecast &forecast);
[[nodiscard]] QJsonObject predictionJson(const Prediction &prediction);
/// Nothing when it is none: a damaged entry is left out, never guessed.
[[nodiscard]] std::optional<Prediction> predictionFromJson(const QJsonObject &object);

} // namespace interlock
