// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <xxhash.h>

namespace interlock {

/// The hash of a member's name: names are short and there are many, so up to 16 bytes are mixed in a few
/// instructions.
[[nodiscard]] inline std::uint32_t quickKeyHash(std::string_view name)
{
    constexpr std::size_t word = 8;
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (name.size() > 2 * word)
        return static_cast<std::uint32_t>(XXH3_64bits(name.data(), name.size()));
    if (name.size() >= word) {
        std::memcpy(&first, name.data(), word);
        std::memcpy(&last, name.data() + name.size() - word, word);
    } else if (name.size() >= word / 2) {
        std::memcpy(&first, name.data(), word / 2);
        std::memcpy(&last, name.data() + name.size() - word / 2, word / 2);
    } else {
        for (const char c : name)
            first = (first << 8U) | static_cast<unsigned char>(c);
    }
    std::uint64_t hash = (first ^ (name.size() * 0x9e3779b97f4a7c15U)) * 0x9fb21c651e98df25U;
    hash = ((hash ^ (hash >> 32U)) + last) * 0xd6e8feb86659fd93U;
    return static_cast<std::uint32_t>(hash >> 32U);
}

} // namespace interlock
