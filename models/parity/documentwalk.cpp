// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/documentwalk.h"

#include "models/parity/keyhash.h"

#include <algorithm>
#include <cstring>

namespace interlock {

namespace {

constexpr std::uint32_t noNode = JsonNode::noTwin;

bool isJsonSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isJsonDigit(char c)
{
    return c >= '0' && c <= '9';
}

const char *afterDigits(const char *at)
{
    while (isJsonDigit(*at))
        ++at;
    return at;
}

/// Where the JSON number that begins at @p at ends; @p at when none begins there. The text has padding.
const char *afterNumber(const char *at)
{
    const char *end = at + (*at == '-' ? 1 : 0);
    if (!isJsonDigit(*end))
        return at;
    end = *end == '0' ? end + 1 : afterDigits(end);
    if (*end == '.' && isJsonDigit(end[1]))
        end = afterDigits(end + 1);
    if (*end == 'e' || *end == 'E') {
        const char *const first = end + (end[1] == '-' || end[1] == '+' ? 2 : 1);
        if (isJsonDigit(*first))
            end = afterDigits(first);
    }
    return end;
}

} // namespace

DocumentWalk::DocumentWalk(DocumentParser &parser, ParityDocument &document, const ParityDocument *like,
                           int maxDepth)
    : m_parser(parser),
      m_document(document),
      m_like(like),
      m_twins(like, document.m_text.data(), parser.m_size),
      m_tokens(parser.m_scanner->structural_indexes.get()),
      m_size(parser.m_size),
      m_text(document.m_text.data()),
      m_nodes(document.m_nodes.data()),
      m_tokensOf(parser.m_tokensOf.data()),
      m_maxDepth(static_cast<std::size_t>(std::max(0, maxDepth)))
{
    const void *const escape = std::memchr(m_text, '\\', m_size);
    m_escape =
        escape != nullptr ? static_cast<std::uint32_t>(static_cast<const char *>(escape) - m_text) : m_size;
}

// Its steps are a few instructions each and called for every token: inlined, a fifth of the time goes.
[[gnu::flatten]] bool DocumentWalk::run()
{
    m_parser.m_levels.clear();
    m_candidate = m_twins.active() ? 0 : noNode;
    for (;;) {
        const Taken taken = takeValue();
        if (taken == Taken::Wrong)
            return false;
        if (taken == Taken::Opened) {
            const std::uint32_t at = nextToken();
            if (m_text[at] != (m_level.object ? '}' : ']') || at == m_size) {
                if (m_level.object && !takeMemberName())
                    return false;
                continue;
            }
        }
        // the value is whole, or what was opened is empty: go to the next one
        for (;;) {
            const std::uint32_t at = nextToken();
            if (m_parser.m_levels.empty()) {
                m_document.m_count = m_count;
                return at == m_size || wrong(at);
            }
            ++m_token;
            if (m_text[at] == ',')
                break;
            if (m_text[at] != (m_level.object ? '}' : ']'))
                return wrong(at);
            close(at);
        }
        if (m_level.object && !takeMemberName())
            return false;
    }
}

bool DocumentWalk::takeMemberName()
{
    const std::uint32_t at = nextToken();
    std::uint32_t end = 0;
    if (m_text[at] != '"')
        return wrong(at);
    ++m_token;
    if (!takeString(at, m_name, m_nameEnd, end))
        return false;
    const std::uint32_t colon = nextToken();
    if (m_text[colon] != ':')
        return wrong(colon);
    ++m_token;
    const std::string_view name(m_text + m_name, m_nameEnd - m_name);
    m_nameHash = quickKeyHash(name);
    m_candidate = m_level.like != noNode ? m_twins.member(m_level, m_nameHash, name) : noNode;
    return true;
}

/// Counts the name of a member that is about to be appended, and notices when it was there before.
void DocumentWalk::countName()
{
    constexpr std::uint32_t fewNames = 24;
    const std::uint64_t bit = std::uint64_t{1} << (m_nameHash >> 26U);
    const bool seen = (m_level.names & bit) != 0;
    m_level.names |= bit;
    if (!seen)
        return;
    if (m_level.count > fewNames) { // looked at when all are there
        m_level.doubtful = true;
        return;
    }
    const std::string_view name(m_text + m_name, m_nameEnd - m_name);
    for (std::uint32_t i = m_level.node + 1; i < m_count; i = m_nodes[i].link) {
        const JsonNode &other = m_nodes[i];
        if (other.keyHash == m_nameHash && sameText({m_text + other.key, other.keyEnd - other.key}, name))
            m_level.duplicates = true;
    }
}

void DocumentWalk::append(std::uint32_t at, std::uint32_t end, JsonType type)
{
    JsonNode &node = m_nodes[m_count];
    node.begin = at;
    node.end = end;
    node.text = at;
    node.textEnd = end;
    node.key = m_name;
    node.keyEnd = m_nameEnd;
    node.keyHash = m_nameHash;
    node.count = 0;
    node.state = 0;
    node.twin = noNode;
    node.type = type;
    node.truth = false;
    node.flags = m_level.object ? JsonNode::Member : JsonNode::None;
    node.origin = type;
    m_tokensOf[m_count] = 1;
    node.link = ++m_count;
}

DocumentWalk::Taken DocumentWalk::takeValue()
{
    const std::uint32_t at = nextToken();
    if (m_level.object) {
        countName();
    } else {
        m_name = m_level.count;
        m_nameEnd = m_level.count;
        m_nameHash = 0;
        if (m_level.like != noNode)
            m_candidate = m_twins.element(m_level, at);
    }
    ++m_level.count;
    const std::uint32_t like = m_candidate;
    if (like != noNode && isTwin(like, at)) {
        copy(like, at);
        return Taken::Whole;
    }
    ++m_token;
    switch (m_text[at]) {
    case '"': {
        std::uint32_t text = 0;
        std::uint32_t textEnd = 0;
        std::uint32_t end = 0;
        if (!takeString(at, text, textEnd, end))
            return Taken::Wrong;
        append(at, end, JsonType::String);
        m_nodes[m_count - 1].text = text;
        m_nodes[m_count - 1].textEnd = textEnd;
        return Taken::Whole;
    }
    case '{':
    case '[':
        return open(at, like);
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return takeNumber(at) ? Taken::Whole : Taken::Wrong;
    default:
        return takeWord(at) ? Taken::Whole : Taken::Wrong;
    }
}

DocumentWalk::Taken DocumentWalk::open(std::uint32_t at, std::uint32_t like)
{
    if (m_parser.m_levels.size() >= m_maxDepth) {
        m_faultKind = DocumentFault::Kind::Depth;
        m_faultAt = at;
        return Taken::Wrong;
    }
    const JsonType type = m_text[at] == '{' ? JsonType::Object : JsonType::Array;
    append(at, at + 1, type);
    m_parser.m_levels.push_back(m_level);
    m_level = WalkLevel();
    m_level.node = m_count - 1;
    m_level.token = m_token - 1;
    m_level.object = type == JsonType::Object;
    if (like != noNode && m_twins.node(like).type == type) {
        m_level.like = like;
        m_level.next = like + 1;
    }
    m_candidate = noNode;
    return Taken::Opened;
}

void DocumentWalk::close(std::uint32_t at)
{
    JsonNode &node = m_nodes[m_level.node];
    node.end = at + 1;
    node.textEnd = at + 1;
    node.count = m_level.count;
    node.link = m_count;
    m_tokensOf[m_level.node] = m_token - m_level.token;
    if (m_level.duplicates ||
        (m_level.doubtful && m_parser.hasDuplicates(m_document, m_level.node, m_count))) {
        node.set(JsonNode::Duplicates);
        m_document.m_duplicates = true;
    }
    m_level = m_parser.m_levels.back();
    m_parser.m_levels.pop_back();
    m_candidate = noNode;
}

bool DocumentWalk::hasEscape(std::uint32_t begin, std::uint32_t end)
{
    if (m_escape < begin) {
        const void *const escape = std::memchr(m_text + begin, '\\', m_size - begin);
        m_escape = escape != nullptr ? static_cast<std::uint32_t>(static_cast<const char *>(escape) - m_text)
                                     : m_size;
    }
    return m_escape < end;
}

bool DocumentWalk::takeString(std::uint32_t at, std::uint32_t &text, std::uint32_t &textEnd,
                              std::uint32_t &end)
{
    // Stage 1 closed every string; the next token's place says where: only space is between.
    end = nextToken();
    while (isJsonSpace(m_text[end - 1]))
        --end;
    if (end < at + 2 || m_text[end - 1] != '"')
        return wrong(end - 1);
    text = at + 1;
    textEnd = end - 1;
    if (!hasEscape(text, textEnd))
        return true;
    const auto place = m_parser.decode(m_document, text, textEnd);
    if (!place)
        return wrong(place.error());
    text = place->first;
    textEnd = place->second;
    m_text = m_document.m_text.data(); // it may have moved
    m_twins.setText(m_text);
    return true;
}

bool DocumentWalk::endsHere(std::uint32_t at) const
{
    if (at >= m_size)
        return true;
    const char c = m_text[at];
    return c == ',' || c == '}' || c == ']' || isJsonSpace(c) || c == ':' || c == '[' || c == '{';
}

bool DocumentWalk::takeNumber(std::uint32_t at)
{
    const auto end = std::min(m_size, static_cast<std::uint32_t>(afterNumber(m_text + at) - m_text));
    append(at, end, JsonType::Number);
    return (end > at && endsHere(end)) || wrong(end);
}

bool DocumentWalk::takeWord(std::uint32_t at)
{
    const std::string_view rest(m_text + at, m_size - at);
    const std::uint32_t size = rest.starts_with("null") || rest.starts_with("true") ? 4
                               : rest.starts_with("false")                          ? 5
                                                                                    : 0;
    if (size == 0 || !endsHere(at + size))
        return wrong(at);
    append(at, at + size, rest.front() == 'n' ? JsonType::Null : JsonType::Boolean);
    m_nodes[m_count - 1].truth = rest.front() == 't';
    return true;
}

bool DocumentWalk::isTwin(std::uint32_t like, std::uint32_t at)
{
    if (!m_twins.standsAt(like, at))
        return false;
    const JsonNode &node = m_twins.node(like);
    return node.isContainer() || node.type == JsonType::String || endsHere(at + node.end - node.begin);
}

/// The nodes of @p like and below again, for the same text at @p at.
void DocumentWalk::copy(std::uint32_t like, std::uint32_t at)
{
    const JsonNode *const source = &m_twins.node(like);
    const std::uint32_t size = source->link - like;
    const std::uint32_t moved = at - source->begin;
    const std::uint32_t linkMoved = m_count - like;
    const bool decoded = hasEscape(at, at + source->end - source->begin);
    JsonNode *const target = m_nodes + m_count;
    for (std::uint32_t i = 0; i < size; ++i) {
        JsonNode node = source[i];
        const std::uint32_t nameMoved = moved & (0U - (node.flags & JsonNode::Member));
        node.begin += moved;
        node.end += moved;
        node.text += moved;
        node.textEnd += moved;
        node.key += nameMoved;
        node.keyEnd += nameMoved;
        node.link += linkMoved;
        node.twin = like + i;
        target[i] = node;
    }
    if (decoded) {
        for (std::uint32_t i = 0; i < size; ++i)
            copyDecoded(target[i], source[i]);
    }
    target->key = m_name;
    target->keyEnd = m_nameEnd;
    m_token += m_like->m_parser->m_tokensOf[like];
    m_count += size;
}

void DocumentWalk::copyDecoded(JsonNode &node, const JsonNode &original)
{
    const std::uint32_t jsonSize = m_like->m_parser->m_size;
    if (original.text > jsonSize) {
        node.text = m_parser.keep(m_document, m_like->content(original));
        node.textEnd = node.text + (original.textEnd - original.text);
    }
    if (original.has(JsonNode::Member) && original.key > jsonSize) {
        node.key = m_parser.keep(m_document, m_like->key(original));
        node.keyEnd = node.key + (original.keyEnd - original.key);
    }
    m_text = m_document.m_text.data();
    m_twins.setText(m_text);
}

} // namespace interlock
