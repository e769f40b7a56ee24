// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "ui/page.h"

namespace interlock {

class ActPanel;
class RoutePresentation;
class RouteTableModel;
class TreeTable;

/// The routes, and the guarded change of the one that is selected.
class RoutesPage final : public Page
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RoutesPage)

public:
    RoutesPage(Control &control, RouteTableModel &model, QWidget *parent = nullptr);

    void showState(const MigrationState &state) override;
    void selectRoute(const QString &routeId);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    RouteTableModel &m_model;
    RoutePresentation *m_presentation;
    TreeTable *m_table;
    ActPanel *m_panel;
};

} // namespace interlock
