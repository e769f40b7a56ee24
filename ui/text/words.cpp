// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/words.h"

namespace interlock {

using namespace Qt::StringLiterals;

QString Words::mode(Mode mode)
{
    switch (mode) {
    case Mode::Legacy:
        return tr("legacy");
    case Mode::CompareLegacy:
        return tr("compare-legacy");
    case Mode::CompareNew:
        return tr("compare-new");
    case Mode::New:
        return tr("new");
    }
    Q_UNREACHABLE();
}

QString Words::modeMeaning(Mode mode)
{
    switch (mode) {
    case Mode::Legacy:
        return tr("Everybody is served by LEGACY; nobody reaches NEW.");
    case Mode::CompareLegacy:
        return tr("The share's requests reach both systems; LEGACY's answer is returned.");
    case Mode::CompareNew:
        return tr("The share's requests reach both systems; NEW's answer is returned.");
    case Mode::New:
        return tr("The share's requests reach NEW only.");
    }
    Q_UNREACHABLE();
}

QString Words::layer(Layer layer)
{
    switch (layer) {
    case Layer::Url:
        return tr("URL space");
    case Layer::Read:
        return tr("Read paths");
    case Layer::Session:
        return tr("Sessions");
    case Layer::Write:
        return tr("Writes");
    }
    Q_UNREACHABLE();
}

QString Words::side(Side side)
{
    return side == Side::Legacy ? tr("LEGACY") : tr("NEW");
}

QString Words::direction(SyncDirection direction)
{
    return direction == SyncDirection::Forward ? tr("forward: LEGACY → NEW") : tr("back: NEW → LEGACY");
}

QString Words::pipelineState(PipelineRunState state)
{
    switch (state) {
    case PipelineRunState::Running:
        return tr("running");
    case PipelineRunState::Paused:
        return tr("paused");
    case PipelineRunState::Failed:
        return tr("failed");
    case PipelineRunState::Idle:
        return tr("idle");
    case PipelineRunState::Done:
        return tr("done");
    }
    Q_UNREACHABLE();
}

QString Words::quality(Quality quality)
{
    switch (quality) {
    case Quality::Live:
        return tr("live");
    case Quality::History:
        return tr("history");
    case Quality::Late:
        return tr("late");
    case Quality::Stale:
        return tr("stale");
    case Quality::Lost:
        return tr("lost");
    case Quality::Never:
        return tr("no data yet");
    case Quality::Bad:
        return tr("not readable");
    }
    Q_UNREACHABLE();
}

QString Words::endpointKind(EndpointKind kind)
{
    switch (kind) {
    case EndpointKind::Bridge:
        return tr("bridge");
    case EndpointKind::Sync:
        return tr("sync");
    case EndpointKind::Metrics:
        return tr("metrics");
    case EndpointKind::Orders:
        return tr("orders");
    case EndpointKind::Parity:
        return tr("parity");
    }
    Q_UNREACHABLE();
}

QString Words::journalKind(JournalKind kind)
{
    switch (kind) {
    case JournalKind::Forward:
        return tr("route");
    case JournalKind::Rollback:
        return tr("rollback");
    case JournalKind::LatchRelease:
        return tr("latch release");
    case JournalKind::Pipeline:
        return tr("sync");
    case JournalKind::Alarm:
        return tr("alarm");
    case JournalKind::Trigger:
        return tr("trigger");
    case JournalKind::Gradual:
        return tr("gradual rollback");
    case JournalKind::Override:
        return tr("override");
    case JournalKind::Plan:
        return tr("plan");
    case JournalKind::Drill:
        return tr("drill");
    case JournalKind::Session:
        return tr("session");
    }
    Q_UNREACHABLE();
}

QString Words::journalMark(JournalMark mark)
{
    switch (mark) {
    case JournalMark::Intent:
        return tr("journaled");
    case JournalMark::Sent:
        return tr("sent");
    case JournalMark::Acknowledged:
        return tr("acknowledged");
    case JournalMark::Observed:
        return tr("observed");
    case JournalMark::Blocked:
        return tr("blocked");
    case JournalMark::Conflict:
        return tr("conflict");
    case JournalMark::Rejected:
        return tr("rejected");
    case JournalMark::Unknown:
        return tr("unknown");
    case JournalMark::Abandoned:
        return tr("abandoned");
    case JournalMark::Note:
        return tr("note");
    }
    Q_UNREACHABLE();
}

QString Words::priority(AlarmPriority priority)
{
    switch (priority) {
    case AlarmPriority::Attention:
        return tr("Attention");
    case AlarmPriority::Alarm:
        return tr("Alarm");
    case AlarmPriority::Highest:
        return tr("Highest");
    }
    Q_UNREACHABLE();
}

QString Words::priorityShape(AlarmPriority priority)
{
    switch (priority) {
    case AlarmPriority::Attention:
        return u"▲"_s;
    case AlarmPriority::Alarm:
        return u"◆"_s;
    case AlarmPriority::Highest:
        return u"⬢"_s;
    }
    Q_UNREACHABLE();
}

} // namespace interlock
