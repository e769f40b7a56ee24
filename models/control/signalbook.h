// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"

#include <functional>
#include <QHash>

namespace interlock {

/// The latest reading of every series of every signal, and the figures of a route that come out of them by
/// meaning. A series that is missing from an answer keeps its last value and ages; it never becomes 0. A
/// series keeps its place in readings() as long as the book lives.
class SignalBook final
{
public:
    explicit SignalBook(const Profile &profile);

    void take(const QString &endpointId, const SignalSnapshot &snapshot, MonotonicTime now);
    /// Moves the qualities; @p linkUp says of an endpoint id whether its last poll found a connection.
    void age(MonotonicTime now, const std::function<bool(const QString &)> &linkUp);
    [[nodiscard]] const QList<SignalReading> &readings() const { return m_readings; }
    /// Fills observed, error rates and p95 of @p route, whose commanded reading is set.
    void fill(RouteStatus &route) const;

private:
    /// What a reading belongs to: looked up once, when its series is first heard of.
    struct Origin
    {
        const SignalSpec *spec = nullptr;
        qsizetype endpoint = -1; ///< index of the profile's; -1: none
    };

    [[nodiscard]] const SignalSpec *spec(const QString &id) const;
    [[nodiscard]] SignalReading &entry(const SignalValue &value);
    void append(const SignalReading &reading);
    void takeValue(const SignalValue &value, const SignalSnapshot &snapshot, MonotonicTime now);
    void takeFailure(const QString &signalId, const Error &error, MonotonicTime now);
    [[nodiscard]] const Reading<double> *find(SignalMeaning meaning, const QString &routeId,
                                              std::optional<SideReached> side) const;
    [[nodiscard]] Reading<ObservedShare> observed(const RouteStatus &route) const;

    const Profile &m_profile;
    QHash<QString, const SignalSpec *> m_specs;
    const SignalSpec *m_shareSignal;
    QList<SignalReading> m_readings;
    QList<Origin> m_origins;                                                ///< beside the readings
    QHash<std::pair<QString, std::pair<QString, int>>, qsizetype> m_places; ///< by signal, route and side
    QList<qsizetype> m_meant; ///< places of readings whose signal means something
};

/// What a signal with meaning Requests is asked for. A profile may name several: the one with the longest
/// window gives the observed share (little noise), the one with the shortest the rollback's clock (little
/// delay: a rate only falls to 0 when its window has passed).
enum class RequestsUse { Share, RollbackClock };
[[nodiscard]] const SignalSpec *requestsSignal(const Profile &profile, RequestsUse use);

/// Requests a second of a route that reach new (side "new" and "both"), with the worst quality of its series;
/// NEVER when no such series was ever received.
[[nodiscard]] Reading<double> newSideRate(const Profile &profile, const MigrationState &state,
                                          const QString &routeId);

/// Key of one series in SeriesHistory: the signal's id, or "id|route|side" (parts may be empty) where it is
/// split.
[[nodiscard]] QString seriesKey(const QString &signalId, const QString &routeId,
                                std::optional<SideReached> side);

} // namespace interlock
