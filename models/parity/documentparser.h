// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/document.h"

#include <memory>
#include <optional>
#include <simdjson.h>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace interlock {

/// An object or array (or, outermost, the document) whose end was not reached yet.
struct WalkLevel
{
    std::uint32_t node = 0;
    std::uint32_t count = 0;               ///< members or elements so far
    std::uint32_t token = 0;               ///< that opened it
    bool object = false;                   ///< else an array, or the document
    bool doubtful = false;                 ///< two names share a bit: there may be a duplicate
    bool duplicates = false;               ///< there is one
    std::uint64_t names = 0;               ///< a bit a name
    std::uint32_t like = JsonNode::noTwin; ///< the container in the document alike …
    std::uint32_t next = JsonNode::noTwin; ///< … what in it probably comes next …
    std::uint32_t last = JsonNode::noTwin; ///< … and what came last
};

/// Fills a ParityDocument. simdjson's first stage finds every token, closes every string and checks UTF-8,
/// and its decoder reads escapes; the walk over the tokens is ours (DocumentWalk), because simdjson's second
/// stage turns numbers into doubles, refuses those that do not fit and drops their text.
class DocumentParser final
{
public:
    /// @p like: see ParityDocument::parse(); usable.
    [[nodiscard]] std::optional<DocumentFault> parse(ParityDocument &document, std::string_view json,
                                                     const DocumentLimits &limits,
                                                     const ParityDocument *like);

private:
    friend class DocumentWalk;

    [[nodiscard]] bool findTokens(ParityDocument &document, int maxDepth);
    /// Decodes the string between the quotes of @p begin and @p end behind the document's text, and says
    /// where; else where it is wrong.
    [[nodiscard]] tl::expected<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>
    decode(ParityDocument &document, std::uint32_t begin, std::uint32_t end);
    [[nodiscard]] std::uint32_t wrongEscape(const ParityDocument &document, std::uint32_t begin,
                                            std::uint32_t end) const;
    /// Copies decoded text of another document, and says where to.
    [[nodiscard]] std::uint32_t keep(ParityDocument &document, std::string_view decoded);
    void makeRoom(ParityDocument &document, std::size_t decodedBytes) const;
    [[nodiscard]] bool hasDuplicates(const ParityDocument &document, std::uint32_t object, std::uint32_t end);
    [[nodiscard]] DocumentFault faultAt(const ParityDocument &document, DocumentFault::Kind kind,
                                        std::uint32_t at) const;
    [[nodiscard]] std::uint32_t firstBadByte(const ParityDocument &document) const;

    std::unique_ptr<simdjson::internal::dom_parser_implementation> m_scanner;
    std::vector<WalkLevel> m_levels;
    std::vector<std::pair<std::uint32_t, std::uint32_t>>
        m_names; ///< hash and node, while an object is looked at
    std::vector<std::uint32_t, RoomAllocator<std::uint32_t>>
        m_tokensOf;              ///< by node: how many tokens it takes; for a document alike
    std::uint32_t m_size = 0;    ///< of the JSON text, which begins at 0 of the document's text
    std::uint32_t m_decoded = 0; ///< where the next decoded string goes
};

} // namespace interlock
