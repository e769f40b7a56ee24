// SPDX-License-Identifier: GPL-3.0-or-later
// What the act panel is made of; actpanel.cpp is what it does.
#include "ui/confirmbutton.h"
#include "ui/routes/actmarks.h"
#include "ui/routes/actpanel.h"
#include "ui/routes/blockerlist.h"
#include "ui/routes/consequencepanel.h"
#include "ui/routes/gatepanel.h"
#include "ui/team/askbutton.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "ui/text/words.h"
#include "widgets/holdbutton.h"
#include "widgets/modesteps.h"
#include "widgets/plainlabel.h"
#include "widgets/shareslider.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

PlainLabel *panelCaption(const QString &text, QWidget *parent)
{
    auto *label = new PlainLabel(text, parent);
    label->setFont(themeFont(FontRole::CaptionStrong, parent->font()));
    return label;
}

} // namespace

void ActPanel::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * Theme::Grid, 0, 0, 0);
    const bool gated = !m_control.profile().gates.isEmpty();
    layout->setSpacing(gated ? 3 : Theme::Grid / 2); // with gates there is less room at 800 lines
    m_title = new PlainLabel(this);
    m_title->setObjectName(u"act-title"_s);
    m_title->setFont(themeFont(FontRole::Headline, font()));
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_summary = new PlainLabel(this);
    m_summary->setObjectName(u"act-summary"_s);
    m_summary->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    layout->addWidget(m_title);
    layout->addWidget(m_summary);

    m_modes = new ModeSteps(this);
    m_modes->setObjectName(u"act-modes"_s);
    m_modes->setAccessibleName(tr("Mode"));
    QStringList names;
    for (const Mode mode : allModes)
        names << Words::mode(mode);
    m_modes->setSteps(names);
    layout->addWidget(panelCaption(tr("MODE"), this));
    layout->addWidget(m_modes);
    layout->addWidget(panelCaption(tr("SHARE OF USERS ON NEW"), this));
    layout->addWidget(makeShare());

    auto *rules = new QWidget(this);
    m_ruleRow = new QHBoxLayout(rules);
    m_ruleRow->setContentsMargins(0, 0, 0, 0);
    m_ruleRow->addWidget(panelCaption(tr("RULES"), rules));
    m_noRules = new PlainLabel(tr("none on this route"), rules);
    m_noRules->setEnabled(false);
    m_ruleRow->addWidget(m_noRules);
    m_ruleRow->addStretch(1);
    rules->setFixedHeight(Theme::TargetSize);
    layout->addWidget(rules);

    m_reason = new QLineEdit(this);
    m_reason->setObjectName(u"act-reason"_s);
    m_reason->setAccessibleName(tr("Reason of the change"));
    m_reason->setPlaceholderText(tr("reason, for the journal"));
    m_reason->setMaxLength(500);
    layout->addWidget(m_reason);

    m_consequences = new ConsequencePanel(this);
    layout->addWidget(m_consequences);
    layout->addWidget(panelCaption(tr("LOCKS"), this));
    m_blockers = new BlockerList(this);
    m_blockers->setObjectName(u"act-blockers"_s);
    m_blockers->setMinimumHeight((gated ? 1 : 2) * QFontMetrics(font()).lineSpacing() + 12);
    layout->addWidget(m_blockers, 1);
    m_gates = new GatePanel(m_control, this);
    layout->addWidget(m_gates, 2);
    m_gates->setVisible(gated);
    layout->addWidget(makeActs());
}

QWidget *ActPanel::makeShare()
{
    auto *widget = new QWidget(this);
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::Grid / 2);
    m_slider = new ShareSlider(widget);
    m_slider->setObjectName(u"act-slider"_s);
    m_slider->setAccessibleName(tr("Share of users who reach NEW, in percent"));
    QList<ShareSlider::Step> planned;
    for (const PlanStep &step : m_control.profile().steps)
        planned << ShareSlider::Step{double(step.percent), QString::number(step.percent)};
    m_slider->setSteps(planned);
    layout->addWidget(m_slider);
    auto *steps = new QHBoxLayout;
    steps->addWidget(panelCaption(tr("steps of the plan"), widget));
    QList<int> percents{0};
    for (const PlanStep &step : m_control.profile().steps) {
        if (!percents.contains(step.percent))
            percents << step.percent;
    }
    for (const int percent : std::as_const(percents)) {
        auto *button = new QPushButton(Format::percent(percent), widget);
        button->setObjectName(u"act-step-%1"_s.arg(percent));
        button->setAccessibleName(tr("Draft a share of %1 percent").arg(percent));
        connect(button, &QPushButton::clicked, this, [this, percent] { draftPercent(percent); });
        steps->addWidget(button);
        m_steps << button;
        m_stepPercents << percent;
    }
    m_shareLimit = new PlainLabel(widget);
    m_shareLimit->setObjectName(u"act-limit"_s);
    m_shareLimit->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    steps->addWidget(m_shareLimit, 1);
    layout->addLayout(steps);
    return widget;
}

QWidget *ActPanel::makeActs()
{
    auto *widget = new QWidget(this);
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, Theme::Grid / 2, 0, 0);
    layout->setSpacing(Theme::Grid / 2);
    m_stateLine = new PlainLabel(widget);
    m_stateLine->setObjectName(u"act-state"_s);
    m_stateLine->setFont(themeFont(FontRole::BodyStrong, font()));
    m_stateLine->setWordWrap(true);
    m_stateLine->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_stateLine->setFixedHeight(2 * QFontMetrics(m_stateLine->font()).lineSpacing() + 2);
    layout->addWidget(m_stateLine);

    m_prepare = new QPushButton(tr("Prepare …"), widget);
    m_prepare->setObjectName(u"act-prepare"_s);
    m_prepare->setAccessibleName(tr("Prepare the change; sends nothing"));
    m_discard = new QPushButton(tr("Discard"), widget);
    m_discard->setObjectName(u"act-discard"_s);
    m_discard->setAccessibleName(tr("Discard the draft"));
    m_hold = new HoldButton(widget);
    m_hold->setHint(tr("Hold one second to send"));
    m_hold->setObjectName(u"act-hold"_s);
    m_hold->setText(tr("Hold to send"));
    m_hold->setAccessibleName(tr("Hold one second to send the change"));
    m_confirm = new ConfirmButton(tr("Enter: send"), widget);
    m_confirm->setObjectName(u"act-confirm"_s);
    m_confirm->setAccessibleName(tr("Send the prepared change"));
    m_extend = new QPushButton(tr("Extend"), widget);
    m_extend->setObjectName(u"act-extend"_s);
    m_extend->setAccessibleName(tr("Start the 30 seconds anew"));
    m_cancel = new QPushButton(tr("Cancel"), widget);
    m_cancel->setObjectName(u"act-cancel"_s);
    m_cancel->setAccessibleName(tr("Do not send"));

    m_buttons = new QStackedWidget(widget);
    auto *draft = new QWidget(m_buttons);
    auto *draftRow = new QHBoxLayout(draft);
    draftRow->setContentsMargins(0, 0, 0, 0);
    draftRow->addWidget(m_prepare);
    draftRow->addWidget(m_discard);
    m_ask = new AskButton(m_control, draft);
    draftRow->addWidget(m_ask);
    draftRow->addStretch(1);
    auto *armed = new QWidget(m_buttons);
    auto *armedRow = new QHBoxLayout(armed);
    armedRow->setContentsMargins(0, 0, 0, 0);
    armedRow->addWidget(m_hold, 2);
    armedRow->addWidget(m_confirm, 1);
    armedRow->addWidget(m_extend);
    armedRow->addWidget(m_cancel);
    m_buttons->addWidget(draft);
    m_buttons->addWidget(armed);
    m_buttons->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    layout->addWidget(m_buttons);
    m_marks = new ActMarks(widget);
    layout->addWidget(m_marks);
    return widget;
}

} // namespace interlock
