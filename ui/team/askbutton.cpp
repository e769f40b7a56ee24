// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/team/askbutton.h"

#include "models/control/control.h"
#include "models/control/team/team.h"
#include "models/domain/whendone.h"
#include "ui/text/errortext.h"
#include "ui/text/tooltip.h"

#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;

AskButton::AskButton(Control &control, QWidget *parent)
    : QPushButton(tr("Ask a second person …"), parent), m_control(control)
{
    setObjectName(u"act-ask"_s);
    setAccessibleName(tr("Ask a second person to sign this draft; sends nothing"));
    setVisible(control.team() != nullptr);
    connect(this, &QPushButton::clicked, this, &AskButton::ask);
    if (control.team())
        connect(&control, &Control::changed, this, &AskButton::refresh);
    refresh();
}

void AskButton::setRoute(const QString &routeId)
{
    m_act = routeId.isEmpty() ? nullptr : m_control.forward(routeId);
    m_problem.clear();
    refresh();
}

QString AskButton::lacks() const
{
    if (!m_act || !m_control.team())
        return {};
    const RouteState *route = m_control.monitor().state().bridge.value.route(m_act->routeId());
    if (!route)
        return {};
    const QList<Blocker> blockers = m_control.team()->blockers(*route, m_act->draft());
    for (const Blocker &blocker : blockers) {
        if (blocker.kind == BlockerKind::NeedsApproval)
            return blocker.subject;
    }
    return {};
}

void AskButton::refresh()
{
    const QString word = lacks();
    const bool reason = m_act && !m_act->draft().reason.trimmed().isEmpty();
    const bool may = !word.isEmpty() && word != u"requested" && word != u"unreachable";
    setEnabled(may && reason && !m_asking);
    if (!m_problem.isEmpty())
        setPlainToolTip(this, m_problem);
    else if (word == u"requested")
        setPlainToolTip(this, tr("Somebody has been asked and has not signed yet."));
    else if (word == u"unreachable")
        setPlainToolTip(this, tr("The team's database does not answer."));
    else if (may && !reason)
        setPlainToolTip(this, tr("Give the reason first: it is part of what is signed."));
    else
        setPlainToolTip(this, may ? QString() : tr("This draft needs no second person."));
}

void AskButton::ask()
{
    if (std::exchange(m_asking, true))
        return;
    m_problem.clear();
    setEnabled(false);
    whenDone(m_control.team()->request(m_act->draft()), this, [this](const Result<Approval> &approval) {
        m_asking = false;
        m_problem = approval ? QString() : ErrorText::sentence(approval.error());
        refresh();
    });
}

} // namespace interlock
