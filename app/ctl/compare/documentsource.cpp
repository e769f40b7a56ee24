// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/compare/documentsource.h"

#include <algorithm>
#include <cstdio>
#include <poll.h>
#include <QFileInfo>
#include <string_view>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t pieceBytes = std::size_t{1} << 20U;

bool isBlankLine(std::string_view line)
{
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

void appendUpTo(SourceDocument &document, std::string_view text, std::size_t maxBytes)
{
    // one byte more than allowed says that it is too long
    const std::size_t room = maxBytes + 1 - std::min(document.text.size(), maxBytes + 1);
    document.text.append(text.substr(0, room));
    document.tooLong = document.text.size() > maxBytes;
}

} // namespace

DocumentSource::DocumentSource(const QString &name, bool lines, std::size_t maxBytes)
    : m_name(name), m_lines(lines), m_maxBytes(maxBytes)
{
}

void DocumentSource::fail(const QString &text)
{
    m_error = u"%1: %2"_s.arg(m_name == u"-" ? u"standard input"_s : m_name, text);
}

bool DocumentSource::open()
{
    if (m_name != u"-" && QFileInfo(m_name).isDir()) {
        fail(u"is a folder"_s);
        return false;
    }
    m_file.setFileName(m_name);
    const bool opened = m_name == u"-" ? m_file.open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered)
                                       : m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    if (!opened)
        fail(m_file.errorString());
    return opened;
}

bool DocumentSource::waitForBytes() const
{
    constexpr int askEveryMs = 100;
    pollfd watched{m_file.handle(), POLLIN, 0};
    while (cancelled && !cancelled()) {
        if (poll(&watched, 1, askEveryMs) != 0)
            return true;
    }
    return !cancelled;
}

bool DocumentSource::fill()
{
    if (m_atEnd || !waitForBytes())
        return false;
    m_buffer.resize(pieceBytes);
    const qint64 count = m_file.read(m_buffer.data(), static_cast<qint64>(m_buffer.size()));
    m_buffer.resize(static_cast<std::size_t>(std::max<qint64>(count, 0)));
    m_at = 0;
    m_bytesRead += static_cast<qint64>(m_buffer.size());
    m_atEnd = count <= 0;
    if (count < 0)
        fail(m_file.errorString());
    return count > 0;
}

std::optional<SourceDocument> DocumentSource::next()
{
    if (!m_error.isEmpty())
        return {};
    return m_lines ? nextLine() : whole();
}

std::optional<SourceDocument> DocumentSource::whole()
{
    if (!m_first)
        return {};
    m_first = false;
    SourceDocument document;
    while (!document.tooLong && fill())
        appendUpTo(document, m_buffer, m_maxBytes);
    if (!m_error.isEmpty())
        return {};
    return document;
}

std::optional<SourceDocument> DocumentSource::nextLine()
{
    constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
    for (;;) {
        SourceDocument line;
        bool any = false;
        bool ended = false;
        while (!ended && (m_at < m_buffer.size() || fill())) {
            any = true;
            const std::string_view rest = std::string_view(m_buffer).substr(m_at);
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            ended = end < rest.size();
            appendUpTo(line, rest.substr(0, end), m_maxBytes);
            m_at += end + (ended ? 1 : 0);
        }
        if (!any || !m_error.isEmpty())
            return {};
        if (m_first && line.text.starts_with(byteOrderMark))
            line.text.erase(0, byteOrderMark.size());
        m_first = false;
        if (line.tooLong || !isBlankLine(line.text))
            return line;
    }
}

} // namespace interlock
