// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/rulepath.h"

#include <algorithm>
#include <array>

namespace interlock {

namespace {

using SegmentKind = RulePath::Segment::Kind;

tl::expected<std::string, std::string> decodedSegment(std::string_view text)
{
    std::string name;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '~') {
            name.push_back(text[i]);
            continue;
        }
        ++i;
        constexpr std::string_view codes = "012";
        constexpr std::string_view meaning = "~/*";
        const std::size_t code = i < text.size() ? codes.find(text[i]) : std::string_view::npos;
        if (code == std::string_view::npos)
            return tl::unexpected<std::string>("\"~\" is written ~0, \"/\" ~1 and \"*\" ~2 in a path");
        name.push_back(meaning[code]);
    }
    return name;
}

tl::expected<RulePath, std::string> parsedPointer(std::string_view text)
{
    RulePath path;
    while (!text.empty()) {
        text.remove_prefix(1);
        const std::string_view segment = text.substr(0, text.find('/'));
        text.remove_prefix(segment.size());
        if (segment == "*") {
            path.segments.push_back({SegmentKind::AnyOne, {}});
        } else if (segment == "**") {
            path.segments.push_back({SegmentKind::AnyNumber, {}});
        } else {
            auto name = decodedSegment(segment);
            if (!name)
                return tl::unexpected(name.error());
            path.segments.push_back({SegmentKind::Literal, std::move(*name)});
        }
    }
    return path;
}

tl::expected<RulePath, std::string> parsedHeader(std::string_view name)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    RulePath path;
    path.target = RulePath::Target::Header;
    for (const char c : name) {
        const bool upper = c >= 'A' && c <= 'Z';
        const bool lower = c >= 'a' && c <= 'z';
        const bool digit = c >= '0' && c <= '9';
        if (!upper && !lower && !digit && marks.find(c) == std::string_view::npos)
            return tl::unexpected<std::string>("that is no name of a header");
        path.header.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
    }
    if (path.header.empty())
        return tl::unexpected<std::string>("the header's name is missing after \"header:\"");
    return path;
}

std::ptrdiff_t countOf(const RulePath &path, SegmentKind kind)
{
    return std::ranges::count(path.segments, kind, &RulePath::Segment::kind);
}

} // namespace

tl::expected<RulePath, std::string> RulePath::parse(std::string_view text)
{
    constexpr std::string_view headerPrefix = "header:";
    if (text == "status") {
        RulePath path;
        path.target = Target::Status;
        return path;
    }
    if (text.starts_with(headerPrefix))
        return parsedHeader(text.substr(headerPrefix.size()));
    if (!text.empty() && text.front() != '/')
        return tl::unexpected<std::string>(
            "a path is empty or begins with \"/\", or it is header:NAME or status");
    return parsedPointer(text);
}

bool RulePath::matches(const std::vector<std::string_view> &path) const
{
    if (target != Target::Body)
        return false;
    // reached[i]: the first i segments of the pattern match what of the path was read so far
    std::vector<char> reached(segments.size() + 1, 0);
    reached[0] = 1;
    const auto close = [this](std::vector<char> &states) {
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (states[i] != 0 && segments[i].kind == SegmentKind::AnyNumber)
                states[i + 1] = 1;
        }
    };
    close(reached);
    for (const std::string_view name : path) {
        std::vector<char> next(segments.size() + 1, 0);
        for (std::size_t i = 0; i < segments.size(); ++i) {
            if (reached[i] == 0)
                continue;
            if (segments[i].kind == SegmentKind::AnyNumber)
                next[i] = 1;
            else if (segments[i].kind == SegmentKind::AnyOne || segments[i].name == name)
                next[i + 1] = 1;
        }
        close(next);
        reached = std::move(next);
    }
    return reached.back() != 0;
}

int RulePath::specificity(const RulePath &other) const
{
    const auto more = [](std::ptrdiff_t mine, std::ptrdiff_t theirs) {
        return mine > theirs ? 1 : mine < theirs ? -1 : 0;
    };
    const auto compared = [&](SegmentKind kind) { return more(countOf(*this, kind), countOf(other, kind)); };
    if (const int literals = compared(SegmentKind::Literal); literals != 0)
        return literals;
    if (const int stars = compared(SegmentKind::AnyOne); stars != 0)
        return stars;
    return -compared(SegmentKind::AnyNumber);
}

void appendPathSegment(std::string &path, std::string_view key)
{
    path.push_back('/');
    if (key == "*") {
        path += "~2";
        return;
    }
    if (key == "**") {
        path += "~2~2";
        return;
    }
    for (const char c : key) {
        if (c == '~')
            path += "~0";
        else if (c == '/')
            path += "~1";
        else
            path.push_back(c);
    }
}

} // namespace interlock
