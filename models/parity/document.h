// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/difference.h"
#include "models/parity/roomallocator.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace interlock {

class DocumentParser;

/// What a document may be at most before it is not comparable.
struct DocumentLimits
{
    std::size_t maxBytes = std::size_t{4} * 1024 * 1024;
    /// A scalar has depth 0, `[]` has 1. Comparing takes up to 4 KiB of stack a level.
    int maxDepth = 32;
};

/// Why a text is no document.
struct DocumentFault
{
    enum class Kind { Parse, Size, Depth };
    Kind kind = Kind::Parse;
    int line = 0;   ///< 1-based; 0 for Size
    int column = 0; ///< 1-based, in characters; 0 for Size
};

/// One value of a document, in the order of the text: a container's children follow it. Offsets lead into
/// ParityDocument::text(), see there.
struct JsonNode
{
    enum Flag : std::uint32_t {
        None = 0,
        Member = 1,     ///< of an object: has a name
        Duplicates = 2, ///< an object in which a name occurs twice
        Absent = 4,     ///< a rule made it missing
        Generated = 8,  ///< a rule filled it in; nothing stood there
        /// A string that a rule opened as JSON; begin…end is still the string, text…textEnd the JSON inside.
        Opened = 16,
        Rewritten =
            32, ///< Opened, and a rule changed the string before: the JSON inside is not what stood there
    };

    static constexpr std::uint32_t noTwin = UINT32_MAX;

    std::uint32_t begin = 0;   ///< the value's JSON text as it stood …
    std::uint32_t end = 0;     ///< … up to here
    std::uint32_t text = 0;    ///< string: its decoded text; number: its token; else as begin and end
    std::uint32_t textEnd = 0; ///< end of that
    std::uint32_t key = 0;     ///< member: its decoded name; array element: its index
    std::uint32_t keyEnd = 0;  ///< member: end of that
    std::uint32_t keyHash = 0; ///< member: hash of the name
    std::uint32_t link = 0;    ///< index of the node after this one and all below it
    std::uint32_t count = 0;   ///< members or elements
    std::uint32_t state =
        0; ///< where the rules stand at this path (RuleMatcher); 0 = nothing applies here or below
    std::uint32_t twin = noTwin; ///< a node with the same text, see ParityDocument::isTwin()
    JsonType type = JsonType::Null;
    bool truth = false; ///< boolean: its value
    std::uint8_t flags = None;
    JsonType origin = JsonType::Null; ///< type before any rule

    [[nodiscard]] bool has(Flag flag) const { return (flags & flag) != 0; }
    void set(Flag flag) { flags = static_cast<std::uint8_t>(flags | flag); }
    [[nodiscard]] bool isContainer() const { return type == JsonType::Array || type == JsonType::Object; }
};

using JsonNodes = std::vector<JsonNode, RoomAllocator<JsonNode>>;

/// A parsed document: simdjson finds the tokens and checks UTF-8, this keeps every value's own text, because
/// numbers are compared as decimals and never pass through doubles. Duplicate keys are kept. Reuses its
/// memory from one parse to the next. Not thread-safe; one a thread.
class ParityDocument final
{
public:
    ParityDocument();
    ~ParityDocument();
    ParityDocument(ParityDocument &&) noexcept;
    ParityDocument &operator=(ParityDocument &&) noexcept;
    ParityDocument(const ParityDocument &) = delete;
    ParityDocument &operator=(const ParityDocument &) = delete;

    /// Replaces what was held. The whole text must be one JSON value (RFC 8259); a byte order mark is
    /// skipped; an unpaired surrogate, invalid UTF-8 and NUL do not parse. @p json is copied. After a fault
    /// the document is empty.
    /// @p like: a document that is probably much the same, parsed with the same limits and without a @p like
    /// of its own, and not changed since. What is written the same there is taken from it instead of being
    /// read again; the result does not differ but for the twins.
    [[nodiscard]] std::optional<DocumentFault> parse(std::string_view json, const DocumentLimits &limits,
                                                     const ParityDocument *like = nullptr);

    /// Marks all values as filled in by a rule: nothing stood there.
    void markGenerated();

    /// Empty before the first parse and after a fault; else the root is at 0.
    [[nodiscard]] std::span<const JsonNode> nodes() const { return {m_nodes.data(), m_count}; }
    /// Whether a name occurs twice in some object.
    [[nodiscard]] bool hasDuplicates() const { return m_duplicates; }
    /// Whether @p node (of this document) was taken from @p original of @p document, which has the same text.
    [[nodiscard]] bool wasTaken(const JsonNode &node, const ParityDocument &document,
                                const JsonNode &original) const
    {
        return node.twin != JsonNode::noTwin && m_like == &document &&
               node.twin == static_cast<std::uint32_t>(&original - document.m_nodes.data());
    }
    /// The same where no rule looks at either: then they are equal, and nobody need look below.
    [[nodiscard]] bool isTwin(const JsonNode &node, const ParityDocument &document,
                              const JsonNode &original) const
    {
        return wasTaken(node, document, original) && (node.state | original.state) == 0;
    }
    [[nodiscard]] const std::string &text() const { return m_text; }
    /// The value's JSON text as it stood.
    [[nodiscard]] std::string_view raw(const JsonNode &node) const { return slice(node.begin, node.end); }
    /// A string's decoded text, a number's token.
    [[nodiscard]] std::string_view content(const JsonNode &node) const
    {
        return slice(node.text, node.textEnd);
    }
    [[nodiscard]] std::string_view key(const JsonNode &node) const { return slice(node.key, node.keyEnd); }

private:
    friend class DocumentParser;
    friend class DocumentWalk;
    friend class Normaliser;

    [[nodiscard]] std::string_view slice(std::uint32_t begin, std::uint32_t end) const
    {
        return {m_text.data() + begin, end - begin};
    }

    std::unique_ptr<DocumentParser> m_parser;
    std::string m_text;
    JsonNodes m_nodes; ///< the first m_count are the document's; the rest is room
    std::size_t m_count = 0;
    bool m_duplicates = false;
    const ParityDocument *m_like = nullptr; ///< what twins are of; never read
};

/// The hash that JsonNode::keyHash holds.
[[nodiscard]] std::uint32_t jsonKeyHash(std::string_view name);

} // namespace interlock
