// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/history/serieshistory.h"
#include "models/tables/routetablemodel.h"

#include <QMainWindow>
#include <QTimer>

class QActionGroup;
class QHBoxLayout;
class QStackedWidget;

namespace interlock {

class AlarmNotice;
class AlarmStrip;
class DerivedSeries;
class FreshnessRow;
class JournalPage;
class Navigation;
class Page;
class Engine;
class ParityDesk;
class ParityPage;
class PlainLabel;
class RollbackBar;
class RoutesPage;
class ThemeChoice;

/// The console: pages on the left, the page, the alarm strip, and the rollback bar lowest of all, framed in
/// the environment's colour. Shows what the monitor knows; changes nothing but through the control.
///
/// It can be shown before any endpoint has answered. Window state is kept in QSettings; an armed act never
/// is.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MainWindow)

public:
    /// Everything given outlives the window.
    MainWindow(Control &control, SeriesHistory &history, ParityDesk &parity, ThemeChoice &theme,
               QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Page names in the order of the navigation.
    [[nodiscard]] QStringList pageNames() const;
    [[nodiscard]] QString currentPage() const;
    /// A page, or one of its views (`parity/rules`). False when there is no such page or view.
    bool showPage(const QString &name);
    /// Page names, each followed by those of its views.
    [[nodiscard]] QStringList viewNames() const;
    [[nodiscard]] RollbackBar *rollbackBar() const { return m_rollback; }
    [[nodiscard]] RoutesPage *routesPage() const { return m_routesPage; }
    void restoreState();
    /// Shows in the corner who watches. @p engine outlives the window.
    void setEngine(Engine &engine);

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makePages();
    void makeLayout();
    void makeMenus();
    void makeShortcuts();
    void addPage(Page *page);
    [[nodiscard]] QWidget *makeCorner();
    [[nodiscard]] Page *page(int index) const;
    void refresh();
    void refreshAlarms();
    void tick();
    void showShortcuts();
    void savePage();

    Control &m_control;
    Monitor &m_monitor;
    SeriesHistory &m_history;
    ParityDesk &m_parity;
    ThemeChoice &m_theme;
    RouteTableModel m_routes;
    DerivedSeries *m_derived;
    QTimer m_clockTimer;
    QStackedWidget *m_pages;
    Navigation *m_navigation;
    AlarmStrip *m_alarmStrip;
    PlainLabel *m_planLine = nullptr; ///< only where the profile says when the plan starts
    RollbackBar *m_rollback;
    AlarmNotice *m_alarmNotice;
    FreshnessRow *m_freshness = nullptr;
    PlainLabel *m_clock = nullptr;
    QHBoxLayout *m_corner = nullptr;
    RoutesPage *m_routesPage = nullptr;
    JournalPage *m_journalPage = nullptr;
    ParityPage *m_parityPage = nullptr;
};

} // namespace interlock
