// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/themechoice.h"

#include "widgets/theme.h"

#include <QApplication>
#include <QSettings>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr auto themeKey = "window/theme";
}

ThemeChoice::ThemeChoice(QApplication &application)
    : m_application(application), m_systemIsDark(Theme::of(QApplication::palette()).isDark)
{
}

void ThemeChoice::apply(Choice choice)
{
    m_choice = choice;
    const bool dark = choice == Choice::Dark || (choice == Choice::System && m_systemIsDark);
    (dark ? Theme::dark() : Theme::light()).apply(m_application);
}

void ThemeChoice::remember() const
{
    const QString name = m_choice == Choice::Light  ? u"light"_s
                         : m_choice == Choice::Dark ? u"dark"_s
                                                    : u"system"_s;
    QSettings().setValue(QLatin1String(themeKey), name);
}

ThemeChoice::Choice ThemeChoice::fromName(const QString &name)
{
    if (name == u"light"_s)
        return Choice::Light;
    return name == u"dark"_s ? Choice::Dark : Choice::System;
}

ThemeChoice::Choice ThemeChoice::remembered()
{
    return fromName(QSettings().value(QLatin1String(themeKey)).toString());
}

} // namespace interlock
