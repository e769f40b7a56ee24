// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/httpexchange.h"

#include "models/domain/plaintext.h"

#include <QSslError>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 maxRetryAfter = 3600;

/// Errors that only say which status came: the answer itself is complete. (Qt calls a 400 an invalid
/// operation.)
bool isStatusError(QNetworkReply::NetworkError error)
{
    return error == QNetworkReply::ProtocolInvalidOperationError ||
           (error >= QNetworkReply::ContentAccessDenied && error <= QNetworkReply::UnknownContentError) ||
           (error >= QNetworkReply::InternalServerError && error <= QNetworkReply::UnknownServerError);
}

bool isProtocolError(QNetworkReply::NetworkError error)
{
    return error >= QNetworkReply::ProtocolUnknownError && error <= QNetworkReply::ProtocolFailure;
}

} // namespace

HttpExchange::HttpExchange(QNetworkReply *reply, const HttpLimits &limits, const QString &token,
                           QObject *parent)
    : QObject(parent),
      m_reply(reply),
      m_limits(limits),
      m_token(token),
      m_where(reply->request().url().toDisplayString(QUrl::RemoveUserInfo)),
      m_answer(PendingAnswer<Result<HttpAnswer>>::make(fail(ErrorKind::Cancelled, u"stopped"_s, m_where)))
{
    // Qt does not read further ahead than this, so an endless body cannot fill the memory. (Less makes it
    // slow.)
    reply->setReadBufferSize(limits.maxBody + 1);
    connect(reply, &QNetworkReply::requestSent, this, [this] {
        m_sent = true;
        m_connectTimer.stop();
    });
    connect(reply, &QNetworkReply::metaDataChanged, this, &HttpExchange::onMetaData);
    connect(reply, &QNetworkReply::readyRead, this, &HttpExchange::onData);
    connect(reply, &QNetworkReply::finished, this, &HttpExchange::onFinished);
    connect(reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (!errors.isEmpty())
            m_tlsProblem = errors.first().errorString();
    });
    for (QTimer *timer : {&m_connectTimer, &m_totalTimer})
        timer->setSingleShot(true);
    connect(&m_connectTimer, &QTimer::timeout, this, [this] {
        endWith(ErrorKind::Timeout,
                u"no connection within %1 ms; nothing was sent"_s.arg(m_limits.connectTimeout.count()));
    });
    connect(&m_totalTimer, &QTimer::timeout, this, [this] {
        endWith(ErrorKind::Timeout, u"no complete answer within %1 ms"_s.arg(m_limits.totalTimeout.count()));
    });
    m_connectTimer.start(m_limits.connectTimeout);
    m_totalTimer.start(m_limits.totalTimeout);
    whenCancelled(m_answer->future(), this, [this] { cancel(); });
}

HttpExchange::~HttpExchange()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

void HttpExchange::cancel()
{
    endWith(ErrorKind::Cancelled, u"cancelled"_s);
}

void HttpExchange::onMetaData()
{
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    if (length.isValid() && length.toLongLong() > m_limits.maxBody)
        endWith(ErrorKind::Protocol, u"the answer is larger than %1 bytes"_s.arg(m_limits.maxBody));
}

void HttpExchange::onData()
{
    if (m_answer->isFinished())
        return;
    m_body += m_reply->readAll();
    if (m_body.size() > m_limits.maxBody)
        endWith(ErrorKind::Protocol, u"the answer is larger than %1 bytes"_s.arg(m_limits.maxBody));
}

void HttpExchange::onFinished()
{
    onData();
    if (m_answer->isFinished())
        return;
    const QNetworkReply::NetworkError error = m_reply->error();
    const bool hasStatus = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
    if (!hasStatus || (error != QNetworkReply::NoError && !isStatusError(error))) {
        end(tl::unexpected<Error>(networkError()));
        return;
    }
    const QByteArray encoding = m_reply->rawHeader("Content-Encoding").trimmed().toLower();
    if (!encoding.isEmpty() && encoding != "identity")
        endWith(ErrorKind::Protocol, u"the answer is compressed although that was not asked for"_s);
    else if (!isComplete())
        endWith(ErrorKind::Network, u"the connection ended before the answer was complete"_s);
    else
        end(answer());
}

bool HttpExchange::isComplete() const
{
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    return !length.isValid() || length.toLongLong() == m_body.size();
}

HttpAnswer HttpExchange::answer() const
{
    HttpAnswer answer;
    answer.url = m_reply->request().url().adjusted(QUrl::RemoveUserInfo);
    answer.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    answer.body = m_body;
    const QByteArray type = m_reply->rawHeader("Content-Type");
    answer.contentType =
        type.left(type.indexOf(';') < 0 ? type.size() : type.indexOf(';')).trimmed().toLower();
    answer.etag = m_reply->rawHeader("ETag").trimmed();
    bool isNumber = false;
    const qint64 seconds = m_reply->rawHeader("Retry-After").trimmed().toLongLong(&isNumber);
    if (isNumber && seconds >= 0)
        answer.retryAfter = std::chrono::seconds(std::min(seconds, maxRetryAfter));
    answer.secret = m_token;
    return answer;
}

Error HttpExchange::networkError() const
{
    const QNetworkReply::NetworkError error = m_reply->error();
    if (isProtocolError(error))
        return {ErrorKind::Protocol, m_reply->errorString(), m_where};
    QString detail = m_reply->errorString();
    if (!m_tlsProblem.isEmpty())
        detail += u": "_s + m_tlsProblem;
    if (!m_sent)
        detail += u"; nothing was sent"_s;
    return {ErrorKind::Network, detail, m_where};
}

void HttpExchange::endWith(ErrorKind kind, const QString &detail)
{
    end(fail(kind, detail, m_where));
}

void HttpExchange::end(const Result<HttpAnswer> &result)
{
    if (m_answer->isFinished())
        return;
    Result<HttpAnswer> kept = result;
    if (!kept) {
        kept.error().detail = visibleText(kept.error().detail);
        kept.error() = withoutSecret(kept.error(), m_token);
    }
    m_connectTimer.stop();
    m_totalTimer.stop();
    // Cut off by the destructor: Qt does not like to be stopped inside its own signals.
    if (m_reply)
        m_reply->disconnect(this);
    if (kept)
        Q_EMIT answered(*kept);
    m_answer->finish(kept);
    deleteLater();
}

} // namespace interlock
