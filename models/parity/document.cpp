// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/document.h"

#include "models/parity/documentparser.h"
#include "models/parity/keyhash.h"

#include <xxhash.h>

namespace interlock {

ParityDocument::ParityDocument() : m_parser(std::make_unique<DocumentParser>()) {}
ParityDocument::~ParityDocument() = default;
ParityDocument::ParityDocument(ParityDocument &&) noexcept = default;
ParityDocument &ParityDocument::operator=(ParityDocument &&) noexcept = default;

std::optional<DocumentFault> ParityDocument::parse(std::string_view json, const DocumentLimits &limits,
                                                   const ParityDocument *like)
{
    const bool usable = like != nullptr && like != this && like->m_count > 0 && !like->m_duplicates &&
                        like->m_like == nullptr;
    return m_parser->parse(*this, json, limits, usable ? like : nullptr);
}

void ParityDocument::markGenerated()
{
    for (std::size_t i = 0; i < m_count; ++i)
        m_nodes[i].set(JsonNode::Generated);
}

std::uint32_t longKeyHash(std::string_view name)
{
    return static_cast<std::uint32_t>(XXH3_64bits(name.data(), name.size()));
}

std::uint32_t jsonKeyHash(std::string_view name)
{
    return quickKeyHash(name);
}

} // namespace interlock
