// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/jsonbench.h"

#include "models/endpoints/metrics/prometheusreply.h"
#include "tests/bench/console/processprobe.h"

#include <cmath>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int seriesOfAnswer = 12;
constexpr int pointsOfSeries = 10'750;

QByteArray rangeAnswer()
{
    QByteArray text = R"({"status":"success","data":{"resultType":"matrix","result":[)";
    for (int s = 0; s < seriesOfAnswer; ++s) {
        text += s == 0 ? "" : ",";
        text += R"({"metric":{"__name__":"shop_requests","app":"new","route":"r)" + QByteArray::number(s) +
                R"("},"values":[)";
        for (int i = 0; i < pointsOfSeries; ++i) {
            text += i == 0 ? "[" : ",[";
            text += QByteArray::number(1'700'000'000 + i * 8) + ",\"" +
                    QByteArray::number(100 + 20 * std::sin(i / 31.0 + s), 'g', 16) + "\"]";
        }
        text += "]}";
    }
    return text + "]}}";
}

/// Sums what it read, so that nothing can be left out.
double readByQt(const QByteArray &body)
{
    QList<double> times;
    QList<double> values;
    double sum = 0;
    const QJsonArray result = QJsonDocument::fromJson(body)[u"data"_s][u"result"_s].toArray();
    for (const auto &series : result) {
        times.clear();
        values.clear();
        const QJsonArray points = series.toObject()[u"values"_s].toArray();
        for (const auto &point : points) {
            const QJsonArray pair = point.toArray();
            times.append(pair[0].toDouble());
            values.append(pair[1].toString().toDouble());
        }
        sum += values.isEmpty() ? 0 : values.constLast();
    }
    return sum;
}

double readByUs(const QByteArray &body)
{
    double sum = 0;
    const auto series = parseQueryRange(body);
    if (!series)
        return sum;
    for (const PrometheusSeries &one : *series)
        sum += one.values.isEmpty() ? 0 : one.values.constLast();
    return sum;
}

} // namespace

QList<Figure> measureRangeParsing(const Effort &effort)
{
    const QByteArray body = rangeAnswer();
    std::vector<double> ours;
    std::vector<double> theirs;
    QString problem;
    for (int round = 0; round < effort.rounds(15, 5); ++round) {
        const double start = threadCpuMs();
        const double mine = readByUs(body);
        const double between = threadCpuMs();
        const double qt = readByQt(body);
        theirs.push_back(threadCpuMs() - between);
        ours.push_back(between - start);
        if (std::abs(mine - qt) > 1e-9)
            problem = u"the two read different numbers"_s;
    }
    const QString command = u"interlock-bench --only json"_s;
    const auto our = median(ours);
    const auto qt = median(theirs);
    const QString name =
        u"query_range, 12 × 10,750 points (%1 MB) to floats: "_s.arg(double(body.size()) / 1e6, 0, 'f', 1);
    return {{name + u"ours"_s, our, u"ms"_s, {}, command, problem},
            {name + u"QJson"_s, qt, u"ms"_s, {}, command, {}},
            {u"QJsonDocument / ours, how many times as fast"_s, *qt / *our, u"×"_s, {}, command, {}}};
}

} // namespace interlock::bench
