// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/csvtext.h"

#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

QString csvField(const QString &text)
{
    QString field = text;
    if (!field.isEmpty() && u"=+-@\t\r\0"_s.contains(field.front()))
        field.prepend(u'\'');
    const bool quoted =
        field.contains(u',') || field.contains(u'"') || field.contains(u'\n') || field.contains(u'\r');
    return quoted ? u'"' + field.replace(u'"', u"\"\""_s) + u'"' : field;
}

QString csvNumber(double value, int digits)
{
    return std::isfinite(value) ? QString::number(value, 'g', digits) : QString();
}

QString csvRecord(const QStringList &fields)
{
    return fields.join(u',') + u"\r\n"_s;
}

} // namespace interlock
