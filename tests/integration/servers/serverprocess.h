// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace interlock::test {

/// A port of 127.0.0.1 that nobody listens on at the moment.
[[nodiscard]] quint16 freePort();

/// A real server that a test started, with a temporary folder of its own. It ends with the test, also when
/// that crashes. A test asks start() for an empty error text.
class ServerProcess
{
    Q_DISABLE_COPY_MOVE(ServerProcess)

public:
    ServerProcess();
    virtual ~ServerProcess();

    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] qint64 processId() const { return m_process.processId(); }
    /// Everything the server wrote so far, for messages of failed tests.
    [[nodiscard]] QString log();
    /// Stops a stopped process (SIGSTOP) too, and waits until it is gone.
    virtual void stop();
    /// SIGKILL, as a crash.
    void crash();
    void freeze() const; ///< SIGSTOP: accepts connections and never answers
    void thaw() const;   ///< SIGCONT

protected:
    /// Starts @p program in the folder and waits until @p ready; returns what went wrong, or nothing.
    [[nodiscard]] QString launch(const QString &program, const QStringList &arguments,
                                 const std::function<bool()> &ready);
    /// Runs a helper to its end; returns its output when it failed.
    [[nodiscard]] static QString run(const QString &program, const QStringList &arguments);
    [[nodiscard]] bool write(const QString &name, const QByteArray &text) const;

    int m_stopSignal; ///< what asks this program to end now; SIGTERM

private:
    void askToEnd() const;

    QTemporaryDir m_folder;
    QProcess m_process;
};

/// Sends @p request to "/path" or "host:port" and reads to the end; empty on any trouble. Blocks, for tests.
[[nodiscard]] QByteArray exchange(const QString &address, const QByteArray &request, int milliseconds = 3000);

} // namespace interlock::test
