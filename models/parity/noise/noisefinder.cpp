// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/parity/noise/noisefinder.h"

#include <algorithm>
#include <QIODevice>
#include <set>

namespace interlock {

namespace {

constexpr quint32 noiseFormat = 0x4E4F4931; ///< "NOI1"

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
        if (!route.fields.contains(difference.path) && ++m_fields > mostFields) {
            m_fields = mostFields;
            continue;
        }
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

QByteArray NoiseFinder::toBytes() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << noiseFormat << quint32(m_routes.size());
    for (const auto &[name, route] : m_routes) {
        stream << name << route.same << route.cross << quint32(route.fields.size());
        for (const auto &[path, field] : route.fields) {
            stream << path << field.same << field.cross << quint32(field.kinds.size());
            for (const DifferenceKind kind : field.kinds)
                stream << quint8(kind);
        }
    }
    return bytes;
}

bool NoiseFinder::readFrom(QDataStream &stream)
{
    quint32 format = 0;
    quint32 routes = 0;
    stream >> format >> routes;
    for (quint32 i = 0; format == noiseFormat && i < routes && stream.status() == QDataStream::Ok; ++i) {
        QByteArray name;
        Route route;
        quint32 fields = 0;
        stream >> name >> route.same >> route.cross >> fields;
        for (quint32 j = 0; j < fields && stream.status() == QDataStream::Ok; ++j) {
            QByteArray path;
            Field field;
            quint32 kinds = 0;
            stream >> path >> field.same >> field.cross >> kinds;
            for (quint32 k = 0; k < kinds && stream.status() == QDataStream::Ok; ++k) {
                quint8 kind = 0;
                stream >> kind;
                if (kind > quint8(DifferenceKind::Header))
                    return false;
                field.kinds.push_back(DifferenceKind(kind));
            }
            route.fields.insert_or_assign(path, field);
            ++m_fields;
        }
        m_routes.insert_or_assign(name, std::move(route));
    }
    return format == noiseFormat && stream.status() == QDataStream::Ok;
}

NoiseFinder NoiseFinder::fromBytes(const QByteArray &bytes)
{
    QDataStream stream(bytes);
    stream.setVersion(QDataStream::Qt_6_0);
    NoiseFinder finder;
    return finder.readFrom(stream) ? finder : NoiseFinder();
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
