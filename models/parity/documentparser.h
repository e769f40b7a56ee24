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

/// Fills a ParityDocument. simdjson's first stage finds every token, closes every string and checks UTF-8,
/// and its decoder reads escapes; the walk over the tokens is ours, because simdjson's second stage turns
/// numbers into doubles, refuses those that do not fit and drops their text. Iterative: depth costs no stack.
class DocumentParser final
{
public:
    [[nodiscard]] std::optional<DocumentFault> parse(ParityDocument &document, std::string_view json,
                                                     const DocumentLimits &limits);

private:
    struct Open
    {
        std::uint32_t node = 0;
        std::uint32_t count = 0; ///< members or elements so far
        bool object = false;
        bool doubtful = false;   ///< two names share a bit: there may be a duplicate
        std::uint64_t names = 0; ///< a bit a name
    };
    enum class Step { Value, ValueOrClose, Member, MemberOrClose, AfterValue };

    [[nodiscard]] bool findTokens();
    [[nodiscard]] std::optional<DocumentFault> walk(int maxDepth);
    [[nodiscard]] bool takeMemberName(std::uint32_t at);
    [[nodiscard]] bool takeScalar(std::uint32_t at);
    [[nodiscard]] bool takeString(std::uint32_t at, std::uint32_t &text, std::uint32_t &textEnd,
                                  std::uint32_t &end);
    [[nodiscard]] bool decode(std::uint32_t begin, std::uint32_t end, std::uint32_t &text,
                              std::uint32_t &textEnd);
    [[nodiscard]] bool takeNumber(JsonNode &node);
    [[nodiscard]] bool takeWord(JsonNode &node);
    JsonNode &append(std::uint32_t at, JsonType type);
    void close(std::uint32_t at);
    void markDuplicates(std::uint32_t object);
    [[nodiscard]] bool endsHere(std::uint32_t at) const;
    [[nodiscard]] bool failed(std::uint32_t at);
    [[nodiscard]] std::uint32_t nextToken() const
    {
        return m_token < m_tokenCount ? m_tokens[m_token] : m_size;
    }
    [[nodiscard]] DocumentFault faultAt(DocumentFault::Kind kind, std::uint32_t at) const;
    [[nodiscard]] std::uint32_t firstBadByte() const;

    std::unique_ptr<simdjson::internal::dom_parser_implementation> m_scanner;
    std::vector<Open> m_open;
    std::vector<std::pair<std::uint32_t, std::uint32_t>>
        m_names; ///< hash and node, while an object is looked at
    ParityDocument *m_document = nullptr;
    std::uint32_t m_size = 0;                ///< of the JSON text, which begins at 0 of the document's text
    const std::uint32_t *m_tokens = nullptr; ///< the scanner's
    std::uint32_t m_tokenCount = 0;
    bool m_escapes = false;      ///< there is a backslash somewhere
    std::uint32_t m_token = 0;   ///< next index into the scanner's tokens
    std::uint32_t m_decoded = 0; ///< where the next decoded string goes
    std::uint32_t m_faultAt = 0; ///< where a take… failed
    std::uint32_t m_name = 0;    ///< the name that the next value has
    std::uint32_t m_nameEnd = 0;
};

} // namespace interlock
