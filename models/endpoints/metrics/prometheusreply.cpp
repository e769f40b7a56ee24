// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/metrics/prometheusreply.h"

#include "models/domain/plaintext.h"
#include "models/endpoints/http/jsonreader.h"

#include <charconv>
#include <limits>
#include <simdjson.h>

namespace interlock {

using namespace Qt::StringLiterals;
namespace ondemand = simdjson::ondemand;

namespace {
/// A value as Prometheus writes it: "0.5", "1e-05", "NaN", "+Inf", "-Inf".
std::optional<double> prometheusNumber(std::string_view text)
{
    if (text == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    if (text == "+Inf")
        return std::numeric_limits<double>::infinity();
    if (text == "-Inf")
        return -std::numeric_limits<double>::infinity();
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

PrometheusSample readPoint(const JsonReader &point)
{
    PrometheusSample sample;
    const QList<JsonReader> pair = point.items();
    if (pair.size() != 2) {
        point.wrong(u"a pair of time and value");
        return sample;
    }
    sample.time = pair[0].number(0);
    const QByteArray text = pair[1].text().toUtf8();
    const std::optional<double> value =
        prometheusNumber(std::string_view(text.constData(), std::size_t(text.size())));
    if (!value)
        pair[1].wrong(u"a number as text");
    sample.value = value.value_or(0);
    return sample;
}

Result<QList<PrometheusSeries>> rangeError(simdjson::error_code code, const QString &where)
{
    return fail(ErrorKind::Protocol, u"query_range: "_s + QString::fromLatin1(simdjson::error_message(code)),
                where);
}

simdjson::error_code readLabels(ondemand::object labels, QMap<QString, QString> &into)
{
    for (auto field : labels) {
        std::string_view key;
        std::string_view value;
        if (const auto code = field.unescaped_key().get(key))
            return code;
        if (const auto code = field.value().get_string().get(value))
            return code;
        into.insert(QString::fromUtf8(key.data(), qsizetype(key.size())),
                    QString::fromUtf8(value.data(), qsizetype(value.size())));
    }
    return simdjson::SUCCESS;
}

/// One `[time, "value"]`. The text needs no unescaping: what is no plain number is refused anyway.
simdjson::error_code readRangePoint(ondemand::array point, double &time, double &value)
{
    int index = 0;
    for (auto part : point) {
        if (index == 0) {
            if (const auto code = part.get_double().get(time))
                return code;
        } else {
            std::string_view token;
            if (const auto code = part.raw_json_token().get(token))
                return code;
            const std::size_t end = token.find('"', 1);
            if (token.empty() || token.front() != '"' || end == std::string_view::npos)
                return simdjson::INCORRECT_TYPE;
            const std::optional<double> number = prometheusNumber(token.substr(1, end - 1));
            if (!number)
                return simdjson::NUMBER_ERROR;
            value = *number;
        }
        ++index;
    }
    return index == 2 ? simdjson::SUCCESS : simdjson::INDEX_OUT_OF_BOUNDS;
}

simdjson::error_code readRangeSeries(ondemand::object object, PrometheusSeries &series, qsizetype expected)
{
    ondemand::object labels;
    if (const auto code = object.find_field_unordered("metric").get_object().get(labels))
        return code;
    if (const auto code = readLabels(labels, series.labels))
        return code;
    ondemand::array values;
    if (const auto code = object.find_field_unordered("values").get_array().get(values))
        return code;
    series.times.reserve(expected);
    series.values.reserve(expected);
    for (auto item : values) {
        ondemand::array point;
        if (const auto code = item.get_array().get(point))
            return code;
        double time = 0;
        double value = 0;
        if (const auto code = readRangePoint(point, time, value))
            return code;
        series.times.append(time);
        series.values.append(value);
    }
    return simdjson::SUCCESS;
}
} // namespace

std::optional<Error> prometheusQueryError(const HttpAnswer &answer)
{
    if (answer.status != 400 && answer.status != 422 && answer.status != 503)
        return std::nullopt;
    const Result<JsonDocument> document = JsonDocument::parse(answer.body);
    if (!document)
        return std::nullopt;
    const QString type = document->root().at(u"errorType").text();
    const QString text = document->root().at(u"error").text();
    if (!document->problem().isEmpty())
        return std::nullopt;
    ErrorKind kind = ErrorKind::Server;
    if (type == u"bad_data")
        kind = ErrorKind::Input;
    else if (type == u"execution")
        kind = ErrorKind::Refused;
    else if (type == u"timeout")
        kind = ErrorKind::Timeout;
    return Error{kind, visibleText(type + u": "_s + text), answer.url.toDisplayString(QUrl::RemoveQuery)};
}

Result<PrometheusVector> parsePrometheusVector(const QByteArray &body, const QString &where)
{
    const Result<JsonDocument> document = JsonDocument::parse(body, where);
    if (!document)
        return tl::unexpected<Error>(document.error());
    PrometheusVector vector;
    const JsonReader root = document->root();
    if (const auto warnings = root.find(u"warnings")) {
        const QList<JsonReader> items = warnings->items();
        for (const JsonReader &warning : items)
            vector.warnings << visibleText(warning.text());
    }
    if (root.at(u"status").text() != u"success")
        root.at(u"status").wrong(u"\"success\"");
    const JsonReader data = root.at(u"data");
    const QString type = data.at(u"resultType").text();
    if (type == u"scalar") {
        vector.samples.append(readPoint(data.at(u"result")));
        return document->checked(vector);
    }
    if (type != u"vector")
        data.at(u"resultType").wrong(u"\"vector\" or \"scalar\"");
    const QList<JsonReader> result = type == u"vector" ? data.at(u"result").items() : QList<JsonReader>();
    for (const JsonReader &item : result) {
        PrometheusSample sample = readPoint(item.at(u"value"));
        const JsonReader metric = item.at(u"metric");
        const QStringList names = metric.names();
        for (const QString &name : names)
            sample.labels.insert(name, metric.at(name).text());
        vector.samples.append(sample);
    }
    return document->checked(vector);
}

Result<QList<PrometheusSeries>> parseQueryRange(const QByteArray &body, const QString &where)
{
    const simdjson::padded_string padded(body.constData(), std::size_t(body.size()));
    ondemand::parser parser;
    ondemand::document document;
    if (const auto code = parser.iterate(padded).get(document))
        return rangeError(code, where);
    std::string_view type;
    ondemand::object data;
    if (const auto code = document["data"].get_object().get(data))
        return rangeError(code, where);
    if (const auto code = data.find_field_unordered("resultType").get_string().get(type))
        return rangeError(code, where);
    if (type != "matrix")
        return fail(ErrorKind::Protocol, u"query_range: expected a matrix"_s, where);
    ondemand::array result;
    if (const auto code = data.find_field_unordered("result").get_array().get(result))
        return rangeError(code, where);
    QList<PrometheusSeries> all;
    for (auto item : result) {
        ondemand::object object;
        if (const auto code = item.get_object().get(object))
            return rangeError(code, where);
        PrometheusSeries series;
        if (const auto code =
                readRangeSeries(object, series, all.isEmpty() ? 0 : all.constLast().times.size()))
            return rangeError(code, where);
        all.append(std::move(series));
    }
    return all;
}

} // namespace interlock
