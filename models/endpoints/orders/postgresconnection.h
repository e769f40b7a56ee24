// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <atomic>
#include <chrono>
#include <libpq-fe.h>
#include <memory>
#include <optional>
#include <QByteArray>
#include <QByteArrayList>
#include <QDeadlineTimer>
#include <QList>

namespace interlock {

struct PostgresConnDeleter
{
    void operator()(PGconn *connection) const { PQfinish(connection); }
};
struct PostgresNotifyDeleter
{
    void operator()(PGnotify *notify) const { PQfreemem(notify); }
};
struct PostgresResultDeleter
{
    void operator()(PGresult *result) const { PQclear(result); }
};
using PostgresResult = std::unique_ptr<PGresult, PostgresResultDeleter>;

/// One libpq connection that never waits longer than it is told to. For one thread; only interrupt() may come
/// from another one.
///
/// Sessions are read-only and end a running query by themselves when the connection is closed
/// (client_connection_check_interval), because libpq's own cancel would wait for a server that stands still.
class PostgresConnection final
{
    Q_DISABLE_COPY_MOVE(PostgresConnection)

public:
    /// @p connection is a libpq connection string or URI; @p password is handed over beside it and is in no
    /// error.
    PostgresConnection(QString connection, QString password);
    ~PostgresConnection();

    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] Result<void> open(std::chrono::milliseconds timeout);
    void close() { m_connection.reset(); }

    /// One statement with its result. Timeout past @p deadline or by the server's statement timeout; Auth
    /// without a right; Network when the connection broke (it is closed then); Database for every other error
    /// of SQL.
    [[nodiscard]] Result<PostgresResult> query(const QByteArray &sql, const QDeadlineTimer &deadline);
    /// The same with $1, $2, … as text; nothing inside is NULL.
    using Parameters = QList<std::optional<QByteArray>>;
    [[nodiscard]] Result<PostgresResult> query(const QByteArray &sql, const Parameters &parameters,
                                               const QDeadlineTimer &deadline);

    /// The descriptor to watch for notices, -1 while it is closed; a new one after each open().
    [[nodiscard]] int socket() const { return isOpen() ? PQsocket(m_connection.get()) : -1; }
    /// Payloads of the NOTIFYs that have arrived, without waiting. Finds out, too, that the server hung up.
    [[nodiscard]] QByteArrayList takeNotifications();

    /// Ends what runs, and everything later, as Cancelled. Any thread.
    void interrupt();

private:
    enum class Wait { Ready, Expired, Interrupted };

    [[nodiscard]] Result<void> start();
    [[nodiscard]] Result<void> finishConnecting(const QDeadlineTimer &deadline);
    [[nodiscard]] Result<void> drainTo(PostgresResult &last, const QDeadlineTimer &deadline);
    [[nodiscard]] Wait waitFor(short events, const QDeadlineTimer &deadline);
    [[nodiscard]] tl::unexpected<Error> stopped(Wait wait, const QString &during);
    [[nodiscard]] tl::unexpected<Error> connectionError();
    [[nodiscard]] tl::unexpected<Error> resultError(const PGresult *result);
    [[nodiscard]] QString clean(const char *message) const;

    QString m_connectionString;
    QString m_password;
    std::unique_ptr<PGconn, PostgresConnDeleter> m_connection;
    std::atomic_bool m_interrupted = false;
    int m_wakeUp = -1; ///< eventfd
};

} // namespace interlock
