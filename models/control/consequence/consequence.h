// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/consequence/routerecord.h"
#include "models/control/migrationstate.h"

namespace interlock {

/// What a predicted figure is founded on.
enum class ForecastBasis {
    Unknown,      ///< what it is made of is missing or not live: there is no figure
    Insufficient, ///< there is too little on record: there is no figure
    Record,       ///< like situations are on record
    Extrapolated  ///< beyond everything on record
};

/// A predicted figure with the range that the record supports. Without a basis it has no value: missing is
/// never 0.
struct Forecast
{
    ForecastBasis basis = ForecastBasis::Unknown;
    double value = 0;
    double low = 0;
    double high = 0;

    [[nodiscard]] bool isKnown() const
    {
        return basis == ForecastBasis::Record || basis == ForecastBasis::Extrapolated;
    }
    /// What came lies within the range; only for a figure that is known.
    [[nodiscard]] bool holds(double came) const { return low <= came && came <= high; }
    friend bool operator==(const Forecast &, const Forecast &) = default;
};

/// What would follow from a change of one route, from what was recorded and what is live.
struct Consequence
{
    int from = 0; ///< share of users who reach new, percent, by mode and share
    int to = 0;
    std::optional<double> usersActive; ///< distinct users at a moment (the signal's window)
    Forecast usersMoved;               ///< of those; positive towards new, negative back
    std::optional<double> usersPerHourAtMost;
    Forecast requestsPerHour;          ///< that would reach new more, or less, than now
    std::optional<double> loadNow;     ///< requests per second that reach new, every route's
    Forecast load;                     ///< the same afterwards
    std::optional<double> p95Now;      ///< of new for this route, seconds
    Forecast p95;                      ///< the same afterwards
    std::optional<int> recordedTo;     ///< share of this route, percent, up to which the load is on record
    Forecast differencesPerHour;       ///< after rules
    Forecast strictDifferencesPerHour; ///< without any rule
    std::optional<qint64> ordersNow;   ///< that a rollback would touch at this moment
    Forecast ordersInAnHour;           ///< that a rollback in an hour would touch

    friend bool operator==(const Consequence &, const Consequence &) = default;
};

/// What a consequence is made of. References outlive it.
struct ConsequenceInputs
{
    const Profile &profile;
    const MigrationState &state;
    const RouteRecord &record; ///< of the change's route
    RouteChange change;
};

/// Pure: the same inputs give the same figures. Ranges are meant to hold nine times of ten.
///
/// - Requests: the live rate of the route times the share that moves; the range is the wider one of the
///   5 % and 95 % quantiles of the last hour's minutes and two Poisson standard deviations of what the
///   window counted.
/// - Users: the live count of distinct users times the share, two binomial standard deviations. How many
///   different ones an hour brings is not measured; at most as many as if every window had others.
/// - Load of new: the sum of the live rates that reach new, plus what moves.
/// - p95: a straight line through the recorded minutes (load of new, p95), with the prediction interval of
///   least squares (NIST/SEMATECH e-Handbook of Statistical Methods, 4.5.2.2), Student's t with n - 2
///   degrees, 90 %. Fewer than ten minutes, a range wider than the figure itself, or more than twice the
///   highest load on record: insufficient. Above the highest load on record it is extrapolated: waiting times
///   grow faster than a line there (queueing), so the line is rather too low.
/// - Differences: what was compared in the parity window, Wilson's 95 % interval (binomialbounds.h), times
///   the requests that would reach new.
/// - Orders: those open on new now; on a route of the layer write also those placed in the last hour on
///   either side times the new share, with the 90 % range of a Poisson count. Other layers place none.
[[nodiscard]] Consequence consequenceOf(const ConsequenceInputs &inputs);

/// Stable word for `--json` and files.
[[nodiscard]] QString forecastBasisName(ForecastBasis basis);
[[nodiscard]] std::optional<ForecastBasis> forecastBasisFromName(QStringView name);

} // namespace interlock
