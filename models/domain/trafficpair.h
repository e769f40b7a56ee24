// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

namespace interlock {

/// What one system answered to a request that both got. Text is from outside: hostile until visibleText() saw
/// it.
struct PairAnswer
{
    std::optional<int> status;
    std::optional<QByteArray> body; ///< as it was; nothing when this side did not answer
    qint64 ms = 0;                  ///< how long it took, or was waited for
    bool timedOut = false;
    bool truncated = false; ///< the source cut the body

    friend bool operator==(const PairAnswer &, const PairAnswer &) = default;
};

/// One request that went to both systems, as a source recorded it.
struct TrafficPair
{
    QString id; ///< the source's
    QDateTime at;
    QString route;
    QByteArray method;
    QByteArray path; ///< with its query
    QByteArray
        fingerprint; ///< of the request, when the source knows a better one than method and path; else empty
    PairAnswer legacy;
    PairAnswer newer;
    /// What legacy answered when it was asked the same a second time, for a sample: how it differs from
    /// itself.
    std::optional<PairAnswer> legacyAgain;

    friend bool operator==(const TrafficPair &, const TrafficPair &) = default;
};

/// Pairs in the source's order, oldest first, and the cursor behind the last one. An empty list: nothing yet.
struct TrafficPairPage
{
    QString next;
    QList<TrafficPair> pairs;

    friend bool operator==(const TrafficPairPage &, const TrafficPairPage &) = default;
};

} // namespace interlock
