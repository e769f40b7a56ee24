// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace interlock {

/// A rule's path: what it addresses, segment by segment.
struct RulePath
{
    enum class Target { Body, Header, Status };
    struct Segment
    {
        enum class Kind { Literal, AnyOne, AnyNumber };
        Kind kind = Kind::Literal;
        std::string name; ///< Literal: decoded

        friend bool operator==(const Segment &, const Segment &) = default;
    };

    Target target = Target::Body;
    std::vector<Segment> segments; ///< Body
    std::string header;            ///< Header: its name in lower case

    /// Reads a path as rules write it: a JSON Pointer with `*`, `**` and `~2`, `header:NAME` or `status`. The
    /// error is what is wrong with it, in English.
    [[nodiscard]] static tl::expected<RulePath, std::string> parse(std::string_view text);

    /// Whether the pattern matches all of @p path (decoded segments). Linear in the product of both lengths.
    [[nodiscard]] bool matches(const std::vector<std::string_view> &path) const;

    /// > 0: more specific than @p other, 0: equally: more literal segments, then more `*`, then fewer `**`.
    [[nodiscard]] int specificity(const RulePath &other) const;
};

/// One segment as results write it: `~0`, `~1`, and `~2` for keys that are `*` or `**`.
void appendPathSegment(std::string &path, std::string_view key);

} // namespace interlock
