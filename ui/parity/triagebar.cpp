// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/triagebar.h"

#include "models/domain/plaintext.h"
#include "models/domain/whendone.h"
#include "ui/parity/paritytext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {
constexpr TriageState shownStates[] = {TriageState::New,  TriageState::Known,  TriageState::Expected,
                                       TriageState::Tool, TriageState::Review, TriageState::Fixed};
}

TriageBar::TriageBar(ParityDesk &desk, QWidget *parent)
    : QWidget(parent),
      m_desk(desk),
      m_state(new QComboBox(this)),
      m_ticket(new QLineEdit(this)),
      m_comment(new QLineEdit(this)),
      m_set(new QPushButton(tr("Set state"), this)),
      m_said(new PlainLabel(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::Grid / 2);
    for (const TriageState state : shownStates)
        m_state->addItem(ParityText::triage(state));
    m_state->setObjectName(u"triage-state"_s);
    m_state->setAccessibleName(tr("State of the selected group"));
    m_ticket->setObjectName(u"triage-ticket"_s);
    m_ticket->setAccessibleName(tr("Ticket of the selected group"));
    m_ticket->setPlaceholderText(tr("ticket"));
    m_ticket->setMaximumWidth(120);
    m_comment->setObjectName(u"triage-comment"_s);
    m_comment->setAccessibleName(tr("Comment on the selected group"));
    m_comment->setPlaceholderText(tr("comment"));
    m_set->setObjectName(u"triage-set"_s);
    m_set->setAccessibleName(tr("Set the state of the selected group"));
    m_said->setObjectName(u"triage-said"_s);
    m_said->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_state);
    row->addWidget(m_ticket);
    row->addWidget(m_comment, 2);
    row->addWidget(m_set);
    row->addWidget(m_said, 3);
    connect(m_set, &QPushButton::clicked, this, &TriageBar::decide);
    connect(m_comment, &QLineEdit::returnPressed, this, &TriageBar::decide);
    connect(&m_desk, &ParityDesk::triageChanged, this, &TriageBar::showEntry);
    setGroup({});
}

void TriageBar::enable(bool on)
{
    for (QWidget *widget : {static_cast<QWidget *>(m_state), static_cast<QWidget *>(m_ticket),
                            static_cast<QWidget *>(m_comment), static_cast<QWidget *>(m_set)})
        widget->setEnabled(on);
}

QString TriageBar::homeWords() const
{
    if (m_desk.triageProblem())
        return tr("▲ Decisions cannot be read or made now, those known last are shown. %1")
            .arg(ErrorText::sentence(*m_desk.triageProblem()));
    return m_desk.sharesTriage() ? tr("Decisions are shared by all consoles.")
                                 : tr("Decisions stay on this computer.");
}

void TriageBar::setGroup(const std::optional<GroupSignature> &group)
{
    if (m_group == group && m_revision >= 0)
        return;
    m_group = group;
    m_revision = -1;
    m_comment->clear();
    showEntry();
}

void TriageBar::showEntry()
{
    enable(m_group.has_value());
    if (!m_group) {
        m_said->setText(homeWords());
        setPlainToolTip(m_said, m_said->text());
        return;
    }
    const QByteArray key = signatureKey(*m_group);
    const TriageEntry entry = m_desk.triage().entry(key);
    const bool isTroubled = m_desk.triageProblem().has_value();
    if (entry.revision == m_revision && isTroubled == m_isTroubled)
        return; // what is being typed stays
    if (entry.revision != m_revision) {
        m_state->setCurrentIndex(int(entry.state));
        m_ticket->setText(entry.ticket);
    }
    m_revision = entry.revision;
    m_isTroubled = isTroubled;
    if (isTroubled || entry.revision == 0) {
        m_said->setText(isTroubled ? homeWords() : tr("Not decided yet. %1").arg(homeWords()));
        setPlainToolTip(m_said, m_said->text());
        return;
    }
    whenDone(m_desk.comments(key), this, [this, key](const Result<QList<TriageComment>> &comments) {
        if (!m_group || signatureKey(*m_group) != key)
            return;
        if (comments)
            return showComments(*comments);
        m_said->setText(u"▲ "_s + ErrorText::sentence(comments.error()));
        setPlainToolTip(m_said, m_said->text());
    });
}

void TriageBar::showComments(const QList<TriageComment> &comments)
{
    const TriageEntry entry = m_desk.triage().entry(signatureKey(*m_group));
    QStringList lines;
    for (const TriageComment &comment : comments)
        lines << tr("%1, %2: %3")
                     .arg(Format::absolute(comment.at), visibleText(comment.actor),
                          visibleText(comment.text));
    const QString last = comments.isEmpty() ? QString() : u": "_s + visibleText(comments.constLast().text);
    m_said->setText(
        tr("%1 by %2%3").arg(ParityText::triage(entry.state), visibleText(entry.changedBy), last));
    lines << homeWords();
    setPlainToolTip(m_said, lines.join(u'\n'));
}

void TriageBar::decide()
{
    if (!m_group)
        return;
    enable(false);
    whenDone(m_desk.decide(*m_group, shownStates[m_state->currentIndex()], m_ticket->text().trimmed(),
                           m_comment->text().trimmed()),
             this, [this, group = *m_group](const Result<TriageEntry> &entry) {
                 enable(m_group.has_value());
                 if (!entry) {
                     m_said->setText(u"▲ "_s + ErrorText::sentence(entry.error()));
                     setPlainToolTip(m_said, m_said->text());
                     return;
                 }
                 if (m_group != group)
                     return; // what is being typed is about another one
                 m_comment->clear();
                 m_revision = -1;
                 showEntry();
             });
}

} // namespace interlock
