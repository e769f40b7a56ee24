// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <QByteArray>
#include <tuple>

namespace interlock {

/// How two values differ; the words of the contract (differenceKindName()).
enum class DifferenceKind { Value, Type, Missing, Extra, Order, Length, DuplicateKey, Status, Header };

/// Types of JSON values as they are named in a group of kind `type`.
enum class JsonType { Null, Boolean, Number, String, Array, Object };

/// One difference between two answers. All text is UTF-8 and from outside: hostile until visibleText() saw
/// it.
struct Difference
{
    DifferenceKind kind = DifferenceKind::Value;
    QByteArray path;  ///< JSON Pointer, `~2` for a key `*`; `header:NAME` or `status` for those
    QByteArray group; ///< the path with array indexes replaced by `*`
    /// The value's JSON text as it stood, with what a mask covers replaced by its hash; nothing on a side
    /// that lacks it.
    std::optional<QByteArray> legacy;
    std::optional<QByteArray> newer;      ///< likewise, of the new system
    JsonType legacyType = JsonType::Null; ///< meant for kind Type
    JsonType newerType = JsonType::Null;  ///< meant for kind Type

    friend bool operator==(const Difference &, const Difference &) = default;
};

/// What differences are grouped by: route + path with `*` + kind (+ both types, or both status codes).
struct GroupSignature
{
    QByteArray route;
    QByteArray path;
    DifferenceKind kind = DifferenceKind::Value;
    QByteArray legacyTag; ///< type name or status code of legacy; empty for the other kinds
    QByteArray newerTag;  ///< likewise, of the new system

    friend bool operator==(const GroupSignature &, const GroupSignature &) = default;
    /// Any order, the same everywhere: for maps.
    friend bool operator<(const GroupSignature &left, const GroupSignature &right)
    {
        return std::tie(left.route, left.path, left.kind, left.legacyTag, left.newerTag) <
               std::tie(right.route, right.path, right.kind, right.legacyTag, right.newerTag);
    }
};

[[nodiscard]] GroupSignature signatureOf(const QByteArray &route, const Difference &difference);
/// A stable key of a signature for stores and maps: the same in every run and version.
[[nodiscard]] QByteArray signatureKey(const GroupSignature &signature);

/// "value", "duplicate-key", … as in results.
[[nodiscard]] QByteArray differenceKindName(DifferenceKind kind);
[[nodiscard]] std::optional<DifferenceKind> differenceKindFromName(const QByteArray &name);
/// "null", "boolean", "number", "string", "array", "object".
[[nodiscard]] QByteArray jsonTypeName(JsonType type);

} // namespace interlock
