// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/blocker.h"

#include "models/domain/namedenum.h"

namespace interlock {

namespace {
constexpr EnumNames<BlockerKind, 19> blockerKindNames{
    {{BlockerKind::ReadingNotLive, u"reading-not-live"},
     {BlockerKind::Latched, u"latched"},
     {BlockerKind::NoScope, u"no-scope"},
     {BlockerKind::NoCapability, u"no-capability"},
     {BlockerKind::ActUnsettled, u"act-unsettled"},
     {BlockerKind::RollbackRunning, u"rollback-running"},
     {BlockerKind::NotOneStep, u"not-one-step"},
     {BlockerKind::NothingToChange, u"nothing-to-change"},
     {BlockerKind::UnknownRoute, u"unknown-route"},
     {BlockerKind::AlarmActive, u"alarm-active"},
     {BlockerKind::JournalUnwritable, u"journal-unwritable"},
     {BlockerKind::NotAcknowledged, u"not-acknowledged"},
     {BlockerKind::OutOfRange, u"out-of-range"},
     {BlockerKind::NoReason, u"no-reason"},
     {BlockerKind::RevisionMoved, u"revision-moved"},
     {BlockerKind::Expired, u"expired"},
     {BlockerKind::PlanNotMet, u"plan-not-met"},
     {BlockerKind::NeedsApproval, u"needs-approval"},
     {BlockerKind::GateLocked, u"gate-locked"}}};
} // namespace

QString blockerKindName(BlockerKind kind)
{
    return enumName(blockerKindNames, kind);
}

} // namespace interlock
