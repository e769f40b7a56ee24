// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/document.h"

#include <cstdint>
#include <vector>

namespace interlock {

class RuleMatcher;

/// One value of a document. Does not own.
struct JsonValue
{
    const ParityDocument *document = nullptr;
    const JsonNode *node = nullptr;

    [[nodiscard]] std::string_view key() const { return document->key(*node); }
    [[nodiscard]] std::string_view content() const { return document->content(*node); }
    [[nodiscard]] std::string_view raw() const { return document->raw(*node); }
    [[nodiscard]] explicit operator bool() const { return node != nullptr; }
};

/// The values in a container that no rule made missing, in the order of the text.
class JsonChildren final
{
public:
    explicit JsonChildren(const JsonValue &parent)
        : m_document(parent.document),
          m_next(parent.node + 1),
          m_end(m_document->nodes().data() + parent.node->link)
    {
        skipAbsent();
    }
    [[nodiscard]] bool atEnd() const { return m_next == m_end; }
    [[nodiscard]] JsonValue value() const { return {m_document, m_next}; }
    void advance()
    {
        m_next = m_document->nodes().data() + m_next->link;
        skipAbsent();
    }

private:
    void skipAbsent()
    {
        while (m_next != m_end && m_next->has(JsonNode::Absent))
            m_next = m_document->nodes().data() + m_next->link;
    }

    const ParityDocument *m_document;
    const JsonNode *m_next;
    const JsonNode *m_end;
};

[[nodiscard]] std::vector<JsonValue> childrenOf(const JsonValue &parent);
[[nodiscard]] JsonValue rootOf(const ParityDocument &document);

/// An order of members by name: by its hash first. Names of one hash, which are easily made, cost no more
/// than others.
[[nodiscard]] inline bool nameBefore(const JsonValue &left, const JsonValue &right)
{
    return left.node->keyHash != right.node->keyHash ? left.node->keyHash < right.node->keyHash
                                                     : left.key() < right.key();
}

/// Equal as values, without rules: decimals, code points, members in any order. An object in which a name
/// occurs twice equals nothing.
[[nodiscard]] bool sameScalar(const JsonValue &left, const JsonValue &right);
[[nodiscard]] bool sameTree(const JsonValue &left, const JsonValue &right);
/// The same for two documents as parsed; fastest when members come in the same order.
[[nodiscard]] bool sameDocument(const ParityDocument &left, const ParityDocument &right);

/// A hash for values: equal values have the same one. With @p matcher array rules count (what has no order
/// has none in the hash), and with @p skipLoose what rules may find equal though it differs is left out:
/// values equal under the rules have the same hash then.
[[nodiscard]] std::uint64_t valueHash(const JsonValue &value, const RuleMatcher *matcher, bool skipLoose);

} // namespace interlock
