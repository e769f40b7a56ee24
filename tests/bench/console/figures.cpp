// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/console/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <QCoreApplication>
#include <QTimer>

namespace interlock::bench {

using namespace Qt::StringLiterals;

namespace {

QString number(double value, const QString &unit)
{
    const int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return QString::number(value, 'f', decimals) + (unit.isEmpty() ? QString() : u' ' + unit);
}

QString verdict(const Figure &figure)
{
    if (!figure.median)
        return u"none"_s;
    if (!figure.atMost)
        return u"-"_s;
    return *figure.median <= *figure.atMost ? u"met"_s : u"SHORT"_s;
}

} // namespace

std::optional<double> median(std::vector<double> values)
{
    if (values.empty())
        return std::nullopt;
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

QString tableLine(const Figure *figure)
{
    const auto line = [](const QString &name, const QString &median, const QString &expected,
                         const QString &word, const QString &command) -> QString {
        return name.leftJustified(62) + median.rightJustified(12) + expected.rightJustified(12) + u"  "_s +
               word.leftJustified(6) + u"  "_s + command;
    };
    if (!figure)
        return line(u"figure"_s, u"median"_s, u"expected"_s, u""_s, u"command"_s);
    const QString expected = figure->atMost ? u"≤ "_s + number(*figure->atMost, figure->unit) : u"-"_s;
    QString text = line(figure->name, figure->median ? number(*figure->median, figure->unit) : u"-"_s,
                        expected, verdict(*figure), figure->command);
    if (!figure->problem.isEmpty())
        text += u"\n    "_s + figure->problem;
    return text;
}

void say(const QString &text)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(text));
}

bool runUntil(const std::function<bool()> &done, double seconds)
{
    bool late = false;
    QTimer guard;
    guard.setSingleShot(true);
    QObject::connect(&guard, &QTimer::timeout, &guard, [&late] { late = true; });
    guard.start(int(std::lround(seconds * 1000)));
    while (!done() && !late)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return done();
}

} // namespace interlock::bench
