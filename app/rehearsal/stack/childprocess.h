// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QProcess>

namespace interlock::rehearsal {

/// A program that dies with us, however we die: the kernel kills it when the thread that started it ends.
/// Start it on a thread that lives as long as the world.
class ChildProcess final
{
public:
    ChildProcess(QString program, QStringList arguments, QString logFile);
    ~ChildProcess();
    Q_DISABLE_COPY_MOVE(ChildProcess)

    [[nodiscard]] Result<void> start();
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }
    /// The last lines of its log, for an error message.
    [[nodiscard]] QString lastWords() const;
    /// Stands still (SIGSTOP): it accepts connections and never answers. Or goes on.
    void setFrozen(bool frozen);

private:
    QString m_program;
    QStringList m_arguments;
    QString m_logFile;
    QProcess m_process;
};

/// A TCP port on loopback that was free a moment ago, for servers that cannot choose one themselves.
[[nodiscard]] quint16 freePort();

} // namespace interlock::rehearsal
