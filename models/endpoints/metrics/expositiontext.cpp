// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/metrics/expositiontext.h"

#include <charconv>
#include <limits>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
bool isExpositionBlank(char c)
{
    return c == ' ' || c == '\t';
}
bool isExpositionLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isExpositionDigit(char c)
{
    return c >= '0' && c <= '9';
}

/// One line, left to right. The first thing wrong is kept, with its column.
class ExpositionLine final
{
public:
    explicit ExpositionLine(std::string_view line) : m_line(line) {}

    [[nodiscard]] std::size_t column() const { return m_at + 1; }
    [[nodiscard]] const char *expected() const { return m_expected; }

    bool fail(const char *expected)
    {
        m_expected = expected;
        return false;
    }
    void skipBlanks()
    {
        while (m_at < m_line.size() && isExpositionBlank(m_line[m_at]))
            ++m_at;
    }
    [[nodiscard]] bool atEnd() const { return m_at >= m_line.size(); }
    bool take(char c)
    {
        if (atEnd() || m_line[m_at] != c)
            return false;
        ++m_at;
        return true;
    }
    std::string_view takeName(bool colons)
    {
        const std::size_t from = m_at;
        while (!atEnd() && (isExpositionLetter(m_line[m_at]) || (colons && m_line[m_at] == ':') ||
                            (m_at > from && isExpositionDigit(m_line[m_at]))))
            ++m_at;
        return m_line.substr(from, m_at - from);
    }
    std::string_view takeWord()
    {
        const std::size_t from = m_at;
        while (!atEnd() && !isExpositionBlank(m_line[m_at]))
            ++m_at;
        return m_line.substr(from, m_at - from);
    }
    void back(std::size_t count) { m_at -= count; }
    bool takeQuoted(QByteArray &text);
    bool takeLabels(ExpositionSample &sample);
    bool takeValue(double &value);
    bool takeTimestamp(std::optional<qint64> &timestamp);
    bool takeSample(ExpositionSample &sample);
    bool takeComment();

private:
    std::string_view m_line;
    std::size_t m_at = 0;
    const char *m_expected = "";
};

bool ExpositionLine::takeQuoted(QByteArray &text)
{
    if (!take('"'))
        return fail("a quoted value");
    while (!atEnd()) {
        const char c = m_line[m_at++];
        if (c == '"')
            return true;
        if (c != '\\') {
            text += c;
            continue;
        }
        const char escaped = atEnd() ? '\0' : m_line[m_at++];
        if (escaped == 'n')
            text += '\n';
        else if (escaped == '\\' || escaped == '"')
            text += escaped;
        else
            return fail("\\\\, \\\" or \\n after a backslash");
    }
    return fail("the closing quote");
}

bool ExpositionLine::takeLabels(ExpositionSample &sample)
{
    for (;;) {
        skipBlanks();
        if (take('}'))
            return true;
        const std::string_view name = takeName(false);
        if (name.empty())
            return fail("the name of a label or }");
        skipBlanks();
        if (!take('='))
            return fail("=");
        skipBlanks();
        QByteArray value;
        if (!takeQuoted(value))
            return false;
        sample.labels.append({QByteArray(name.data(), qsizetype(name.size())), value});
        skipBlanks();
        if (take(','))
            continue;
        if (take('}'))
            return true;
        return fail(", or }");
    }
}

bool ExpositionLine::takeValue(double &value)
{
    const std::string_view word = takeWord();
    std::string_view digits = word;
    if (digits.starts_with('+'))
        digits.remove_prefix(1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool isWhole = end == digits.data() + digits.size() && !digits.empty() && !word.starts_with("+-");
    if (isWhole && error == std::errc()) // takes nan, inf and infinity in any case too, as Prometheus does
        return true;
    if (isWhole && error == std::errc::result_out_of_range) {
        value = std::strtod(std::string(digits).c_str(), nullptr);
        return true;
    }
    back(word.size());
    return fail("a number");
}

bool ExpositionLine::takeTimestamp(std::optional<qint64> &timestamp)
{
    const std::string_view word = takeWord();
    qint64 value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size()) {
        back(word.size());
        return fail("a time stamp in milliseconds");
    }
    timestamp = value;
    return true;
}

bool ExpositionLine::takeSample(ExpositionSample &sample)
{
    skipBlanks();
    const std::string_view name = takeName(true);
    if (name.empty())
        return fail("the name of a metric");
    sample.name = QByteArray(name.data(), qsizetype(name.size()));
    const std::size_t afterName = m_at;
    skipBlanks();
    const bool labelled = take('{');
    if (labelled && !takeLabels(sample))
        return false;
    if (!labelled && m_at == afterName && !atEnd())
        return fail("{ or a blank after the name");
    skipBlanks();
    if (!takeValue(sample.value))
        return false;
    skipBlanks();
    if (!atEnd() && !takeTimestamp(sample.timestampMs))
        return false;
    skipBlanks();
    return atEnd() || fail("the end of the line");
}

/// Comments are free but for TYPE, whose type is checked.
bool ExpositionLine::takeComment()
{
    take('#');
    skipBlanks();
    if (takeWord() != "TYPE")
        return true;
    skipBlanks();
    if (takeName(true).empty())
        return fail("the name of a metric");
    skipBlanks();
    const std::string_view type = takeWord();
    for (const std::string_view known : {"counter", "gauge", "histogram", "summary", "untyped"}) {
        if (type == known)
            return true;
    }
    back(type.size());
    return fail("counter, gauge, histogram, summary or untyped");
}
} // namespace

QByteArray ExpositionSample::label(QByteArrayView labelName) const
{
    for (const auto &pair : labels) {
        if (pair.first == labelName)
            return pair.second;
    }
    return {};
}

Result<QList<ExpositionSample>> parseExposition(const QByteArray &text, const QSet<QByteArray> &wanted,
                                                const QString &where)
{
    QList<ExpositionSample> samples;
    std::string_view rest(text.constData(), std::size_t(text.size()));
    const auto wrong = [&where](qsizetype line, std::size_t column, const QString &what) {
        return fail(
            ErrorKind::Protocol,
            u"line %1, column %2: expected %3"_s.arg(QString::number(line), QString::number(column), what),
            where);
    };
    for (qsizetype number = 1; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos)
            return wrong(number, rest.size() + 1, u"a line end: the text was cut"_s);
        std::string_view content = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        if (content.ends_with('\r'))
            content.remove_suffix(1);
        const std::size_t first = content.find_first_not_of(" \t");
        if (first == std::string_view::npos)
            continue;
        ExpositionLine line(content);
        line.skipBlanks();
        ExpositionSample sample;
        const bool isComment = content[first] == '#';
        if (isComment ? !line.takeComment() : !line.takeSample(sample))
            return wrong(number, line.column(), QString::fromLatin1(line.expected()));
        if (!isComment && (wanted.isEmpty() || wanted.contains(sample.name)))
            samples.append(sample);
    }
    return samples;
}

} // namespace interlock
