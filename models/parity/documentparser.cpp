// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/documentparser.h"

#include "models/parity/keyhash.h"

#include <algorithm>
#include <cstring>

namespace interlock {

namespace {

constexpr std::size_t documentPadding = simdjson::SIMDJSON_PADDING;
constexpr std::size_t largestDocument =
    (std::size_t{1} << 30U) - 1; ///< offsets have 32 bits, decoded text included

bool isJsonSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isDecimalDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// How many bytes of @p text, from its start, are a JSON number.
std::size_t numberLength(std::string_view text)
{
    const auto at = [text](std::size_t i) { return i < text.size() ? text[i] : '\0'; };
    const auto digits = [&at](std::size_t i) {
        while (isDecimalDigit(at(i)))
            ++i;
        return i;
    };
    std::size_t end = at(0) == '-' ? 1 : 0;
    if (!isDecimalDigit(at(end)))
        return 0;
    end = at(end) == '0' ? end + 1 : digits(end);
    if (at(end) == '.' && isDecimalDigit(at(end + 1)))
        end = digits(end + 1);
    if (at(end) == 'e' || at(end) == 'E') {
        const std::size_t first = at(end + 1) == '-' || at(end + 1) == '+' ? end + 2 : end + 1;
        if (isDecimalDigit(at(first)))
            end = digits(first);
    }
    return end;
}

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
                                                   const DocumentLimits &limits)
{
    document.m_nodes.clear();
    if (json.size() > std::min(limits.maxBytes, largestDocument))
        return DocumentFault{DocumentFault::Kind::Size, 0, 0};
    constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
    if (json.starts_with(byteOrderMark))
        json.remove_prefix(byteOrderMark.size());
    m_document = &document;
    m_size = static_cast<std::uint32_t>(json.size());
    document.m_text.resize(json.size() + documentPadding);
    if (!json.empty())
        std::memcpy(document.m_text.data(), json.data(), json.size());
    std::memset(document.m_text.data() + json.size(), ' ', documentPadding);
    m_decoded = static_cast<std::uint32_t>(document.m_text.size());
    const auto fault =
        findTokens() ? walk(limits.maxDepth) : faultAt(DocumentFault::Kind::Parse, firstBadByte());
    if (fault)
        document.m_nodes.clear();
    return fault;
}

bool DocumentParser::findTokens()
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
    const auto *const bytes = reinterpret_cast<const std::uint8_t *>(m_document->m_text.data());
    m_token = 0;
    if (m_scanner->stage1(bytes, m_size, simdjson::stage1_mode::regular) != simdjson::SUCCESS)
        return false;
    m_tokens = m_scanner->structural_indexes.get();
    m_tokenCount = m_scanner->n_structural_indexes;
    m_escapes = std::memchr(bytes, '\\', m_size) != nullptr;
    return true;
}

JsonNode &DocumentParser::append(std::uint32_t at, JsonType type)
{
    auto &nodes = m_document->m_nodes;
    std::uint32_t hash = 0;
    std::uint8_t flags = JsonNode::None;
    if (!m_open.empty()) {
        Open &open = m_open.back();
        if (open.object) {
            hash = quickKeyHash({m_document->m_text.data() + m_name, m_nameEnd - m_name});
            flags = JsonNode::Member;
            const std::uint64_t bit = std::uint64_t{1} << (hash >> 26U);
            open.doubtful = open.doubtful || (open.names & bit) != 0;
            open.names |= bit;
        } else {
            m_name = open.count; // an element's index
            m_nameEnd = m_name;
        }
        ++open.count;
    }
    JsonNode &node = nodes.emplace_back();
    node.begin = at;
    node.type = type;
    node.origin = type;
    node.key = m_name;
    node.keyEnd = m_nameEnd;
    node.keyHash = hash;
    node.flags = flags;
    node.link = static_cast<std::uint32_t>(nodes.size());
    return node;
}

void DocumentParser::close(std::uint32_t at)
{
    auto &nodes = m_document->m_nodes;
    const Open &open = m_open.back();
    JsonNode &node = nodes[open.node];
    node.end = at + 1;
    node.count = open.count;
    node.link = static_cast<std::uint32_t>(nodes.size());
    if (open.doubtful)
        markDuplicates(open.node);
    m_open.pop_back();
}

void DocumentParser::markDuplicates(std::uint32_t object)
{
    auto &nodes = m_document->m_nodes;
    m_names.clear();
    for (std::uint32_t i = object + 1; i < nodes[object].link; i = nodes[i].link)
        m_names.emplace_back(nodes[i].keyHash, i);
    std::ranges::sort(m_names);
    for (std::size_t i = 1; i < m_names.size(); ++i) {
        for (std::size_t j = i; j-- > 0 && m_names[j].first == m_names[i].first;) {
            if (m_document->key(nodes[m_names[j].second]) == m_document->key(nodes[m_names[i].second])) {
                nodes[object].set(JsonNode::Duplicates);
                return;
            }
        }
    }
}

bool DocumentParser::failed(std::uint32_t at)
{
    m_faultAt = at;
    return false;
}

std::optional<DocumentFault> DocumentParser::walk(int maxDepth)
{
    m_open.clear();
    m_name = 0;
    m_nameEnd = 0;
    Step step = Step::Value;
    const std::uint32_t tokens = m_tokenCount;
    while (m_token < tokens) {
        const std::uint32_t at = nextToken();
        const char c = m_document->m_text[at];
        ++m_token;
        if (step == Step::AfterValue) {
            if (m_open.empty())
                return faultAt(DocumentFault::Kind::Parse, at);
            const bool object = m_open.back().object;
            if (c == ',') {
                step = object ? Step::Member : Step::Value;
                continue;
            }
            if (c != (object ? '}' : ']'))
                return faultAt(DocumentFault::Kind::Parse, at);
            close(at);
            continue;
        }
        if (step == Step::Member || step == Step::MemberOrClose) {
            if (c == '}' && step == Step::MemberOrClose) {
                close(at);
                step = Step::AfterValue;
                continue;
            }
            if (!takeMemberName(at))
                return faultAt(DocumentFault::Kind::Parse, m_faultAt);
            step = Step::Value;
            continue;
        }
        if (c == '{' || c == '[') {
            if (static_cast<int>(m_open.size()) >= maxDepth)
                return faultAt(DocumentFault::Kind::Depth, at);
            append(at, c == '{' ? JsonType::Object : JsonType::Array);
            m_open.push_back({static_cast<std::uint32_t>(m_document->m_nodes.size() - 1), 0, c == '{'});
            step = c == '{' ? Step::MemberOrClose : Step::ValueOrClose;
            continue;
        }
        if (c == ']' && step == Step::ValueOrClose)
            close(at);
        else if (!takeScalar(at))
            return faultAt(DocumentFault::Kind::Parse, m_faultAt);
        step = Step::AfterValue;
    }
    if (step != Step::AfterValue || !m_open.empty())
        return faultAt(DocumentFault::Kind::Parse, m_size);
    return {};
}

bool DocumentParser::takeMemberName(std::uint32_t at)
{
    std::uint32_t end = 0;
    if (m_document->m_text[at] != '"')
        return failed(at);
    if (!takeString(at, m_name, m_nameEnd, end))
        return false;
    if (nextToken() >= m_size || m_document->m_text[nextToken()] != ':')
        return failed(nextToken());
    ++m_token;
    return true;
}

bool DocumentParser::takeScalar(std::uint32_t at)
{
    const char c = m_document->m_text[at];
    if (c == '"') {
        // the string first: decoding may not move between a node and its name
        std::uint32_t text = 0;
        std::uint32_t textEnd = 0;
        std::uint32_t end = 0;
        if (!takeString(at, text, textEnd, end))
            return false;
        JsonNode &node = append(at, JsonType::String);
        node.text = text;
        node.textEnd = textEnd;
        node.end = end;
        return true;
    }
    if (c == '-' || isDecimalDigit(c))
        return takeNumber(append(at, JsonType::Number));
    return takeWord(append(at, JsonType::Null));
}

bool DocumentParser::takeString(std::uint32_t at, std::uint32_t &text, std::uint32_t &textEnd,
                                std::uint32_t &end)
{
    // Stage 1 closed every string; the next token's place says where: only space is between.
    const char *const bytes = m_document->m_text.data();
    end = nextToken();
    while (isJsonSpace(bytes[end - 1]))
        --end;
    if (end < at + 2 || bytes[end - 1] != '"')
        return failed(end - 1);
    text = at + 1;
    textEnd = end - 1;
    return !m_escapes || std::memchr(bytes + text, '\\', textEnd - text) == nullptr ||
           decode(at + 1, end - 1, text, textEnd);
}

bool DocumentParser::decode(std::uint32_t begin, std::uint32_t end, std::uint32_t &text,
                            std::uint32_t &textEnd)
{
    std::string &buffer = m_document->m_text;
    const std::size_t room = std::size_t{m_decoded} + (end - begin) + 2 * documentPadding;
    if (buffer.size() < room) // decoded text is never longer than the escaped one: grows once
        buffer.resize(std::max(room, 2 * std::size_t{m_size} + 3 * documentPadding));
    auto *const bytes = reinterpret_cast<std::uint8_t *>(buffer.data());
    const std::uint8_t *const last = m_scanner->parse_string(bytes + begin, bytes + m_decoded);
    if (last == nullptr ||
        holdsSurrogate({buffer.data() + m_decoded, static_cast<std::size_t>(last - bytes) - m_decoded})) {
        // which escape it was: the first one that does not decode by itself
        for (std::uint32_t at = begin; at < end; ++at) {
            if (bytes[at] != '\\')
                continue;
            const bool unicode = bytes[at + 1] == 'u';
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
                return failed(at);
            at += static_cast<std::uint32_t>(unicode && size == 12 ? 11 : size - 1);
        }
        return failed(begin - 1);
    }
    text = m_decoded;
    textEnd = static_cast<std::uint32_t>(last - bytes);
    m_decoded = textEnd;
    return true;
}

bool DocumentParser::endsHere(std::uint32_t at) const
{
    if (at >= m_size)
        return true;
    const char c = m_document->m_text[at];
    return isJsonSpace(c) || c == ',' || c == ']' || c == '}' || c == ':' || c == '[' || c == '{';
}

bool DocumentParser::takeNumber(JsonNode &node)
{
    const std::size_t length = numberLength({m_document->m_text.data() + node.begin, m_size - node.begin});
    node.end = node.begin + static_cast<std::uint32_t>(length);
    node.text = node.begin;
    node.textEnd = node.end;
    return (length > 0 && endsHere(node.end)) || failed(node.end);
}

bool DocumentParser::takeWord(JsonNode &node)
{
    const std::string_view rest(m_document->m_text.data() + node.begin, m_size - node.begin);
    const std::string_view word = rest.starts_with("null")    ? "null"
                                  : rest.starts_with("true")  ? "true"
                                  : rest.starts_with("false") ? "false"
                                                              : "";
    node.end = node.begin + static_cast<std::uint32_t>(word.size());
    if (word.empty() || !endsHere(node.end))
        return failed(node.begin);
    if (word != "null") {
        node.type = JsonType::Boolean;
        node.origin = JsonType::Boolean;
        node.truth = word == "true";
    }
    return true;
}

DocumentFault DocumentParser::faultAt(DocumentFault::Kind kind, std::uint32_t at) const
{
    const std::string_view before(m_document->m_text.data(), std::min(at, m_size));
    const std::size_t lineStart = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    DocumentFault fault;
    fault.kind = kind;
    fault.line = 1 + static_cast<int>(std::ranges::count(before, '\n'));
    fault.column = 1;
    for (const char c : before.substr(lineStart))
        fault.column += (static_cast<unsigned char>(c) & 0xc0U) == 0x80U ? 0 : 1; // characters, not bytes
    return fault;
}

std::uint32_t DocumentParser::firstBadByte() const
{
    const std::string_view json(m_document->m_text.data(), m_size);
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
