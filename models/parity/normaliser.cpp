// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/normaliser.h"

#include "models/parity/valueforms.h"

#include <algorithm>

namespace interlock {

namespace {

/// Text grows by what rules make of it; offsets have 32 bits.
constexpr std::size_t mostText = 0xf000'0000U;

void moveNode(JsonNode &node, std::uint32_t textBase, std::uint32_t linkBase)
{
    node.begin += textBase;
    node.end += textBase;
    node.text += textBase;
    node.textEnd += textBase;
    if (node.has(JsonNode::Member)) {
        node.key += textBase;
        node.keyEnd += textBase;
    }
    node.link += linkBase;
}

/// Printable and ASCII: nothing that trimming takes away.
bool isPlainInk(char c)
{
    return c > ' ' && c < 0x7f;
}

} // namespace

Normaliser::Normaliser(RuleMatcher &matcher, const DocumentLimits &limits, std::vector<qint64> *hits)
    : m_matcher(matcher), m_limits(limits), m_hits(hits)
{
}

Normaliser::~Normaliser() = default;

void Normaliser::apply(ParityDocument &document, PairSide side, std::uint32_t state)
{
    m_side = side == PairSide::Legacy ? 0 : 1;
    if (!m_matcher.opens()) {
        applyInPlace(document, state);
        return;
    }
    m_result.clear();
    m_result.reserve(document.m_count);
    copy(document, document.nodes(), state, 0, false);
    document.m_nodes.swap(m_result);
    document.m_count = document.m_nodes.size();
    document.m_like = nullptr; // nodes are in other places now
}

std::uint32_t Normaliser::stateBelow(const Level &parent, const ParityDocument &document,
                                     const JsonNode &node)
{
    return parent.object ? m_matcher.member(parent.state, document.key(node), node.keyHash)
                         : m_matcher.element(parent.state, node.key);
}

void Normaliser::applyInPlace(ParityDocument &document, std::uint32_t state)
{
    JsonNodes &nodes = document.m_nodes;
    std::vector<Level> levels;
    for (std::uint32_t i = 0; i < document.m_count;) {
        while (!levels.empty() && levels.back().sourceEnd <= i) {
            closeLevel(nodes, levels.back());
            levels.pop_back();
        }
        JsonNode &node = nodes[i];
        const std::uint32_t here = levels.empty() ? state : stateBelow(levels.back(), document, node);
        node.state = here;
        if (here == 0) {
            i = node.link;
            continue;
        }
        const RuleActions &actions = m_matcher.actions(here);
        const bool ignored = (!levels.empty() && levels.back().ignored) || actions.ignoreAny >= 0;
        if (node.isContainer())
            levels.push_back(
                {node.link, i, here, node.type == JsonType::Object, ignored, ignored ? -1 : emptyRule(here)});
        else if (!ignored && mayChange(document, node, actions.normalise[m_side]))
            putForm(document, node, formOf(document, node, static_cast<int>(levels.size())));
        ++i;
    }
    for (; !levels.empty(); levels.pop_back())
        closeLevel(nodes, levels.back());
}

void Normaliser::closeLevel(JsonNodes &nodes, const Level &level)
{
    JsonNode &node = nodes[level.target];
    if (level.missingRule < 0)
        return;
    bool empty = true;
    for (std::uint32_t i = level.target + 1; i < node.link && empty; i = nodes[i].link)
        empty = nodes[i].has(JsonNode::Absent);
    if (empty) {
        node.set(JsonNode::Absent);
        hit(level.missingRule);
    }
}

void Normaliser::closeLevels(JsonNodes &nodes, std::vector<Level> &levels, std::uint32_t upTo)
{
    while (!levels.empty() && levels.back().sourceEnd <= upTo) {
        nodes[levels.back().target].link = static_cast<std::uint32_t>(nodes.size());
        closeLevel(nodes, levels.back());
        levels.pop_back();
    }
}

void Normaliser::copyUntouched(std::span<const JsonNode> source, std::uint32_t index)
{
    const auto first = static_cast<std::uint32_t>(m_result.size());
    m_result.insert(m_result.end(), source.begin() + index, source.begin() + source[index].link);
    if (first == index)
        return;
    for (std::uint32_t i = first; i < m_result.size(); ++i)
        m_result[i].link += first - index;
}

void Normaliser::copy(ParityDocument &document, std::span<const JsonNode> source, std::uint32_t state,
                      int depth, bool ignored)
{
    std::vector<Level> levels;
    for (std::uint32_t i = 0; i < source.size();) {
        closeLevels(m_result, levels, i);
        const JsonNode &node = source[i];
        const Level parent = levels.empty() ? Level() : levels.back();
        std::uint32_t here = state;
        if (!levels.empty())
            here = stateBelow(parent, document, node);
        if (here == 0) {
            copyUntouched(source, i);
            i = node.link;
            continue;
        }
        const RuleActions &actions = m_matcher.actions(here);
        const bool below = (levels.empty() ? ignored : parent.ignored) || actions.ignoreAny >= 0;
        if (!node.isContainer()) {
            JsonNode scalar = node;
            scalar.state = here;
            takeScalar(document, scalar, depth + static_cast<int>(levels.size()), below);
            ++i;
            continue;
        }
        m_result.push_back(node);
        m_result.back().state = here;
        levels.push_back({node.link, static_cast<std::uint32_t>(m_result.size() - 1), here,
                          node.type == JsonType::Object, below, below ? -1 : emptyRule(here)});
        ++i;
    }
    closeLevels(m_result, levels, static_cast<std::uint32_t>(source.size()));
}

int Normaliser::emptyRule(std::uint32_t state) const
{
    const auto &chain = m_matcher.actions(state).normalise[m_side];
    const auto found = std::ranges::find_if(
        chain, [this](int rule) { return m_matcher.rule(rule).as == NormaliseAs::EmptyIsMissing; });
    return found == chain.end() ? -1 : *found;
}

void Normaliser::takeScalar(ParityDocument &document, JsonNode node, int depth, bool ignored)
{
    node.link = static_cast<std::uint32_t>(m_result.size() + 1);
    if (!ignored && mayChange(document, node, m_matcher.actions(node.state).normalise[m_side])) {
        Form form = formOf(document, node, depth);
        if (form.opened) {
            appendOpened(document, node, form, depth);
            return;
        }
        putForm(document, node, form);
    }
    m_result.push_back(node);
}

bool Normaliser::mayChange(const ParityDocument &document, const JsonNode &node,
                           const std::vector<int> &chain) const
{
    return std::ranges::any_of(chain, [&](int rule) {
        return mayChange(m_matcher.rule(rule).as, node.type, document.content(node));
    });
}

bool Normaliser::mayChange(NormaliseAs as, JsonType type, std::string_view text)
{
    const bool isText = type == JsonType::String;
    switch (as) {
    case NormaliseAs::Default:
        return false;
    case NormaliseAs::NullIsMissing:
        return type == JsonType::Null;
    case NormaliseAs::EmptyIsMissing:
        return isText && text.empty();
    case NormaliseAs::Number:
        return isText && !text.empty() &&
               (text.front() == '-' || (text.front() >= '0' && text.front() <= '9'));
    case NormaliseAs::Lowercase:
        return isText && std::ranges::any_of(text, [](char c) {
                   return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80U;
               });
    case NormaliseAs::Trim:
        return isText && !text.empty() && (!isPlainInk(text.front()) || !isPlainInk(text.back()));
    case NormaliseAs::Nfc:
        return isText &&
               std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80U; });
    case NormaliseAs::Regex:
    case NormaliseAs::Base64:
    case NormaliseAs::UrlPath:
    case NormaliseAs::Json:
        return isText;
    case NormaliseAs::String:
    case NormaliseAs::Time:
    case NormaliseAs::Enum:
        break;
    }
    return true;
}

Normaliser::Form Normaliser::formOf(const ParityDocument &document, const JsonNode &node, int depth)
{
    Form form;
    form.type = node.type;
    form.truth = node.truth;
    if (node.type == JsonType::String || node.type == JsonType::Number)
        form.text = document.content(node);
    for (const int rule : m_matcher.actions(node.state).normalise[m_side])
        applyRule(form, rule, depth);
    return form;
}

void Normaliser::putForm(ParityDocument &document, JsonNode &node, const Form &form) const
{
    const auto place = form.rewritten ? stored(document, form.text) : std::optional(node.text);
    if (!place)
        return;
    node.type = form.type;
    node.truth = form.truth;
    if (form.rewritten) {
        node.text = *place;
        node.textEnd = *place + static_cast<std::uint32_t>(form.text.size());
    }
    if (form.absent)
        node.set(JsonNode::Absent);
    if (form.openedScalar)
        node.set(JsonNode::Opened);
}

std::optional<std::uint32_t> Normaliser::stored(ParityDocument &document, std::string_view text) const
{
    if (document.m_text.size() + text.size() > mostText)
        return {};
    const auto place = static_cast<std::uint32_t>(document.m_text.size());
    document.m_text.append(text);
    return place;
}

void Normaliser::appendOpened(ParityDocument &document, const JsonNode &node, Form &form, int depth)
{
    ParityDocument &inner = *form.opened;
    const auto base = stored(document, inner.text());
    if (!base) {
        m_result.push_back(node);
        return;
    }
    std::vector<JsonNode> source(inner.nodes().begin(), inner.nodes().end());
    for (JsonNode &at : source)
        moveNode(at, *base, 0);
    const auto target = static_cast<std::uint32_t>(m_result.size());
    copy(document, source, node.state, depth, false);
    JsonNode &root = m_result[target];
    root.text = root.begin; // the JSON inside
    root.textEnd = root.end;
    root.begin = node.begin;
    root.end = node.end;
    root.key = node.key;
    root.keyEnd = node.keyEnd;
    root.keyHash = node.keyHash;
    root.origin = node.origin;
    root.set(JsonNode::Opened);
    if (node.has(JsonNode::Member))
        root.set(JsonNode::Member);
    if (form.rewrittenBefore)
        root.set(JsonNode::Rewritten);
    const bool empty = root.count == 0;
    if (form.missingRule >= 0 && empty && !root.has(JsonNode::Absent)) {
        root.set(JsonNode::Absent);
        hit(form.missingRule);
    }
}

void Normaliser::applyRule(Form &form, int rule, int depth)
{
    const Rule &at = m_matcher.rule(rule);
    if (form.absent)
        return;
    if (form.opened) { // a container now
        if (at.as == NormaliseAs::EmptyIsMissing)
            form.missingRule = rule;
        return;
    }
    const JsonType type = form.type;
    const bool rewritten = form.rewritten;
    form.rewritten = false;
    switch (at.as) {
    case NormaliseAs::Default: // fills what is missing: the comparison's work
        break;
    case NormaliseAs::NullIsMissing:
        form.absent = form.type == JsonType::Null;
        break;
    case NormaliseAs::EmptyIsMissing:
        form.absent = form.type == JsonType::String && form.text.empty();
        break;
    case NormaliseAs::Number:
        applyNumber(form);
        break;
    case NormaliseAs::String:
        applyString(form);
        break;
    case NormaliseAs::Lowercase:
    case NormaliseAs::Trim:
    case NormaliseAs::Nfc:
    case NormaliseAs::Regex:
    case NormaliseAs::Base64:
    case NormaliseAs::UrlPath:
        applyText(form, at);
        break;
    case NormaliseAs::Time:
        applyTime(form);
        break;
    case NormaliseAs::Enum:
        applyEnum(form, at);
        break;
    case NormaliseAs::Json:
        form.rewrittenBefore = rewritten;
        applyJson(form, depth);
        break;
    }
    if (form.rewritten || form.absent || form.type != type || form.opened)
        hit(rule);
    form.rewritten = form.rewritten || rewritten;
}

std::optional<std::string> Normaliser::textForm(const Form &form, const Rule &rule) const
{
    switch (rule.as) {
    case NormaliseAs::Lowercase:
        return lowercaseForm(form.text);
    case NormaliseAs::Trim:
        return trimForm(form.text);
    case NormaliseAs::Nfc:
        return nfcForm(form.text);
    case NormaliseAs::Regex:
        return regexForm(form.text, rule.regex, rule.replace);
    case NormaliseAs::Base64:
        return base64Form(form.text);
    case NormaliseAs::UrlPath:
        return urlPathForm(form.text);
    case NormaliseAs::Default:
    case NormaliseAs::NullIsMissing:
    case NormaliseAs::EmptyIsMissing:
    case NormaliseAs::Number:
    case NormaliseAs::String:
    case NormaliseAs::Time:
    case NormaliseAs::Enum:
    case NormaliseAs::Json:
        break;
    }
    return {};
}

void Normaliser::applyText(Form &form, const Rule &rule) const
{
    if (form.type != JsonType::String)
        return;
    auto text = textForm(form, rule);
    if (!text || *text == form.text)
        return;
    form.text = std::move(*text);
    form.rewritten = true;
}

void Normaliser::applyNumber(Form &form) const
{
    if (form.type == JsonType::String && Decimal::isNumber(form.text)) {
        form.type = JsonType::Number;
        form.rewritten = true;
    }
}

void Normaliser::applyString(Form &form) const
{
    if (form.type == JsonType::Number)
        form.text = Decimal::parse(form.text).value_or(Decimal()).toText();
    else if (form.type == JsonType::Boolean)
        form.text = form.truth ? "true" : "false";
    else
        return;
    form.type = JsonType::String;
    form.rewritten = true;
}

void Normaliser::applyTime(Form &form) const
{
    const auto number = Decimal::parse(form.text);
    std::optional<Decimal> seconds;
    if (form.type == JsonType::Number || (form.type == JsonType::String && number))
        seconds = epochSeconds(*number);
    else if (form.type == JsonType::String)
        seconds = rfc3339Seconds(form.text);
    if (!seconds)
        return;
    std::string text = seconds->toText();
    form.rewritten = form.type != JsonType::Number || !Decimal::sameValue(text, form.text);
    form.text = std::move(text);
    form.type = JsonType::Number;
}

void Normaliser::applyEnum(Form &form, const Rule &rule) const
{
    if (form.type == JsonType::Null)
        return;
    Form word;
    word.type = form.type;
    word.truth = form.truth;
    word.text = form.text;
    applyString(word);
    const auto found =
        std::ranges::lower_bound(rule.map, word.text, {}, &std::pair<std::string, std::string>::first);
    if (found == rule.map.end() || found->first != word.text)
        return;
    ParityDocument value;
    if (value.parse(found->second, m_limits) || value.nodes().front().isContainer())
        return;
    const JsonNode &node = value.nodes().front();
    const std::string_view text = value.content(node);
    form.rewritten = form.type != node.type || form.truth != node.truth || form.text != text;
    form.type = node.type;
    form.truth = node.truth;
    form.text = text;
}

void Normaliser::applyJson(Form &form, int depth) const
{
    if (form.type != JsonType::String)
        return;
    DocumentLimits inside = m_limits;
    inside.maxDepth = m_limits.maxDepth - depth;
    inside.maxBytes = std::max(m_limits.maxBytes, form.text.size());
    auto document = std::make_unique<ParityDocument>();
    if (document->parse(form.text, inside))
        return;
    const JsonNode &root = document->nodes().front();
    if (root.isContainer()) {
        form.opened = std::move(document);
        return;
    }
    form.openedScalar = true;
    form.type = root.type;
    form.truth = root.truth;
    form.text = std::string(document->content(root));
    form.rewritten = true;
}

void Normaliser::hit(int rule)
{
    if (m_hits != nullptr)
        ++(*m_hits)[static_cast<std::size_t>(rule)];
}

} // namespace interlock
