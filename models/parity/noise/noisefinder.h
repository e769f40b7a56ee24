// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/difference.h"
#include "models/parity/statistics/binomialbounds.h"

#include <map>
#include <QDataStream>
#include <QString>
#include <vector>

namespace interlock {

/// A field that differs between two answers of the same system, with how often.
struct NoiseSuggestion
{
    QByteArray route;
    QByteArray path; ///< with `*` for array indexes, as rules write it
    std::vector<DifferenceKind> kinds;
    qint64 requests = 0; ///< asked twice of the same system
    qint64 differing = 0;
    RateBand band;            ///< Wilson's, of the rate differing / requests
    qint64 crossRequests = 0; ///< compared between the systems; 0: not known
    qint64 crossDiffering = 0;
    /// Between the systems it differs clearly more often than within one: the noise may cover a real
    /// difference, so that ignoring the field would hide it.
    bool coversMore = false;

    [[nodiscard]] double rate() const { return double(differing) / double(requests); }
    /// An `ignore` rule with its reason, as it stands in a rules file. Never applied by itself.
    [[nodiscard]] QByteArray ruleToml() const;
};

/// Learns over many requests which fields are noise. One pair says little: a random digit agrees with itself
/// every tenth time, and a field may differ once for a good reason.
class NoiseFinder final
{
public:
    static constexpr qint64 leastDiffering = 3; ///< fewer requests may be chance
    /// Fields kept of all routes together. Names from outside may be without end; further fields are left
    /// out.
    static constexpr qsizetype mostFields = 1000;

    /// One request answered twice by the same system, compared without rules.
    void addSame(const QByteArray &route, const std::vector<GroupSignature> &differences);
    /// One request answered by both systems, compared without rules.
    void addCross(const QByteArray &route, const std::vector<GroupSignature> &differences);

    /// Most often differing first.
    [[nodiscard]] std::vector<NoiseSuggestion> suggestions() const;

    /// What was learnt, for a file.
    [[nodiscard]] QByteArray toBytes() const;
    /// What toBytes() wrote; nothing was learnt when @p bytes are not that.
    [[nodiscard]] static NoiseFinder fromBytes(const QByteArray &bytes);

private:
    struct Field
    {
        std::vector<DifferenceKind> kinds;
        qint64 same = 0;
        qint64 cross = 0;
    };
    struct Route
    {
        qint64 same = 0;
        qint64 cross = 0;
        std::map<QByteArray, Field> fields;
    };

    void add(Route &route, const std::vector<GroupSignature> &differences, qint64 Field::*count);
    [[nodiscard]] bool readFrom(QDataStream &stream);

    std::map<QByteArray, Route> m_routes;
    qsizetype m_fields = 0; ///< of all routes
};

} // namespace interlock
