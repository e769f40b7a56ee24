// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/postgressession.h"

namespace interlock {

using namespace Qt::StringLiterals;

PostgresSession::PostgresSession(const EndpointSpec &spec, const QString &password)
    : m_spec(spec), m_connection(spec.connection, password)
{
    m_thread.setObjectName(u"database"_s);
    m_context.moveToThread(&m_thread);
    m_thread.start();
}

PostgresSession::~PostgresSession()
{
    m_connection.interrupt();
    m_thread.quit();
    m_thread.wait();
}

Result<void> PostgresSession::open()
{
    if (m_connection.isOpen())
        return {};
    if (const std::optional<Error> notYet = m_pause.reason())
        return tl::unexpected<Error>(*notYet);
    return m_pause.after(m_connection.open(m_spec.connectTimeout), m_spec.id);
}

Result<void> runAll(PostgresConnection &connection, const QByteArrayList &statements,
                    const QDeadlineTimer &deadline)
{
    for (const QByteArray &statement : statements) {
        if (const Result<PostgresResult> done = connection.query(statement, deadline); !done)
            return tl::unexpected<Error>(done.error());
    }
    return {};
}

} // namespace interlock
