// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/team/teamstrip.h"

#include "models/control/control.h"
#include "ui/team/approvaldialog.h"
#include "ui/team/teamtext.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <utility>

namespace interlock {

using namespace Qt::StringLiterals;

TeamStrip::TeamStrip(Control &control, QWidget *parent)
    : QWidget(parent), m_control(control), m_text(new PlainLabel(this)), m_requests(new QPushButton(this))
{
    setObjectName(u"team-strip"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2 * Theme::Grid, Theme::Grid / 2, 2 * Theme::Grid, Theme::Grid / 2);
    row->addWidget(m_text, 1);
    row->addWidget(m_requests);
    m_text->setObjectName(u"team-text"_s);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_requests->setObjectName(u"team-requests"_s);
    m_requests->setText(tr("Requests (%1) …").arg(99)); // its room, whatever the number
    m_requests->setMinimumWidth(m_requests->sizeHint().width());
    connect(m_requests, &QPushButton::clicked, this, &TeamStrip::showRequests);
    connect(control.team(), &Team::changed, this, &TeamStrip::refresh);
    connect(&control.monitor(), &Monitor::changed, this, &TeamStrip::refresh);
    refresh();
}

void TeamStrip::refresh()
{
    const Team &team = *m_control.team();
    m_text->setText(TeamText::line(team));
    setPlainToolTip(m_text, TeamText::everybody(team));
    setLoud(TeamText::isPressing(team));
    const qsizetype waiting = team.toSign().size();
    m_requests->setText(waiting > 0 ? tr("Requests (%1) …").arg(waiting) : tr("Requests …"));
    m_requests->setAccessibleName(tr("Requests for a second person, %1 wait for you").arg(waiting));
    QFont font = m_requests->font();
    font.setBold(waiting > 0);
    m_requests->setFont(font);
}

void TeamStrip::setLoud(bool loud)
{
    if (std::exchange(m_loud, loud) == loud)
        return;
    m_text->setPalette({});
    m_text->setAutoFillBackground(loud);
    if (!loud)
        return;
    const Theme theme = Theme::of(this);
    QPalette band = m_text->palette();
    band.setColor(QPalette::Window, theme.state(StateLevel::Attention));
    band.setColor(QPalette::WindowText, theme.stateText(StateLevel::Attention));
    m_text->setPalette(band);
}

void TeamStrip::showRequests()
{
    if (!m_dialog) {
        m_dialog = new ApprovalDialog(m_control, window());
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

} // namespace interlock
