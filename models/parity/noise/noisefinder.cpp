// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/noise/noisefinder.h"

#include <algorithm>
#include <set>

namespace interlock {

namespace {

/// A basic TOML string.
QByteArray tomlString(const QByteArray &text)
{
    QByteArray quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            quoted += '\\';
        if (uchar(c) < 0x20 || c == 0x7f)
            quoted += "\\u00" + QByteArray::number(uchar(c), 16).rightJustified(2, '0');
        else
            quoted += c;
    }
    return quoted + '"';
}

} // namespace

QByteArray NoiseSuggestion::ruleToml() const
{
    const bool isOnlyOrder = kinds.size() == 1 && kinds.front() == DifferenceKind::Order;
    QByteArray toml = "[[rule]]\nop = \"ignore\"\n";
    if (isOnlyOrder)
        toml += "what = \"order\"\n";
    toml += "path = " + tomlString(path) + "\n";
    if (!route.isEmpty())
        toml += "route = " + tomlString(route) + "\n";
    toml += "reason = \"differs between two answers of the same system in " + QByteArray::number(differing) +
            " of " + QByteArray::number(requests) + " requests\"\n";
    return toml;
}

void NoiseFinder::add(Route &route, const std::vector<GroupSignature> &differences, qint64 Field::*count)
{
    std::set<QByteArray> counted; // a field of many array elements differs once in a request
    for (const GroupSignature &difference : differences) {
        Field &field = route.fields[difference.path];
        if (counted.insert(difference.path).second)
            ++(field.*count);
        if (std::ranges::find(field.kinds, difference.kind) == field.kinds.end())
            field.kinds.push_back(difference.kind);
    }
}

void NoiseFinder::addSame(const QByteArray &route, const std::vector<GroupSignature> &differences)
{
    Route &here = m_routes[route];
    ++here.same;
    add(here, differences, &Field::same);
}

void NoiseFinder::addCross(const QByteArray &route, const std::vector<GroupSignature> &differences)
{
    Route &here = m_routes[route];
    ++here.cross;
    add(here, differences, &Field::cross);
}

std::vector<NoiseSuggestion> NoiseFinder::suggestions() const
{
    std::vector<NoiseSuggestion> suggestions;
    for (const auto &[name, route] : m_routes) {
        for (const auto &[path, field] : route.fields) {
            const std::optional<RateBand> band = wilsonBand(field.same, route.same);
            if (!band || field.same < leastDiffering)
                continue;
            NoiseSuggestion suggestion{name,  path,        field.kinds, route.same, field.same,
                                       *band, route.cross, field.cross, false};
            const std::optional<RateBand> cross = wilsonBand(field.cross, route.cross);
            suggestion.coversMore = cross && cross->low > band->high;
            suggestions.push_back(suggestion);
        }
    }
    std::ranges::stable_sort(suggestions, std::greater<>(), &NoiseSuggestion::rate);
    return suggestions;
}

} // namespace interlock
