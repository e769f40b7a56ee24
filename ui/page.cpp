// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/page.h"

namespace interlock {

Page::Page(const QString &name, const QString &title, QWidget *parent)
    : QWidget(parent), m_name(name), m_title(title)
{
    setObjectName(name);
    setAccessibleName(title);
}

} // namespace interlock
