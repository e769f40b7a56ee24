// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profile.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;

const EndpointSpec *Profile::endpoint(EndpointKind kind) const
{
    const auto it = std::ranges::find(endpoints, kind, &EndpointSpec::kind);
    return it == endpoints.cend() ? nullptr : &*it;
}

const RouteSpec *Profile::route(QStringView id) const
{
    const auto it = std::ranges::find(routes, id, &RouteSpec::id);
    return it == routes.cend() ? nullptr : &*it;
}

QString ProfileError::toString() const
{
    if (line == 0)
        return file + u": "_s + text;
    return u"%1:%2:%3: %4"_s.arg(file, QString::number(line), QString::number(column), text);
}

} // namespace interlock
