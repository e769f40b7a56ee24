// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/database/postgressession.h"

#include <algorithm>
#include <QRandomGenerator>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr std::chrono::milliseconds leastSessionPause{500};
constexpr std::chrono::milliseconds greatestSessionPause{8000};
} // namespace

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
    if (!m_nextTry.hasExpired())
        return tl::unexpected<Error>(m_lastError);
    const Result<void> opened = m_connection.open(m_spec.connectTimeout);
    if (opened) {
        m_pause = std::chrono::milliseconds(0);
        return {};
    }
    m_lastError = opened.error();
    m_lastError.where = m_spec.id;
    m_pause = std::clamp(m_pause * 2, leastSessionPause, greatestSessionPause);
    m_nextTry.setRemainingTime(m_pause * QRandomGenerator::global()->bounded(80, 120) / 100);
    return tl::unexpected<Error>(m_lastError);
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
