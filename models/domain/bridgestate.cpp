// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/bridgestate.h"

#include "models/domain/namedenum.h"

namespace interlock {

namespace {
constexpr EnumNames<Capability, 8> capabilityNames{{{Capability::Modes, u"modes"},
                                                    {Capability::Percent, u"percent"},
                                                    {Capability::Rules, u"rules"},
                                                    {Capability::DryRun, u"dry-run"},
                                                    {Capability::AtomicRollback, u"atomic-rollback"},
                                                    {Capability::Latch, u"latch"},
                                                    {Capability::Events, u"events"},
                                                    {Capability::Instances, u"instances"}}};
constexpr EnumNames<Scope, 3> scopeNames{
    {{Scope::Read, u"read"}, {Scope::Rollback, u"rollback"}, {Scope::Operate, u"operate"}}};
} // namespace

QString capabilityName(Capability capability)
{
    return enumName(capabilityNames, capability);
}
std::optional<Capability> capabilityFromName(QStringView name)
{
    return enumFromName(capabilityNames, name);
}
QString scopeName(Scope scope)
{
    return enumName(scopeNames, scope);
}
std::optional<Scope> scopeFromName(QStringView name)
{
    return enumFromName(scopeNames, name);
}

const RouteState *BridgeState::route(QStringView id) const
{
    const auto it = std::ranges::find(routes, id, &RouteState::id);
    return it == routes.end() ? nullptr : &*it;
}

Acknowledgement acknowledgement(const BridgeState &state, quint64 revision)
{
    const quint64 wanted = revision == 0 ? state.revision : revision;
    Acknowledgement result;
    result.total = int(state.instances.size());
    for (const InstanceState &instance : state.instances) {
        if (instance.revision >= wanted && instance.agrees)
            ++result.acknowledged;
        else
            result.missing.append(instance.id);
    }
    return result;
}

} // namespace interlock
