// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/bridgestate.h"
#include "models/domain/result.h"

#include <QByteArray>

namespace interlock {

/// What a gradual rollback means to do and how far it is: kept on the disk before every effect, so that the
/// next start goes on from there.
struct GradualIntent
{
    bool open = false; ///< not ended: the next start takes it up
    QUuid id;
    QStringList routes; ///< ids, or "*" for all
    QString reason;
    QString trigger; ///< id of the trigger that fired; empty: a person
    QString actor;
    quint64 epoch = 0; ///< of the bridge when it began: a higher one means that somebody rolled back
    QDateTime startedAt;
    int target = -1;                       ///< percent of the step under way or last done; -1: none yet
    QDateTime nextAt;                      ///< when the next step begins; invalid while a step is under way
    std::optional<PreparedChange> pending; ///< sent or about to be sent, not settled

    friend bool operator==(const GradualIntent &, const GradualIntent &) = default;
};

[[nodiscard]] QByteArray gradualIntentText(const GradualIntent &intent);
/// Empty text is an intent that is not open; text that is no intent is ErrorKind::Database.
[[nodiscard]] Result<GradualIntent> gradualIntentFromText(const QByteArray &text);

} // namespace interlock
