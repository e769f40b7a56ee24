// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"

#include <QFrame>
#include <QTimer>

class QLineEdit;
class QMenu;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace interlock {

class ConfirmButton;
class HoldButton;
class PlainLabel;

/// The emergency rollback, the lowest thing of the window on every page: readiness, the button, its
/// confirmation inside the bar, and the running act with a row for each path. Always the same height, so
/// nothing moves when it opens.
///
/// It depends on nothing but the rollback act; what metrics, orders and sync would add is left out when they
/// are down.
class RollbackBar final : public QFrame
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RollbackBar)

public:
    explicit RollbackBar(Control &control, QWidget *parent = nullptr);

    /// Arms, and puts the focus on the second button so that Enter sends.
    void arm();
    void showState(const MigrationState &state);

private:
    enum ActionPage { IdlePage, ArmedPage, RunningPage, SafePage };

    [[nodiscard]] QWidget *makeStatus();
    [[nodiscard]] QWidget *makeIdle();
    [[nodiscard]] QWidget *makeArmed();
    [[nodiscard]] QWidget *makeRunning();
    [[nodiscard]] QWidget *makeSafe();
    [[nodiscard]] QWidget *makePaths();
    [[nodiscard]] QWidget *makeBlindHelp();
    void connectAct();

    void refresh();
    void refreshStatus();
    void refreshAction();
    void refreshPaths();
    void refreshScope();
    [[nodiscard]] ActionPage wantedPage() const;
    [[nodiscard]] bool isBridgeLatched() const;

    void disarm();
    /// Gives the act the scope and reason on the screen, if they moved since it was armed.
    void armAgain();
    void release();
    [[nodiscard]] QStringList chosenRoutes() const;
    [[nodiscard]] QString chosenReason() const;

    Control &m_control;
    RollbackAct &m_act;
    QTimer m_ticker;
    QDateTime m_now;
    std::optional<qint64> m_orders;
    QString m_releaseProblem;
    bool m_releasing = false;
    bool m_latchedElsewhere = false;
    bool m_showLatch = false; ///< the operator wants to release it although the traffic was not observed

    PlainLabel *m_headline = nullptr;
    PlainLabel *m_caption = nullptr;
    PlainLabel *m_orderLine = nullptr;
    QStackedWidget *m_actions = nullptr;
    QPushButton *m_button = nullptr;
    PlainLabel *m_idleHint = nullptr;
    PlainLabel *m_words = nullptr;
    QToolButton *m_scope = nullptr;
    QMenu *m_scopeMenu = nullptr;
    QLineEdit *m_reason = nullptr;
    HoldButton *m_hold = nullptr;
    ConfirmButton *m_confirm = nullptr;
    QPushButton *m_cancel = nullptr;
    PlainLabel *m_runningLine = nullptr;
    PlainLabel *m_clock = nullptr;
    PlainLabel *m_marks = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_latch = nullptr;
    QPushButton *m_moreButton = nullptr;
    PlainLabel *m_runningNote = nullptr;
    PlainLabel *m_safeLine = nullptr;
    PlainLabel *m_safeMarks = nullptr;
    QLineEdit *m_releaseReason = nullptr;
    QPushButton *m_release = nullptr;
    QPushButton *m_againButton = nullptr;
    QStackedWidget *m_side = nullptr;
    QWidget *m_paths = nullptr;
    QList<PlainLabel *> m_pathLabels;
    PlainLabel *m_command = nullptr;
    QPlainTextEdit *m_runbook = nullptr;
};

} // namespace interlock
