// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QString>

namespace interlock::rehearsal {

/// What a comparison came to, in the words of the Control API; Ignored is equal after rules. Incomparable is
/// never counted as equal.
enum class PairOutcome { Equal, Ignored, Different, Incomparable };

[[nodiscard]] QString outcomeName(PairOutcome outcome);
[[nodiscard]] std::optional<PairOutcome> outcomeFromName(QStringView name);

/// What one system answered to a request.
struct SideAnswer
{
    bool answered = false; ///< false: no answer in time, or none at all; then only @c ms is known
    int status = 0;
    qint64 ms = 0;
    QByteArray body;        ///< as it was
    bool truncated = false; ///< the body was cut
};

/// One request that both systems answered.
struct ParityPair
{
    quint64 sequence = 0; ///< given by the store, rising from 1
    QDateTime at;
    QString routeId;
    QByteArray method;
    QByteArray path; ///< with the query, as on the wire
    SideAnswer legacy;
    SideAnswer modern;
    std::optional<SideAnswer> legacyAgain; ///< legacy asked a second time: what differs here is noise
    PairOutcome outcome = PairOutcome::Incomparable;
};

} // namespace interlock::rehearsal
