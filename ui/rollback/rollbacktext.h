// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/rollbackact.h"

#include <QCoreApplication>

namespace interlock {

/// The rollback in words. Plain text, safe to show.
class RollbackText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::RollbackText)

public:
    /// "READY 2/2 paths"
    [[nodiscard]] static QString readiness(const RollbackAct &act);
    /// What READY, DEGRADED or BLIND means, for tool tips.
    [[nodiscard]] static QString readinessMeaning(RollbackReadiness readiness);
    /// "Send 100 % of all 8 routes to LEGACY now. 37 orders in flight on NEW would be touched."
    [[nodiscard]] static QString armedWords(const QStringList &titles, bool all,
                                            std::optional<qint64> orders);
    /// What the running act does now.
    [[nodiscard]] static QString running(const RollbackAct &act);
    /// One path: what it said last.
    [[nodiscard]] static QString path(const RollbackPathStatus &status, RollbackReadiness readiness,
                                      bool isRunning, const QDateTime &now);
    /// "0.41 s"
    [[nodiscard]] static QString clock(std::chrono::milliseconds elapsed);
    /// "acknowledged 2/2 · observed 0.0 /s on NEW"
    [[nodiscard]] static QString marks(const RollbackAct &act);
    /// The command to type where no path answers from here.
    [[nodiscard]] static QString commandLine(const QString &profileFile);
};

/// True while an order is on its way or waited for.
[[nodiscard]] bool isRunning(RollbackState state);

} // namespace interlock
