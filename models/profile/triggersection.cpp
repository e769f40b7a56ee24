// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QStringList triggerWatchWords()
{
    return {u"error-rate"_s, u"p95"_s, u"conversion"_s, u"tickets"_s, u"health"_s, u"signal"_s};
}

QStringList triggerActionWords()
{
    return {u"alarm"_s, u"gradual"_s, u"immediate"_s};
}

/// What a rule does where the file says nothing: the thresholds of docs/triggers.md, a tenth of them as
/// hysteresis.
struct TriggerDefaults
{
    bool above = true;
    std::optional<double> threshold;
    std::optional<double> clears; ///< absent: a tenth of the threshold away from it
};

TriggerDefaults defaultsOf(TriggerWatch watch, TriggerAction action, const Limits &limits)
{
    switch (watch) {
    case TriggerWatch::ErrorRate:
        return {true, limits.errorRate, {}};
    case TriggerWatch::P95:
        return {true, limits.p95Seconds, {}};
    case TriggerWatch::Conversion: // of what is expected: below 95 % gradual, below 90 % at once, 98 %
                                   // healthy
        return {false, action == TriggerAction::Immediate ? 0.90 : 0.95, 0.98};
    case TriggerWatch::Tickets:
        return {true, 1.2, 1.1};
    case TriggerWatch::Health:
        return {false, 0.5, 1.0};
    case TriggerWatch::Signal:
        return {true, {}, {}};
    }
    Q_UNREACHABLE();
}

bool needsSignal(TriggerWatch watch)
{
    return watch != TriggerWatch::ErrorRate && watch != TriggerWatch::P95;
}

bool hasMeaning(const QList<SignalSpec> &signalSpecs, SignalMeaning meaning)
{
    return std::ranges::any_of(signalSpecs,
                               [meaning](const SignalSpec &spec) { return spec.meaning == meaning; });
}

void readTriggerSignal(TableReader &reader, TriggerSpec &spec, const QList<SignalSpec> &signalSpecs)
{
    if (!needsSignal(spec.watch)) {
        reader.refuse({u"signal"_s}, u"is not used by watch %1: it has the route's own figure"_s.arg(
                                         triggerWatchName(spec.watch)));
        const SignalMeaning meaning =
            spec.watch == TriggerWatch::P95 ? SignalMeaning::P95 : SignalMeaning::ErrorRate;
        if (!hasMeaning(signalSpecs, meaning))
            reader.problem(reader.at(u"watch"_s), u"watch %1 needs a [[signal]] with meaning \"%1\""_s.arg(
                                                      triggerWatchName(spec.watch)));
        return;
    }
    spec.signal = reader.requiredText(u"signal"_s, u"the id of a [[signal]]"_s).value_or(QString());
    QStringList ids;
    for (const SignalSpec &signal : signalSpecs)
        ids.append(signal.id);
    if (!spec.signal.isEmpty() && !ids.contains(spec.signal))
        reader.problem(reader.at(u"signal"_s), u"signal %1 is not in this file%2"_s.arg(
                                                   quoted(spec.signal), suggestion(spec.signal, ids)));
}

void readTriggerRoute(TableReader &reader, TriggerSpec &spec, const ProfileContext &context)
{
    spec.route = reader.text(u"route"_s).value_or(QString());
    if (!spec.route.isEmpty() && !context.routeIds.contains(spec.route))
        reader.problem(reader.at(u"route"_s),
                       u"route %1 is not in this file%2"_s.arg(quoted(spec.route),
                                                               suggestion(spec.route, context.routeIds)));
}

void readThreshold(TableReader &reader, TriggerSpec &spec, const TriggerDefaults &defaults)
{
    constexpr double huge = std::numeric_limits<double>::max();
    const TomlValue *aboveKey = reader.find(u"above"_s);
    const TomlValue *belowKey = reader.find(u"below"_s);
    const auto above = reader.number(u"above"_s, -huge, huge);
    const auto below = reader.number(u"below"_s, -huge, huge);
    const auto clears = reader.number(u"clears"_s, -huge, huge);
    if (aboveKey && belowKey)
        reader.problem(belowKey->at, u"a trigger has either above or below, not both"_s);
    if (!aboveKey && !belowKey && !defaults.threshold)
        reader.problem(reader.at(), u"[[trigger]] needs above or below: the threshold at which it fires"_s);
    const bool own = above || below;
    spec.above = belowKey ? false : aboveKey ? true : defaults.above;
    spec.threshold = above ? *above : below.value_or(defaults.threshold.value_or(0));
    const double tenth = std::abs(spec.threshold) * 0.1;
    const double usual = spec.above ? spec.threshold - tenth : spec.threshold + tenth;
    const bool fits =
        defaults.clears &&
        (!own || (spec.above ? *defaults.clears <= spec.threshold : *defaults.clears >= spec.threshold));
    spec.clears = clears.value_or(fits ? *defaults.clears : usual);
    const bool wrongSide = spec.above ? spec.clears > spec.threshold : spec.clears < spec.threshold;
    if (clears && wrongSide)
        reader.problem(reader.at(u"clears"_s),
                       spec.above
                           ? u"clears must not be greater than above: it is the value that is good again"_s
                           : u"clears must not be less than below: it is the value that is good again"_s);
}

TriggerSpec readTrigger(const TomlValue &table, const ProfileContext &context,
                        const QList<SignalSpec> &signalSpecs, const Limits &limits, UniqueIds &ids,
                        ProfileProblems &problems)
{
    TableReader reader(table, u"[[trigger]]"_s, problems);
    TriggerSpec spec;
    if (const auto id = reader.requiredId(u"id"_s)) {
        spec.id = *id;
        ids.add(*id, u"trigger"_s, reader.at(u"id"_s), problems);
    }
    spec.title = reader.text(u"title"_s).value_or(spec.id);
    std::optional<TriggerWatch> watch;
    if (reader.require(u"watch"_s, alternatives(triggerWatchWords())))
        watch = reader.choice(u"watch"_s, triggerWatchWords(),
                              [](const QString &word) { return triggerWatchFromName(word); });
    spec.action = reader
                      .choice(u"action"_s, triggerActionWords(),
                              [](const QString &word) { return triggerActionFromName(word); })
                      .value_or(TriggerAction::Alarm);
    readTriggerRoute(reader, spec, context);
    const auto seconds = [&reader](const QString &key, int least, int otherwise) {
        return static_cast<int>(reader.integer(key, least, 3600).value_or(otherwise));
    };
    spec.sustainSeconds = seconds(u"sustain_seconds"_s, 0, spec.sustainSeconds);
    spec.recoverSeconds = seconds(u"recover_seconds"_s, 1, spec.recoverSeconds);
    spec.armed = reader.boolean(u"armed"_s).value_or(false);
    static const QStringList scopes{u"all"_s, u"route"_s};
    spec.allRoutes =
        reader
            .choice(u"scope"_s, scopes,
                    [](const QString &word) -> std::optional<bool> {
                        return scopes.contains(word) ? std::optional(word == u"all") : std::nullopt;
                    })
            .value_or(true);
    if (watch) { // which keys are right is not known without it
        spec.watch = *watch;
        readTriggerSignal(reader, spec, signalSpecs);
        readThreshold(reader, spec, defaultsOf(spec.watch, spec.action, limits));
        reader.finish();
    }
    return spec;
}

} // namespace

QList<TriggerSpec> readTriggers(TableReader &root, const ProfileContext &context,
                                const QList<SignalSpec> &signalSpecs, const Limits &limits)
{
    QList<TriggerSpec> specs;
    UniqueIds ids;
    for (const TomlValue *table : root.tables(u"trigger"_s, u"[[trigger]]"_s))
        specs.append(readTrigger(*table, context, signalSpecs, limits, ids, root.problems()));
    return specs;
}

} // namespace interlock
