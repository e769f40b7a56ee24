// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/document.h"

#include "models/parity/documentparser.h"
#include "models/parity/keyhash.h"

namespace interlock {

JsonDocument::JsonDocument() : m_parser(std::make_unique<DocumentParser>()) {}
JsonDocument::~JsonDocument() = default;
JsonDocument::JsonDocument(JsonDocument &&) noexcept = default;
JsonDocument &JsonDocument::operator=(JsonDocument &&) noexcept = default;

std::optional<DocumentFault> JsonDocument::parse(std::string_view json, const DocumentLimits &limits)
{
    return m_parser->parse(*this, json, limits);
}

void JsonDocument::markGenerated()
{
    for (JsonNode &node : m_nodes)
        node.set(JsonNode::Generated);
}

std::uint32_t jsonKeyHash(std::string_view name)
{
    return quickKeyHash(name);
}

} // namespace interlock
