// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/leaseport.h"

#include <memory>
#include <QThread>

namespace interlock {

class PostgresLeaseWorker;

/// The lease as an advisory lock of a PostgreSQL session, with a row of interlock.lease that says who has it
/// and carries the epoch. The server frees the lock when the session ends; sessions have TCP keepalives that
/// find a dead machine within seconds. The table is made when it is not there and the role may do so. One
/// thread with a connection of its own.
class PostgresLease final : public LeasePort
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(PostgresLease)

public:
    /// @p name tells the migrations in one database apart.
    PostgresLease(const QString &connection, const QString &password, const QString &name,
                  const LeaseIdentity &identity, QObject *parent = nullptr);
    /// Interrupts what runs and ends the session, and with it the lease.
    ~PostgresLease() override;

    [[nodiscard]] QFuture<Result<LeaseStatus>> renew(bool want) override;
    void release() override;

private:
    QThread m_thread;
    std::unique_ptr<PostgresLeaseWorker> m_worker;
};

} // namespace interlock
