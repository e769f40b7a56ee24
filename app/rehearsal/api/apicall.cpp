// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/api/apicall.h"

namespace interlock::rehearsal {

std::optional<QStringList> ApiEndpoint::match(const QStringList &segments) const
{
    const QStringList wanted = pattern.split(u'/');
    if (wanted.size() != segments.size())
        return std::nullopt;
    QStringList values;
    for (qsizetype i = 0; i < wanted.size(); ++i) {
        if (wanted[i].startsWith(u'{') && !segments[i].isEmpty())
            values.append(segments[i]);
        else if (wanted[i] != segments[i])
            return std::nullopt;
    }
    return values;
}

} // namespace interlock::rehearsal
