// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/http/httpmessage.h"
#include "models/endpoints/http/pendinganswer.h"

#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace interlock {

/// One request on its way: watches both time limits and the size, and ends exactly once, also when it is
/// destroyed. Deletes itself after its end. Made by HttpClient.
class HttpExchange final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HttpExchange)

public:
    HttpExchange(QNetworkReply *reply, const HttpLimits &limits, const QString &token, QObject *parent);
    ~HttpExchange() override;

    [[nodiscard]] QFuture<Result<HttpAnswer>> future() const { return m_answer->future(); }
    void cancel();

Q_SIGNALS:
    void answered(const interlock::HttpAnswer &answer);

private:
    void onMetaData();
    void onData();
    void onFinished();
    void end(const Result<HttpAnswer> &result);
    void endWith(ErrorKind kind, const QString &detail);
    [[nodiscard]] bool isComplete() const;
    [[nodiscard]] HttpAnswer answer() const;
    [[nodiscard]] Error networkError() const;

    QPointer<QNetworkReply> m_reply;
    HttpLimits m_limits;
    QString m_token; ///< only to keep it out of errors
    QString m_where;
    QByteArray m_body;
    QString m_tlsProblem;
    QTimer m_connectTimer;
    QTimer m_totalTimer;
    bool m_sent = false;
    std::shared_ptr<PendingAnswer<Result<HttpAnswer>>> m_answer;
};

} // namespace interlock
