// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/endpoints/http/eventstreamparser.h"

#include <chrono>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QTimer>
#include <QUrl>

namespace interlock {

/// The pace of an event stream.
struct EventStreamTiming
{
    std::chrono::milliseconds silence{12'000};    ///< no byte for so long: the connection is given up
    std::chrono::milliseconds firstAnswer{5'000}; ///< until a new connection's first byte
    std::chrono::milliseconds leastPause{500};    ///< before the first new try
    std::chrono::milliseconds longestPause{8'000};
};

/// Server-sent events of the first of several addresses that gives them, connected again whenever the stream
/// ends, falls silent or misbehaves: with a pause that doubles and is jittered, and at the next address. GUI
/// thread.
class EventStream final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(EventStream)

public:
    EventStream(const QList<QUrl> &urls, const QString &token, const EventStreamTiming &timing = {},
                QObject *parent = nullptr);
    ~EventStream() override;

    void start();
    /// The address of the events that arrive now, as an index of the addresses given.
    [[nodiscard]] int urlIndex() const { return m_urlIndex; }

Q_SIGNALS:
    /// A new connection is tried; the events that follow are its own.
    void connecting();
    void arrived(const interlock::ServerEvent &event);
    /// Events come (true, at the first of a connection) or do not. Told once per change, and once when the
    /// first try fails.
    void upChanged(bool up);

private:
    void connectNow();
    void onMetaData();
    void onData();
    void onEnded();
    void drop();
    void setUp(bool up);
    [[nodiscard]] std::chrono::milliseconds nextPause();

    QNetworkAccessManager m_network;
    QList<QUrl> m_urls;
    QString m_token;
    EventStreamTiming m_timing;
    QPointer<QNetworkReply> m_reply;
    EventStreamParser m_parser;
    QTimer m_silence;
    QTimer m_pause;
    int m_urlIndex = 0;
    int m_failures = 0;
    bool m_accepted = false;
    bool m_up = false;
    bool m_told = false;
};

} // namespace interlock
