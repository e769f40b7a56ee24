// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/parity/suggestiontext.h"

#include "models/domain/plaintext.h"
#include "ui/parity/paritytext.h"

namespace interlock {

QString SuggestionText::of(RuleSuggestion::What what, const Difference &difference)
{
    // A menu takes & for a mark of a key.
    const QString path =
        visibleText(QString::fromUtf8(difference.group.left(120))).replace(u'&', QStringLiteral("&&"));
    switch (what) {
    case RuleSuggestion::What::ExpectThis:
        return tr("Expect exactly this change at %1").arg(path);
    case RuleSuggestion::What::NumberTolerance:
        return tr("Allow 0.01 more or less at %1").arg(path);
    case RuleSuggestion::What::TimeTolerance:
        return tr("Allow one second more or less at %1").arg(path);
    case RuleSuggestion::What::SameNumber:
        return tr("Compare %1 as a number, also when it is a text").arg(path);
    case RuleSuggestion::What::SameTime:
        return tr("Compare %1 as a time, however it is written").arg(path);
    case RuleSuggestion::What::Shape:
        return tr("Any UUID will do at %1").arg(path);
    case RuleSuggestion::What::AnyOrder:
        return tr("The order of %1 does not count").arg(path);
    case RuleSuggestion::What::NullIsMissing:
        return tr("null is the same as missing at %1").arg(path);
    case RuleSuggestion::What::IgnoreKind:
        return tr("Ignore “%1” at %2, and nothing else").arg(ParityText::kind(difference.kind), path);
    case RuleSuggestion::What::IgnoreAll:
        return tr("Ignore %1 and everything below").arg(path);
    }
    Q_UNREACHABLE();
}

} // namespace interlock
