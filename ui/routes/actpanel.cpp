// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/actpanel.h"

#include "models/control/consequence/predictionbook.h"
#include "models/domain/plaintext.h"
#include "ui/confirmbutton.h"
#include "ui/routes/actmarks.h"
#include "ui/routes/acttext.h"
#include "ui/routes/blockerlist.h"
#include "ui/routes/consequencepanel.h"
#include "ui/routes/gatepanel.h"
#include "ui/tables/celltext.h"
#include "ui/team/askbutton.h"
#include "ui/text/format.h"
#include "ui/text/gatetext.h"
#include "ui/text/tooltip.h"
#include "ui/text/words.h"
#include "widgets/holdbutton.h"
#include "widgets/modesteps.h"
#include "widgets/plainlabel.h"
#include "widgets/shareslider.h"
#include "widgets/switchbutton.h"
#include "widgets/theme.h"

#include <cmath>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

ActPanel::ActPanel(Control &control, PredictionBook &predictions, QWidget *parent)
    : QWidget(parent), m_control(control), m_predictions(predictions)
{
    setObjectName(u"act-panel"_s);
    makeLayout();
    connectInputs();
    connect(&m_control, &Control::changed, this, &ActPanel::refresh);
    m_ticker.setInterval(100ms);
    connect(&m_ticker, &QTimer::timeout, this, &ActPanel::refreshAct);
    refresh();
}

void ActPanel::connectInputs()
{
    connect(m_modes, &ModeSteps::stepChosen, this, [this](int step) {
        m_mode = Mode(step);
        draftChanged();
    });
    connect(m_slider, &ShareSlider::draftChanged, this, &ActPanel::draftChanged);
    connect(m_reason, &QLineEdit::textEdited, this, &ActPanel::draftChanged);
    connect(m_reason, &QLineEdit::textChanged, m_gates, &GatePanel::setReason);
    connect(m_prepare, &QPushButton::clicked, this, [this] {
        if (!m_act)
            return;
        m_prepared = true; // while the bridge checks, the button is off and loses the focus
        m_act->prepare();
    });
    const auto cancel = [this] {
        if (m_act)
            m_act->cancel();
        resetInputs();
    };
    connect(m_discard, &QPushButton::clicked, this, cancel);
    connect(m_cancel, &QPushButton::clicked, this, cancel);
    connect(m_extend, &QPushButton::clicked, this, [this] {
        if (m_act)
            m_act->extend();
    });
    connect(m_hold, &HoldButton::holdBegan, this, [this] {
        if (m_act)
            m_act->beginHold();
    });
    connect(m_hold, &HoldButton::holdReleased, this, [this] {
        if (m_act)
            m_act->releaseHold();
    });
    connect(m_hold, &HoldButton::keyboardActivated, m_confirm, [this] { m_confirm->setFocus(); });
    connect(m_confirm, &QPushButton::clicked, this, [this] {
        if (m_act)
            m_act->confirm();
    });
}

void ActPanel::setRoute(const QString &routeId)
{
    if (routeId == m_routeId)
        return;
    if (m_act)
        disconnect(m_act, nullptr, this, nullptr);
    m_routeId = routeId;
    m_act = routeId.isEmpty() ? nullptr : m_control.forward(routeId);
    m_lastState = m_act ? m_act->state() : ForwardState::View;
    if (m_act) {
        m_predictions.follow(m_act);
        connect(m_act, &ForwardAct::changed, this, &ActPanel::refresh);
    }
    const RouteStatus *status = m_control.monitor().state().route(routeId);
    m_known = status && status->commanded.hasValue();
    m_status = status ? *status : RouteStatus{};
    m_gates->setRoute(routeId);
    m_ask->setRoute(routeId);
    refreshRules();
    resetInputs();
    if (m_act)
        takeDraft(m_act->prepared() ? m_act->prepared()->change : m_act->draft());
    refresh();
}

void ActPanel::showState(const MigrationState &state)
{
    const RouteStatus *status = state.route(m_routeId);
    m_known = status && status->commanded.hasValue();
    if (status)
        m_status = *status;
    refreshRules();
    // Without a draft the inputs follow the world; a draft stays where the operator put it.
    const ForwardState here = m_act ? m_act->state() : ForwardState::View;
    if (here == ForwardState::View || here == ForwardState::Observed)
        resetInputs();
    refresh();
}

RouteChange ActPanel::inputs() const
{
    const RouteState &route = m_status.commanded.value;
    RouteChange change;
    change.routeId = m_routeId;
    if (percentInput() != route.percent)
        change.percent = percentInput();
    if (m_mode != route.mode)
        change.mode = m_mode;
    for (const RoutingRule &rule : route.rules) {
        const QPushButton *box = m_rules.value(rule.id);
        if (box && box->isChecked() != rule.enabled)
            change.rules.insert(rule.id, box->isChecked());
    }
    change.reason = m_reason->text().trimmed();
    return change;
}

int ActPanel::percentInput() const
{
    return int(std::lround(m_slider->draft()));
}

void ActPanel::draftPercent(int percent)
{
    m_slider->setDraft(percent);
    draftChanged();
}

void ActPanel::draftChanged()
{
    if (m_filling || !m_act || !isEditable())
        return;
    RouteChange change = inputs();
    if (!change.percent && !change.mode && change.rules.isEmpty())
        change.reason.clear(); // a reason alone changes nothing
    m_act->setDraft(change);
    refresh();
}

void ActPanel::takeDraft(const RouteChange &draft)
{
    m_filling = true;
    if (draft.percent)
        m_slider->setDraft(*draft.percent);
    if (draft.mode)
        m_mode = *draft.mode;
    for (auto it = draft.rules.cbegin(); it != draft.rules.cend(); ++it) {
        if (QPushButton *box = m_rules.value(it.key()))
            box->setChecked(it.value());
    }
    if (!draft.reason.isEmpty())
        m_reason->setText(draft.reason);
    m_filling = false;
}

void ActPanel::resetInputs()
{
    const RouteState &route = m_status.commanded.value;
    m_filling = true;
    if (percentInput() != route.percent) // leaves a number alone that is being typed
        m_slider->setDraft(route.percent);
    m_mode = route.mode;
    for (const RoutingRule &rule : route.rules) {
        if (QPushButton *box = m_rules.value(rule.id))
            box->setChecked(rule.enabled);
    }
    m_filling = false;
}

void ActPanel::refreshRules()
{
    const QList<RoutingRule> &rules = m_status.commanded.value.rules;
    QStringList wanted;
    for (const RoutingRule &rule : rules)
        wanted << rule.id;
    QStringList have = m_rules.keys();
    QStringList sorted = wanted;
    sorted.sort();
    have.sort();
    if (have == sorted)
        return;
    qDeleteAll(m_rules);
    m_rules.clear();
    for (const RoutingRule &rule : rules) {
        const QString title = visibleText((rule.title.isEmpty() ? rule.id : rule.title).left(60));
        auto *box = new SwitchButton(this);
        box->setWords(title, tr("%1: on"), tr("%1: off"));
        box->setObjectName(u"act-rule-"_s + rule.id);
        box->setAccessibleName(tr("Rule: %1").arg(title));
        box->setChecked(rule.enabled);
        connect(box, &QPushButton::toggled, this, &ActPanel::draftChanged);
        m_ruleRow->insertWidget(m_ruleRow->count() - 1, box);
        m_rules.insert(rule.id, box);
    }
    m_noRules->setVisible(rules.isEmpty());
}

bool ActPanel::isEditable() const
{
    if (!m_act || !m_known)
        return false;
    switch (m_act->state()) {
    case ForwardState::View:
    case ForwardState::Draft:
    case ForwardState::Observed:
    case ForwardState::Blocked:
    case ForwardState::Conflict:
    case ForwardState::Rejected:
        return true;
    case ForwardState::Preflight:
    case ForwardState::Armed:
    case ForwardState::Hold:
    case ForwardState::Journaled:
    case ForwardState::Sent:
    case ForwardState::Acknowledged:
    case ForwardState::Unknown:
        return false;
    }
    Q_UNREACHABLE();
}

QString ActPanel::whyInputsAreOff() const
{
    if (!m_act)
        return tr("Choose a route on the left.");
    if (!m_known)
        return tr("The bridge has not told this route's state yet.");
    const Reading<Identity> &identity = m_control.monitor().state().identity;
    if (identity.hasValue() && !identity.value.scopes.contains(Scope::Operate) &&
        !identity.value.scopes.contains(Scope::Rollback))
        return tr("The token of “%1” may only read. Use one with the scope “operate”.")
            .arg(visibleText(identity.value.actor));
    return isEditable() ? QString() : tr("An act is under way. Cancel it or wait until it is settled.");
}

void ActPanel::refreshGates()
{
    m_limit = {};
    if (m_control.profile().gates.isEmpty() || !m_act)
        return;
    const QList<GateResult> gates = m_control.gates().results(m_routeId);
    m_gates->showGates(gates);
    if (m_known)
        m_limit = shareLimit(gates, m_status.commanded.value);
    const QString limit = GateText::limit(m_limit, gates);
    m_shareLimit->setText(limit);
    setPlainToolTip(m_shareLimit, limit);
}

void ActPanel::refresh()
{
    refreshGates();
    refreshInputs();
    refreshAct();
}

void ActPanel::refreshInputs()
{
    const RouteState &route = m_status.commanded.value;
    const QString title = m_status.spec.title.isEmpty() ? m_routeId : m_status.spec.title;
    m_title->setText(m_routeId.isEmpty() ? tr("No route chosen") : visibleText(title));
    const Acknowledgement &ack = m_status.acknowledged.value;
    m_summary->setText(!m_known
                           ? tr("state not known yet")
                           : tr("%1 · commanded %2 · acknowledged %3/%4 · observed %5")
                                 .arg(Words::mode(route.mode), Format::percent(route.percent))
                                 .arg(ack.acknowledged)
                                 .arg(ack.total)
                                 .arg(m_status.observed.hasValue() ? Format::observed(m_status.observed.value)
                                                                   : Format::dash()));
    setPlainToolTip(m_summary, m_summary->text());
    const QString why = whyInputsAreOff();
    const bool on = why.isEmpty();
    QList<QWidget *> inputs{m_modes, m_slider, m_reason};
    for (QPushButton *button : std::as_const(m_steps))
        inputs << button;
    for (QPushButton *box : std::as_const(m_rules))
        inputs << box;
    for (QWidget *input : std::as_const(inputs)) {
        input->setEnabled(on);
        setPlainToolTip(input, why);
    }
    for (QPushButton *box : std::as_const(m_rules)) {
        if (on)
            setPlainToolTip(box, box->accessibleName());
    }
    for (qsizetype i = 0; on && i < m_steps.size(); ++i) {
        const bool tooFar = m_stepPercents.at(i) > m_limit.percent;
        m_steps.at(i)->setEnabled(!tooFar);
        setPlainToolTip(m_steps.at(i), tooFar ? m_shareLimit->text() : QString());
    }
    m_slider->setLockedAbove(m_limit.percent < 100 ? std::optional<double>(m_limit.percent) : std::nullopt);
    m_slider->setActual(m_known ? std::optional<double>(route.percent) : std::nullopt);
    m_modes->setPresent(m_known ? int(route.mode) : -1);
    m_modes->setDraft(m_known && m_mode != route.mode ? int(m_mode) : -1);
    const RouteChange draft = this->inputs();
    const bool changes = m_known && applied(route, draft) != route;
    m_consequences->showConsequence(m_known ? ActText::consequences(m_status, draft) : QString(),
                                    changes ? std::optional(m_predictions.consequence(draft)) : std::nullopt);
}

void ActPanel::refreshAct()
{
    const ForwardState state = m_act ? m_act->state() : ForwardState::View;
    const bool armed = state == ForwardState::Armed || state == ForwardState::Hold;
    const bool focusGoes = armed && m_lastState != ForwardState::Armed && m_lastState != ForwardState::Hold;
    const bool leaves = !armed && (m_lastState == ForwardState::Armed || m_lastState == ForwardState::Hold);
    m_lastState = state;
    // A page that hides takes the focus along, to wherever it likes.
    const bool fromSend = m_confirm->hasFocus() || m_hold->hasFocus();
    m_buttons->setCurrentIndex(armed ? 1 : 0);
    m_prepare->setEnabled(state == ForwardState::Draft || state == ForwardState::Blocked ||
                          state == ForwardState::Conflict);
    setPlainToolTip(m_prepare, m_prepare->isEnabled() ? tr("Checks everything and shows what would be sent")
                                                      : tr("Draft a change first"));
    m_discard->setEnabled(m_act && state != ForwardState::View && !m_act->busy() &&
                          state != ForwardState::Unknown);
    m_hold->setProgress(state == ForwardState::Hold ? m_act->holdProgress() : 0);
    if (focusGoes && std::exchange(m_prepared, false))
        m_confirm->setFocus();
    if (leaves && fromSend)
        m_prepare->setFocus();
    if (armed) {
        const auto left = std::chrono::ceil<std::chrono::seconds>(m_act->armedLeft());
        m_extend->setText(tr("Extend (%1)").arg(Format::duration(left)));
        m_extend->setMinimumWidth(m_extend->fontMetrics().horizontalAdvance(tr("Extend (00 s)")) + 40);
    }
    m_stateLine->setText(
        m_act ? ActText::state(*m_act, m_status.commanded.value, m_control.profile().environment.name)
              : QString());
    setPlainToolTip(m_stateLine, m_stateLine->text());
    const QList<Blocker> blockers = !m_act                        ? QList<Blocker>()
                                    : m_act->blockers().isEmpty() ? m_act->interlocks()
                                                                  : m_act->blockers();
    m_blockers->showBlockers(blockers,
                             m_act ? tr("Nothing locks a forward step of this route. Steps back are never "
                                        "locked.")
                                   : QString());
    if (m_act)
        m_marks->showAct(*m_act, m_status.observed);
    m_marks->setVisible(m_act != nullptr);
    const bool ticking = armed;
    if (ticking != m_ticker.isActive())
        ticking ? m_ticker.start() : m_ticker.stop();
}

} // namespace interlock
