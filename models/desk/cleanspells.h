// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cleanspell.h"
#include "models/parity/store/pairkeeper.h"
#include "models/tables/parity/paircolumns.h"

#include <map>

namespace interlock {

/// The clean spell of each route, from the pairs kept and then from each page that comes.
class CleanSpells final
{
public:
    void clear() { m_spells.clear(); }
    /// Pairs that are kept, from row @p from on. One pass; what was counted already changes nothing.
    void take(const PairColumns &pairs, PairColumns::Row from);
    /// What came of the route, pairs that are kept already too.
    void add(const QString &route, const ComparedTimes &times);
    /// By route; without routes of which nothing was comparable.
    [[nodiscard]] const std::map<QString, CleanSpell> &spells() const { return m_spells; }

private:
    /// @p different: the last difference among what is added; invalid: none.
    void extend(const QString &route, const QDateTime &first, const QDateTime &newest,
                const QDateTime &different);

    std::map<QString, CleanSpell> m_spells;
};

} // namespace interlock
