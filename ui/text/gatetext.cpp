// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/gatetext.h"

#include "models/domain/plaintext.h"
#include "ui/text/format.h"

#include <algorithm>
#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::seconds;

namespace {

QString gateKindTitle(GateKind kind)
{
    switch (kind) {
    case GateKind::ErrorRate:
        return GateText::tr("error rate");
    case GateKind::P95:
        return GateText::tr("p95");
    case GateKind::P95AgainstLegacy:
        return GateText::tr("p95 against legacy");
    case GateKind::Conversion:
        return GateText::tr("conversion");
    case GateKind::SupportTickets:
        return GateText::tr("support tickets");
    case GateKind::ForwardLag:
        return GateText::tr("forward lag");
    case GateKind::BackLag:
        return GateText::tr("back lag");
    case GateKind::BackSyncRunning:
        return GateText::tr("back sync runs");
    case GateKind::SyncErrors:
        return GateText::tr("no new sync errors");
    case GateKind::OpenConflicts:
        return GateText::tr("open conflicts");
    case GateKind::Parity:
        return GateText::tr("parity");
    case GateKind::ValidationSuccess:
        return GateText::tr("validation");
    case GateKind::BackupValidated:
        return GateText::tr("validated backup");
    case GateKind::Soak:
        return GateText::tr("soak");
    case GateKind::ChangeWindow:
        return GateText::tr("change window");
    case GateKind::LargestStep:
        return GateText::tr("largest step");
    case GateKind::Warranty:
        return GateText::tr("rollback warranty");
    case GateKind::DrillAge:
        return GateText::tr("drill");
    case GateKind::LoadTest:
        return GateText::tr("load test");
    case GateKind::Expression:
        return GateText::tr("own gate");
    }
    Q_UNREACHABLE();
}

QString gateNumber(double value, const QString &unit)
{
    const double size = std::abs(value);
    const int decimals = size >= 100 || value == std::round(value) ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
    return Format::withUnit(QLocale().toString(value, 'f', decimals), unit);
}

/// "0.02 % ≤ 0.1 %", "soak 41 of 72 h".
QString gateFigures(const GateResult &gate)
{
    if (gate.kind == GateKind::LargestStep && gate.mayGoTo)
        return GateText::tr("%1 points at most: up to %2")
            .arg(gateNumber(gate.wants.value_or(0), {}), Format::percent(*gate.mayGoTo));
    if (!gate.is || !gate.wants || !std::isfinite(*gate.is))
        return gate.wants ? GateText::tr("wants %1").arg(gateNumber(*gate.wants, gate.unit)) : QString();
    const bool below = *gate.is <= *gate.wants;
    const bool equal = *gate.is == *gate.wants;
    const QString sign = gate.comparison == GateComparison::AtMost    ? (below ? u"≤"_s : u">"_s)
                         : gate.comparison == GateComparison::AtLeast ? (below && !equal ? u"<"_s : u"≥"_s)
                                                                      : u"/"_s;
    return u"%1 %2 %3"_s.arg(gateNumber(*gate.is, gate.unit), sign, gateNumber(*gate.wants, gate.unit));
}

QString gateOpens(const GateResult &gate)
{
    if (gate.opensAt.isValid())
        return GateText::tr("opens %1 at the earliest").arg(Format::absolute(gate.opensAt));
    switch (gate.state) {
    case GateState::Locked:
        return gate.hold > seconds(0)
                   ? GateText::tr("opens when it holds for %1").arg(Format::duration(gate.hold))
                   : GateText::tr("opens when it holds");
    case GateState::Unknown:
        return GateText::tr("opens with live evidence");
    case GateState::Open:
    case GateState::Waiting:
    case GateState::NotApplicable:
        return {};
    }
    Q_UNREACHABLE();
}

} // namespace

QString GateText::title(const GateResult &gate)
{
    const bool unnamed = gate.title.isEmpty() || gate.title == gateKindName(gate.kind);
    return unnamed ? gateKindTitle(gate.kind) : visibleText(gate.title.left(60));
}

QString GateText::shape(const GateResult &gate)
{
    if (!gate.overriddenBy.isEmpty())
        return u"⚠"_s;
    switch (gate.state) {
    case GateState::Open:
        return u"✓"_s;
    case GateState::Waiting:
        return u"◷"_s;
    case GateState::Locked:
        return u"✗"_s;
    case GateState::Unknown:
        return u"?"_s;
    case GateState::NotApplicable:
        return u"–"_s;
    }
    Q_UNREACHABLE();
}

QString GateText::word(const GateResult &gate)
{
    if (!gate.overriddenBy.isEmpty())
        return tr("OVERRIDDEN");
    const bool warns = gate.severity == GateSeverity::Warn;
    switch (gate.state) {
    case GateState::Open:
        return tr("open");
    case GateState::Waiting:
        return warns ? tr("warns, waiting") : tr("waiting");
    case GateState::Locked:
        return warns ? tr("warns") : tr("LOCKED");
    case GateState::Unknown:
        return warns ? tr("warns, unknown") : tr("UNKNOWN");
    case GateState::NotApplicable:
        return tr("does not apply");
    }
    Q_UNREACHABLE();
}

QString GateText::brief(const GateResult &gate)
{
    QStringList parts{title(gate)};
    if (!gate.condition.isEmpty())
        parts << visibleText(gate.condition.left(200));
    if (const QString figures = gateFigures(gate); !figures.isEmpty())
        parts << figures;
    if (!gate.problem.isEmpty())
        parts << visibleText(gate.problem.left(200));
    return parts.join(u" · "_s);
}

QString GateText::sentence(const GateResult &gate)
{
    QStringList parts{u"%1 %2 — %3"_s.arg(shape(gate), word(gate), brief(gate))};
    if (gate.state == GateState::Waiting)
        parts << tr("held %1 of %2").arg(Format::duration(gate.held), Format::duration(gate.hold));
    if (const QString opens = gateOpens(gate); !opens.isEmpty())
        parts << opens;
    if (gate.since.isValid())
        parts << tr("since %1").arg(Format::clock(gate.since));
    if (!gate.source.isEmpty()) {
        const QString source = visibleText(gate.source.left(100));
        parts << (gate.age
                      ? tr("from %1, %2 old").arg(source, Format::seconds(double(gate.age->count()) / 1000.0))
                      : tr("from %1").arg(source));
    }
    if (!gate.overriddenBy.isEmpty())
        parts << tr("set aside by %1 until %2")
                     .arg(visibleText(gate.overriddenBy.left(60)), Format::clock(gate.overriddenUntil));
    if (gate.never)
        parts << tr("cannot be overridden");
    return parts.join(u"; "_s);
}

QString GateText::lock(const GateResult &gate)
{
    const QString opens = gateOpens(gate);
    const QString text = tr("The gate “%1” is closed: %2").arg(title(gate), brief(gate));
    return opens.isEmpty() ? text : text + u"; "_s + opens;
}

QString GateText::limit(const ShareLimit &limit, const QList<GateResult> &gates)
{
    if (limit.gateIds.isEmpty())
        return {};
    QStringList titles;
    for (const QString &id : limit.gateIds) {
        const auto gate = std::ranges::find(gates, id, &GateResult::gateId);
        titles << (gate == gates.cend() ? visibleText(id) : title(*gate));
    }
    return tr("may go to %1 — held by %2").arg(Format::percent(limit.percent), titles.join(u", "_s));
}

} // namespace interlock
