// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/gradualstrip.h"

#include "models/control/control.h"
#include "models/domain/plaintext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "widgets/plainlabel.h"
#include "widgets/theme.h"

#include <QHBoxLayout>
#include <QPushButton>

namespace interlock {

using namespace Qt::StringLiterals;

GradualStrip::GradualStrip(Control &control, QWidget *parent)
    : QWidget(parent),
      m_control(control),
      m_text(new PlainLabel(this)),
      m_stop(new QPushButton(tr("Stop here"), this)),
      m_hurry(new QPushButton(tr("All at once …"), this))
{
    setObjectName(u"gradual-strip"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2 * Theme::Grid, Theme::Grid / 2, 2 * Theme::Grid, Theme::Grid / 2);
    row->addWidget(m_text, 1);
    row->addWidget(m_stop);
    row->addWidget(m_hurry);
    m_text->setObjectName(u"gradual-text"_s);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_stop->setObjectName(u"gradual-stop"_s);
    m_stop->setAccessibleName(tr("Stop the gradual rollback where it is"));
    setPlainToolTip(m_stop, tr("The share stays where it is now; nothing goes forward"));
    m_hurry->setObjectName(u"gradual-hurry"_s);
    m_hurry->setAccessibleName(tr("Go over to the immediate rollback"));
    setPlainToolTip(m_hurry, tr("Arms the rollback below: everybody to LEGACY at once"));
    connect(m_stop, &QPushButton::clicked, this,
            [this] { m_control.gradual()->stop(u"stopped at the console"_s); });
    connect(m_hurry, &QPushButton::clicked, this, &GradualStrip::immediateWanted);
    connect(control.gradual(), &GradualRollback::changed, this, &GradualStrip::refresh);
    connect(&control.monitor(), &Monitor::changed, this, &GradualStrip::refresh);
    refresh();
}

QString GradualStrip::sentence() const
{
    const GradualRollback *act = m_control.gradual();
    const QList<int> left = act->stepsLeft();
    QStringList words;
    for (const int percent : left)
        words << tr("%1 %").arg(percent);
    const QString next =
        left.isEmpty() ? tr("this is the last step") : tr("next %1").arg(words.join(u" → "_s));
    const QString where = act->step() ? tr("at %1 %").arg(*act->step()) : tr("beginning");
    const QString wait = act->state() == GradualState::Waiting
                             ? tr(" in %1").arg(Format::duration(
                                   std::chrono::duration_cast<std::chrono::seconds>(act->waitLeft())))
                             : QString();
    QString text =
        tr("▼ Gradual rollback %1, %2%3 — %4").arg(where, next, wait, visibleText(act->reason().left(200)));
    if (!act->problem().isEmpty())
        text += tr(" (trying again: %1)").arg(visibleText(act->problem().left(200)));
    return text;
}

void GradualStrip::refresh()
{
    const bool running = m_control.gradual()->running();
    if (running) {
        m_text->setText(sentence());
        setPlainToolTip(m_text, m_text->text());
    }
    if (isVisibleTo(parentWidget()) != running)
        setVisible(running);
}

} // namespace interlock
