// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/orders/postgresordersworker.h"

namespace interlock {

using namespace Qt::StringLiterals;

PostgresOrdersWorker::PostgresOrdersWorker(const EndpointSpec &spec, const QString &password)
    : m_spec(spec), m_connection(spec.connection, password), m_query(spec.query)
{
}

Result<void> PostgresOrdersWorker::open()
{
    if (m_connection.isOpen())
        return {};
    if (const std::optional<Error> notYet = m_pause.reason())
        return tl::unexpected<Error>(*notYet);
    return m_pause.after(m_connection.open(m_spec.connectTimeout), m_spec.id);
}

Result<OrdersSnapshot> PostgresOrdersWorker::read()
{
    const bool reused = m_connection.isOpen();
    if (const Result<void> opened = open(); !opened)
        return tl::unexpected<Error>(opened.error());
    const QDeadlineTimer deadline(m_spec.totalTimeout);
    const std::chrono::milliseconds statementTimeout = m_spec.totalTimeout * 4 / 5;
    Result<OrdersSnapshot> snapshot = m_query.run(m_connection, statementTimeout, deadline);
    // a connection that died while nobody looked says so only when it is used
    if (!snapshot && reused && snapshot.error().kind == ErrorKind::Network && open())
        snapshot = m_query.run(m_connection, statementTimeout, deadline);
    if (!snapshot && snapshot.error().where.isEmpty())
        snapshot.error().where = m_spec.id;
    return snapshot;
}

} // namespace interlock
