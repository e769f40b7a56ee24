// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/cleanspells.h"

#include <algorithm>
#include <limits>

namespace interlock {

namespace {

struct SpellTimes
{
    qint64 first = std::numeric_limits<qint64>::max();
    qint64 newest = 0;
    qint64 different = 0;
};

QDateTime spellTime(qint64 ms)
{
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC);
}

} // namespace

void CleanSpells::take(const PairColumns &pairs, PairColumns::Row from)
{
    std::vector<SpellTimes> times; // by routeIndex()
    std::vector<QString> names;
    for (PairColumns::Row row = from; row < pairs.size(); ++row) {
        const PairOutcome outcome = pairs.outcome(row);
        if (outcome == PairOutcome::NotComparable)
            continue;
        const std::size_t route = pairs.routeIndex(row);
        if (times.size() <= route) {
            times.resize(route + 1);
            names.resize(route + 1);
        }
        names[route] = pairs.route(row);
        SpellTimes &here = times[route];
        here.first = std::min(here.first, pairs.at(row));
        here.newest = std::max(here.newest, pairs.lastAt(row));
        if (outcome == PairOutcome::Different)
            here.different = std::max(here.different, pairs.lastAt(row));
    }
    for (std::size_t i = 0; i < times.size(); ++i) {
        const SpellTimes &here = times[i];
        if (here.newest > 0)
            extend(names[i], spellTime(here.first), spellTime(here.newest),
                   here.different > 0 ? spellTime(here.different) : QDateTime());
    }
}

void CleanSpells::extend(const QString &route, const QDateTime &first, const QDateTime &newest,
                         const QDateTime &different)
{
    CleanSpell &spell = m_spells.try_emplace(route, CleanSpell{first, newest, false}).first->second;
    spell.to = std::max(spell.to, newest);
    if (different.isValid()) {
        spell.from = spell.afterDifference ? std::max(spell.from, different) : different;
        spell.afterDifference = true;
    } else if (!spell.afterDifference) {
        spell.from = std::min(spell.from, first);
    }
}

void CleanSpells::add(const QString &route, const ComparedTimes &times)
{
    if (times.compared.isValid())
        extend(route, times.compared, times.compared, times.different);
}

} // namespace interlock
