// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/metrics/signalplace.h"

namespace interlock {

using namespace Qt::StringLiterals;

std::optional<SignalPlace> signalPlace(const SignalSpec &spec, const QMap<QString, QString> &labels)
{
    SignalPlace place;
    if (!spec.routeLabel.isEmpty()) {
        place.routeId = labels.value(spec.routeLabel);
        if (place.routeId.isEmpty())
            return std::nullopt;
    }
    if (spec.sideLabel.isEmpty())
        return place;
    const QString label = labels.value(spec.sideLabel);
    const QString side = spec.sideValues.isEmpty() ? label : spec.sideValues.value(label);
    if (side == u"legacy"_s)
        place.side = SideReached::Legacy;
    else if (side == u"new"_s)
        place.side = SideReached::New;
    else if (side == u"both"_s)
        place.side = SideReached::Both;
    else
        return std::nullopt;
    return place;
}

QStringList splitLabels(const SignalSpec &spec)
{
    QStringList labels;
    for (const QString &label : {spec.routeLabel, spec.sideLabel}) {
        if (!label.isEmpty())
            labels.append(label);
    }
    return labels;
}

} // namespace interlock
