// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/profilesections.h"

#include "models/domain/namedenum.h"

#include <limits>
#include <QRegularExpression>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr EnumNames<SignalMeaning, 6> signalMeaningNames{{{SignalMeaning::Custom, u"custom"},
                                                          {SignalMeaning::Requests, u"requests"},
                                                          {SignalMeaning::RuleRequests, u"rule-requests"},
                                                          {SignalMeaning::ActiveUsers, u"active-users"},
                                                          {SignalMeaning::ErrorRate, u"error-rate"},
                                                          {SignalMeaning::P95, u"p95"}}};
constexpr EnumNames<SignalKind, 5> signalKindNames{{{SignalKind::Gauge, u"gauge"},
                                                    {SignalKind::Rate, u"rate"},
                                                    {SignalKind::Ratio, u"ratio"},
                                                    {SignalKind::Quantile, u"quantile"},
                                                    {SignalKind::PromQl, u"promql"}}};

template<typename Names>
QStringList namesOfSignals(const Names &names)
{
    QStringList words;
    for (const auto &entry : names)
        words.append(entry.second.toString());
    return words;
}

bool isLabelName(const QString &text)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z_][A-Za-z0-9_]*\\z"_s);
    return pattern.match(text).hasMatch();
}

bool isMetricName(const QString &text)
{
    static const QRegularExpression pattern(u"\\A[A-Za-z_:][A-Za-z0-9_:]*\\z"_s);
    return pattern.match(text).hasMatch();
}

/// Why a matcher's regular expression does not compile; empty when it does or is none.
QString matcherFault(const QString &value)
{
    if (!value.startsWith(u'~'))
        return {};
    const QRegularExpression expression(value.sliced(1));
    return expression.isValid() ? QString()
                                : u"%1 (character %2)"_s.arg(expression.errorString())
                                      .arg(expression.patternErrorOffset() + 1);
}

QMap<QString, QString> readMatchers(TableReader &reader, const QString &key)
{
    QMap<QString, QString> matchers;
    for (const TableReader::TextMember &member : reader.textMembers(key)) {
        if (!isLabelName(member.key))
            reader.problem(member.keyAt,
                           u"%1 is no label name: A-Z a-z 0-9 _ are allowed"_s.arg(quoted(member.key)));
        else if (const QString fault = matcherFault(member.text); !fault.isEmpty())
            reader.problem(member.at, u"%1.%2 is no regular expression: %3"_s.arg(key, member.key, fault));
        else
            matchers.insert(member.key, member.text);
    }
    return matchers;
}

QString readLabel(TableReader &reader, const QString &key)
{
    const std::optional<QString> label = reader.text(key);
    if (label && !isLabelName(*label))
        reader.problem(reader.at(key),
                       u"%1 %2 is no label name: A-Z a-z 0-9 _ are allowed"_s.arg(key, quoted(*label)));
    return label.value_or(QString());
}

QMap<QString, QString> readSideValues(TableReader &reader)
{
    static const QStringList sides{u"legacy"_s, u"new"_s, u"both"_s};
    QMap<QString, QString> values;
    for (const TableReader::TextMember &member : reader.textMembers(u"side_values"_s)) {
        if (sides.contains(member.text))
            values.insert(member.key, member.text);
        else
            reader.problem(member.at, u"side_values.%1 must be %2, not %3%4"_s.arg(
                                          member.key, alternatives(sides), quoted(member.text),
                                          suggestion(member.text, sides)));
    }
    return values;
}

QStringList metricsEndpoints(const ProfileContext &context)
{
    QStringList ids;
    for (auto it = context.endpointKinds.cbegin(); it != context.endpointKinds.cend(); ++it) {
        if (it.value() == EndpointKind::Metrics)
            ids.append(it.key());
    }
    return ids;
}

void checkEndpoint(TableReader &reader, const SignalSpec &spec, const ProfileContext &context)
{
    const TomlPosition at = reader.at(u"endpoint"_s);
    const QStringList usable = metricsEndpoints(context);
    const QString list = usable.isEmpty() ? u" (the file has no endpoint of kind metrics)"_s
                                          : u"; metrics endpoints: "_s + usable.join(u", ");
    const auto kind = context.endpointKinds.constFind(spec.endpoint);
    if (kind == context.endpointKinds.cend())
        reader.problem(at, u"endpoint %1 is not in this file%2"_s.arg(quoted(spec.endpoint),
                                                                      suggestion(spec.endpoint, usable)) +
                               list);
    else if (kind.value() && *kind.value() != EndpointKind::Metrics)
        reader.problem(at, u"endpoint %1 is not of kind metrics"_s.arg(quoted(spec.endpoint)) + list);
    else if (spec.kind == SignalKind::PromQl &&
             context.endpointDrivers.value(spec.endpoint) == Driver::Exposition)
        reader.problem(
            reader.at(u"kind"_s),
            u"kind promql needs an endpoint of driver prometheus; %1 is a scraped exposition"_s.arg(
                quoted(spec.endpoint)));
}

void readMetricKeys(TableReader &reader, SignalSpec &spec)
{
    spec.metric = reader.requiredText(u"metric"_s, u"the name of a metric"_s).value_or(QString());
    if (!spec.metric.isEmpty() && !isMetricName(spec.metric))
        reader.problem(
            reader.at(u"metric"_s),
            u"metric %1 is no metric name: A-Z a-z 0-9 _ : are allowed"_s.arg(quoted(spec.metric)));
    spec.labels = readMatchers(reader, u"labels"_s);
    reader.refuse({u"promql"_s}, u"is only used by kind promql"_s);
}

/// The keys that only one kind has.
void readKindKeys(TableReader &reader, SignalSpec &spec)
{
    if (spec.kind == SignalKind::PromQl) {
        spec.promQl = reader.requiredText(u"promql"_s, u"a PromQL expression"_s).value_or(QString());
        reader.refuse({u"metric"_s, u"labels"_s}, u"is not used by kind promql"_s);
    } else {
        readMetricKeys(reader, spec);
    }
    if (spec.kind == SignalKind::Ratio) {
        const TomlValue *numerator =
            reader.require(u"numerator"_s, u"the matchers of the part, { code = \"~5..\" }"_s);
        spec.numerator = readMatchers(reader, u"numerator"_s);
        if (numerator && numerator->type == TomlValue::Type::Table && numerator->members.empty())
            reader.problem(numerator->at,
                           u"numerator must have at least one matcher, or the ratio is always 1"_s);
    } else {
        reader.refuse({u"numerator"_s}, u"is only used by kind ratio"_s);
    }
    if (spec.kind == SignalKind::Quantile)
        spec.quantile = reader.number(u"quantile"_s, 0, 1).value_or(spec.quantile);
    else
        reader.refuse({u"quantile"_s}, u"is only used by kind quantile"_s);
}

void readLimits(TableReader &reader, SignalSpec &spec)
{
    constexpr double huge = std::numeric_limits<double>::max();
    spec.upperLimit = reader.number(u"max"_s, -huge, huge);
    spec.lowerLimit = reader.number(u"min"_s, -huge, huge);
    if (spec.upperLimit && spec.lowerLimit && *spec.lowerLimit > *spec.upperLimit)
        reader.problem(reader.at(u"min"_s), u"min must not be greater than max"_s);
}

/// A meaning is of no use without the labels that say which route and side a value is about.
void checkMeaning(TableReader &reader, const SignalSpec &spec)
{
    const bool byRoute = spec.meaning == SignalMeaning::Requests ||
                         spec.meaning == SignalMeaning::RuleRequests ||
                         spec.meaning == SignalMeaning::ActiveUsers;
    const bool bySide = spec.meaning == SignalMeaning::Requests || spec.meaning == SignalMeaning::ErrorRate ||
                        spec.meaning == SignalMeaning::P95;
    const QString meaning = enumName(signalMeaningNames, spec.meaning);
    if (byRoute && !reader.find(u"route_label"_s))
        reader.problem(
            reader.at(),
            u"a signal with meaning %1 needs route_label: the label that names the route"_s.arg(meaning));
    if (bySide && !reader.find(u"side_label"_s))
        reader.problem(
            reader.at(),
            u"a signal with meaning %1 needs side_label: the label that tells legacy from new"_s.arg(
                meaning));
}

void readSplit(TableReader &reader, SignalSpec &spec)
{
    spec.routeLabel = readLabel(reader, u"route_label"_s);
    spec.sideLabel = readLabel(reader, u"side_label"_s);
    spec.sideValues = readSideValues(reader);
    if (reader.find(u"side_values"_s) && !reader.find(u"side_label"_s))
        reader.problem(reader.at(u"side_values"_s),
                       u"side_values needs side_label: the label whose values they are"_s);
}

SignalSpec readSignal(const TomlValue &table, const ProfileContext &context, UniqueIds &ids,
                      ProfileProblems &problems)
{
    TableReader reader(table, u"[[signal]]"_s, problems);
    SignalSpec spec;
    if (const auto id = reader.requiredId(u"id"_s)) {
        spec.id = *id;
        ids.add(*id, u"signal"_s, reader.at(u"id"_s), problems);
    }
    spec.title = reader.text(u"title"_s).value_or(spec.id);
    spec.endpoint =
        reader.requiredText(u"endpoint"_s, u"the id of an endpoint of kind metrics"_s).value_or(QString());
    spec.meaning = reader
                       .choice(u"meaning"_s, namesOfSignals(signalMeaningNames),
                               [](const QString &word) { return enumFromName(signalMeaningNames, word); })
                       .value_or(SignalMeaning::Custom);
    std::optional<SignalKind> kind;
    if (reader.require(u"kind"_s, alternatives(namesOfSignals(signalKindNames))))
        kind = reader.choice(u"kind"_s, namesOfSignals(signalKindNames),
                             [](const QString &word) { return enumFromName(signalKindNames, word); });
    spec.kind = kind.value_or(SignalKind::Gauge);
    if (!spec.endpoint.isEmpty())
        checkEndpoint(reader, spec, context);
    spec.windowSeconds = static_cast<int>(reader.integer(u"window"_s, 5, 3600).value_or(spec.windowSeconds));
    spec.unit = reader.text(u"unit"_s).value_or(QString());
    readSplit(reader, spec);
    readLimits(reader, spec);
    checkMeaning(reader, spec);
    if (kind) {
        readKindKeys(reader, spec);
        reader.finish();
    } // which keys are right is not known without a kind
    return spec;
}

} // namespace

QList<SignalSpec> readSignals(TableReader &root, const ProfileContext &context)
{
    QList<SignalSpec> specs;
    UniqueIds ids;
    for (const TomlValue *table : root.tables(u"signal"_s, u"[[signal]]"_s))
        specs.append(readSignal(*table, context, ids, root.problems()));
    return specs;
}

} // namespace interlock
