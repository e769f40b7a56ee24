// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/rollback/rollbackbar.h"

#include "models/control/warrantykeeper.h"
#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/confirmbutton.h"
#include "ui/rollback/rollbacktext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/warrantytext.h"
#include "widgets/holdbutton.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>

namespace interlock {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {
QString routeTitle(const RouteSpec &route)
{
    return visibleText(route.title.isEmpty() ? route.id : route.title);
}

/// The rollback that the bar tells of is this console's: it was started here, or taken up again here.
bool isOurs(const RollbackAct &act)
{
    return act.startedAt().isValid() && act.state() != RollbackState::Idle;
}
} // namespace

RollbackBar::RollbackBar(Control &control, QWidget *parent)
    : QFrame(parent), m_control(control), m_act(*control.rollback()), m_now(QDateTime::currentDateTimeUtc())
{
    setObjectName(u"rollback-bar"_s);
    setAccessibleName(tr("Rollback"));
    setAutoFillBackground(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, Theme::Grid, 2 * Theme::Grid, Theme::Grid);
    layout->setSpacing(2 * Theme::Grid);
    m_actions = new QStackedWidget(this);
    layout->addWidget(makeStatus());
    m_actions->insertWidget(IdlePage, makeIdle());
    m_actions->insertWidget(ArmedPage, makeArmed());
    m_actions->insertWidget(RunningPage, makeRunning());
    m_actions->insertWidget(SafePage, makeSafe());
    layout->addWidget(m_actions, 3);
    m_side = new QStackedWidget(this);
    m_side->addWidget(makePaths());
    m_side->addWidget(makeBlindHelp());
    layout->addWidget(m_side, 2);
    setFixedHeight(116);
    refreshScope();
    connectAct();
    refresh();
}

void RollbackBar::connectAct()
{
    connect(&m_act, &RollbackAct::changed, this, &RollbackBar::refresh);
    connect(&m_control.warranty(), &WarrantyKeeper::changed, this, &RollbackBar::refreshStatus);
    connect(m_hold, &HoldButton::holdBegan, this, [this] {
        armAgain();
        m_act.beginHold();
    });
    connect(m_hold, &HoldButton::holdReleased, &m_act, &RollbackAct::releaseHold);
    connect(m_hold, &HoldButton::keyboardActivated, m_confirm, [this] { m_confirm->setFocus(); });
    connect(m_confirm, &QPushButton::clicked, this, [this] {
        armAgain();
        m_act.confirm();
    });
    connect(m_reason, &QLineEdit::returnPressed, m_confirm, [this] { m_confirm->setFocus(); });
    auto *escape = new QShortcut(Qt::Key_Escape, this);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &RollbackBar::disarm);
    m_ticker.setInterval(100ms);
    connect(&m_ticker, &QTimer::timeout, this, &RollbackBar::refreshAction);
}

void RollbackBar::arm()
{
    if (m_act.state() != RollbackState::Armed)
        m_act.arm(chosenRoutes(), chosenReason());
    m_confirm->setFocus(Qt::ShortcutFocusReason);
}

void RollbackBar::armAgain()
{
    if (m_act.state() != RollbackState::Armed)
        return;
    const QStringList wanted = chosenRoutes().isEmpty() ? QStringList{u"*"_s} : chosenRoutes();
    if (m_act.routes() == wanted && m_act.reason() == chosenReason())
        return;
    m_act.disarm();
    m_act.arm(chosenRoutes(), chosenReason());
}

void RollbackBar::disarm()
{
    const RollbackState state = m_act.state();
    if (state != RollbackState::Armed && state != RollbackState::Hold)
        return;
    m_act.disarm();
    m_reason->clear();
    for (QAction *action : m_scopeMenu->actions()) {
        if (action->isCheckable())
            action->setChecked(false);
    }
    switch (wantedPage()) {
    case SafePage:
        m_againButton->setFocus();
        return;
    case RunningPage:
        m_moreButton->setFocus();
        return;
    case IdlePage:
    case ArmedPage:
        m_button->setFocus();
        return;
    }
}

void RollbackBar::release()
{
    const QString reason = m_releaseReason->text().trimmed();
    if (reason.isEmpty() || m_releasing)
        return;
    m_releasing = true;
    m_releaseProblem.clear();
    whenDone(m_control.releaseLatch(reason), this, [this](const Result<BridgeState> &state) {
        m_releasing = false;
        if (!state)
            m_releaseProblem = ErrorText::sentence(state.error());
        else if (state->waitingFor > 0)
            m_releaseProblem =
                Format::counted(state->waitingFor, tr("Waiting for one more person to release it too."),
                                tr("Waiting for %1 more people to release it too."));
        else
            m_releaseReason->clear();
        refresh();
    });
    refreshAction();
}

QStringList RollbackBar::chosenRoutes() const
{
    QStringList routes;
    for (const QAction *action : m_scopeMenu->actions()) {
        if (action->isCheckable() && action->isChecked())
            routes << action->data().toString();
    }
    return routes;
}

QString RollbackBar::chosenReason() const
{
    const QString text = m_reason->text().trimmed();
    return text.isEmpty() ? tr("emergency rollback from the console") : text;
}

void RollbackBar::refreshScope()
{
    QAction *all = m_scopeMenu->addAction(tr("All routes"));
    connect(all, &QAction::triggered, this, [this] {
        for (QAction *action : m_scopeMenu->actions()) {
            if (action->isCheckable())
                action->setChecked(false);
        }
    });
    m_scopeMenu->addSeparator();
    for (const RouteSpec &route : m_control.profile().routes) {
        QAction *action = m_scopeMenu->addAction(routeTitle(route).replace(u'&', u"&&"_s));
        action->setCheckable(true);
        action->setData(route.id);
        connect(action, &QAction::toggled, this, [this] {
            armAgain();
            refreshAction();
        });
    }
}

void RollbackBar::showState(const MigrationState &state)
{
    m_now = state.wall;
    m_orders = state.ordersTouchedByRollback();
    m_latchedElsewhere = state.bridge.hasValue() && state.bridge.value.latched;
    refresh();
}

bool RollbackBar::isBridgeLatched() const
{
    return m_latchedElsewhere || m_act.state() == RollbackState::Safe;
}

RollbackBar::ActionPage RollbackBar::wantedPage() const
{
    switch (m_act.state()) {
    case RollbackState::Armed:
    case RollbackState::Hold:
        return ArmedPage;
    case RollbackState::Latched:
    case RollbackState::Sending:
    case RollbackState::Partial:
        return RunningPage;
    case RollbackState::Acknowledged:
    case RollbackState::Observed:
        return m_showLatch && m_latchedElsewhere ? SafePage : RunningPage;
    case RollbackState::Safe:
        return SafePage;
    case RollbackState::Idle:
        return isBridgeLatched() ? SafePage : IdlePage;
    }
    Q_UNREACHABLE();
}

void RollbackBar::refresh()
{
    refreshStatus();
    refreshAction();
    refreshPaths();
}

void RollbackBar::refreshStatus()
{
    m_headline->setText(RollbackText::readiness(m_act));
    setPlainToolTip(m_headline, RollbackText::readinessMeaning(m_act.readiness()));
    const Warranty warranty = m_control.warranty().statement();
    m_caption->setText(WarrantyText::tested(warranty, m_now));
    m_orderLine->setText(WarrantyText::statement(warranty));
    const QString whole = WarrantyText::whole(warranty, m_now);
    for (PlainLabel *label : {m_caption, m_orderLine})
        setPlainToolTip(label, whole);
    const Theme theme = Theme::of(this);
    const StateLevel level = m_act.readiness() == RollbackReadiness::Blind      ? StateLevel::Alarm
                             : m_act.readiness() == RollbackReadiness::Degraded ? StateLevel::Attention
                                                                                : StateLevel::Normal;
    QPalette colours = palette();
    colours.setColor(QPalette::Window, theme.state(level));
    colours.setColor(QPalette::WindowText, level == StateLevel::Normal ? theme.text : theme.stateText(level));
    m_headline->setAutoFillBackground(level != StateLevel::Normal);
    m_headline->setPalette(colours);
}

void RollbackBar::refreshAction()
{
    const ActionPage page = wantedPage();
    const bool entering = m_actions->currentIndex() != page;
    m_actions->setCurrentIndex(page);
    const bool hold = m_act.state() == RollbackState::Hold;
    m_hold->setProgress(hold ? m_act.holdProgress() : 0);
    QStringList titles;
    const QStringList chosen = chosenRoutes();
    for (const RouteSpec &route : m_control.profile().routes) {
        if (chosen.isEmpty() || chosen.contains(route.id))
            titles << routeTitle(route);
    }
    m_words->setText(RollbackText::armedWords(titles, chosen.isEmpty(), m_orders));
    setPlainToolTip(m_words, m_words->text());
    m_scope->setText(chosen.isEmpty() ? tr("All routes")
                                      : Format::counted(chosen.size(), tr("1 route"), tr("%1 routes")));
    m_runningLine->setText(RollbackText::running(m_act));
    m_clock->setText(RollbackText::clock(m_act.elapsed()));
    m_marks->setText(RollbackText::marks(m_act));
    const RollbackState state = m_act.state();
    const bool somePathOpen = m_act.acceptedPaths() < m_act.paths().size();
    m_stop->setEnabled(state == RollbackState::Sending || state == RollbackState::Partial ||
                       (state == RollbackState::Acknowledged && somePathOpen));
    const bool acknowledged = state == RollbackState::Acknowledged || state == RollbackState::Observed;
    m_latch->setEnabled(acknowledged && m_latchedElsewhere);
    setPlainToolTip(m_latch, m_latch->isEnabled() ? tr("Release the latch; moves no traffic")
                                                  : tr("Comes once every instance has acknowledged"));
    m_showLatch =
        m_showLatch && (acknowledged || state == RollbackState::Armed || state == RollbackState::Hold);
    m_runningNote->setText(
        m_act.journalFailed() ? tr("▲ The journal cannot be written; the rollback goes on.")
        : m_act.unknownRoutes().isEmpty()
            ? QString()
            : tr("▲ The bridge does not know: %1").arg(visibleText(m_act.unknownRoutes().join(u", "_s))));
    const bool ours = isOurs(m_act);
    m_safeLine->setText(
        !m_releaseProblem.isEmpty() ? m_releaseProblem
        : ours                      ? RollbackText::running(m_act)
               : tr("LATCHED after a rollback — nothing moves to NEW until the latch is released"));
    setPlainToolTip(m_safeLine, m_safeLine->text());
    m_safeMarks->setText(
        ours ? tr("%1 · took %2").arg(RollbackText::marks(m_act), RollbackText::clock(m_act.elapsed()))
             : tr("Releasing it moves no traffic."));
    m_release->setEnabled(!m_releasing && !m_releaseReason->text().trimmed().isEmpty());
    setPlainToolTip(m_release, m_releaseReason->text().trimmed().isEmpty() ? tr("Give a reason first")
                                                                           : tr("Moves no traffic"));
    const bool ticking = hold || page == RunningPage;
    if (ticking != m_ticker.isActive())
        ticking ? m_ticker.start() : m_ticker.stop();
    if (entering && page == RunningPage)
        m_reason->clear();
}

void RollbackBar::refreshPaths()
{
    const bool running = isRunning(m_act.state()) || m_act.state() == RollbackState::Safe;
    const bool blind = m_act.readiness() == RollbackReadiness::Blind && !running;
    m_side->setCurrentIndex(blind ? 1 : 0);
    const QList<RollbackPathStatus> paths = m_act.paths();
    for (qsizetype i = 0; i < m_pathLabels.size() && i < paths.size(); ++i) {
        const RollbackPathStatus &path = paths.at(i);
        m_pathLabels.at(i)->setText(RollbackText::path(path, m_act.pathReadiness(path), running, m_now));
        const QString problem = path.problem.isEmpty() ? path.proofProblem : path.problem;
        setPlainToolTip(m_pathLabels.at(i), problem.isEmpty() ? m_pathLabels.at(i)->text()
                                                              : m_pathLabels.at(i)->text() + u'\n' +
                                                                    visibleText(problem.left(400)));
    }
}

} // namespace interlock
