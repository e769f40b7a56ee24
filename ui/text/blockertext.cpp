// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/blockertext.h"

#include "models/domain/plaintext.h"
#include "ui/text/gatetext.h"
#include "ui/text/words.h"

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// What a second person's signature lacks, by the blocker's word.
QString approvalSentence(const QString &word)
{
    if (word == u"requested")
        return BlockerText::tr("A second person has been asked and has not signed yet.");
    if (word == u"declined")
        return BlockerText::tr("The second person declined. Ask again when the cause is gone.");
    if (word == u"void")
        return BlockerText::tr("The signature is void: what was signed is not what is any more. Ask again.");
    if (word == u"expired")
        return BlockerText::tr("The signature is too old. Ask again.");
    if (word == u"unreachable")
        return BlockerText::tr(
            "This needs a second person, and the team's database cannot be asked. Opens when it answers; "
            "a rollback needs nobody.");
    return BlockerText::tr("This needs a second person. Ask for it with “Ask a second person …”.");
}

QString blockerSentence(const Blocker &blocker, const QString &subject)
{
    switch (blocker.kind) {
    case BlockerKind::ReadingNotLive:
        if (blocker.quality == Quality::Never)
            return BlockerText::tr("“%1” has not answered yet. Opens when it does.").arg(subject);
        return BlockerText::tr("The readings of “%1” are %2. Opens when they are live again.")
            .arg(subject, Words::quality(blocker.quality));
    case BlockerKind::Latched:
        return BlockerText::tr(
            "The bridge is latched after a rollback. Opens when somebody releases the latch in the "
            "rollback bar, with a reason.");
    case BlockerKind::NoScope:
        return BlockerText::tr(
                   "The token of “%1” may not operate. Opens with a token that has the scope “operate”.")
            .arg(subject);
    case BlockerKind::NoCapability:
        return BlockerText::tr("This bridge cannot do “%1”. It stays locked on this bridge.").arg(subject);
    case BlockerKind::ActUnsettled:
        return BlockerText::tr(
                   "What became of the last act on “%1” is not known. Opens when the bridge has answered "
                   "for it.")
            .arg(subject);
    case BlockerKind::RollbackRunning:
        return BlockerText::tr("A rollback is under way. Opens when it is settled.");
    case BlockerKind::NotOneStep:
        return BlockerText::tr("Modes change one step at a time. The next step is “%1”.").arg(subject);
    case BlockerKind::NothingToChange:
        return BlockerText::tr("This is what is set already. Move the share, the mode or a rule.");
    case BlockerKind::UnknownRoute:
        return BlockerText::tr(
                   "The bridge does not know the route “%1”. Opens when the bridge and the profile name the "
                   "same route.")
            .arg(subject);
    case BlockerKind::AlarmActive:
        return BlockerText::tr("Locked by an alarm: %1. Opens when its cause is gone.").arg(subject);
    case BlockerKind::JournalUnwritable:
        return BlockerText::tr("The journal cannot be written. Opens when the disk takes entries again.");
    case BlockerKind::NotAcknowledged:
        return BlockerText::tr("“%1” has not acknowledged the present state. Opens when it does.")
            .arg(subject);
    case BlockerKind::OutOfRange:
        return BlockerText::tr("A share is a whole number from 0 to 100.");
    case BlockerKind::NoReason:
        return BlockerText::tr("A reason is needed. Say in a few words why.");
    case BlockerKind::RevisionMoved:
        return BlockerText::tr(
                   "The bridge was changed meanwhile by “%1”. Look at the new state and prepare again.")
            .arg(subject);
    case BlockerKind::PlanNotMet:
        return BlockerText::tr("The plan wants “%1”. Opens with somebody's go on the Plan page.")
            .arg(subject);
    case BlockerKind::NeedsApproval:
        return approvalSentence(blocker.subject);
    case BlockerKind::GateLocked:
        return blocker.gate ? GateText::lock(*blocker.gate)
                            : BlockerText::tr("The gate “%1” is locked.").arg(subject);
    case BlockerKind::Expired:
        return BlockerText::tr("The 30 seconds ran out and nothing was sent. Prepare again.");
    }
    Q_UNREACHABLE();
}

} // namespace

QString BlockerText::sentence(const Blocker &blocker)
{
    const QString text = blockerSentence(blocker, visibleText(blocker.subject.left(200)));
    return blocker.detail.isEmpty() ? text : text + u" ("_s + visibleText(blocker.detail.left(200)) + u')';
}

} // namespace interlock
