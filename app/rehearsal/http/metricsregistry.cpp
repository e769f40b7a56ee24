// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/http/metricsregistry.h"

#include <algorithm>
#include <cmath>

namespace interlock::rehearsal {

namespace {
using MetricLabels = MetricsRegistry::Labels;

QByteArray escapedLabel(QByteArray value)
{
    return value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
}

QByteArray metricNumber(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    return QByteArray::number(value, 'g', 17);
}

QByteArray labelText(const QList<QByteArray> &names, const MetricLabels &values, const QByteArray &le = {})
{
    QByteArray text;
    for (qsizetype i = 0; i < std::min(names.size(), values.size()); ++i)
        text += QByteArray(text.isEmpty() ? "" : ",") + names[i] + "=\"" + escapedLabel(values[i]) + '"';
    if (!le.isEmpty())
        text += QByteArray(text.isEmpty() ? "" : ",") + "le=\"" + le + '"';
    return text.isEmpty() ? QByteArray() : QByteArray('{' + text + '}');
}

QByteArray familyHead(const QByteArray &name, const QByteArray &type, const QByteArray &help)
{
    return "# HELP " + name + ' ' + help + "\n# TYPE " + name + ' ' + type + '\n';
}
} // namespace

MetricsRegistry::Family::Family(QByteArray type, QByteArray help, QList<QByteArray> labels)
    : m_type(std::move(type)), m_help(std::move(help)), m_labels(std::move(labels))
{
}

void MetricsRegistry::Family::add(const Labels &values, double by)
{
    const std::scoped_lock lock(m_mutex);
    m_series[values] += by;
}

void MetricsRegistry::Family::set(const Labels &values, double to)
{
    const std::scoped_lock lock(m_mutex);
    m_series[values] = to;
}

double MetricsRegistry::Family::value(const Labels &values) const
{
    const std::scoped_lock lock(m_mutex);
    const auto it = m_series.find(values);
    return it == m_series.end() ? 0 : it->second;
}

void MetricsRegistry::Family::clear()
{
    const std::scoped_lock lock(m_mutex);
    m_series.clear();
}

void MetricsRegistry::Family::write(const QByteArray &name, QByteArray *out) const
{
    const std::scoped_lock lock(m_mutex);
    *out += familyHead(name, m_type, m_help);
    for (const auto &[values, value] : m_series)
        *out += name + labelText(m_labels, values) + ' ' + metricNumber(value) + '\n';
}

MetricsRegistry::Histogram::Histogram(QByteArray help, QList<QByteArray> labels, QList<double> bounds)
    : m_help(std::move(help)), m_labels(std::move(labels)), m_bounds(std::move(bounds))
{
}

void MetricsRegistry::Histogram::observe(const Labels &values, double value)
{
    const std::scoped_lock lock(m_mutex);
    Series &series = m_series[values];
    series.counts.resize(size_t(m_bounds.size()) + 1);
    const auto bound = std::ranges::lower_bound(m_bounds, value);
    ++series.counts[size_t(bound - m_bounds.begin())];
    series.sum += value;
}

void MetricsRegistry::Histogram::write(const QByteArray &name, QByteArray *out) const
{
    const std::scoped_lock lock(m_mutex);
    *out += familyHead(name, "histogram", m_help);
    for (const auto &[values, series] : m_series) {
        quint64 total = 0;
        for (size_t i = 0; i < series.counts.size(); ++i) {
            total += series.counts[i];
            const QByteArray le =
                i < size_t(m_bounds.size()) ? QByteArray::number(m_bounds[qsizetype(i)]) : "+Inf";
            *out +=
                name + "_bucket" + labelText(m_labels, values, le) + ' ' + QByteArray::number(total) + '\n';
        }
        *out += name + "_sum" + labelText(m_labels, values) + ' ' + metricNumber(series.sum) + '\n';
        *out += name + "_count" + labelText(m_labels, values) + ' ' + QByteArray::number(total) + '\n';
    }
}

MetricsRegistry::Family &MetricsRegistry::family(const QByteArray &name, const QByteArray &type,
                                                 const QByteArray &help, const QList<QByteArray> &labels)
{
    const std::scoped_lock lock(m_mutex);
    std::unique_ptr<Family> &entry = m_families[name];
    if (!entry)
        entry.reset(new Family(type, help, labels)); // the constructor is private to make_unique
    return *entry;
}

MetricsRegistry::Family &MetricsRegistry::counter(const QByteArray &name, const QByteArray &help,
                                                  const QList<QByteArray> &labels)
{
    return family(name, "counter", help, labels);
}

MetricsRegistry::Family &MetricsRegistry::gauge(const QByteArray &name, const QByteArray &help,
                                                const QList<QByteArray> &labels)
{
    return family(name, "gauge", help, labels);
}

MetricsRegistry::Histogram &MetricsRegistry::histogram(const QByteArray &name, const QByteArray &help,
                                                       const QList<QByteArray> &labels,
                                                       const QList<double> &bounds)
{
    const std::scoped_lock lock(m_mutex);
    std::unique_ptr<Histogram> &entry = m_histograms[name];
    if (!entry)
        entry.reset(new Histogram(help, labels, bounds)); // the constructor is private to make_unique
    return *entry;
}

void MetricsRegistry::beforeScrape(std::function<void()> fn)
{
    const std::scoped_lock lock(m_mutex);
    m_beforeScrape.push_back(std::move(fn));
}

QByteArray MetricsRegistry::exposition() const
{
    std::vector<std::function<void()>> hooks;
    {
        const std::scoped_lock lock(m_mutex);
        hooks = m_beforeScrape;
    }
    for (const auto &hook : hooks)
        hook();
    QByteArray out;
    const std::scoped_lock lock(m_mutex);
    for (const auto &[name, family] : m_families)
        family->write(name, &out);
    for (const auto &[name, histogram] : m_histograms)
        histogram->write(name, &out);
    return out;
}

QByteArray MetricsRegistry::contentType()
{
    return "text/plain; version=0.0.4; charset=utf-8";
}

} // namespace interlock::rehearsal
