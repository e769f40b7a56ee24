// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/format.h"

#include <cmath>
#include <QLocale>

namespace interlock {

using namespace Qt::StringLiterals;

QString Format::dash()
{
    return u"–"_s;
}

QString Format::counted(qint64 n, const QString &one, const QString &many)
{
    return n == 1 ? one : QString(many).replace(u"%1"_s, count(n));
}

QString Format::count(qint64 value)
{
    return QLocale().toString(value);
}

QString Format::withUnit(const QString &text, const QString &unit)
{
    return unit.isEmpty() ? text : text + u'\u2009' + unit;
}

QString Format::seconds(double value)
{
    if (!std::isfinite(value))
        return dash();
    if (std::abs(value) < 1.0)
        return withUnit(QLocale().toString(std::round(value * 1000), 'f', 0), tr("ms"));
    if (std::abs(value) < 60)
        return withUnit(QLocale().toString(value, 'f', std::abs(value) < 10 ? 2 : 1), tr("s"));
    return duration(std::chrono::seconds(qint64(value)));
}

QString Format::percent(double value, int decimals)
{
    if (!std::isfinite(value))
        return dash();
    return withUnit(QLocale().toString(value, 'f', decimals), u"%"_s);
}

QString Format::ratio(double value)
{
    const double shown = value * 100;
    return percent(shown, shown < 1 ? 2 : (shown < 10 ? 1 : 0));
}

QString Format::perSecond(double value)
{
    if (!std::isfinite(value))
        return dash();
    return withUnit(QLocale().toString(value, 'f', value < 10 ? 1 : 0), tr("/s"));
}

QString Format::observed(const ObservedShare &share)
{
    return u"%1 ±%2"_s.arg(percent(share.percent, 1), QLocale().toString(share.tolerance, 'f', 1));
}

QString Format::amount(qint64 minor, const QString &currency)
{
    return withUnit(QLocale().toString(double(minor) / 100.0, 'f', 2), currency);
}

QString Format::duration(std::chrono::seconds value)
{
    const qint64 s = std::abs(value.count());
    if (s < 60)
        return withUnit(QString::number(s), tr("s"));
    if (s < 3600)
        return withUnit(QString::number(s / 60), tr("min"));
    if (s < 86'400) {
        const qint64 minutes = s % 3600 / 60;
        const QString hours = withUnit(QString::number(s / 3600), tr("h"));
        return minutes == 0 ? hours : hours + u' ' + withUnit(QString::number(minutes), tr("min"));
    }
    return withUnit(QString::number(s / 86'400), tr("d"));
}

QString Format::relative(const QDateTime &time, const QDateTime &now)
{
    if (!time.isValid())
        return dash();
    const qint64 ago = time.secsTo(now);
    if (std::abs(ago) < 1)
        return tr("now");
    const QString length = duration(std::chrono::seconds(ago));
    return ago > 0 ? tr("%1 ago").arg(length) : tr("in %1").arg(length);
}

QString Format::absolute(const QDateTime &time)
{
    if (!time.isValid())
        return tr("time not known");
    const QDateTime local = time.toLocalTime();
    return local.toString(u"yyyy-MM-dd HH:mm:ss"_s) + u' ' + local.timeZoneAbbreviation();
}

QString Format::clock(const QDateTime &time)
{
    return time.isValid() ? time.toLocalTime().toString(u"HH:mm:ss"_s) : dash();
}

QString Format::clockMs(const QDateTime &time)
{
    return time.isValid() ? time.toLocalTime().toString(u"HH:mm:ss.zzz"_s) : dash();
}

} // namespace interlock
