// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QProcess>
#include <QString>

namespace interlock::rehearsal {

/// A PostgreSQL cluster of our own in a temporary folder, reached over a unix socket only.
///
/// A guard process holds the server and the folder: it stops the one and removes the other as soon as we are
/// gone, however that happened (end, Ctrl-C, kill -9). The server refuses to run as root, so as root it runs
/// as the user `postgres`. Nothing in it outlives us, so fsync is off. start() blocks; use from one thread.
class PrivatePostgres final
{
public:
    PrivatePostgres();
    ~PrivatePostgres();
    Q_DISABLE_COPY_MOVE(PrivatePostgres)

    /// Makes the folder and the cluster, starts it and waits until it answers (normally below two seconds).
    [[nodiscard]] Result<void> start();
    /// Stops the server and removes the folder.
    void stop();

    /// The temporary folder; everything in it goes with the server. Only we may read it, save the database's
    /// part.
    [[nodiscard]] QString folder() const { return m_folder; }
    /// libpq connection string of the superuser, with its password.
    [[nodiscard]] QByteArray connectionString() const;
    /// libpq connection string of the read-only role `console`, without its password.
    [[nodiscard]] QString consoleConnection() const;
    /// File (mode 0600) with the password of `console`.
    [[nodiscard]] QString consolePasswordFile() const;
    [[nodiscard]] qint64 guardPid() const { return m_guard.processId(); }

private:
    [[nodiscard]] Result<void> makeFolder();
    [[nodiscard]] Result<void> waitUntilReady();

    QString m_folder;
    QByteArray m_password;
    QByteArray m_consolePassword;
    QProcess m_guard;
};

/// A random text of 32 hexadecimal digits, for passwords and tokens that live as long as the world.
[[nodiscard]] QByteArray randomSecret();
/// Writes @p content to @p path with mode 0600 from the first byte.
[[nodiscard]] Result<void> writePrivateFile(const QString &path, const QByteArray &content);

} // namespace interlock::rehearsal
