// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/tomltext.h"

#include <algorithm>

namespace interlock {

namespace {

constexpr QByteArrayView tomlByteOrderMark("\xef\xbb\xbf");

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/// How many bytes the UTF-8 character has that begins with @p lead.
int utf8Length(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

QByteArray escaped(QChar c)
{
    switch (c.unicode()) {
    case u'"':
        return "\\\"";
    case u'\\':
        return "\\\\";
    case u'\n':
        return "\\n";
    case u'\r':
        return "\\r";
    case u'\t':
        return "\\t";
    }
    return "\\u" + QByteArray::number(c.unicode(), 16).rightJustified(4, '0');
}

} // namespace

TomlText::TomlText(const QByteArray &bytes) : m_bytes(bytes), m_lineEnd("\n")
{
    m_lines.append(0);
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        if (bytes.at(at) != '\n')
            continue;
        if (m_lines.size() == 1 && at > 0 && bytes.at(at - 1) == '\r')
            m_lineEnd = "\r\n";
        m_lines.append(at + 1);
    }
}

qsizetype TomlText::offset(const TomlPosition &place) const
{
    if (place.line > m_lines.size())
        return m_bytes.size();
    qsizetype at = m_lines.at(place.line - 1);
    if (at == 0 && m_bytes.startsWith(tomlByteOrderMark))
        at = tomlByteOrderMark.size();
    for (int column = 1; column < place.column && at < m_bytes.size(); ++column)
        at += utf8Length(m_bytes.at(at));
    return std::min(at, m_bytes.size());
}

QByteArray TomlText::source(const TomlValue &value) const
{
    return m_bytes.mid(begin(value), end(value) - begin(value));
}

qsizetype TomlText::lineBegin(qsizetype at) const
{
    return *std::prev(std::upper_bound(m_lines.cbegin(), m_lines.cend(), at));
}

qsizetype TomlText::nextLine(qsizetype at) const
{
    const auto next = std::upper_bound(m_lines.cbegin(), m_lines.cend(), at);
    return next == m_lines.cend() ? m_bytes.size() : *next;
}

bool TomlText::beginsLine(qsizetype at) const
{
    const QByteArrayView before = QByteArrayView(m_bytes).sliced(lineBegin(at), at - lineBegin(at));
    return std::all_of(before.cbegin(), before.cend(), isBlank);
}

bool TomlText::isBlankLine(qsizetype lineAt) const
{
    if (lineAt < 0 || lineAt >= m_bytes.size())
        return false;
    const QByteArrayView line = QByteArrayView(m_bytes).sliced(lineAt, nextLine(lineAt) - lineAt);
    return std::all_of(line.cbegin(), line.cend(), [](char c) { return isBlank(c) || c == '\n'; });
}

QByteArray TomlText::indentAt(qsizetype at) const
{
    const qsizetype begin = lineBegin(at);
    qsizetype end = begin;
    while (end < m_bytes.size() && (m_bytes.at(end) == ' ' || m_bytes.at(end) == '\t'))
        ++end;
    return m_bytes.mid(begin, end - begin);
}

std::optional<qsizetype> TomlText::commaAfter(qsizetype at) const
{
    while (at < m_bytes.size()) {
        const char c = m_bytes.at(at);
        if (c == ',')
            return at;
        if (c == '#')
            at = nextLine(at);
        else if (isBlank(c) || c == '\n')
            ++at;
        else
            return {};
    }
    return {};
}

void TomlText::replace(qsizetype from, qsizetype to, const QByteArray &text)
{
    m_changes.append({from, to, text});
}

void TomlText::insertLines(qsizetype lineAt, const QList<QByteArray> &lines)
{
    const bool open = lineAt > 0 && m_bytes.at(lineAt - 1) != '\n'; // the last line has no end
    QByteArray text;
    for (const QByteArray &line : lines)
        text += open ? m_lineEnd + line : line + m_lineEnd;
    insert(lineAt, text);
}

std::optional<QByteArray> TomlText::changed() const
{
    QList<Change> changes = m_changes;
    std::ranges::stable_sort(changes, [](const Change &a, const Change &b) {
        return a.from != b.from ? a.from < b.from : (a.from == a.to) > (b.from == b.to);
    });
    QByteArray result;
    qsizetype at = 0;
    for (const Change &change : std::as_const(changes)) {
        if (change.from < at)
            return {};
        result += QByteArrayView(m_bytes).sliced(at, change.from - at);
        result += change.text;
        at = change.to;
    }
    return result + m_bytes.mid(at);
}

QByteArray tomlString(const QString &text)
{
    QByteArray result = "\"";
    QString plain;
    for (const QChar c : text) {
        const bool special = c == u'"' || c == u'\\' || c.unicode() < 0x20 || c.unicode() == 0x7f;
        if (!special) {
            plain += c;
            continue;
        }
        result += plain.toUtf8() + escaped(c);
        plain.clear();
    }
    return result + plain.toUtf8() + '"';
}

QByteArray tomlList(const QList<QByteArray> &items)
{
    return '[' + items.join(", ") + ']';
}

bool sameToml(const TomlValue &a, const TomlValue &b)
{
    const bool scalars = a.type == b.type && a.text == b.text && a.integer == b.integer &&
                         a.boolean == b.boolean && !(a.number < b.number) && !(b.number < a.number);
    if (!scalars || a.items.size() != b.items.size() || a.members.size() != b.members.size())
        return false;
    if (!std::equal(a.items.cbegin(), a.items.cend(), b.items.cbegin(), sameToml))
        return false;
    // Tables of a file may change places as far as their values go: a plan that is written anew.
    return std::ranges::all_of(a.members, [&b](const TomlMember &member) {
        const auto other = std::ranges::find(b.members, member.key, &TomlMember::key);
        return other != b.members.cend() && sameToml(member.value, other->value);
    });
}

} // namespace interlock
