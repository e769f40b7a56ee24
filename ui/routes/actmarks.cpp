// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/actmarks.h"

#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QGridLayout>

namespace interlock {

using namespace Qt::StringLiterals;

ActMarks::ActMarks(QWidget *parent) : QWidget(parent)
{
    setAccessibleName(tr("Marks of the act"));
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(Theme::Grid);
    layout->setVerticalSpacing(0);
    for (int i = 0; i < MarkCount; ++i) {
        const std::size_t at = std::size_t(i);
        m_names[at] = new PlainLabel(this);
        m_names[at]->setObjectName(u"mark-%1"_s.arg(i));
        m_times[at] = new PlainLabel(this);
        m_times[at]->setObjectName(u"mark-time-%1"_s.arg(i));
        m_times[at]->setFont(themeFont(FontRole::Caption, font()));
        layout->addWidget(m_names[at], 0, i);
        layout->addWidget(m_times[at], 1, i);
        layout->setColumnStretch(i, 1);
    }
}

void ActMarks::showMark(Mark mark, const QString &name, const QDateTime &at)
{
    const std::size_t i = std::size_t(mark);
    const bool reached = at.isValid();
    m_names[i]->setText((reached ? u"✓ "_s : u"○ "_s) + name);
    m_names[i]->setFont(themeFont(reached ? FontRole::BodyStrong : FontRole::Body, font()));
    m_names[i]->setEnabled(reached);
    m_times[i]->setText(Format::clockMs(at));
    m_times[i]->setEnabled(reached);
    setPlainToolTip(m_times[i], reached ? Format::absolute(at) : tr("not reached"));
}

void ActMarks::showAct(const ForwardAct &act, const Reading<ObservedShare> &observed)
{
    const ForwardMarks marks = act.marks();
    const Acknowledgement ack = act.acknowledgement();
    showMark(Journaled, tr("journaled"), marks.journaled);
    showMark(Sent, tr("sent"), marks.sent);
    const QString count =
        marks.sent.isValid() && ack.total > 0 ? u" %1/%2"_s.arg(ack.acknowledged).arg(ack.total) : QString();
    showMark(Acknowledged, tr("acknowledged%1").arg(count), marks.acknowledged);
    const QString share = marks.acknowledged.isValid() && observed.isLive()
                              ? u' ' + Format::percent(observed.value.percent, 1)
                              : QString();
    showMark(Observed, tr("observed%1").arg(share), marks.observed);
}

} // namespace interlock
