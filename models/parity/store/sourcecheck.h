// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/trafficpair.h"

#include <optional>

namespace interlock {

/// What a source does wrong. Counts since the beginning.
struct SourceFindings
{
    qint64 repeated = 0;  ///< pairs whose id had come before
    qint64 reordered = 0; ///< pairs older than one that came before them, though the oldest should come first
    qint64 missing = 0;   ///< ids that a source with consecutive numbers left out
    bool isStuck = false; ///< the last page had pairs and its cursor did not move

    [[nodiscard]] bool isClean() const { return repeated == 0 && reordered == 0 && missing == 0 && !isStuck; }
    friend bool operator==(const SourceFindings &, const SourceFindings &) = default;
};

/// Watches the pages of one source. Lost pairs can be told only where ids are whole numbers that rise by one.
class SourceCheck final
{
public:
    /// Goes on after @p lastId, the newest that is stored; empty: from the beginning.
    explicit SourceCheck(const QString &lastId = {});

    /// Looks at a page that was asked for with @p cursor.
    void look(const TrafficPairPage &page, const QString &cursor);
    [[nodiscard]] const SourceFindings &findings() const { return m_findings; }

private:
    void lookAtNumber(quint64 number);

    SourceFindings m_findings;
    std::optional<quint64> m_lastNumber;
    QDateTime m_newestAt;
};

} // namespace interlock
