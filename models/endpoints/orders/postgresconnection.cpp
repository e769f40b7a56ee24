// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/orders/postgresconnection.h"

#include "models/domain/plaintext.h"

#include <array>
#include <poll.h>
#include <QRegularExpression>
#include <sys/eventfd.h>
#include <unistd.h>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
struct PostgresOptionsDeleter
{
    void operator()(PQconninfoOption *options) const { PQconninfoFree(options); }
};

/// Raised by functions of our own schemas: the message is a sentence for people.
bool isOwnState(const QString &state)
{
    return state.startsWith(u"IL");
}

/// The SQLSTATE's kind. Class 08 and 57P0x mean that the connection is gone; class IL is our own.
ErrorKind postgresErrorKind(const QString &state)
{
    if (isOwnState(state))
        return state == u"IL403" ? ErrorKind::Auth : ErrorKind::Refused;
    if (state == u"57014")
        return ErrorKind::Timeout;
    if (state.startsWith(u"28") || state == u"42501")
        return ErrorKind::Auth;
    if (state.startsWith(u"08") || state.startsWith(u"57P"))
        return ErrorKind::Network;
    return ErrorKind::Database;
}
} // namespace

PostgresConnection::PostgresConnection(QString connection, QString password)
    : m_connectionString(std::move(connection)),
      m_password(std::move(password)),
      m_wakeUp(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
}

PostgresConnection::~PostgresConnection()
{
    close();
    if (m_wakeUp >= 0)
        ::close(m_wakeUp);
}

void PostgresConnection::interrupt()
{
    m_interrupted = true;
    if (m_wakeUp >= 0)
        eventfd_write(m_wakeUp, 1);
}

bool PostgresConnection::isOpen() const
{
    return m_connection && PQstatus(m_connection.get()) == CONNECTION_OK;
}

Result<void> PostgresConnection::start()
{
    char *message = nullptr;
    const std::unique_ptr<PQconninfoOption, PostgresOptionsDeleter> options(
        PQconninfoParse(m_connectionString.toUtf8().constData(), &message));
    if (!options) {
        const QString detail = clean(message);
        PQfreemem(message);
        return fail(ErrorKind::Input, u"connection: "_s + detail);
    }
    QList<const char *> keys;
    QList<const char *> values;
    const QByteArray password = m_password.toUtf8();
    const auto add = [&](const char *key, const char *value) {
        keys.append(key);
        values.append(value);
    };
    for (const PQconninfoOption *option = options.get(); option->keyword; ++option) {
        if (option->val)
            add(option->keyword, option->val);
    }
    if (!password.isEmpty())
        add("password", password.constData());
    add("application_name", "interlock");
    add("client_encoding", "UTF8");
    add(nullptr, nullptr);
    m_connection.reset(PQconnectStartParams(keys.constData(), values.constData(), 0));
    if (!m_connection)
        return fail(ErrorKind::Database, u"libpq is out of memory"_s);
    PQsetErrorVerbosity(m_connection.get(), PQERRORS_VERBOSE); // for the SQLSTATE of a refused connection
    // a missing socket has failed by now, and its descriptor of -1 would be polled for ever
    if (PQstatus(m_connection.get()) == CONNECTION_BAD)
        return connectionError();
    return {};
}

Result<void> PostgresConnection::finishConnecting(const QDeadlineTimer &deadline)
{
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK) {
        if (next == PGRES_POLLING_FAILED)
            return connectionError();
        const Wait wait = waitFor(next == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline);
        if (wait != Wait::Ready)
            return stopped(wait, u"connecting"_s);
        next = PQconnectPoll(m_connection.get());
    }
    return {};
}

Result<void> PostgresConnection::open(std::chrono::milliseconds timeout)
{
    const QDeadlineTimer deadline(timeout);
    close();
    if (m_interrupted)
        return stopped(Wait::Interrupted, {});
    if (Result<void> started = start(); !started)
        return started;
    if (Result<void> connected = finishConnecting(deadline); !connected)
        return connected;
    PQsetErrorVerbosity(m_connection.get(), PQERRORS_DEFAULT);
    PQsetnonblocking(m_connection.get(), 1);
    const Result<PostgresResult> readOnly = query("SET default_transaction_read_only = on", deadline);
    if (!readOnly) {
        close();
        return tl::unexpected<Error>(readOnly.error());
    }
    // unknown before PostgreSQL 14: then a closed connection's query runs to its statement timeout
    static_cast<void>(query("SET client_connection_check_interval = '1s'", deadline));
    return isOpen() ? Result<void>() : Result<void>(connectionError());
}

PostgresConnection::Wait PostgresConnection::waitFor(short events, const QDeadlineTimer &deadline)
{
    std::array<pollfd, 2> descriptors{{{PQsocket(m_connection.get()), events, 0}, {m_wakeUp, POLLIN, 0}}};
    while (!m_interrupted) {
        if (deadline.hasExpired())
            return Wait::Expired;
        if (poll(descriptors.data(), descriptors.size(), int(deadline.remainingTime())) > 0 &&
            descriptors[0].revents)
            return Wait::Ready;
    }
    return Wait::Interrupted;
}

tl::unexpected<Error> PostgresConnection::stopped(Wait wait, const QString &during)
{
    close();
    if (wait == Wait::Interrupted)
        return fail(ErrorKind::Cancelled, u"the endpoint was closed"_s);
    return fail(ErrorKind::Timeout, u"no answer in time while "_s + during);
}

QString PostgresConnection::clean(const char *message) const
{
    QString text = QString::fromUtf8(message).simplified();
    if (!m_password.isEmpty())
        text.replace(m_password, u"***"_s);
    return visibleText(text.left(500));
}

tl::unexpected<Error> PostgresConnection::connectionError()
{
    const QString text = m_connection ? clean(PQerrorMessage(m_connection.get())) : u"not connected"_s;
    static const QRegularExpression statePattern(u"\\b(?=[A-Z]*[0-9])([0-9A-Z]{5}): "_s);
    const QString state = statePattern.match(text).captured(1);
    const bool needsPassword = m_connection && PQconnectionNeedsPassword(m_connection.get());
    close();
    if (needsPassword)
        return fail(ErrorKind::Auth, text);
    return fail(state.isEmpty() ? ErrorKind::Network : postgresErrorKind(state), text);
}

tl::unexpected<Error> PostgresConnection::resultError(const PGresult *result)
{
    const QString state = QString::fromLatin1(PQresultErrorField(result, PG_DIAG_SQLSTATE));
    const QString text = clean(PQresultErrorMessage(result));
    if (!isOpen() || postgresErrorKind(state) == ErrorKind::Network) {
        close();
        return fail(ErrorKind::Network, text.isEmpty() ? u"the connection broke"_s : text);
    }
    if (isOwnState(state))
        return fail(postgresErrorKind(state), clean(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
    return fail(postgresErrorKind(state), text);
}

QByteArrayList PostgresConnection::takeNotifications()
{
    QByteArrayList payloads;
    if (!isOpen())
        return payloads;
    const bool alive = PQconsumeInput(m_connection.get()) == 1;
    while (const std::unique_ptr<PGnotify, PostgresNotifyDeleter> notify{PQnotifies(m_connection.get())})
        payloads.append(notify->extra);
    if (!alive || PQstatus(m_connection.get()) != CONNECTION_OK)
        close();
    return payloads;
}

Result<void> PostgresConnection::drainTo(PostgresResult &last, const QDeadlineTimer &deadline)
{
    PGconn *connection = m_connection.get();
    for (;;) {
        const int unsent = PQflush(connection);
        if (unsent < 0)
            return connectionError();
        if (!PQisBusy(connection)) {
            PostgresResult result(PQgetResult(connection));
            if (!result)
                return {};
            last = std::move(result);
            continue;
        }
        const Wait wait = waitFor(unsent > 0 ? POLLIN | POLLOUT : POLLIN, deadline);
        if (wait != Wait::Ready)
            return stopped(wait, u"a query ran"_s);
        if (!PQconsumeInput(connection))
            return connectionError();
    }
}

Result<PostgresResult> PostgresConnection::query(const QByteArray &sql, const QDeadlineTimer &deadline)
{
    return query(sql, Parameters(), deadline);
}

Result<PostgresResult> PostgresConnection::query(const QByteArray &sql, const Parameters &parameters,
                                                 const QDeadlineTimer &deadline)
{
    if (!isOpen())
        return connectionError();
    QList<const char *> values;
    for (const std::optional<QByteArray> &parameter : parameters)
        values.append(parameter ? parameter->constData() : nullptr);
    // the extended protocol takes one statement only
    if (!PQsendQueryParams(m_connection.get(), sql.constData(), int(values.size()), nullptr,
                           values.constData(), nullptr, nullptr, 0))
        return connectionError();
    PostgresResult last;
    if (Result<void> drained = drainTo(last, deadline); !drained)
        return tl::unexpected<Error>(drained.error());
    if (!last)
        return connectionError();
    const ExecStatusType status = PQresultStatus(last.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return resultError(last.get());
    return last;
}

} // namespace interlock
