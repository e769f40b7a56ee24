// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "models/control/team/team.h"
#include "models/desk/paritydesk.h"
#include "models/domain/plaintext.h"
#include "ui/alarms/alarmnotice.h"
#include "ui/alarms/alarmspage.h"
#include "ui/alarms/alarmstrip.h"
#include "ui/cockpit/cockpitpage.h"
#include "ui/drill/drillpage.h"
#include "ui/filesave.h"
#include "ui/journal/journalpage.h"
#include "ui/orders/orderspage.h"
#include "ui/parity/paritypage.h"
#include "ui/plan/planpage.h"
#include "ui/plots/derivedseries.h"
#include "ui/rollback/rollbackbar.h"
#include "ui/routes/routespage.h"
#include "ui/sync/syncpage.h"
#include "ui/team/teamstrip.h"
#include "ui/text/format.h"
#include "ui/text/plantext.h"
#include "ui/text/tooltip.h"
#include "ui/watch/gradualstrip.h"
#include "ui/watch/watchlabel.h"
#include "ui/window/freshnessrow.h"
#include "ui/window/navigation.h"
#include "ui/window/themechoice.h"
#include "widgets/environmentframe.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

MainWindow::MainWindow(Control &control, SeriesHistory &history, ParityDesk &parity, ThemeChoice &theme,
                       QWidget *parent)
    : QMainWindow(parent),
      m_control(control),
      m_monitor(control.monitor()),
      m_history(history),
      m_parity(parity),
      m_theme(theme),
      m_derived(new DerivedSeries(this)),
      m_pages(new QStackedWidget(this)),
      m_navigation(new Navigation(this)),
      m_alarmStrip(new AlarmStrip(this)),
      m_rollback(new RollbackBar(control, this)),
      m_alarmNotice(new AlarmNotice(this))
{
    setObjectName(u"main-window"_s);
    const Profile &profile = control.profile();
    setWindowTitle(tr("%1 ▸ %2 — Interlock")
                       .arg(visibleText(profile.environment.name).toUpper(), visibleText(profile.migration)));
    makePages();
    makeLayout();
    makeMenus();
    makeShortcuts();
    resize(1280, 800);
    connect(&m_monitor, &Monitor::changed, this, &MainWindow::refresh);
    connect(&m_monitor, &Monitor::pastArrived, m_derived,
            [this](const QList<SignalSeries> &past) { m_derived->takePast(m_control.profile(), past); });
    connect(&m_monitor, &Monitor::alarmsChanged, this, &MainWindow::refreshAlarms);
    connect(m_alarmStrip, &AlarmStrip::acknowledged, &m_monitor, &Monitor::acknowledge);
    connect(m_alarmStrip, &AlarmStrip::allWanted, this, [this] { showPage(u"alarms"_s); });
    connect(m_navigation, &Navigation::currentRowChanged, this, [this](int row) {
        m_pages->setCurrentIndex(row);
        refresh();
    });
    // A clock that stands still betrays a window that hangs.
    m_clockTimer.setInterval(1s);
    connect(&m_clockTimer, &QTimer::timeout, this, &MainWindow::tick);
    m_clockTimer.start();
    m_navigation->setCurrentRow(0);
    tick();
    refreshAlarms();
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages()
{
    auto *cockpit = new CockpitPage(m_control, m_routes, m_history, m_derived->history(), this);
    m_routesPage = new RoutesPage(m_control, m_routes, m_history, this);
    m_parityPage = new ParityPage(m_parity, m_control.profile(), this);
    m_journalPage = new JournalPage(m_control.journal(), this);
    addPage(cockpit);
    addPage(m_routesPage);
    addPage(m_parityPage);
    addPage(new OrdersPage(m_history, this));
    addPage(new SyncPage(m_control, m_history, this));
    addPage(new PlanPage(m_control, this));
    addPage(new DrillPage(m_control, findDrillPrograms(), this));
    addPage(m_journalPage);
    addPage(new AlarmsPage(m_control, this));
    connect(m_journalPage, &JournalPage::entriesChanged, cockpit, [this, cockpit] {
        cockpit->showActs(m_journalPage->model().entries());
        m_parityPage->showActs(m_journalPage->model().entries());
    });
    if (Team *team = m_control.team()) {
        connect(&team->share(), &JournalShare::arrived, m_journalPage, &JournalPage::addOthers);
        m_journalPage->addOthers(team->share().others());
    }
    connect(cockpit, &CockpitPage::routeWanted, this, [this](const QString &routeId) {
        showPage(u"routes"_s);
        m_routesPage->selectRoute(routeId);
    });
}

void MainWindow::addPage(Page *page)
{
    m_pages->addWidget(page);
    m_navigation->addPage(page);
}

void MainWindow::makeLayout()
{
    const Profile &profile = m_control.profile();
    auto *frame = new EnvironmentFrame(this);
    frame->setObjectName(u"environment"_s);
    frame->setEnvironment(visibleText(profile.environment.name), QColor(profile.environment.colour));
    frame->setTitle(u"▸ "_s + visibleText(profile.migration));
    auto *contents = new QWidget(frame);
    auto *column = new QVBoxLayout(contents);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_navigation);
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    if (profile.planStart.isValid()) {
        m_planLine = new PlainLabel(contents);
        m_planLine->setObjectName(u"plan-top"_s);
        m_planLine->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        m_planLine->setContentsMargins(2 * Theme::Grid, Theme::Grid / 2, 2 * Theme::Grid, 0);
        right->addWidget(m_planLine);
    }
    if (m_control.team())
        right->addWidget(new TeamStrip(m_control, contents));
    right->addWidget(m_pages, 1);
    right->addWidget(m_alarmStrip);
    middle->addLayout(right, 1);
    column->addLayout(middle, 1);
    auto *line = new QFrame(contents);
    line->setFrameShape(QFrame::HLine);
    line->setFrameShadow(QFrame::Plain);
    line->setFixedHeight(1);
    column->addWidget(line);
    auto *gradual = new GradualStrip(m_control, contents);
    connect(gradual, &GradualStrip::immediateWanted, m_rollback, &RollbackBar::arm);
    column->addWidget(gradual);
    column->addWidget(m_rollback);
    frame->setContents(contents);
    setCentralWidget(frame);
    setMinimumSize(1100, 700);
}

QWidget *MainWindow::makeCorner()
{
    auto *corner = new QWidget(this);
    auto *row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 3, Theme::Grid, 3);
    row->setSpacing(2 * Theme::Grid);
    m_freshness = new FreshnessRow(corner);
    m_clock = new PlainLabel(corner);
    m_clock->setObjectName(u"clock"_s);
    m_clock->setFont(themeFont(FontRole::BodyStrong, font()));
    m_clock->setText(u"00:00:00"_s);
    m_clock->setMinimumWidth(m_clock->sizeHint().width() + 4);
    m_corner = row;
    row->addWidget(m_freshness);
    row->addWidget(m_clock);
    return corner;
}

void MainWindow::setEngine(Engine &engine)
{
    m_corner->insertWidget(0, new WatchLabel(engine, this));
}

void MainWindow::makeMenus()
{
    menuBar()->setCornerWidget(makeCorner(), Qt::TopRightCorner);
    QMenu *file = menuBar()->addMenu(tr("&Console"));
    file->addAction(tr("Save this page as PNG …"), QKeySequence(u"Ctrl+Shift+S"_s), this,
                    &MainWindow::savePage);
    file->addAction(tr("Ask every endpoint now"), QKeySequence(Qt::Key_F5), &m_monitor, &Monitor::refresh);
    file->addSeparator();
    file->addAction(tr("Quit"), QKeySequence(u"Ctrl+Q"_s), this, &QWidget::close);
    QMenu *view = menuBar()->addMenu(tr("&View"));
    for (int i = 0; i < m_pages->count(); ++i) {
        view->addAction(page(i)->title(), QKeySequence(u"Ctrl+%1"_s.arg(i + 1)), this,
                        [this, i] { showPage(page(i)->name()); });
    }
    view->addSeparator();
    auto *group = new QActionGroup(this);
    const std::pair<QString, ThemeChoice::Choice> choices[] = {
        {tr("Colours as the desktop has them"), ThemeChoice::Choice::System},
        {tr("Light"), ThemeChoice::Choice::Light},
        {tr("Dark"), ThemeChoice::Choice::Dark}};
    for (const auto &[text, choice] : choices) {
        QAction *action = view->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_theme.choice() == choice);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, choice = choice] {
            m_theme.apply(choice);
            m_theme.remember();
            refresh();
            refreshAlarms();
        });
    }
    view->addSeparator();
    m_alarmNotice->addChoices(*view);
    QMenu *rollback = menuBar()->addMenu(tr("&Rollback"));
    rollback->addAction(tr("Send 100 % to LEGACY …"), QKeySequence(u"Ctrl+Shift+R"_s), m_rollback,
                        &RollbackBar::arm);
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("Keyboard"), QKeySequence(Qt::Key_F1), this, &MainWindow::showShortcuts);
}

void MainWindow::makeShortcuts()
{
    auto *acknowledge = new QShortcut(QKeySequence(u"Ctrl+Shift+A"_s), this);
    connect(acknowledge, &QShortcut::activated, m_alarmStrip, &AlarmStrip::acknowledgeShown);
}

Page *MainWindow::page(int index) const
{
    return qobject_cast<Page *>(m_pages->widget(index));
}

QStringList MainWindow::pageNames() const
{
    QStringList names;
    for (int i = 0; i < m_pages->count(); ++i)
        names << page(i)->name();
    return names;
}

QString MainWindow::currentPage() const
{
    return page(m_pages->currentIndex())->name();
}

bool MainWindow::showPage(const QString &name)
{
    const qsizetype index = pageNames().indexOf(name.section(u'/', 0, 0));
    if (index < 0)
        return false;
    const QString view = name.section(u'/', 1);
    if (!view.isEmpty() && !page(int(index))->showView(view))
        return false;
    m_navigation->setCurrentRow(int(index));
    return true;
}

QStringList MainWindow::viewNames() const
{
    QStringList names;
    for (int i = 0; i < m_pages->count(); ++i) {
        names << page(i)->name();
        const QStringList views = page(i)->views();
        for (const QString &view : views)
            names << page(i)->name() + u'/' + view;
    }
    return names;
}

void MainWindow::refresh()
{
    const MigrationState &state = m_monitor.state();
    m_derived->feed(state);
    m_routes.setCleanSpells(m_parity.cleanSpells());
    m_routes.setState(state);
    m_freshness->showState(state);
    m_rollback->showState(state);
    if (m_planLine) {
        const QString line = PlanText::line(m_control.plan().view(), m_control.profile());
        m_planLine->setText(line);
        setPlainToolTip(m_planLine, line);
    }
    if (Page *shown = page(m_pages->currentIndex()))
        shown->showState(state);
}

void MainWindow::refreshAlarms()
{
    const QList<Alarm> alarms = m_monitor.alarms();
    QList<Alarm> pressing;
    for (const Alarm &alarm : alarms) {
        if (alarm.state != AlarmState::Shelved && alarm.state != AlarmState::Suppressed)
            pressing << alarm;
    }
    m_alarmStrip->showAlarms(pressing);
    m_navigation->setBadge(u"alarms"_s, int(pressing.size()));
    m_alarmNotice->showAlarms(pressing);
}

void MainWindow::tick()
{
    const QDateTime now = QDateTime::currentDateTime();
    m_clock->setText(Format::clock(now));
    setPlainToolTip(m_clock, Format::absolute(now));
}

void MainWindow::showShortcuts()
{
    tellPlainly(this, tr("Keyboard"),
                tr("Ctrl+Shift+R, then Enter: roll everything back to LEGACY\n"
                   "Esc in the rollback bar: do not roll back\n"
                   "Ctrl+1 … Ctrl+%1: pages\n"
                   "Ctrl+Page Up, Ctrl+Page Down: views of Parity\n"
                   "Ctrl+Shift+A: acknowledge the alarm shown\n"
                   "Tab, Shift+Tab: next and previous control\n"
                   "Arrow keys, Page Up, Page Down: share, modes, tables, plots\n"
                   "Enter on “Enter: send”: send a prepared change without holding\n"
                   "Ctrl+C, Ctrl+S in a table: copy, save as CSV\n"
                   "Ctrl+Shift+S: save the page as PNG\n"
                   "F5: ask every endpoint now\n"
                   "Ctrl+Q: quit")
                    .arg(m_pages->count()));
}

void MainWindow::savePage()
{
    const QImage image = grab().toImage();
    askWhereToSave(
        this, tr("Save the page"), tr("PNG images (*.png)"), u"png"_s, [image](const QString &path) {
            return image.save(path, "PNG")
                       ? QString()
                       : tr("%1 could not be written. Choose another place.").arg(visibleText(path));
        });
}

void MainWindow::restoreState()
{
    const QSettings settings;
    restoreGeometry(settings.value(u"window/geometry"_s).toByteArray());
    showPage(settings.value(u"window/page"_s).toString());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    QSettings settings;
    settings.setValue(u"window/geometry"_s, saveGeometry());
    settings.setValue(u"window/page"_s, currentPage());
    QMainWindow::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_freshness) {
        m_freshness->showState(m_monitor.state());
        refreshAlarms();
    }
}

} // namespace interlock
