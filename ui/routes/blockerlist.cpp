// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/routes/blockerlist.h"

#include "ui/text/blockertext.h"

namespace interlock {

using namespace Qt::StringLiterals;

BlockerList::BlockerList(QWidget *parent) : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setAccessibleName(tr("What locks this change"));
}

void BlockerList::showBlockers(const QList<Blocker> &blockers, const QString &whenNone)
{
    QStringList lines;
    for (const Blocker &blocker : blockers) {
        const QString line = u"✗ "_s + BlockerText::sentence(blocker);
        if (!lines.contains(line))
            lines << line;
    }
    const QString text = lines.isEmpty() ? whenNone : lines.join(u'\n');
    if (text != toPlainText()) // keeps selection and scroll position
        setPlainText(text);
}

} // namespace interlock
