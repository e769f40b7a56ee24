// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/valuerenderer.h"

#include "models/parity/decimal.h"

#include <algorithm>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

namespace interlock {

MaskKey::MaskKey() : m_key(32, Qt::Uninitialized)
{
    for (char &byte : m_key)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
}

QByteArray MaskKey::hashed(std::string_view value) const
{
    constexpr qsizetype shownDigits = 16;
    const QByteArray code =
        QMessageAuthenticationCode::hash(QByteArray(value.data(), static_cast<qsizetype>(value.size())),
                                         m_key, QCryptographicHash::Sha256)
            .toHex();
    return QByteArrayLiteral("\"masked:") + code.first(shownDigits) + '"';
}

ValueRenderer::ValueRenderer(const RuleMatcher *matcher, const MaskKey &key, std::vector<qint64> *hits)
    : m_matcher(matcher), m_key(key), m_hits(hits)
{
}

int ValueRenderer::maskAt(const JsonValue &value, PairSide side) const
{
    if (m_matcher == nullptr || value.node->state == 0)
        return -1;
    return m_matcher->actions(value.node->state).mask[side == PairSide::Legacy ? 0 : 1];
}

QByteArray ValueRenderer::hashed(const JsonValue &value) const
{
    std::string plain(jsonTypeName(value.node->type).toStdString());
    plain += ' ';
    if (value.node->type == JsonType::Number)
        plain += Decimal::parse(value.content()).value_or(Decimal()).toText();
    else if (value.node->type == JsonType::String)
        plain += value.content();
    else
        plain += value.raw();
    return m_key.hashed(plain);
}

QByteArray ValueRenderer::shown(const JsonValue &value, PairSide side, bool masked) const
{
    const int rule = maskAt(value, side);
    if (masked || rule >= 0) {
        hit(rule);
        return hashed(value);
    }
    std::vector<Patch> patches;
    if (m_matcher != nullptr)
        collectBelow(value, side, patches);
    if (patches.size() == 1 && patches.front().begin == value.node->begin)
        return patches.front().text; // an opened string, or one that could not be opened
    return patched(*value.document, value.node->begin, value.node->end, patches);
}

void ValueRenderer::collect(const JsonValue &value, PairSide side, std::vector<Patch> &patches) const
{
    if (const int rule = maskAt(value, side); rule >= 0) {
        hit(rule);
        patches.push_back({value.node->begin, value.node->end, hashed(value)});
        return;
    }
    collectBelow(value, side, patches);
}

bool ValueRenderer::mayHide(const JsonValue &value, PairSide side) const
{
    // A string that was to be opened and was not (it holds no JSON, or is below an ignored path) could
    // hold what a mask below it covers.
    if (value.node->type != JsonType::String || value.node->has(JsonNode::Opened))
        return false;
    const auto &chain = m_matcher->actions(value.node->state).normalise[side == PairSide::Legacy ? 0 : 1];
    return std::ranges::any_of(chain,
                               [this](int rule) { return m_matcher->rule(rule).as == NormaliseAs::Json; });
}

void ValueRenderer::collectBelow(const JsonValue &value, PairSide side, std::vector<Patch> &patches) const
{
    const JsonNode &node = *value.node;
    if (node.state == 0 || !m_matcher->masksBelow(node.state, side))
        return;
    if (!node.isContainer()) {
        if (mayHide(value, side))
            patches.push_back({node.begin, node.end, hashed(value)});
        return;
    }
    std::vector<Patch> inside;
    std::vector<Patch> &target = node.has(JsonNode::Opened) ? inside : patches;
    const JsonNode *const nodes = value.document->nodes().data();
    for (const JsonNode *child = &node + 1; child != nodes + node.link; child = nodes + child->link)
        collect({value.document, child}, side, target);
    if (!node.has(JsonNode::Opened) || inside.empty())
        return;
    if (node.has(JsonNode::Rewritten)) { // the masked parts have no place in what stood there
        patches.push_back({node.begin, node.end, m_key.hashed(value.raw())});
        return;
    }
    const QByteArray text = patched(*value.document, node.text, node.textEnd, inside);
    patches.push_back(
        {node.begin, node.end, jsonQuoted({text.constData(), static_cast<std::size_t>(text.size())})});
}

QByteArray ValueRenderer::patched(const ParityDocument &document, std::uint32_t begin, std::uint32_t end,
                                  const std::vector<Patch> &patches)
{
    const std::string &text = document.text();
    QByteArray out;
    const auto append = [&out, &text](std::uint32_t from, std::uint32_t to) {
        out.append(text.data() + from, static_cast<qsizetype>(to - from));
    };
    for (const Patch &patch : patches) {
        append(begin, patch.begin);
        out += patch.text;
        begin = patch.end;
    }
    append(begin, end);
    return out;
}

void ValueRenderer::hit(int rule) const
{
    if (rule >= 0 && m_hits != nullptr)
        ++(*m_hits)[static_cast<std::size_t>(rule)];
}

QByteArray jsonQuoted(std::string_view text)
{
    constexpr const char *hexDigits = "0123456789abcdef";
    QByteArray out;
    out.reserve(static_cast<qsizetype>(text.size()) + 2);
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (byte < 0x20U || byte == 0x7fU) {
            out += "\\u00";
            out += hexDigits[byte >> 4U];
            out += hexDigits[byte & 0xfU];
        } else {
            out += c;
        }
    }
    out += '"';
    return out;
}

} // namespace interlock
