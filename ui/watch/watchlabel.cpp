// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/watchlabel.h"

#include "models/control/engine.h"
#include "models/domain/plaintext.h"
#include "ui/text/format.h"
#include "ui/text/tooltip.h"
#include "widgets/theme.h"

namespace interlock {

using namespace Qt::StringLiterals;

WatchLabel::WatchLabel(Engine &engine, QWidget *parent) : PlainLabel(parent), m_engine(engine)
{
    setObjectName(u"watch"_s);
    setAccessibleName(tr("Who watches"));
    connect(&engine, &Engine::changed, this, &WatchLabel::refresh);
    refresh();
}

QString WatchLabel::sentence() const
{
    if (m_engine.nobodyWatches())
        return tr("No engine is armed: no trigger will take anything back by itself. Start “interlockctl "
                  "watch”.");
    const std::optional<LeaseHolder> holder = m_engine.holder();
    if (!holder)
        return tr("Who watches is being asked.");
    const LeaseIdentity &who = holder->identity;
    return tr("%1 on %2 watches with %3 since %4, take-over %5; its last beat was at %6.")
        .arg(visibleText(who.who), visibleText(who.where), visibleText(who.program),
             Format::absolute(holder->since), QString::number(holder->epoch), Format::clock(holder->beatAt));
}

void WatchLabel::refresh()
{
    const bool nobody = m_engine.nobodyWatches();
    const std::optional<LeaseHolder> holder = m_engine.holder();
    if (nobody)
        setText(tr("◆ nobody watches"));
    else if (m_engine.armed())
        setText(tr("● watching here"));
    else if (holder)
        setText(tr("● %1@%2 watches")
                    .arg(visibleText(holder->identity.who.left(24)),
                         visibleText(holder->identity.where.left(24))));
    else
        setText(tr("… who watches?"));
    const QString problem = m_engine.leaseProblem();
    setPlainToolTip(this,
                    problem.isEmpty() ? sentence() : sentence() + u'\n' + visibleText(problem.left(300)));
    if (std::exchange(m_loud, nobody) == nobody)
        return;
    setPalette({});
    setAutoFillBackground(nobody);
    if (!nobody)
        return;
    const Theme theme = Theme::of(this);
    QPalette loud = palette();
    loud.setColor(QPalette::Window, theme.state(StateLevel::Alarm));
    loud.setColor(QPalette::WindowText, theme.stateText(StateLevel::Alarm));
    setPalette(loud);
}

} // namespace interlock
