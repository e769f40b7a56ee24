// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/http/jsonreader.h"

#include "models/domain/plaintext.h"
#include "models/domain/route.h"

#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;
namespace dom = simdjson::dom;

struct JsonDocument::Data
{
    dom::parser parser;
    std::optional<dom::element> root;
    QString problem;
};

namespace {

QString textOf(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

bool isDeeperThan(const dom::element &element, int limit)
{
    if (element.is_array()) {
        if (limit == 0)
            return true;
        for (const dom::element child : dom::array(element)) {
            if (isDeeperThan(child, limit - 1))
                return true;
        }
    } else if (element.is_object()) {
        if (limit == 0)
            return true;
        for (const dom::key_value_pair member : dom::object(element)) {
            if (isDeeperThan(member.value, limit - 1))
                return true;
        }
    }
    return false;
}

} // namespace

Result<JsonDocument> JsonDocument::parse(const QByteArray &text, const QString &where)
{
    JsonDocument document;
    document.m_data = std::make_shared<Data>();
    document.m_where = where;
    dom::element root;
    const simdjson::error_code error =
        document.m_data->parser.parse(text.constData(), size_t(text.size())).get(root);
    // The parser's own limit (1024) only guards the walk below, which then counts exactly.
    if (error == simdjson::DEPTH_ERROR || (error == simdjson::SUCCESS && isDeeperThan(root, maxDepth)))
        return fail(ErrorKind::Protocol, u"JSON is nested deeper than %1 levels"_s.arg(maxDepth), where);
    if (error != simdjson::SUCCESS)
        return fail(ErrorKind::Protocol, u"not JSON: "_s + QString::fromUtf8(simdjson::error_message(error)),
                    where);
    document.m_data->root = root;
    return document;
}

JsonReader JsonDocument::root() const
{
    return {m_data->root, {}, &m_data->problem};
}

const QString &JsonDocument::problem() const
{
    return m_data->problem;
}

JsonReader::JsonReader(std::optional<Element> element, QString path, QString *problem)
    : m_element(element), m_path(std::move(path)), m_problem(problem)
{
}

JsonReader JsonReader::at(QStringView name) const
{
    const auto member = find(name);
    if (member)
        return *member;
    const QString path = m_path.isEmpty() ? name.toString() : QString(m_path + u'.' + name);
    JsonReader missing({}, path, m_problem);
    if (isObject())
        missing.wrong(u"a value");
    return missing;
}

std::optional<JsonReader> JsonReader::find(QStringView name) const
{
    dom::object object;
    if (!m_element || m_element->get(object) != simdjson::SUCCESS) {
        wrong(u"an object");
        return std::nullopt;
    }
    const QByteArray wanted = name.toUtf8();
    std::optional<Element> found;
    int count = 0;
    for (const dom::key_value_pair member : object) {
        if (member.key == std::string_view(wanted.constData(), size_t(wanted.size()))) {
            found = member.value;
            ++count;
        }
    }
    if (!found || (count == 1 && found->is_null()))
        return std::nullopt;
    JsonReader reader(found, m_path.isEmpty() ? name.toString() : QString(m_path + u'.' + name), m_problem);
    if (count > 1)
        reader.wrong(u"the member only once");
    return reader;
}

QList<JsonReader> JsonReader::items() const
{
    dom::array array;
    if (!m_element || m_element->get(array) != simdjson::SUCCESS) {
        wrong(u"a list");
        return {};
    }
    QList<JsonReader> result;
    for (const dom::element item : array)
        result.append(JsonReader(item, m_path + u'[' + QString::number(result.size()) + u']', m_problem));
    return result;
}

QStringList JsonReader::names() const
{
    dom::object object;
    if (!m_element || m_element->get(object) != simdjson::SUCCESS) {
        wrong(u"an object");
        return {};
    }
    QStringList result;
    for (const dom::key_value_pair member : object)
        result.append(textOf(member.key));
    return result;
}

bool JsonReader::isText() const
{
    return m_element && m_element->is_string();
}
bool JsonReader::isObject() const
{
    return m_element && m_element->is_object();
}

QString JsonReader::text() const
{
    std::string_view value;
    if (m_element && m_element->get(value) == simdjson::SUCCESS)
        return textOf(value);
    wrong(u"text");
    return {};
}

QString JsonReader::id() const
{
    QString value = text();
    if (!isValidId(value))
        wrong(u"an id of 1 … 128 letters, digits and . _ : -");
    return value;
}

quint64 JsonReader::decimal() const
{
    const QString value = isText() ? text() : QString();
    bool isNumber = !value.isEmpty() && value.front().isDigit();
    const quint64 result = isNumber ? value.toULongLong(&isNumber, 10) : 0;
    if (!isNumber)
        wrong(u"a decimal number as text");
    return result;
}

bool JsonReader::flag() const
{
    bool value = false;
    if (!m_element || m_element->get(value) != simdjson::SUCCESS)
        wrong(u"true or false");
    return value;
}

qint64 JsonReader::whole(qint64 least, qint64 most) const
{
    int64_t value = 0;
    double real = 0;
    bool isWhole = m_element && m_element->get(value) == simdjson::SUCCESS;
    // 15.0 is the whole number 15 in JSON; beyond 2^53 a double no longer tells.
    if (!isWhole && m_element && m_element->is_double() && m_element->get(real) == simdjson::SUCCESS &&
        std::trunc(real) == real && std::abs(real) <= 9007199254740992.0) {
        value = int64_t(real);
        isWhole = true;
    }
    if (isWhole && value >= least && value <= most)
        return value;
    wrong(QString(u"a whole number %1 … %2"_s.arg(least).arg(most)));
    return least;
}

double JsonReader::number(double least) const
{
    double value = 0;
    if (m_element && m_element->get(value) == simdjson::SUCCESS && std::isfinite(value) && value >= least)
        return value;
    wrong(QString(u"a number of at least %1"_s.arg(least)));
    return least;
}

QDateTime JsonReader::time() const
{
    const QString value = isText() ? text() : QString();
    const QDateTime time = QDateTime::fromString(value, Qt::ISODateWithMs);
    if (time.isValid() && time.timeSpec() != Qt::LocalTime && value.size() >= 20)
        return time.toUTC();
    wrong(u"a time as in 2026-03-02T08:15:00.120Z");
    return {};
}

void JsonReader::wrong(QStringView expected) const
{
    if (m_problem->isEmpty())
        *m_problem = (m_path.isEmpty() ? u"answer"_s : visibleText(m_path)) + u": expected "_s + expected +
                     u", got "_s + shown();
}

QString JsonReader::shown() const
{
    if (!m_element)
        return u"nothing"_s;
    switch (m_element->type()) {
    case dom::element_type::ARRAY:
        return u"a list"_s;
    case dom::element_type::OBJECT:
        return u"an object"_s;
    case dom::element_type::STRING:
        return u'"' + visibleText(text().left(40)) + u'"';
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
    case dom::element_type::BOOL:
    case dom::element_type::NULL_VALUE:
        break;
    }
    return QString::fromStdString(simdjson::minify(*m_element));
}

} // namespace interlock
