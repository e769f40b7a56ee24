// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/eventstreamparser.h"

namespace interlock {

QList<ServerEvent> EventStreamParser::feed(const QByteArray &bytes)
{
    QList<ServerEvent> events;
    for (const char c : bytes) {
        if (m_failed)
            return events;
        const bool endsCrLf = m_lastWasCr && c == '\n';
        m_lastWasCr = c == '\r';
        if (endsCrLf)
            continue;
        if (c == '\n' || c == '\r')
            takeLine(events);
        else
            m_line.append(c);
        m_failed = m_line.size() + m_data.size() > maxEvent;
    }
    return events;
}

void EventStreamParser::takeLine(QList<ServerEvent> &events)
{
    QByteArray line;
    line.swap(m_line);
    if (m_firstLine && line.startsWith("\xEF\xBB\xBF"))
        line.remove(0, 3);
    m_firstLine = false;
    if (!line.isEmpty()) {
        const qsizetype colon = line.indexOf(':');
        QByteArray value = colon < 0 ? QByteArray() : line.mid(colon + 1);
        if (value.startsWith(' '))
            value.remove(0, 1);
        takeField(colon < 0 ? line : line.left(colon), value);
        return;
    }
    if (m_hasData)
        events.append({m_name.isEmpty() ? QByteArray("message") : m_name, m_data});
    m_name.clear();
    m_data.clear();
    m_hasData = false;
}

void EventStreamParser::takeField(const QByteArray &name, const QByteArray &value)
{
    if (name == "event") {
        m_name = value;
    } else if (name == "data") {
        if (m_hasData)
            m_data.append('\n');
        m_data.append(value);
        m_hasData = true;
    }
}

} // namespace interlock
