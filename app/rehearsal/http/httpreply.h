// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/http/httpconnection.h"

#include <QPointer>

namespace interlock::rehearsal {

/// The answer to one request, to be sent now or later. A light handle: copy it into whatever finishes the
/// work. When the client has gone meanwhile, every call does nothing.
class HttpReply final
{
public:
    HttpReply(HttpConnection *connection, std::shared_ptr<HttpConnection::Exchange> exchange)
        : m_connection(connection), m_exchange(std::move(exchange))
    {
    }

    /// The first answer counts; a second one is ignored.
    void send(const HttpResponse &response) const
    {
        if (m_connection && !m_exchange->response)
            m_connection->respond(m_exchange, response);
    }

    /// Answers 200 with a stream of events that stays open; null when the client has gone.
    [[nodiscard]] EventStream *openStream(const HttpHeaders &headers = {}) const
    {
        return m_connection ? m_connection->openStream(m_exchange, headers) : nullptr;
    }

    /// Cuts the connection: the answer is lost on its way.
    void abort() const
    {
        if (m_connection)
            m_connection->abort();
    }

private:
    QPointer<HttpConnection> m_connection;
    std::shared_ptr<HttpConnection::Exchange> m_exchange;
};

} // namespace interlock::rehearsal
