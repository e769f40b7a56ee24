// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/migrationstate.h"

#include <QWidget>

namespace interlock {

/// One page of the window. It is told the picture of the migration while it is shown, at most ten times a
/// second, and once when it comes to the front.
class Page : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Page)

public:
    /// @p name is the word of `--screenshot` and of the window state; @p title is shown.
    Page(const QString &name, const QString &title, QWidget *parent = nullptr);

    [[nodiscard]] const QString &name() const { return m_name; }
    [[nodiscard]] const QString &title() const { return m_title; }
    virtual void showState(const MigrationState &state) = 0;
    /// Names of the views behind one another on this page, in order; a page without has none.
    [[nodiscard]] virtual QStringList views() const { return {}; }
    /// Brings a view to the front. False when there is no such view.
    virtual bool showView(const QString &) { return false; }

private:
    QString m_name;
    QString m_title;
};

} // namespace interlock
