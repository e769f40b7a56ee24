// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/difference.h"

#include <array>
#include <utility>

namespace interlock {

namespace {

constexpr std::array<std::pair<DifferenceKind, const char *>, 9> kindNames{
    {{DifferenceKind::Value, "value"},
     {DifferenceKind::Type, "type"},
     {DifferenceKind::Missing, "missing"},
     {DifferenceKind::Extra, "extra"},
     {DifferenceKind::Order, "order"},
     {DifferenceKind::Length, "length"},
     {DifferenceKind::DuplicateKey, "duplicate-key"},
     {DifferenceKind::Status, "status"},
     {DifferenceKind::Header, "header"}}};

} // namespace

QByteArray differenceKindName(DifferenceKind kind)
{
    for (const auto &[named, word] : kindNames) {
        if (named == kind)
            return QByteArray(word);
    }
    return {};
}

std::optional<DifferenceKind> differenceKindFromName(const QByteArray &name)
{
    for (const auto &[kind, word] : kindNames) {
        if (name == word)
            return kind;
    }
    return {};
}

QByteArray jsonTypeName(JsonType type)
{
    switch (type) {
    case JsonType::Null:
        return QByteArrayLiteral("null");
    case JsonType::Boolean:
        return QByteArrayLiteral("boolean");
    case JsonType::Number:
        return QByteArrayLiteral("number");
    case JsonType::String:
        return QByteArrayLiteral("string");
    case JsonType::Array:
        return QByteArrayLiteral("array");
    case JsonType::Object:
        return QByteArrayLiteral("object");
    }
    return {};
}

GroupSignature signatureOf(const QByteArray &route, const Difference &difference)
{
    GroupSignature signature{route, difference.group, difference.kind, {}, {}};
    if (difference.kind == DifferenceKind::Type) {
        signature.legacyTag = jsonTypeName(difference.legacyType);
        signature.newerTag = jsonTypeName(difference.newerType);
    } else if (difference.kind == DifferenceKind::Status) {
        signature.legacyTag = difference.legacy.value_or(QByteArray());
        signature.newerTag = difference.newer.value_or(QByteArray());
    }
    return signature;
}

QByteArray signatureKey(const GroupSignature &signature)
{
    // no part can hold a NUL that is not escaped: keys of documents may, so their NUL becomes two bytes
    QByteArray key;
    for (const QByteArray &part : {signature.route, signature.path, differenceKindName(signature.kind),
                                   signature.legacyTag, signature.newerTag}) {
        QByteArray escaped = part;
        escaped.replace(QByteArrayLiteral("\1"), QByteArrayLiteral("\1\2"));
        escaped.replace(QByteArray(1, '\0'), QByteArrayLiteral("\1\1"));
        key += escaped;
        key += '\0';
    }
    key.chop(1);
    return key;
}

} // namespace interlock
