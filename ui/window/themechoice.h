// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QApplication;

namespace interlock {

/// Light, dark, or as the desktop has it; remembered over restarts. Make it before anything gives the
/// application a palette: what the desktop wants is looked at then.
class ThemeChoice final
{
public:
    enum class Choice { System, Light, Dark };

    explicit ThemeChoice(QApplication &application);

    [[nodiscard]] Choice choice() const { return m_choice; }
    void apply(Choice choice);
    void remember() const;
    /// "system", "light", "dark", as the command line has them; System for anything else.
    [[nodiscard]] static Choice fromName(const QString &name);
    [[nodiscard]] static Choice remembered();

private:
    QApplication &m_application;
    bool m_systemIsDark;
    Choice m_choice = Choice::System;
};

} // namespace interlock
