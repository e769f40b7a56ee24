// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/metrics/promql.h"

#include "models/endpoints/metrics/signalplace.h"

#include <QRegularExpression>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
QStringList promQlMatchers(const QMap<QString, QString> &labels)
{
    QStringList matchers;
    for (auto it = labels.cbegin(); it != labels.cend(); ++it) {
        const bool regex = it.value().startsWith(u'~');
        matchers << it.key() + (regex ? u"=~"_s : u"="_s) +
                        promQlString(regex ? it.value().mid(1) : it.value());
    }
    return matchers;
}

QString promQlSelector(const QString &metric, const QStringList &matchers)
{
    return matchers.isEmpty() ? metric : metric + u'{' + matchers.join(u',') + u'}';
}

/// `sum by (route, side) ` or `sum `.
QString promQlAggregation(const QString &function, const QStringList &labels)
{
    if (labels.isEmpty())
        return function + u' ';
    return function + u" by ("_s + labels.join(u", "_s) + u") "_s;
}

QString promQlRate(const SignalSpec &spec, const QStringList &by, const QString &metric,
                   const QStringList &matchers)
{
    return promQlAggregation(u"sum"_s, by) +
           u"(rate(%1[%2s]))"_s.arg(promQlSelector(metric, matchers), QString::number(spec.windowSeconds));
}

std::optional<Error> nameProblem(const SignalSpec &spec)
{
    static const QRegularExpression metricName(u"^[a-zA-Z_:][a-zA-Z0-9_:]*$"_s);
    static const QRegularExpression labelName(u"^[a-zA-Z_][a-zA-Z0-9_]*$"_s);
    if (!metricName.match(spec.metric).hasMatch())
        return Error{ErrorKind::Input, u"\"%1\" is not the name of a metric"_s.arg(spec.metric), spec.id};
    const QStringList labels = splitLabels(spec) + spec.labels.keys() + spec.numerator.keys();
    for (const QString &label : labels) {
        if (!labelName.match(label).hasMatch())
            return Error{ErrorKind::Input, u"\"%1\" is not the name of a label"_s.arg(label), spec.id};
    }
    return std::nullopt;
}
} // namespace

QString promQlString(const QString &text)
{
    QString escaped;
    for (const QChar c : text) {
        if (c == u'\n')
            escaped += u"\\n"_s;
        else if (c == u'\\' || c == u'"')
            escaped += u'\\' + QString(c);
        else
            escaped += c;
    }
    return u'"' + escaped + u'"';
}

Result<QString> compilePromQl(const SignalSpec &spec)
{
    if (spec.kind == SignalKind::PromQl)
        return spec.promQl;
    if (const std::optional<Error> problem = nameProblem(spec))
        return tl::unexpected<Error>(*problem);
    const QStringList by = splitLabels(spec);
    const QStringList matchers = promQlMatchers(spec.labels);
    switch (spec.kind) {
    case SignalKind::Gauge:
        return promQlAggregation(u"sum"_s, by) + u'(' + promQlSelector(spec.metric, matchers) + u')';
    case SignalKind::Rate:
        return promQlRate(spec, by, spec.metric, matchers);
    case SignalKind::Ratio: {
        const QString part = promQlRate(spec, by, spec.metric, matchers + promQlMatchers(spec.numerator));
        const QString whole = promQlRate(spec, by, spec.metric, matchers);
        return u"("_s + part + u" or 0 * "_s + whole + u") / "_s + whole;
    }
    case SignalKind::Quantile:
        return u"histogram_quantile("_s + QString::number(spec.quantile, 'g', 12) + u", "_s +
               promQlRate(spec, QStringList{u"le"_s} + by, spec.metric + u"_bucket"_s, matchers) + u')';
    case SignalKind::PromQl:
        break;
    }
    return fail(ErrorKind::Input, u"unknown kind of signal"_s, spec.id);
}

Result<QString> compileAgePromQl(const SignalSpec &spec)
{
    if (spec.kind == SignalKind::PromQl)
        return fail(ErrorKind::Input, u"raw PromQL does not say which samples it reads"_s, spec.id);
    if (const std::optional<Error> problem = nameProblem(spec))
        return tl::unexpected<Error>(*problem);
    const QString metric = spec.kind == SignalKind::Quantile ? spec.metric + u"_bucket"_s : spec.metric;
    return u"time() - "_s + promQlAggregation(u"max"_s, splitLabels(spec)) + u"(timestamp("_s +
           promQlSelector(metric, promQlMatchers(spec.labels)) + u"))"_s;
}

} // namespace interlock
