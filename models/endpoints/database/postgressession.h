// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/endpointspec.h"
#include "models/endpoints/answer.h"
#include "models/endpoints/orders/postgresconnection.h"
#include "models/endpoints/orders/reconnectpause.h"

#include <QObject>
#include <QThread>

namespace interlock {

/// One PostgreSQL connection on a thread of its own, opened when it is needed and again after it broke, after
/// failures not sooner than a growing pause (0.5 to 8 s) lets it; meanwhile work ends at once with the last
/// error.
class PostgresSession final
{
    Q_DISABLE_COPY_MOVE(PostgresSession)

public:
    PostgresSession(const EndpointSpec &spec, const QString &password);
    /// Interrupts what runs; what waits ends as Cancelled.
    ~PostgresSession();

    /// Runs `work(PostgresConnection &, const QDeadlineTimer &) -> Result<T>` on the thread, with the
    /// endpoint's total timeout.
    template<typename T, typename Work>
    [[nodiscard]] QFuture<Result<T>> run(Work work)
    {
        const auto answer = Answer<T>::create();
        QMetaObject::invokeMethod(
            &m_context,
            [this, answer, work = std::move(work)] {
                if (const Result<void> opened = open(); !opened) {
                    answer->deliver(tl::unexpected<Error>(opened.error()));
                    return;
                }
                Result<T> result = work(m_connection, QDeadlineTimer(m_spec.totalTimeout));
                if (!result && result.error().where.isEmpty())
                    result.error().where = m_spec.id;
                answer->deliver(std::move(result));
            },
            Qt::QueuedConnection);
        return answer->future();
    }

private:
    [[nodiscard]] Result<void> open();

    EndpointSpec m_spec;
    PostgresConnection m_connection;
    ReconnectPause m_pause;
    QObject m_context; ///< lives on the thread
    QThread m_thread;
};

/// Runs @p statements one after the other until one fails.
[[nodiscard]] Result<void> runAll(PostgresConnection &connection, const QByteArrayList &statements,
                                  const QDeadlineTimer &deadline);

} // namespace interlock
