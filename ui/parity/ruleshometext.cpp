// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/ruleshometext.h"

#include "models/domain/plaintext.h"
#include "ui/text/errortext.h"
#include "ui/text/format.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

QString sharedHome(const RulesDesk &rules, const QDateTime &now)
{
    const QString read = Format::relative(rules.sharedReadAt(), now);
    if (!rules.problems().empty())
        return RulesHomeText::tr("◆ The bridge's rules are wrong, the rules before them hold: %1")
            .arg(visibleText(rules.problems().front().text));
    if (rules.isWithdrawn())
        return RulesHomeText::tr("▲ The bridge offers no rules any more: those read %1 hold.").arg(read);
    if (rules.unreadable())
        return RulesHomeText::tr("▲ The bridge's rules cannot be read, those read %1 hold. %2")
            .arg(read, ErrorText::sentence(*rules.unreadable()));
    return RulesHomeText::tr(
               "Rules are shared through the bridge (read %1): every console sees what is saved.")
        .arg(read);
}

QString localHome(const RulesDesk &rules)
{
    if (!rules.problems().empty())
        return RulesHomeText::tr("◆ The file is wrong, the rules before it hold: %1")
            .arg(visibleText(rules.problems().front().describe(rules.path())));
    if (rules.unreadable())
        return u"◆ "_s + ErrorText::sentence(*rules.unreadable());
    return RulesHomeText::tr("Rules of this computer: %1 — may be edited by hand at any time")
        .arg(visibleText(rules.path()));
}

} // namespace

QString RulesHomeText::home(const RulesDesk &rules, const QDateTime &now)
{
    switch (rules.home()) {
    case RulesHome::Shared:
        return sharedHome(rules, now);
    case RulesHome::Local:
        return localHome(rules);
    case RulesHome::Unknown:
        break;
    }
    const QString why = rules.unreadable() ? u' ' + ErrorText::sentence(*rules.unreadable()) : QString();
    return tr("▲ It is not known yet whether the bridge shares rules: nothing is recorded until it says "
              "so.%1")
        .arg(why);
}

QString RulesHomeText::notSaved(const RulesDesk &rules, const Error &error)
{
    if (error.kind != ErrorKind::Conflict)
        return u"▲ "_s + (rules.home() == RulesHome::Shared ? tr("Not known to be saved. ") : QString()) +
               ErrorText::sentence(error);
    return rules.home() == RulesHome::Shared ? tr("▲ Not saved: somebody else changed the shared rules "
                                                  "meanwhile. Theirs are shown now; your "
                                                  "text is still here. Look at it and save again.")
                                             : tr("▲ Not saved: the file was changed meanwhile. Its rules "
                                                  "are shown now; your text is still "
                                                  "here. Look at it and save again.");
}

} // namespace interlock
