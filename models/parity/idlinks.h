// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/comparer.h"

#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_set>

namespace interlock {

/// The links of an id map in memory: about 100 bytes each. Exact: ids are linked when they were added so, and
/// never because hashes agree. Thread-safe: links may be added while others compare.
class IdLinks final : public IdMap
{
public:
    IdLinks();
    ~IdLinks() override;

    /// What a comma-separated file (RFC 4180) lists: its first line names the columns, among them `entity`,
    /// `legacy_id` and `new_id`. All or nothing: else the 1-based line and what is wrong there.
    struct Problem
    {
        int line = 1;
        QString text; ///< may quote the file: show with visibleText()
    };
    [[nodiscard]] static tl::expected<std::shared_ptr<IdLinks>, Problem> fromCsv(std::string_view csv);

    /// Ids as text. Adding a link again changes nothing; false then.
    bool add(std::string_view entity, std::string_view legacyId, std::string_view newId);
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool linked(std::string_view entity, std::string_view legacyId,
                              std::string_view newId) const override;

private:
    mutable std::shared_mutex m_mutex;
    std::unordered_set<std::string> m_links;
};

} // namespace interlock
