// SPDX-License-Identifier: GPL-3.0-or-later
// What the rollback bar is made of; rollbackbar.cpp is what it does.
#include "ui/confirmbutton.h"
#include "ui/rollback/rollbackbar.h"
#include "ui/rollback/rollbacktext.h"
#include "ui/text/runbook.h"
#include "ui/text/tooltip.h"
#include "widgets/holdbutton.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QVBoxLayout *barColumn(QWidget *widget)
{
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::Grid / 2);
    return layout;
}

PlainLabel *barLabel(const QString &objectName, FontRole role, QWidget *parent)
{
    auto *label = new PlainLabel(parent);
    label->setObjectName(objectName);
    label->setFont(themeFont(role, parent->font()));
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return label;
}

} // namespace

QWidget *RollbackBar::makeStatus()
{
    auto *widget = new QWidget(this);
    widget->setFixedWidth(300);
    auto *layout = barColumn(widget);
    auto *title = barLabel(u"rollback-title"_s, FontRole::CaptionStrong, widget);
    title->setText(tr("ROLLBACK"));
    m_headline = barLabel(u"rollback-readiness"_s, FontRole::Headline, widget);
    m_caption = barLabel(u"rollback-tested"_s, FontRole::Caption, widget);
    m_orderLine = barLabel(u"rollback-orders"_s, FontRole::Caption, widget);
    for (PlainLabel *label : {title, m_headline, m_caption, m_orderLine})
        layout->addWidget(label);
    layout->addStretch(1);
    return widget;
}

QWidget *RollbackBar::makeIdle()
{
    auto *widget = new QWidget(this);
    auto *layout = barColumn(widget);
    m_button = new QPushButton(tr("⟲  Send 100 % to LEGACY …"), widget);
    m_button->setObjectName(u"rollback-button"_s);
    m_button->setAccessibleName(tr("Prepare the rollback: send 100 % to LEGACY"));
    m_button->setMinimumHeight(48);
    // The weight of the bar: the one button that has to be found at night. Never a state's colour.
    m_button->setStyleSheet(
        u"QPushButton { background: palette(window-text); color: palette(window); min-height: 38px; }"_s);
    m_button->setMinimumWidth(380);
    m_button->setFont(themeFont(FontRole::Headline, font()));
    m_idleHint = barLabel(u"rollback-hint"_s, FontRole::Caption, widget);
    m_idleHint->setText(tr("Ctrl+Shift+R, then Enter. Nothing is sent before you confirm. Never locked."));
    layout->addStretch(1);
    layout->addWidget(m_button, 0, Qt::AlignLeft);
    layout->addWidget(m_idleHint);
    layout->addStretch(1);
    connect(m_button, &QPushButton::clicked, this, &RollbackBar::arm);
    return widget;
}

QWidget *RollbackBar::makeArmed()
{
    auto *widget = new QWidget(this);
    auto *layout = barColumn(widget);
    m_words = barLabel(u"rollback-words"_s, FontRole::BodyStrong, widget);
    m_words->setWordWrap(true); // the sentence that says what happens is never cut
    m_words->setFixedHeight(2 * QFontMetrics(m_words->font()).lineSpacing());
    m_words->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_scope = new QToolButton(widget);
    m_scope->setObjectName(u"rollback-scope"_s);
    m_scope->setAccessibleName(tr("Routes to send to LEGACY"));
    m_scope->setPopupMode(QToolButton::InstantPopup);
    m_scopeMenu = new QMenu(m_scope);
    m_scope->setMenu(m_scopeMenu);
    m_reason = new QLineEdit(widget);
    m_reason->setObjectName(u"rollback-reason"_s);
    m_reason->setAccessibleName(tr("Reason of the rollback, not needed"));
    m_reason->setPlaceholderText(tr("reason (not needed)"));
    m_reason->setMaxLength(500);
    m_hold = new HoldButton(widget);
    m_hold->setLook(HoldButton::Look::Emergency);
    m_hold->setHint(tr("Hold half a second to send"));
    m_hold->setObjectName(u"rollback-hold"_s);
    m_hold->setText(tr("Hold to send to LEGACY"));
    m_hold->setAccessibleName(tr("Hold half a second to send to LEGACY"));
    m_confirm = new ConfirmButton(tr("Enter: send now"), widget);
    m_confirm->setObjectName(u"rollback-confirm"_s);
    m_confirm->setAccessibleName(tr("Send 100 % to LEGACY now"));
    m_cancel = new QPushButton(tr("Cancel"), widget);
    m_cancel->setObjectName(u"rollback-cancel"_s);
    m_cancel->setAccessibleName(tr("Do not roll back"));
    auto *scopeRow = new QHBoxLayout;
    scopeRow->addWidget(m_scope);
    scopeRow->addWidget(m_reason, 1);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_hold, 2);
    buttons->addWidget(m_confirm, 1);
    buttons->addWidget(m_cancel);
    layout->addWidget(m_words);
    layout->addLayout(scopeRow);
    layout->addLayout(buttons);
    connect(m_cancel, &QPushButton::clicked, this, &RollbackBar::disarm);
    return widget;
}

QWidget *RollbackBar::makeRunning()
{
    auto *widget = new QWidget(this);
    auto *layout = barColumn(widget);
    m_runningLine = barLabel(u"rollback-running"_s, FontRole::BodyStrong, widget);
    m_clock = barLabel(u"rollback-clock"_s, FontRole::Headline, widget);
    m_clock->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_clock->setFixedWidth(120);
    m_clock->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_marks = barLabel(u"rollback-marks"_s, FontRole::Body, widget);
    m_runningNote = barLabel(u"rollback-note"_s, FontRole::Caption, widget);
    m_stop = new QPushButton(tr("Stop trying again"), widget);
    m_stop->setObjectName(u"rollback-stop"_s);
    m_stop->setAccessibleName(tr("Stop trying the paths that have not accepted"));
    setPlainToolTip(m_stop, tr("What was accepted stays; the stop is written to the journal"));
    auto *top = new QHBoxLayout;
    top->addWidget(m_runningLine, 1);
    top->addWidget(m_clock);
    auto *bottom = new QHBoxLayout;
    m_latch = new QPushButton(tr("Latch …"), widget);
    m_latch->setObjectName(u"rollback-latch"_s);
    m_latch->setAccessibleName(tr("Show the release of the latch"));
    m_moreButton = new QPushButton(tr("⟲  Send 100 % to LEGACY …"), widget);
    m_moreButton->setObjectName(u"rollback-more"_s);
    m_moreButton->setAccessibleName(tr("Prepare another rollback while this one runs"));
    bottom->addWidget(m_stop);
    bottom->addWidget(m_latch);
    bottom->addWidget(m_moreButton);
    bottom->addWidget(m_runningNote, 1);
    layout->addLayout(top);
    layout->addWidget(m_marks);
    layout->addLayout(bottom);
    connect(m_moreButton, &QPushButton::clicked, this, &RollbackBar::arm);
    connect(m_latch, &QPushButton::clicked, this, [this] {
        m_showLatch = true;
        refreshAction();
        m_releaseReason->setFocus();
    });
    connect(m_stop, &QPushButton::clicked, &m_act, &RollbackAct::stopRetries);
    return widget;
}

QWidget *RollbackBar::makeSafe()
{
    auto *widget = new QWidget(this);
    auto *layout = barColumn(widget);
    m_safeLine = barLabel(u"rollback-safe"_s, FontRole::BodyStrong, widget);
    m_safeMarks = barLabel(u"rollback-safe-marks"_s, FontRole::Caption, widget);
    m_releaseReason = new QLineEdit(widget);
    m_releaseReason->setObjectName(u"release-reason"_s);
    m_releaseReason->setAccessibleName(tr("Reason to release the latch"));
    m_releaseReason->setPlaceholderText(tr("reason to release the latch (needed)"));
    m_releaseReason->setMaxLength(500);
    m_release = new QPushButton(tr("Release the latch"), widget);
    m_release->setObjectName(u"release-button"_s);
    m_release->setAccessibleName(tr("Release the latch; moves no traffic"));
    m_againButton = new QPushButton(tr("⟲  Send 100 % to LEGACY again …"), widget);
    m_againButton->setObjectName(u"rollback-again"_s);
    m_againButton->setAccessibleName(tr("Prepare another rollback: send 100 % to LEGACY"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_releaseReason, 1);
    row->addWidget(m_release);
    row->addWidget(m_againButton);
    layout->addWidget(m_safeLine);
    layout->addWidget(m_safeMarks);
    layout->addLayout(row);
    connect(m_release, &QPushButton::clicked, this, &RollbackBar::release);
    connect(m_releaseReason, &QLineEdit::returnPressed, this, &RollbackBar::release);
    connect(m_releaseReason, &QLineEdit::textChanged, this, &RollbackBar::refreshAction);
    connect(m_againButton, &QPushButton::clicked, this, &RollbackBar::arm);
    return widget;
}

QWidget *RollbackBar::makePaths()
{
    m_paths = new QWidget(this);
    m_paths->setAccessibleName(tr("Paths of the rollback"));
    auto *grid = new QGridLayout(m_paths);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(2);
    const int perColumn = 4;
    const QList<RollbackPathStatus> paths = m_act.paths();
    for (int i = 0; i < paths.size(); ++i) {
        auto *label = barLabel(u"rollback-path-%1"_s.arg(i), FontRole::Caption, m_paths);
        grid->addWidget(label, i % perColumn, i / perColumn);
        m_pathLabels << label;
    }
    grid->setRowStretch(perColumn, 1);
    return m_paths;
}

QWidget *RollbackBar::makeBlindHelp()
{
    auto *widget = new QWidget(this);
    auto *layout = barColumn(widget);
    auto *line = barLabel(u"blind-line"_s, FontRole::CaptionStrong, widget);
    line->setText(tr("Or type where the bridge can be reached:"));
    m_command = barLabel(u"blind-command"_s, FontRole::Caption, widget);
    m_command->setText(RollbackText::commandLine(m_control.profile().file));
    m_command->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_command->setAccessibleName(tr("Command line of the rollback"));
    setPlainToolTip(m_command, m_command->text());
    m_runbook = new QPlainTextEdit(widget);
    m_runbook->setObjectName(u"blind-runbook"_s);
    m_runbook->setAccessibleName(tr("Runbook"));
    m_runbook->setReadOnly(true);
    m_runbook->setTabChangesFocus(true);
    m_runbook->setFont(themeFont(FontRole::Caption, font()));
    m_runbook->setPlainText(runbookText(m_control.profile()));
    layout->addWidget(line);
    layout->addWidget(m_command);
    layout->addWidget(m_runbook, 1);
    return widget;
}

} // namespace interlock
