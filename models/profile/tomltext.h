// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/tomlvalue.h"

#include <optional>
#include <QByteArray>
#include <QStringList>

namespace interlock {

/// The bytes of a TOML file with changes to be made at places that the parser told. What no change touches
/// stays byte for byte. All offsets are of the text as it was given.
class TomlText final
{
public:
    explicit TomlText(const QByteArray &bytes);

    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    /// The byte at which @p place begins; behind the last one for places outside.
    [[nodiscard]] qsizetype offset(const TomlPosition &place) const;
    [[nodiscard]] qsizetype begin(const TomlValue &value) const { return offset(value.at); }
    [[nodiscard]] qsizetype end(const TomlValue &value) const { return offset(value.end); }
    /// The value as it is written.
    [[nodiscard]] QByteArray source(const TomlValue &value) const;
    /// What ends the lines of the file: that of its first line.
    [[nodiscard]] const QByteArray &lineEnd() const { return m_lineEnd; }
    [[nodiscard]] qsizetype lineBegin(qsizetype at) const;
    /// Behind the end of the line that @p at is in.
    [[nodiscard]] qsizetype nextLine(qsizetype at) const;
    /// Nothing but white space stands before @p at on its line.
    [[nodiscard]] bool beginsLine(qsizetype at) const;
    /// The line that begins at @p lineAt holds nothing but white space; false behind the last line.
    [[nodiscard]] bool isBlankLine(qsizetype lineAt) const;
    /// The white space that the line of @p at begins with.
    [[nodiscard]] QByteArray indentAt(qsizetype at) const;
    /// The comma that follows the item of a list that ends at @p at, past white space and comments.
    [[nodiscard]] std::optional<qsizetype> commaAfter(qsizetype at) const;

    void replace(qsizetype from, qsizetype to, const QByteArray &text);
    void insert(qsizetype at, const QByteArray &text) { replace(at, at, text); }
    void remove(qsizetype from, qsizetype to) { replace(from, to, {}); }
    /// Whole lines, without their ends, before the line that begins at @p lineAt; several of one place stay
    /// in the order in which they came.
    void insertLines(qsizetype lineAt, const QList<QByteArray> &lines);
    /// The text with every change made; nothing when two of them touch the same bytes.
    [[nodiscard]] std::optional<QByteArray> changed() const;

private:
    struct Change
    {
        qsizetype from = 0;
        qsizetype to = 0;
        QByteArray text;
    };

    QByteArray m_bytes;
    QByteArray m_lineEnd;
    QList<qsizetype> m_lines; ///< where each begins
    QList<Change> m_changes;
};

/// @p text as a basic string of TOML, in quotes and on one line.
[[nodiscard]] QByteArray tomlString(const QString &text);
/// The items as a list of TOML on one line.
[[nodiscard]] QByteArray tomlList(const QList<QByteArray> &items);
/// Both hold the same values, wherever they stand.
[[nodiscard]] bool sameToml(const TomlValue &a, const TomlValue &b);

} // namespace interlock
