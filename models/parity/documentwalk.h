// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/twinfinder.h"

namespace interlock {

/// One walk over the tokens of a document: makes its nodes, and finds what is wrong with the text. Iterative:
/// depth costs no stack. What stands there as in a document alike is copied from it, tokens skipped.
class DocumentWalk final
{
public:
    /// The parser has found the tokens, and made room for a node each.
    DocumentWalk(DocumentParser &parser, ParityDocument &document, const ParityDocument *like, int maxDepth);

    /// False: the document is wrong, see faultAt().
    [[nodiscard]] bool run();
    [[nodiscard]] std::uint32_t faultAt() const { return m_faultAt; }
    [[nodiscard]] DocumentFault::Kind faultKind() const { return m_faultKind; }

private:
    enum class Taken { Whole, Opened, Wrong };

    [[nodiscard]] bool takeMemberName();
    [[nodiscard]] Taken takeValue();
    [[nodiscard]] Taken open(std::uint32_t at, std::uint32_t like);
    void close(std::uint32_t at);
    [[nodiscard]] bool takeString(std::uint32_t at, std::uint32_t &text, std::uint32_t &textEnd,
                                  std::uint32_t &end);
    [[nodiscard]] bool takeNumber(std::uint32_t at);
    [[nodiscard]] bool takeWord(std::uint32_t at);
    void copy(std::uint32_t like, std::uint32_t at);
    void copyDecoded(JsonNode &node, const JsonNode &original);
    void append(std::uint32_t at, std::uint32_t end, JsonType type);
    void countName();
    [[nodiscard]] bool isTwin(std::uint32_t like, std::uint32_t at);
    [[nodiscard]] bool endsHere(std::uint32_t at) const;
    [[nodiscard]] bool hasEscape(std::uint32_t begin, std::uint32_t end);
    [[nodiscard]] std::uint32_t nextToken() const { return m_tokens[m_token]; }
    [[nodiscard]] bool wrong(std::uint32_t at)
    {
        m_faultAt = at;
        return false;
    }

    DocumentParser &m_parser;
    ParityDocument &m_document;
    const ParityDocument *m_like;
    TwinFinder m_twins;
    const std::uint32_t *m_tokens; ///< the scanner's; behind the last one, the text's size
    std::uint32_t m_token = 0;     ///< next of them
    std::uint32_t m_size;
    const char *m_text;
    JsonNode *m_nodes;
    std::uint32_t *m_tokensOf;
    std::uint32_t m_count = 0; ///< nodes so far
    WalkLevel m_level;         ///< what is open; those around it are the parser's levels
    std::size_t m_maxDepth;
    std::uint32_t m_escape = 0; ///< the next backslash; the text's size when there is none any more
    std::uint32_t m_name = 0;   ///< of the next value; its index in an array
    std::uint32_t m_nameEnd = 0;
    std::uint32_t m_nameHash = 0;
    std::uint32_t m_candidate = JsonNode::noTwin; ///< what the next value may be a twin of
    std::uint32_t m_faultAt = 0;
    DocumentFault::Kind m_faultKind = DocumentFault::Kind::Parse;
};

} // namespace interlock
