// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace interlock {

class ActMarks;
class AskButton;
class BlockerList;
class ConfirmButton;
class ConsequencePanel;
class GatePanel;
class HoldButton;
class ModeSteps;
class PlainLabel;
class PredictionBook;
class ShareSlider;

/// One guarded change of one route: share, mode and rules, what follows, what locks it, and the act with its
/// marks. Shows exactly ForwardAct's states and sends nothing by itself. What is switched off says why in its
/// tool tip.
class ActPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ActPanel)

public:
    /// Both outlive it.
    ActPanel(Control &control, PredictionBook &predictions, QWidget *parent = nullptr);

    /// A draft of the route shown before stays with its act.
    void setRoute(const QString &routeId);
    [[nodiscard]] const QString &routeId() const { return m_routeId; }
    void showState(const MigrationState &state);

private:
    void makeLayout();
    [[nodiscard]] QWidget *makeShare();
    [[nodiscard]] QWidget *makeActs();
    void connectInputs();

    /// What share, mode, rules and reason on the screen ask for.
    [[nodiscard]] RouteChange inputs() const;
    void draftPercent(int percent);
    void draftChanged();
    [[nodiscard]] int percentInput() const;
    void takeDraft(const RouteChange &draft);
    void resetInputs();
    void refresh();
    void refreshInputs();
    void refreshAct();
    void refreshRules();
    void refreshGates();
    [[nodiscard]] QString whyInputsAreOff() const;
    [[nodiscard]] bool isEditable() const;

    Control &m_control;
    PredictionBook &m_predictions;
    QString m_routeId;
    ForwardAct *m_act = nullptr;
    RouteStatus m_status;
    bool m_known = false;
    bool m_filling = false;  ///< inputs are being set by us
    bool m_prepared = false; ///< the operator asked for it here, so the focus follows
    ForwardState m_lastState = ForwardState::View;
    Mode m_mode = Mode::Legacy;
    QTimer m_ticker;
    ShareLimit m_limit; ///< what the gates let the share rise to

    PlainLabel *m_title = nullptr;
    PlainLabel *m_summary = nullptr;
    ModeSteps *m_modes = nullptr;
    ShareSlider *m_slider = nullptr;
    QList<QPushButton *> m_steps;
    QList<int> m_stepPercents; ///< of m_steps
    QHBoxLayout *m_ruleRow = nullptr;
    PlainLabel *m_noRules = nullptr;
    QHash<QString, QPushButton *> m_rules;
    QLineEdit *m_reason = nullptr;
    ConsequencePanel *m_consequences = nullptr;
    BlockerList *m_blockers = nullptr;
    PlainLabel *m_shareLimit = nullptr;
    GatePanel *m_gates = nullptr;
    PlainLabel *m_stateLine = nullptr;
    QStackedWidget *m_buttons = nullptr;
    QPushButton *m_prepare = nullptr;
    QPushButton *m_discard = nullptr;
    AskButton *m_ask = nullptr;
    HoldButton *m_hold = nullptr;
    ConfirmButton *m_confirm = nullptr;
    QPushButton *m_extend = nullptr;
    QPushButton *m_cancel = nullptr;
    ActMarks *m_marks = nullptr;
};

} // namespace interlock
