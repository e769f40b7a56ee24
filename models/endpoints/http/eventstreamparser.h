// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace interlock {

/// One server-sent event; @c name is "message" when the server gave none.
struct ServerEvent
{
    QByteArray name;
    QByteArray data;

    friend bool operator==(const ServerEvent &, const ServerEvent &) = default;
};

/// Takes a text/event-stream apart as it arrives, whatever the pieces: LF, CR and CRLF line ends, comments,
/// data of several lines, a leading byte order mark. `id` and `retry` are read over: the state comes whole
/// and the pace is ours.
class EventStreamParser final
{
public:
    /// Most bytes of one event, its field names included.
    static constexpr qsizetype maxEvent = 4 * 1024 * 1024;

    /// The events completed by @p bytes. After failed() there are none any more.
    [[nodiscard]] QList<ServerEvent> feed(const QByteArray &bytes);
    /// True once an event was over the limit; the stream is of no more use.
    [[nodiscard]] bool failed() const { return m_failed; }

private:
    void takeLine(QList<ServerEvent> &events);
    void takeField(const QByteArray &name, const QByteArray &value);

    QByteArray m_line;
    QByteArray m_name;
    QByteArray m_data;
    bool m_hasData = false;
    bool m_lastWasCr = false;
    bool m_firstLine = true;
    bool m_failed = false;
};

} // namespace interlock
