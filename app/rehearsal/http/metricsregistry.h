// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <QByteArray>
#include <QList>
#include <vector>

namespace interlock::rehearsal {

/// The metrics of one process in Prometheus' text format 0.0.4.
///
/// Families are made once and stay valid as long as the registry; making one again by the same name returns
/// the first. Every member may be called on any thread. Label values are bytes in UTF-8 and are escaped;
/// names are not checked.
class MetricsRegistry final
{
public:
    using Labels = QList<QByteArray>;

    /// A counter or a gauge with the label names it was made with; values are given in the same order.
    class Family
    {
    public:
        void add(const Labels &values, double by = 1);
        void set(const Labels &values, double to);
        /// The current value; 0 when that series does not exist.
        [[nodiscard]] double value(const Labels &values) const;
        /// Takes all series away, for gauges that are made anew at every scrape.
        void clear();

    private:
        friend class MetricsRegistry;
        Family(QByteArray type, QByteArray help, QList<QByteArray> labels);
        void write(const QByteArray &name, QByteArray *out) const;

        QByteArray m_type;
        QByteArray m_help;
        QList<QByteArray> m_labels;
        mutable std::mutex m_mutex;
        std::map<Labels, double> m_series;
    };

    class Histogram
    {
    public:
        void observe(const Labels &values, double value);

    private:
        friend class MetricsRegistry;
        Histogram(QByteArray help, QList<QByteArray> labels, QList<double> bounds);
        void write(const QByteArray &name, QByteArray *out) const;

        struct Series
        {
            std::vector<quint64> counts; ///< one more than the bounds
            double sum = 0;
        };
        QByteArray m_help;
        QList<QByteArray> m_labels;
        QList<double> m_bounds;
        mutable std::mutex m_mutex;
        std::map<Labels, Series> m_series;
    };

    Family &counter(const QByteArray &name, const QByteArray &help, const QList<QByteArray> &labels = {});
    Family &gauge(const QByteArray &name, const QByteArray &help, const QList<QByteArray> &labels = {});
    /// @p bounds are the upper ends of the buckets, rising, without infinity.
    Histogram &histogram(const QByteArray &name, const QByteArray &help, const QList<QByteArray> &labels,
                         const QList<double> &bounds);
    /// @p fn is called on the scraping thread before each scrape, to set gauges; it must stay valid.
    void beforeScrape(std::function<void()> fn);

    /// Everything, families by name; Content-Type is `text/plain; version=0.0.4`.
    [[nodiscard]] QByteArray exposition() const;
    [[nodiscard]] static QByteArray contentType();

private:
    Family &family(const QByteArray &name, const QByteArray &type, const QByteArray &help,
                   const QList<QByteArray> &labels);

    mutable std::mutex m_mutex;
    std::map<QByteArray, std::unique_ptr<Family>> m_families;
    std::map<QByteArray, std::unique_ptr<Histogram>> m_histograms;
    std::vector<std::function<void()>> m_beforeScrape;
};

} // namespace interlock::rehearsal
