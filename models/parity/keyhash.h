// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace interlock {

/// quickKeyHash() of a name of more than 16 bytes.
[[nodiscard]] std::uint32_t longKeyHash(std::string_view name);

/// The hash of a member's name: names are short and there are many, so up to 16 bytes are mixed in a few
/// instructions.
[[nodiscard]] inline std::uint32_t quickKeyHash(std::string_view name)
{
    constexpr std::size_t word = 8;
    const std::size_t size = name.size();
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (size > 2 * word)
        return longKeyHash(name);
    if (size >= word) {
        std::memcpy(&first, name.data(), word);
        std::memcpy(&last, name.data() + size - word, word);
    } else if (size >= word / 2) {
        std::memcpy(&first, name.data(), word / 2);
        std::memcpy(&last, name.data() + size - word / 2, word / 2);
    } else if (size > 0) {
        first = static_cast<unsigned char>(name.front());
        last = static_cast<unsigned char>(name.back()) |
               std::uint64_t{static_cast<unsigned char>(name[size / 2])} << 8U;
    }
    std::uint64_t hash = (first ^ (size * 0x9e3779b97f4a7c15U)) * 0x9fb21c651e98df25U;
    hash = ((hash ^ (hash >> 32U)) + last) * 0xd6e8feb86659fd93U;
    return static_cast<std::uint32_t>(hash >> 32U);
}

/// Whether both are the same bytes; for names and values, most of which have up to 16.
[[nodiscard]] inline bool sameText(std::string_view left, std::string_view right)
{
    constexpr std::size_t word = 8;
    const std::size_t size = left.size();
    const auto sameWord = [&left, &right](std::size_t at, auto wide) {
        auto other = wide;
        std::memcpy(&wide, left.data() + at, sizeof wide);
        std::memcpy(&other, right.data() + at, sizeof other);
        return wide == other;
    };
    if (size != right.size())
        return false;
    if (size > 2 * word)
        return std::memcmp(left.data(), right.data(), size) == 0;
    if (size >= word)
        return sameWord(0, std::uint64_t{0}) && sameWord(size - word, std::uint64_t{0});
    if (size >= word / 2)
        return sameWord(0, std::uint32_t{0}) && sameWord(size - word / 2, std::uint32_t{0});
    return size == 0 || (left.front() == right.front() && left[size / 2] == right[size / 2] &&
                         left.back() == right.back());
}

} // namespace interlock
