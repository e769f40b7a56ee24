// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/documentparser.h"
#include "models/parity/keyhash.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace interlock {

/// How many bytes of both are the same, from the start, at most @p size. Up to seven bytes beyond are read,
/// which documents have: their texts are padded.
[[nodiscard]] inline std::size_t commonLength(const char *left, const char *right, std::size_t size)
{
    std::size_t at = 0;
    if constexpr (std::endian::native == std::endian::little) {
        for (; at < size; at += sizeof(std::uint64_t)) {
            std::uint64_t a = 0;
            std::uint64_t b = 0;
            std::memcpy(&a, left + at, sizeof a);
            std::memcpy(&b, right + at, sizeof b);
            if (a != b)
                return std::min(size, at + static_cast<std::size_t>(std::countr_zero(a ^ b)) / 8);
        }
        return size;
    }
    while (at < size && left[at] == right[at])
        ++at;
    return at;
}

/// Guesses what a value that is about to be read was in the document alike: the member of the same name, the
/// element that comes next. A wrong guess costs a little time, no more.
class TwinFinder final
{
public:
    /// @p like may be null: nothing is found then. @p text: @p size bytes of the new document.
    TwinFinder(const ParityDocument *like, const char *text, std::uint32_t size)
        : m_nodes(like != nullptr ? like->nodes().data() : nullptr), m_like(like), m_text(text), m_size(size)
    {
    }

    [[nodiscard]] bool active() const { return m_like != nullptr; }
    /// After the new document's text moved.
    void setText(const char *text) { m_text = text; }
    [[nodiscard]] const JsonNode &node(std::uint32_t index) const { return m_nodes[index]; }

    /// The member of @p level's twin that has this name.
    [[nodiscard]] std::uint32_t member(WalkLevel &level, std::uint32_t hash, std::string_view name) const
    {
        constexpr int patience = 8; // members come in much the same order, or the name is new
        const std::uint32_t end = m_nodes[level.like].link;
        std::uint32_t at = level.next;
        for (int tries = 0; tries < 2 * patience; ++tries) {
            if (at == end || tries == patience)
                at = level.like + 1;
            if (at == end)
                break;
            if (m_nodes[at].keyHash == hash && sameText(m_like->key(m_nodes[at]), name)) {
                level.next = m_nodes[at].link;
                return at;
            }
            at = m_nodes[at].link;
        }
        return JsonNode::noTwin;
    }
    /// The element of @p level's twin that stands at @p at again; else the one that is there instead, which
    /// has another text.
    [[nodiscard]] std::uint32_t element(WalkLevel &level, std::uint32_t at)
    {
        const std::uint32_t end = m_nodes[level.like].link;
        const std::uint32_t expected = level.next;
        if (expected == end)
            return level.last != JsonNode::noTwin && standsAt(level.last, at) ? level.last : JsonNode::noTwin;
        const std::uint32_t following = m_nodes[expected].link;
        std::uint32_t found = expected;
        if (!standsAt(expected, at)) {
            const Run known = m_run; // of what is looked into next, when it is none of the others
            if (following != end && standsAt(following, at)) // one is missing
                found = following;
            else if (level.last != JsonNode::noTwin && standsAt(level.last, at)) // one more came before
                found = level.last;
            else
                m_run = known;
        }
        level.last = found;
        level.next = m_nodes[found].link;
        return found;
    }
    /// Whether the text of @p node stands at @p at. Each byte is looked at about once, however deep values
    /// are nested: what is known to be the same so far is remembered.
    [[nodiscard]] bool standsAt(std::uint32_t index, std::uint32_t at)
    {
        const JsonNode &node = m_nodes[index];
        const std::uint32_t size = node.end - node.begin;
        if (size > m_size - at)
            return false;
        const std::uint32_t shift = node.begin - at;
        const std::uint32_t end = at + size;
        if (shift != m_run.shift || at < m_run.from || at > m_run.upTo)
            m_run = {shift, at, at, false};
        if (end > m_run.upTo && !m_run.differs) {
            const char *const original = m_like->text().data() + (m_run.upTo + shift);
            m_run.upTo +=
                static_cast<std::uint32_t>(commonLength(original, m_text + m_run.upTo, end - m_run.upTo));
            m_run.differs = m_run.upTo < end;
        }
        return end <= m_run.upTo;
    }

private:
    /// Both have the same text from one place to another.
    struct Run
    {
        std::uint32_t shift = 0; ///< place in the document alike − place here
        std::uint32_t from = 0;
        std::uint32_t upTo = 0;
        bool differs = false; ///< and no further
    };

    const JsonNode *m_nodes;
    const ParityDocument *m_like;
    const char *m_text;
    std::uint32_t m_size;
    Run m_run;
};

} // namespace interlock
