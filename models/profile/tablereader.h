// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profile/profileproblems.h"

#include <concepts>
#include <optional>

namespace interlock {

/// Reads the keys of one TOML table and notes what is wrong with them. Every key that a reading function asks
/// for is a known key; finish() reports the others.
class TableReader final
{
public:
    /// @p name is what the table is called in messages: "[limits]", "[[endpoint]]". Both references outlive
    /// the reader.
    TableReader(const TomlValue &table, const QString &name, ProfileProblems &problems);

    /// The value, or null when the key is absent.
    [[nodiscard]] const TomlValue *find(const QString &key);
    /// The same; absence is an error at the table's header. @p expected says what the key holds.
    [[nodiscard]] const TomlValue *require(const QString &key, const QString &expected);

    /// Text that is not blank; absent when the key is, or when it was wrong (and noted).
    [[nodiscard]] std::optional<QString> text(const QString &key);
    [[nodiscard]] std::optional<QString> requiredText(const QString &key, const QString &expected);
    [[nodiscard]] std::optional<QString> requiredId(const QString &key);
    [[nodiscard]] std::optional<qint64> integer(const QString &key, qint64 min, qint64 max);
    /// A whole number or a number between @p min and @p max; infinities and NaN are errors.
    [[nodiscard]] std::optional<double> number(const QString &key, double min, double max);
    [[nodiscard]] std::optional<bool> boolean(const QString &key);
    /// Members of an inline table with text values, each with its position.
    struct TextMember
    {
        QString key;
        TomlPosition keyAt;
        QString text;
        TomlPosition at;
    };
    [[nodiscard]] QList<TextMember> textMembers(const QString &key);
    /// A list of text, each with its position.
    struct TextItem
    {
        QString text;
        TomlPosition at;
    };
    [[nodiscard]] QList<TextItem> textItems(const QString &key);
    /// `[[name]]` sections, or a list of inline tables.
    [[nodiscard]] QList<const TomlValue *> tables(const QString &key, const QString &shown);
    [[nodiscard]] const TomlValue *table(const QString &key, const QString &shown);
    /// One of the names, by @p fromName; anything else is an error that lists @p allowed.
    template<typename FromName>
        requires std::invocable<FromName, QString>
    [[nodiscard]] auto choice(const QString &key, const QStringList &allowed, FromName fromName)
        -> decltype(fromName(QString()))
    {
        const std::optional<QString> word = text(key);
        if (!word)
            return std::nullopt;
        if (auto value = fromName(*word))
            return value;
        notOneOf(key, *word, allowed);
        return std::nullopt;
    }

    /// Keys that exist in the grammar but not here: "… is not used by …".
    void refuse(const QStringList &keys, const QString &because);
    /// Reports the keys nobody asked for.
    void finish();

    void problem(const TomlPosition &at, const QString &text) { m_problems.add(at, text); }
    void wrongType(const QString &key, const TomlValue &value, const QString &expected);
    [[nodiscard]] TomlPosition at() const { return m_table.at; }
    /// Where the key's value stands, or the header.
    [[nodiscard]] TomlPosition at(const QString &key) const;
    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] ProfileProblems &problems() const { return m_problems; }

private:
    [[nodiscard]] const TomlMember *member(const QString &key) const;
    void know(const QString &key);
    void notOneOf(const QString &key, const QString &word, const QStringList &allowed);
    void reportUnknown(const TomlMember &member);

    const TomlValue &m_table;
    QString m_name;
    ProfileProblems &m_problems;
    QStringList m_known;
};

} // namespace interlock
