// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/reading.h"

namespace interlock {

QString qualityName(Quality quality)
{
    switch (quality) {
    case Quality::Live:
        return QStringLiteral("LIVE");
    case Quality::History:
        return QStringLiteral("HISTORY");
    case Quality::Late:
        return QStringLiteral("LATE");
    case Quality::Stale:
        return QStringLiteral("STALE");
    case Quality::Lost:
        return QStringLiteral("LOST");
    case Quality::Never:
        return QStringLiteral("NEVER");
    case Quality::Bad:
        return QStringLiteral("BAD");
    }
    Q_UNREACHABLE();
}

Quality FreshnessRule::qualityAt(std::chrono::milliseconds age) const
{
    using std::chrono::seconds;
    if (age > seconds(30))
        return Quality::Lost;
    if (age > 3 * period || age > seconds(10))
        return Quality::Stale;
    return age > 2 * period ? Quality::Late : Quality::Live;
}

} // namespace interlock
