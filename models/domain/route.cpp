// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/route.h"

#include "models/domain/namedenum.h"

namespace interlock {

namespace {
constexpr EnumNames<Mode, 4> modeNames{{{Mode::Legacy, u"legacy"},
                                        {Mode::CompareLegacy, u"compare-legacy"},
                                        {Mode::CompareNew, u"compare-new"},
                                        {Mode::New, u"new"}}};
constexpr EnumNames<Layer, 4> layerNames{
    {{Layer::Url, u"url"}, {Layer::Read, u"read"}, {Layer::Session, u"session"}, {Layer::Write, u"write"}}};
constexpr EnumNames<Side, 2> sideNames{{{Side::Legacy, u"legacy"}, {Side::New, u"new"}}};

bool isIdCharacter(QChar c)
{
    return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'.' ||
           c == u'_' || c == u':' || c == u'-';
}
} // namespace

QString modeName(Mode mode)
{
    return enumName(modeNames, mode);
}
std::optional<Mode> modeFromName(QStringView name)
{
    return enumFromName(modeNames, name);
}
QString layerName(Layer layer)
{
    return enumName(layerNames, layer);
}
std::optional<Layer> layerFromName(QStringView name)
{
    return enumFromName(layerNames, name);
}
QString sideName(Side side)
{
    return enumName(sideNames, side);
}
std::optional<Side> sideFromName(QStringView name)
{
    return enumFromName(sideNames, name);
}

bool isValidId(QStringView id)
{
    return !id.isEmpty() && id.size() <= 128 && std::ranges::all_of(id, isIdCharacter);
}

int effectivePercent(Mode mode, int percent)
{
    return mode == Mode::Legacy ? 0 : percent;
}

RouteState applied(const RouteState &route, const RouteChange &change)
{
    RouteState after = route;
    after.mode = change.mode.value_or(route.mode);
    after.percent = change.percent.value_or(route.percent);
    for (RoutingRule &rule : after.rules)
        rule.enabled = change.rules.value(rule.id, rule.enabled);
    return after;
}

bool isForward(const RouteState &route, const RouteChange &change)
{
    const RouteState after = applied(route, change);
    if (after.mode == Mode::Legacy)
        return false; // nobody is sent to new, whatever share and rules say
    if (after.mode > route.mode ||
        effectivePercent(after.mode, after.percent) > effectivePercent(route.mode, route.percent))
        return true;
    for (qsizetype i = 0; i < route.rules.size(); ++i) {
        const bool sendsMore =
            after.rules[i].to == Side::New ? after.rules[i].enabled : !after.rules[i].enabled;
        if (sendsMore && after.rules[i].enabled != route.rules[i].enabled)
            return true;
    }
    return false;
}

} // namespace interlock
