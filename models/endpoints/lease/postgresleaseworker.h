// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/leaseport.h"
#include "models/endpoints/orders/postgresconnection.h"

namespace interlock {

/// What PostgresLease does on its thread. Only interrupt() may be called from another one.
class PostgresLeaseWorker final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresLeaseWorker)

public:
    PostgresLeaseWorker(const QString &connection, const QString &password, const QString &name,
                        const LeaseIdentity &identity);
    ~PostgresLeaseWorker() override = default;

    [[nodiscard]] Result<LeaseStatus> renew(bool want);
    void release();
    void interrupt() { m_connection.interrupt(); }

private:
    [[nodiscard]] Result<void> open(const QDeadlineTimer &deadline);
    [[nodiscard]] Result<bool> tryLock(const QDeadlineTimer &deadline);
    [[nodiscard]] Result<bool> beat(const QDeadlineTimer &deadline);
    [[nodiscard]] Result<LeaseStatus> read(const QDeadlineTimer &deadline);
    [[nodiscard]] Result<LeaseStatus> failed(const Error &error);

    PostgresConnection m_connection;
    QByteArray m_name; ///< as an SQL literal, like those that follow
    QByteArray m_who;
    QByteArray m_where;
    QByteArray m_program;
    quint64 m_epoch = 0; ///< of the lease while it is ours; 0: it is not
};

} // namespace interlock
