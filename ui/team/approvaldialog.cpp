// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/team/approvaldialog.h"

#include "models/control/control.h"
#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/team/teamtext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <algorithm>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace interlock {

using namespace Qt::StringLiterals;

ApprovalDialog::ApprovalDialog(Control &control, QWidget *parent) : QDialog(parent), m_control(control)
{
    setObjectName(u"approval-dialog"_s);
    setWindowTitle(tr("Requests for a second person"));
    setModal(false);
    makeLayout();
    resize(760, 520);
    connect(m_list, &QListWidget::currentRowChanged, this, &ApprovalDialog::lookAnew);
    connect(m_sign, &QPushButton::clicked, this,
            [this] { follow(m_control.team()->sign(m_chosen), tr("Signed.")); });
    connect(m_decline, &QPushButton::clicked, this, [this] {
        follow(m_control.team()->decline(m_chosen.id, m_reason->text().trimmed()), tr("Declined."));
    });
    connect(m_withdraw, &QPushButton::clicked, this,
            [this] { follow(m_control.team()->withdraw(m_chosen.id), tr("Withdrawn.")); });
    connect(m_reason, &QLineEdit::textEdited, this, &ApprovalDialog::lookAnew);
    connect(m_reason, &QLineEdit::textChanged, this, &ApprovalDialog::showChosen);
    connect(control.team(), &Team::changed, this, &ApprovalDialog::refresh);
    connect(&control.monitor(), &Monitor::changed, this, &ApprovalDialog::refresh);
    refresh();
    if (m_list->count() > 0)
        m_list->setCurrentRow(0);
}

void ApprovalDialog::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    m_list = new QListWidget(this);
    m_list->setObjectName(u"approval-list"_s);
    m_list->setAccessibleName(tr("Requests, newest first"));
    m_list->setMaximumHeight(130);
    m_evidence = new QPlainTextEdit(this);
    m_evidence->setObjectName(u"approval-evidence"_s);
    m_evidence->setAccessibleName(tr("The evidence that is signed"));
    m_evidence->setReadOnly(true);
    m_evidence->setTabChangesFocus(true);
    m_evidence->setPlaceholderText(
        tr("Who needs a second person for an act asks beside it on the Routes page. Requests come up here."));
    m_word = new PlainLabel(this);
    m_word->setObjectName(u"approval-word"_s);
    m_word->setWordWrap(true);
    m_word->setMinimumHeight(2 * fontMetrics().lineSpacing());
    m_reason = new QLineEdit(this);
    m_reason->setObjectName(u"approval-reason"_s);
    m_reason->setPlaceholderText(tr("why not, for whoever asked"));
    m_reason->setAccessibleName(tr("Reason for declining"));
    m_reason->setMaxLength(500);
    const auto button = [this](const QString &text, const QString &name) {
        auto *made = new QPushButton(text, this);
        made->setObjectName(name);
        made->setAutoDefault(false); // Enter in the reason must not sign
        return made;
    };
    m_sign = button(tr("&Sign this evidence"), u"approval-sign"_s);
    m_decline = button(tr("&Decline"), u"approval-decline"_s);
    m_withdraw = button(tr("&Withdraw"), u"approval-withdraw"_s);
    auto *close = button(tr("Close"), u"approval-close"_s);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto *row = new QHBoxLayout;
    row->addWidget(m_sign);
    row->addWidget(m_reason, 1);
    row->addWidget(m_decline);
    row->addWidget(m_withdraw);
    row->addWidget(close);
    layout->addWidget(m_list);
    layout->addWidget(m_evidence, 1);
    layout->addWidget(m_word);
    layout->addLayout(row);
}

/// The list moves under the eye; what was chosen stays chosen, and what is shown is what will be signed.
void ApprovalDialog::refresh()
{
    QList<Approval> now = m_control.team()->approvals();
    std::ranges::reverse(now);
    const auto sameRows = [this, &now] {
        return std::ranges::equal(m_shown, now, [](const Approval &a, const Approval &b) {
            return a.id == b.id && a.state == b.state;
        });
    };
    const bool same = sameRows();
    m_shown = now;
    if (!same) {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        for (const Approval &approval : std::as_const(m_shown))
            m_list->addItem(TeamText::title(approval));
        const auto it = std::ranges::find(std::as_const(m_shown), m_chosen.id, &Approval::id);
        m_list->setCurrentRow(it == m_shown.cend() ? (m_shown.isEmpty() ? -1 : 0)
                                                   : int(it - m_shown.cbegin()));
    }
    showChosen();
}

QString ApprovalDialog::whyNotSigned() const
{
    const Team &team = *m_control.team();
    if (m_chosen.id.isNull())
        return tr("Nothing is chosen.");
    if (!team.live())
        return tr("The team's database does not answer.");
    if (team.isOwn(m_chosen))
        return tr("This is your own request: somebody else has to sign it.");
    if (team.role() != TeamRole::Lead)
        return tr("Your role at the database is “%1”; a lead signs.").arg(TeamText::role(team.role()));
    if (m_chosen.state != ApprovalState::Requested)
        return tr("It is over: %1.").arg(TeamText::state(m_chosen.state));
    const QString drift = team.drift(m_chosen);
    if (!drift.isEmpty())
        return tr("What your console sees is not this evidence: %1").arg(visibleText(drift.left(300)));
    return {};
}

/// What became of the last step was read: the person goes on.
void ApprovalDialog::lookAnew()
{
    m_said.clear();
    showChosen();
}

void ApprovalDialog::showChosen()
{
    const int row = m_list->currentRow();
    m_chosen = row >= 0 && row < m_shown.size() ? m_shown.at(row) : Approval{};
    const QString text = m_chosen.id.isNull() ? QString() : TeamText::evidence(m_chosen);
    if (m_evidence->toPlainText() != text)
        m_evidence->setPlainText(text);
    const QString why = whyNotSigned();
    if (!m_busy)
        m_word->setText(!m_said.isEmpty() ? m_said
                        : !why.isEmpty()
                            ? why
                            : tr("Your console sees the same revision and gates. Good for %1 more.")
                                  .arg(Format::duration(m_chosen.left)));
    const bool own = !m_chosen.id.isNull() && m_control.team()->isOwn(m_chosen);
    m_sign->setEnabled(why.isEmpty() && !m_busy);
    setPlainToolTip(m_sign, why);
    const bool mayDecline = !own && m_chosen.state == ApprovalState::Requested && !m_chosen.id.isNull();
    m_decline->setEnabled(mayDecline && !m_busy && !m_reason->text().trimmed().isEmpty());
    setPlainToolTip(m_decline, mayDecline ? tr("Say why in the field on the left") : why);
    m_withdraw->setEnabled(own && !isOver(m_chosen.state) && !m_busy);
    setPlainToolTip(m_withdraw, own ? QString() : tr("Only whoever asked can withdraw."));
}

void ApprovalDialog::follow(const QFuture<Result<Approval>> &future, const QString &done)
{
    m_busy = true;
    m_said.clear();
    m_word->setText(tr("…"));
    showChosen();
    whenDone(future, this, [this, done](const Result<Approval> &approval) {
        m_busy = false;
        if (approval)
            m_reason->clear();
        m_said = approval ? done : ErrorText::sentence(approval.error());
        refresh();
    });
}

} // namespace interlock
