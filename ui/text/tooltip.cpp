// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/tooltip.h"

#include <QWidget>

namespace interlock {

QString plainToolTip(const QString &plain)
{
    if (plain.isEmpty())
        return {};
    return QStringLiteral("<qt>%1</qt>").arg(plain.toHtmlEscaped().replace(u'\n', QLatin1String("<br>")));
}

void setPlainToolTip(QWidget *widget, const QString &plain)
{
    const QString tip = plainToolTip(plain);
    if (widget->toolTip() != tip)
        widget->setToolTip(tip);
}

} // namespace interlock
