// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/eventstream.h"

#include "models/endpoints/http/httpclient.h"

#include <algorithm>
#include <QRandomGenerator>

namespace interlock {

EventStream::EventStream(const QList<QUrl> &urls, const QString &token, const EventStreamTiming &timing,
                         QObject *parent)
    : QObject(parent), m_urls(urls), m_token(token.trimmed()), m_timing(timing)
{
    m_silence.setSingleShot(true);
    m_pause.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, this, &EventStream::drop);
    connect(&m_pause, &QTimer::timeout, this, &EventStream::connectNow);
}

EventStream::~EventStream()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
    }
}

void EventStream::start()
{
    if (!m_urls.isEmpty() && !m_reply && !m_pause.isActive())
        connectNow();
}

void EventStream::connectNow()
{
    m_parser = EventStreamParser();
    m_accepted = false;
    Q_EMIT connecting();
    HttpRequest request;
    request.url = m_urls.at(m_urlIndex);
    request.accept = "text/event-stream";
    m_reply = m_network.get(HttpClient::networkRequest(request, m_token));
    m_reply->setReadBufferSize(256 * 1024);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &EventStream::onMetaData);
    connect(m_reply, &QNetworkReply::readyRead, this, &EventStream::onData);
    connect(m_reply, &QNetworkReply::finished, this, &EventStream::onEnded);
    m_silence.start(m_timing.firstAnswer);
}

void EventStream::onMetaData()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool isStream = m_reply->rawHeader("Content-Type").toLower().startsWith("text/event-stream");
    const QByteArray encoding = m_reply->rawHeader("Content-Encoding");
    if (m_accepted || status == 0)
        return;
    m_accepted = status == 200 && isStream && (encoding.isEmpty() || encoding == "identity");
    if (!m_accepted) // not at once: Qt does not like to be stopped inside its own signals
        QTimer::singleShot(0, m_reply, [this, refused = m_reply.data()] {
            if (m_reply == refused)
                drop();
        });
}

void EventStream::onData()
{
    const QByteArray bytes = m_reply->readAll();
    if (!m_accepted || bytes.isEmpty())
        return;
    m_silence.start(m_timing.silence);
    const QList<ServerEvent> events = m_parser.feed(bytes);
    if (!events.isEmpty()) {
        m_failures = 0;
        setUp(true);
    }
    for (const ServerEvent &event : events)
        Q_EMIT arrived(event);
    if (m_parser.failed())
        drop();
}

void EventStream::onEnded()
{
    onData();
    drop();
}

void EventStream::drop()
{
    if (!m_reply)
        return;
    QNetworkReply *reply = m_reply;
    m_reply = nullptr;
    reply->disconnect(this);
    reply->abort();
    reply->deleteLater();
    m_silence.stop();
    m_pause.start(nextPause());
    m_urlIndex = int((m_urlIndex + 1) % m_urls.size());
    setUp(false);
}

void EventStream::setUp(bool up)
{
    if (m_told && up == m_up)
        return;
    m_told = true;
    m_up = up;
    Q_EMIT upChanged(up);
}

std::chrono::milliseconds EventStream::nextPause()
{
    const auto doubled = m_timing.leastPause * (1LL << std::min(m_failures, 10));
    const auto longest = std::min<std::chrono::milliseconds>(doubled, m_timing.longestPause);
    ++m_failures;
    // Between half and the whole of it, so that many consoles do not come back at the same moment.
    const double jitter = 0.5 + QRandomGenerator::global()->generateDouble() / 2;
    const std::chrono::milliseconds jittered(qint64(double(longest.count()) * jitter));
    return std::max(jittered, m_timing.leastPause);
}

} // namespace interlock
