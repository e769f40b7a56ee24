// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/comparearguments.h"

#include <limits>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// A whole number from @p min to @p max; sizes may end in K, M or G (times 1024).
tl::expected<std::optional<qint64>, QString> numberOption(const QCommandLineParser &parser,
                                                          const QString &name, qint64 min, qint64 max,
                                                          bool isSize = false)
{
    if (!parser.isSet(name))
        return std::nullopt;
    const QString text = parser.value(name);
    QString digits = text;
    qint64 unit = 1;
    const qsizetype power = isSize && !text.isEmpty() ? u"KMG"_s.indexOf(text.back().toUpper()) : -1;
    if (power >= 0) {
        digits.chop(1);
        unit = qint64{1} << (10 * (power + 1));
    }
    bool ok = false;
    const qint64 number = digits.toLongLong(&ok);
    if (!ok || number < min || number > max / unit)
        return tl::unexpected(
            u"--%1 must be a whole number %2 … %3, not \"%4\""_s.arg(name).arg(min).arg(max).arg(text));
    return number * unit;
}

} // namespace

QStringList compareOptionNames()
{
    return {u"rules"_s, u"route"_s, u"max-differences"_s, u"max-size"_s, u"max-depth"_s,
            u"jobs"_s,  u"html"_s,  u"id-map"_s};
}

tl::expected<CompareRequest, QString> takeCompare(const QCommandLineParser &parser, const QStringList &files)
{
    constexpr qint64 mostDifferences = 1'000'000'000;
    constexpr qint64 mostBytes = (qint64{1} << 30) - 1;
    constexpr qint64 mostDepth = 10'000; // each level takes stack
    constexpr qint64 mostJobs = 1024;
    if (files.size() != 2)
        return tl::unexpected(u"compare needs two files: LEGACY and NEW"_s);
    if (files.first() == u"-" && files.last() == u"-")
        return tl::unexpected(u"only one of the two can be standard input"_s);
    CompareRequest request;
    request.legacy = files.first();
    request.newer = files.last();
    request.rules = parser.value(u"rules"_s);
    request.route = parser.value(u"route"_s);
    request.html = parser.value(u"html"_s);
    request.idMap = parser.value(u"id-map"_s);
    for (const QString &name : {u"rules"_s, u"html"_s, u"id-map"_s}) {
        if (parser.isSet(name) && parser.value(name).isEmpty())
            return tl::unexpected(u"--%1 needs a file"_s.arg(name));
    }
    const auto differences = numberOption(parser, u"max-differences"_s, 0, mostDifferences);
    const auto size = numberOption(parser, u"max-size"_s, 1, mostBytes, true);
    const auto depth = numberOption(parser, u"max-depth"_s, 0, mostDepth);
    const auto jobs = numberOption(parser, u"jobs"_s, 1, mostJobs);
    for (const auto *const number : {&differences, &size, &depth, &jobs}) {
        if (!*number)
            return tl::unexpected(number->error());
    }
    request.maxDifferences = differences->value_or(request.maxDifferences);
    request.maxSize = *size;
    if (*depth)
        request.maxDepth = static_cast<int>(**depth);
    if (*jobs)
        request.jobs = static_cast<int>(**jobs);
    return request;
}

} // namespace interlock
