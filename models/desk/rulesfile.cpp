// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/rulesfile.h"
#include "models/domain/wholefile.h"

#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestRulesFile = qint64{4} * 1024 * 1024;

/// Lines of a block, [first, last), 0-based.
struct LineSpan
{
    qsizetype first = 0;
    qsizetype last = 0;
};

bool isHeaderLine(const QByteArray &line)
{
    const QByteArray packed = line.simplified().replace(' ', "");
    return packed.startsWith("[[rule]]");
}

bool isLeadLine(const QByteArray &line)
{
    const QByteArray trimmed = line.trimmed();
    return trimmed.isEmpty() || trimmed.startsWith('#');
}

std::optional<LineSpan> spanOfRule(const QList<QByteArray> &lines, const RuleSet &rules, std::size_t index)
{
    if (index >= rules.rules().size())
        return {};
    LineSpan span{rules.rules()[index].line - 1, lines.size()};
    if (span.first < 0 || span.first >= lines.size() || !isHeaderLine(lines[span.first]))
        return {};
    qsizetype next = span.first + 1;
    while (next < lines.size() && !isHeaderLine(lines[next]))
        ++next;
    span.last = next;
    // Comments right above the next rule are about that one.
    while (span.last > span.first + 1 && isLeadLine(lines[span.last - 1]))
        --span.last;
    return span;
}

bool hasKey(const QByteArray &line, const QByteArray &key)
{
    const QByteArray trimmed = line.trimmed();
    return trimmed.startsWith(key) && trimmed.mid(key.size()).trimmed().startsWith('=');
}

} // namespace

Result<QByteArray> RulesFile::read(const QString &path)
{
    if (!QFileInfo::exists(path))
        return QByteArray();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Input, file.errorString(), path);
    QByteArray bytes = file.read(largestRulesFile + 1);
    if (bytes.size() > largestRulesFile)
        return fail(ErrorKind::Input, u"it is larger than 4 MiB"_s, path);
    return bytes;
}

Result<void> RulesFile::write(const QString &path, const QByteArray &before, const QByteArray &after)
{
    const Result<QByteArray> there = read(path);
    if (!there)
        return tl::unexpected<Error>(there.error());
    if (*there != before)
        return fail(ErrorKind::Conflict, u"the file was changed meanwhile"_s, path);
    QSaveFile file(path);
    if (!writeWhole(file, after))
        return fail(ErrorKind::Input, file.errorString(), path);
    return {};
}

std::optional<QByteArray> RulesFile::ruleText(const QByteArray &file, const RuleSet &rules, std::size_t index)
{
    const QList<QByteArray> lines = file.split('\n');
    const std::optional<LineSpan> span = spanOfRule(lines, rules, index);
    if (!span)
        return {};
    return lines.mid(span->first, span->last - span->first).join('\n') + '\n';
}

QByteArray RulesFile::added(const QByteArray &file, const QByteArray &rule)
{
    QByteArray text = file;
    if (!text.isEmpty() && !text.endsWith('\n'))
        text += '\n';
    if (!text.isEmpty())
        text += '\n';
    text += rule.trimmed() + '\n';
    return text;
}

QByteArray RulesFile::replaced(const QByteArray &file, const RuleSet &rules, std::size_t index,
                               const QByteArray &rule)
{
    QList<QByteArray> lines = file.split('\n');
    const std::optional<LineSpan> span = spanOfRule(lines, rules, index);
    if (!span)
        return file;
    const QByteArray own = rule.trimmed();
    QList<QByteArray> text = lines.first(span->first);
    if (!own.isEmpty())
        text += own.split('\n');
    text += lines.sliced(span->last);
    return text.join('\n');
}

QByteArray RulesFile::withKey(const QByteArray &rule, const QByteArray &key, const QByteArray &value)
{
    QList<QByteArray> lines = rule.trimmed().split('\n');
    const QByteArray line = key + " = " + value;
    qsizetype end = lines.size(); // of the rule's own keys: a table below it begins another list
    for (qsizetype i = 1; i < lines.size(); ++i) {
        if (lines[i].trimmed().startsWith('[')) {
            end = i;
            break;
        }
        if (!hasKey(lines[i], key))
            continue;
        if (value.isEmpty())
            lines.removeAt(i);
        else
            lines[i] = line;
        return lines.join('\n') + '\n';
    }
    if (!value.isEmpty())
        lines.insert(end, line);
    return lines.join('\n') + '\n';
}

QByteArray RulesFile::quoted(const QString &text)
{
    QByteArray made = "\"";
    const QByteArray utf8 = text.toUtf8();
    for (const char c : utf8) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            made += '\\';
            made += c;
        } else if (code < 0x20 || code == 0x7f) {
            made += "\\u" + QByteArray::number(code, 16).rightJustified(4, '0');
        } else {
            made += c;
        }
    }
    return made + '"';
}

} // namespace interlock
