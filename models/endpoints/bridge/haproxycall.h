// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <chrono>
#include <functional>
#include <QIODevice>
#include <QTimer>

namespace interlock {

/// One HAProxy instance as it is reached: "/path" of a unix socket or "host:port".
struct HaProxyAddress
{
    QString instance;
    QString unixPath; ///< empty: TCP
    QString host;
    quint16 port = 0;
};

/// Reads "/path", "host:port" or "[v6]:port"; an Input error that names @p instance otherwise.
[[nodiscard]] Result<HaProxyAddress> parseHaProxyAddress(const QString &instance, const QString &text);

/// One connection to a Runtime API socket: connects, sends one request, reads to the end of the stream and
/// calls back exactly once, then deletes itself. Destroying it earlier calls nothing.
///
/// HAProxy answers even when its worker stands still only by accepting the connection, so both limits are
/// ours. The request leaves within the constructor on a unix socket. An empty answer is a Protocol error:
/// HAProxy drops a request above its buffer without a word.
class HaProxyCall final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(HaProxyCall)

public:
    using Done = std::function<void(Result<QByteArray>)>;
    struct Limits
    {
        std::chrono::milliseconds connect{2000};
        std::chrono::milliseconds total{5000};
    };

    HaProxyCall(const HaProxyAddress &address, const QByteArray &request, Limits limits, Done done,
                QObject *parent);
    ~HaProxyCall() override = default;

private:
    template<typename Socket>
    void wire(Socket *socket);
    void send();
    void readSome();
    void streamEnded();
    void finish(Result<QByteArray> result);

    QString m_instance;
    QByteArray m_request;
    QByteArray m_answer;
    Limits m_limits;
    Done m_done;
    QIODevice *m_device = nullptr;
    QTimer m_connectTimer;
    QTimer m_totalTimer;
    bool m_sent = false;
};

} // namespace interlock
