// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/documentparser.h"

#include "models/parity/documentwalk.h"

#include <algorithm>
#include <cstring>

namespace interlock {

namespace {

constexpr std::size_t documentPadding = simdjson::SIMDJSON_PADDING;
constexpr std::size_t largestDocument =
    (std::size_t{1} << 30U) - 1; ///< offsets have 32 bits, decoded text included

/// Bytes of the UTF-8 sequence that @p lead starts.
std::size_t sequenceLength(char lead)
{
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80U ? 1 : byte < 0xe0U ? 2 : byte < 0xf0U ? 3 : 4;
}

/// Stage 1 made sure that raw text is UTF-8, so this sequence can only come from an escape.
bool holdsSurrogate(std::string_view decoded)
{
    for (std::size_t at = decoded.find('\xed'); at != std::string_view::npos;
         at = decoded.find('\xed', at + 1)) {
        if (at + 1 < decoded.size() && static_cast<unsigned char>(decoded[at + 1]) >= 0xa0U)
            return true;
    }
    return false;
}

} // namespace

std::optional<DocumentFault> DocumentParser::parse(ParityDocument &document, std::string_view json,
                                                   const DocumentLimits &limits, const ParityDocument *like)
{
    document.m_count = 0;
    document.m_duplicates = false;
    document.m_like = like;
    if (json.size() > std::min(limits.maxBytes, largestDocument))
        return DocumentFault{DocumentFault::Kind::Size, 0, 0};
    constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
    if (json.starts_with(byteOrderMark))
        json.remove_prefix(byteOrderMark.size());
    m_size = static_cast<std::uint32_t>(json.size());
    document.m_text.resize(json.size() + documentPadding);
    if (!json.empty())
        std::memcpy(document.m_text.data(), json.data(), json.size());
    std::memset(document.m_text.data() + json.size(), ' ', documentPadding);
    m_decoded = static_cast<std::uint32_t>(document.m_text.size());
    if (!findTokens(document, limits.maxDepth))
        return faultAt(document, DocumentFault::Kind::Parse, firstBadByte(document));
    DocumentWalk walk(*this, document, like, limits.maxDepth);
    if (walk.run())
        return {};
    document.m_count = 0;
    document.m_duplicates = false;
    return faultAt(document, walk.faultKind(), walk.faultAt());
}

bool DocumentParser::findTokens(ParityDocument &document, int maxDepth)
{
    if (m_size == 0)
        return false;
    constexpr std::size_t depthUnused = 1; // of simdjson's second stage
    constexpr std::size_t leastCapacity = 16384;
    if (!m_scanner) {
        const simdjson::implementation *const implementation = simdjson::get_active_implementation();
        if (implementation->create_dom_parser_implementation(std::max<std::size_t>(m_size, leastCapacity),
                                                             depthUnused, m_scanner) != simdjson::SUCCESS)
            return false;
    } else if (m_scanner->capacity() < m_size &&
               m_scanner->allocate(std::size_t{m_size} + m_size / 2, depthUnused) != simdjson::SUCCESS) {
        return false;
    }
    const auto *const bytes = reinterpret_cast<const std::uint8_t *>(document.m_text.data());
    if (m_scanner->stage1(bytes, m_size, simdjson::stage1_mode::regular) != simdjson::SUCCESS)
        return false;
    // A value has a token of its own and, but the root, one before it or its container's end after it: two of
    // them. Text that never closes what it opens is found out at its end, or by its depth.
    const std::size_t tokens = m_scanner->n_structural_indexes;
    m_scanner->structural_indexes[tokens] = m_size; // where the walk ends; the scanner keeps room for it
    const std::size_t most =
        std::min(tokens, tokens / 2 + static_cast<std::size_t>(std::max(0, maxDepth)) + 1);
    if (document.m_nodes.size() < most)
        document.m_nodes.resize(most);
    if (m_tokensOf.size() < most)
        m_tokensOf.resize(most);
    return true;
}

bool DocumentParser::hasDuplicates(const ParityDocument &document, std::uint32_t object, std::uint32_t end)
{
    const auto &nodes = document.m_nodes;
    m_names.clear();
    for (std::uint32_t i = object + 1; i < end; i = nodes[i].link)
        m_names.emplace_back(nodes[i].keyHash, i);
    const auto name = [&document, &nodes](const auto &member) { return document.key(nodes[member.second]); };
    std::ranges::sort(m_names, [&name](const auto &a, const auto &b) {
        return a.first != b.first ? a.first < b.first : name(a) < name(b);
    });
    const auto same = [&name](const auto &a, const auto &b) {
        return a.first == b.first && name(a) == name(b);
    };
    return std::ranges::adjacent_find(m_names, same) != m_names.end();
}

void DocumentParser::makeRoom(ParityDocument &document, std::size_t decodedBytes) const
{
    std::string &buffer = document.m_text;
    const std::size_t room = std::size_t{m_decoded} + decodedBytes + 2 * documentPadding;
    if (buffer.size() < room) // decoded text is never longer than the escaped one: grows once
        buffer.resize(std::max(room, 2 * std::size_t{m_size} + 3 * documentPadding));
}

std::uint32_t DocumentParser::keep(ParityDocument &document, std::string_view decoded)
{
    makeRoom(document, decoded.size());
    const std::uint32_t place = m_decoded;
    if (!decoded.empty())
        std::memcpy(document.m_text.data() + place, decoded.data(), decoded.size());
    m_decoded += static_cast<std::uint32_t>(decoded.size());
    return place;
}

tl::expected<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>
DocumentParser::decode(ParityDocument &document, std::uint32_t begin, std::uint32_t end)
{
    makeRoom(document, end - begin);
    std::string &buffer = document.m_text;
    auto *const bytes = reinterpret_cast<std::uint8_t *>(buffer.data());
    const std::uint8_t *const last = m_scanner->parse_string(bytes + begin, bytes + m_decoded);
    if (last == nullptr ||
        holdsSurrogate({buffer.data() + m_decoded, static_cast<std::size_t>(last - bytes) - m_decoded}))
        return tl::unexpected(wrongEscape(document, begin, end));
    const std::pair<std::uint32_t, std::uint32_t> place(m_decoded, static_cast<std::uint32_t>(last - bytes));
    m_decoded = place.second;
    return place;
}

std::uint32_t DocumentParser::wrongEscape(const ParityDocument &document, std::uint32_t begin,
                                          std::uint32_t end) const
{
    // the first one that does not decode by itself
    const std::string &buffer = document.m_text;
    for (std::uint32_t at = begin; at < end; ++at) {
        if (buffer[at] != '\\')
            continue;
        const bool unicode = buffer[at + 1] == 'u';
        const std::uint32_t length = unicode ? std::min(12U, end - at) : 2;
        std::string probe(buffer, at, length);
        if (unicode && (length < 12 || probe.compare(6, 2, "\\u") != 0))
            probe.resize(std::min<std::size_t>(length, 6));
        std::string out(2 * documentPadding, '\0');
        const std::size_t size = probe.size();
        probe += '"';
        probe.append(documentPadding, ' ');
        auto *const target = reinterpret_cast<std::uint8_t *>(out.data());
        const std::uint8_t *const probed =
            m_scanner->parse_string(reinterpret_cast<const std::uint8_t *>(probe.data()), target);
        if (probed == nullptr || holdsSurrogate({out.data(), static_cast<std::size_t>(probed - target)}))
            return at;
        at += static_cast<std::uint32_t>(unicode && size == 12 ? 11 : size - 1);
    }
    return begin - 1;
}

DocumentFault DocumentParser::faultAt(const ParityDocument &document, DocumentFault::Kind kind,
                                      std::uint32_t at) const
{
    const std::string_view before(document.m_text.data(), std::min(at, m_size));
    const std::size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    DocumentFault fault;
    fault.kind = kind;
    fault.line = 1 + static_cast<int>(std::ranges::count(before, '\n'));
    fault.column = 1;
    for (const char c : before.substr(lineStart))
        fault.column += (static_cast<unsigned char>(c) & 0xc0U) == 0x80U ? 0 : 1; // characters, not bytes
    return fault;
}

std::uint32_t DocumentParser::firstBadByte(const ParityDocument &document) const
{
    const std::string_view json(document.m_text.data(), m_size);
    bool inString = false;
    std::size_t opened = 0;
    for (std::size_t at = 0; at < json.size();) {
        const std::size_t length = std::min(sequenceLength(json[at]), json.size() - at);
        if (!simdjson::validate_utf8(json.data() + at, length))
            return static_cast<std::uint32_t>(at);
        if (inString && static_cast<unsigned char>(json[at]) < 0x20U)
            return static_cast<std::uint32_t>(at);
        if (json[at] == '"') {
            inString = !inString;
            opened = at;
        } else if (inString && json[at] == '\\' && at + 1 < json.size() &&
                   (json[at + 1] == '"' || json[at + 1] == '\\')) {
            ++at;
        }
        at += length;
    }
    return inString ? static_cast<std::uint32_t>(opened) : m_size;
}

} // namespace interlock
