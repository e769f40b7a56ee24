// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/console/figures.h"

#include <QProcess>
#include <QTemporaryDir>

namespace interlock::bench {

/// A running rehearsal, and consoles that look at it without touching what the person at this machine has
/// set.
class RehearsalProcess final
{
    Q_DISABLE_COPY_MOVE(RehearsalProcess)

public:
    explicit RehearsalProcess(const Effort &effort);
    ~RehearsalProcess();

    /// Returns what went wrong, or nothing.
    [[nodiscard]] QString start();
    /// The rehearsal's profile with gauges and rates added until it has @p signalTotal signals; empty when it
    /// cannot be written.
    [[nodiscard]] QString profileWith(int signalTotal) const;
    /// Prepares @p process to run offscreen with state and settings of its own.
    void prepare(QProcess &process, const QString &program, const QStringList &arguments) const;

private:
    Effort m_effort;
    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace interlock::bench
