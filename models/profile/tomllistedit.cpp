// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/tomllistedit.h"

#include "models/profile/tomltext.h"

#include <QSet>

namespace interlock {

namespace {

/// One list of a text that is edited item by item, on as many lines as it has.
class TomlListEdit final
{
public:
    TomlListEdit(TomlText &text, const TomlValue &list) : m_text(text), m_list(list) {}

    void run(const QList<QByteArray> &items, const QList<int> &origins)
    {
        const QByteArray source = m_text.source(m_list);
        if (!source.contains('\n') || m_list.items.empty())
            return rewrite(items);
        QSet<int> kept;
        int before = -1;
        for (qsizetype i = 0; i < items.size(); ++i) {
            const int origin = origins.at(i);
            if (origin < 0) {
                add(before, items.at(i));
                continue;
            }
            kept.insert(origin);
            before = origin;
            if (m_text.source(item(origin)) != items.at(i))
                m_text.replace(m_text.begin(item(origin)), m_text.end(item(origin)), items.at(i));
        }
        for (int index = 0; index < count(); ++index) {
            if (!kept.contains(index))
                remove(index);
        }
    }

private:
    [[nodiscard]] const TomlValue &item(int index) const
    {
        return m_list.items[static_cast<std::size_t>(index)];
    }
    [[nodiscard]] int count() const { return static_cast<int>(m_list.items.size()); }

    /// On one line nothing can stand between the items but white space.
    void rewrite(const QList<QByteArray> &items)
    {
        const QByteArray source = m_text.source(m_list);
        const bool airy = source.startsWith("[ ") && !items.isEmpty();
        const QByteArray text = airy ? "[ " + items.join(", ") + " ]" : tomlList(items);
        m_text.replace(m_text.begin(m_list), m_text.end(m_list), text);
    }

    /// A new item behind the one of the file that is @p before, or first of all.
    void add(int before, const QByteArray &bytes)
    {
        const int next = before + 1;
        const bool sameLine = next < count() && !m_text.beginsLine(m_text.begin(item(next)));
        if (sameLine) {
            m_text.insert(m_text.begin(item(next)), bytes + ", ");
        } else if (before < 0) {
            const qsizetype first = m_text.begin(item(0));
            m_text.insertLines(m_text.lineBegin(first), {m_text.indentAt(first) + bytes + ','});
        } else {
            addLineAfter(before, bytes);
        }
    }

    void addLineAfter(int before, const QByteArray &bytes)
    {
        const qsizetype end = m_text.end(item(before));
        const auto comma = m_text.commaAfter(end);
        if (!comma && !std::exchange(m_closed, true))
            m_text.insert(end, ",");
        const qsizetype line = m_text.nextLine(comma.value_or(end));
        const qsizetype bracket = m_text.end(m_list) - 1;
        const QByteArray indent = m_text.indentAt(m_text.begin(item(before)));
        if (line > bracket) // the bracket stands on the last item's line
            m_text.insert(bracket, m_text.lineEnd() + indent + bytes + ',');
        else
            m_text.insertLines(line, {indent + bytes + ','});
    }

    void remove(int index)
    {
        const qsizetype begin = m_text.begin(item(index));
        const auto comma = m_text.commaAfter(m_text.end(item(index)));
        qsizetype end = comma ? *comma + 1 : m_text.end(item(index));
        // A comment between an item and its comma belongs to the item; one behind it stays.
        const bool wholeLine = m_text.beginsLine(begin) && blankFrom(end);
        if (wholeLine) {
            m_text.remove(m_text.lineBegin(begin), m_text.nextLine(end));
            return;
        }
        while (end < m_text.bytes().size() && m_text.bytes().at(end) == ' ')
            ++end;
        m_text.remove(begin, end);
    }

    [[nodiscard]] bool blankFrom(qsizetype at) const
    {
        return m_text.bytes().mid(at, m_text.nextLine(at) - at).trimmed().isEmpty();
    }

    TomlText &m_text;
    const TomlValue &m_list;
    bool m_closed = false; ///< the last item has got its comma
};

/// For each of @p now which of @p was stays for it: a longest common subsequence.
QList<int> commonItems(const QList<QByteArray> &was, const QList<QByteArray> &now)
{
    const qsizetype rows = was.size();
    const qsizetype columns = now.size();
    QList<QList<int>> length(rows + 1, QList<int>(columns + 1, 0));
    for (qsizetype i = rows - 1; i >= 0; --i) {
        for (qsizetype j = columns - 1; j >= 0; --j)
            length[i][j] = was.at(i) == now.at(j) ? length.at(i + 1).at(j + 1) + 1
                                                  : std::max(length.at(i + 1).at(j), length.at(i).at(j + 1));
    }
    QList<int> origins(columns, -1);
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < rows && j < columns) {
        if (was.at(i) == now.at(j)) {
            origins[j] = static_cast<int>(i);
            ++i;
            ++j;
        } else if (length.at(i + 1).at(j) >= length.at(i).at(j + 1)) {
            ++i;
        } else {
            ++j;
        }
    }
    return origins;
}

} // namespace

void editTomlList(TomlText &text, const TomlValue &list, const QList<QByteArray> &items,
                  const QList<int> &origins)
{
    TomlListEdit(text, list).run(items, origins);
}

void editTomlList(TomlText &text, const TomlValue &list, const QList<QByteArray> &was,
                  const QList<QByteArray> &now)
{
    const QList<int> origins = commonItems(was, now);
    QList<QByteArray> items;
    for (qsizetype i = 0; i < now.size(); ++i)
        items.append(origins.at(i) < 0 ? now.at(i)
                                       : text.source(list.items[static_cast<std::size_t>(origins.at(i))]));
    TomlListEdit(text, list).run(items, origins);
}

} // namespace interlock
