// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

#include <QStringDecoder>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Walks the characters of a TOML text as they stand in the file, one decoded character at a time.
class TomlTextWalk final
{
public:
    TomlTextWalk(const QString &source, const TomlPosition &at) : m_source(source), m_place(at) { seek(); }

    TomlPosition after(qsizetype characters)
    {
        open();
        while (characters-- > 0 && m_at < m_source.size())
            character();
        skipLineEnd();
        return m_place;
    }

private:
    /// The index of the place where the text begins.
    void seek()
    {
        const TomlPosition target = m_place;
        m_place = {};
        while (m_at < m_source.size() && m_place < target)
            step();
        m_place = target;
    }
    void step()
    {
        if (m_source[m_at] == u'\n') {
            ++m_place.line;
            m_place.column = 1;
        } else if (!m_source[m_at].isLowSurrogate()) {
            ++m_place.column;
        }
        ++m_at;
    }
    [[nodiscard]] bool startsWith(QStringView text) const
    {
        return m_at < m_source.size() && QStringView(m_source).sliced(m_at).startsWith(text);
    }
    void steps(int count)
    {
        while (count-- > 0 && m_at < m_source.size())
            step();
    }
    void open()
    {
        const bool triple = startsWith(u"\"\"\"") || startsWith(u"'''");
        m_escapes = startsWith(u"\"");
        steps(triple ? 3 : 1);
        if (triple && startsWith(u"\r\n"))
            steps(2);
        else if (triple && startsWith(u"\n"))
            steps(1); // the line break after the opening is not part of the text
    }
    /// A backslash at the end of a line swallows the white space that follows.
    void skipLineEnd()
    {
        while (m_escapes && (startsWith(u"\\\n") || startsWith(u"\\\r\n"))) {
            step();
            while (m_at < m_source.size() && m_source[m_at].isSpace())
                step();
        }
    }
    void character()
    {
        skipLineEnd();
        if (!m_escapes || !startsWith(u"\\"))
            return steps(1);
        steps(startsWith(u"\\u") ? 6 : startsWith(u"\\U") ? 10 : 2);
    }

    const QString &m_source;
    TomlPosition m_place;
    qsizetype m_at = 0;
    bool m_escapes = false;
};

} // namespace

TomlPosition ProfileContext::placeInText(const TomlPosition &at, qsizetype offset) const
{
    QStringDecoder decoder(QStringDecoder::Utf8); // drops a byte order mark, as the parser does
    const QString text = decoder(source);
    return TomlTextWalk(text, at).after(offset);
}

} // namespace interlock
