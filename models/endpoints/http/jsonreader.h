// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <memory>
#include <optional>
#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <simdjson.h>

namespace interlock {

class JsonReader;

/// A parsed JSON text that is never deeper than the limit. Readers of it stay valid as long as the document
/// lives and share one list of problems: the first one found is kept. One thread at a time.
class JsonDocument final
{
public:
    static constexpr int maxDepth = 32; ///< a scalar has depth 0, `[]` has 1

    /// @p where names the endpoint in the error. Errors are of kind Protocol.
    [[nodiscard]] static Result<JsonDocument> parse(const QByteArray &text, const QString &where = {});

    [[nodiscard]] JsonReader root() const;
    /// What a reader found wrong first: "routes[3].percent: expected a whole number 0 … 100, got "abc"".
    /// Empty when good.
    [[nodiscard]] const QString &problem() const;
    /// @p value, or the Protocol error when anything that was read was wrong.
    template<typename T>
    [[nodiscard]] Result<T> checked(T value) const
    {
        if (!problem().isEmpty())
            return fail(ErrorKind::Protocol, problem(), m_where);
        return value;
    }

private:
    struct Data;
    JsonDocument() = default;
    std::shared_ptr<Data> m_data; // an element points into its parser, so the parser must stay where it is
    QString m_where;
};

/// Reads one value of a document strictly. A wrong or missing value notes the problem with its path and gives
/// a harmless default, so that a whole answer is read in a row and checked once, with
/// JsonDocument::checked().
class JsonReader final
{
public:
    /// The member @p name of an object; it must be there, once.
    [[nodiscard]] JsonReader at(QStringView name) const;
    /// The member, or nothing when it is absent or null. Named twice is a problem.
    [[nodiscard]] std::optional<JsonReader> find(QStringView name) const;
    [[nodiscard]] QList<JsonReader> items() const;
    /// The names of an object's members.
    [[nodiscard]] QStringList names() const;

    [[nodiscard]] bool isText() const;
    [[nodiscard]] bool isObject() const;
    [[nodiscard]] QString text() const;
    /// Text that is an id of the contract.
    [[nodiscard]] QString id() const;
    /// A whole number written as decimal text, as revisions are.
    [[nodiscard]] quint64 decimal() const;
    [[nodiscard]] bool flag() const;
    [[nodiscard]] qint64 whole(qint64 least, qint64 most) const;
    /// A finite number of at least @p least.
    [[nodiscard]] double number(double least) const;
    /// RFC 3339 with a zone, given in UTC.
    [[nodiscard]] QDateTime time() const;
    /// A word that @p fromName knows; @p expected lists the words in the error.
    template<typename E>
    [[nodiscard]] E named(std::optional<E> (*fromName)(QStringView), QStringView expected) const
    {
        const auto value = fromName(text());
        if (!value)
            wrong(expected);
        return value.value_or(E{});
    }
    /// Notes "expected …, got …" for this value.
    void wrong(QStringView expected) const;

private:
    friend class JsonDocument;
    using Element = simdjson::dom::element;
    JsonReader(std::optional<Element> element, QString path, QString *problem);
    [[nodiscard]] QString shown() const;

    std::optional<Element> m_element; ///< absent when the member was missing
    QString m_path;
    QString *m_problem;
};

} // namespace interlock
