// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/gatesample.h"

#include "models/parity/statistics/sequentialtest.h"

#include <algorithm>
#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

namespace {

constexpr double secondsPerHour = 3600;
constexpr double secondsPerDay = 86'400;

/// Makes the sample of one gate for one route.
class GateSampler final
{
public:
    GateSampler(const GateSpec &gate, const GateInputs &inputs, const QString &routeId)
        : m_gate(gate), m_inputs(inputs), m_state(inputs.state), m_route(inputs.state.route(routeId))
    {
        GateResult &figures = m_sample.figures;
        figures.gateId = gate.id;
        figures.title = gate.title;
        figures.routeId = routeId;
        figures.kind = gate.kind;
        figures.severity = gate.severity;
        figures.locks = gate.locks;
        figures.never = gate.never;
        figures.hold = gate.hold;
    }

    GateSample sample()
    {
        if (!m_route)
            return unknown(u"the route is not known"_s);
        switch (m_gate.kind) {
        case GateKind::ErrorRate:
            return ofNew(m_route->errorRateNew, u"error rate"_s, 100, u"%"_s);
        case GateKind::P95:
            return ofNew(m_route->p95New, u"p95"_s, 1, u"s"_s);
        case GateKind::P95AgainstLegacy:
            return againstLegacy();
        case GateKind::Conversion:
            return ofBaseline(GateComparison::AtLeast);
        case GateKind::SupportTickets:
            return ofBaseline(GateComparison::AtMost);
        case GateKind::ValidationSuccess:
            return ofBaseline(GateComparison::AtLeast);
        case GateKind::ForwardLag:
            return lag(SyncDirection::Forward);
        case GateKind::BackLag:
            return lag(SyncDirection::Back);
        case GateKind::BackSyncRunning:
            return backSyncRunning();
        case GateKind::SyncErrors:
            return syncErrors();
        case GateKind::OpenConflicts:
            return openConflicts();
        case GateKind::Parity:
            return parity();
        case GateKind::BackupValidated:
            return evidence(EvidenceKind::Backup, u"validated backup"_s);
        case GateKind::DrillAge:
            return evidence(EvidenceKind::Drill, u"passed drill"_s);
        case GateKind::LoadTest:
            return evidence(EvidenceKind::LoadTest, u"passed load test"_s);
        case GateKind::Soak:
            return soak();
        case GateKind::ChangeWindow:
            return changeWindow();
        case GateKind::LargestStep:
            return largestStep();
        case GateKind::Warranty:
            return warranty();
        case GateKind::Expression:
            return expression();
        }
        Q_UNREACHABLE();
    }

    /// Of a condition, without words; of every other kind the whole sample.
    GateSample verdict(GatePlaces &places)
    {
        if (m_gate.kind != GateKind::Expression || !m_route)
            return sample();
        const QList<GateExpression::Node> &nodes = m_gate.expression.nodes;
        places.nodes.resize(nodes.size());
        const auto read = [this, &places, &nodes](const GateExpression::Node &node) {
            return readingAt(node, places.nodes[&node - nodes.constData()]);
        };
        switch (truthOf(m_gate.expression, read, usable())) {
        case GateTruth::True:
            m_sample.verdict = Verdict::Holds;
            break;
        case GateTruth::False:
            m_sample.verdict = Verdict::Fails;
            break;
        case GateTruth::Unknown:
            m_sample.verdict = Verdict::Unknown;
            break;
        }
        return m_sample;
    }

private:
    using Verdict = GateSample::Verdict;

    GateSample unknown(const QString &why)
    {
        m_sample.verdict = Verdict::Unknown;
        m_sample.figures.problem = why;
        return m_sample;
    }
    GateSample notApplicable(const QString &why)
    {
        m_sample.verdict = Verdict::NotApplicable;
        m_sample.figures.problem = why;
        return m_sample;
    }
    GateSample conclude(bool holds, const QString &problem = {})
    {
        m_sample.verdict = holds ? Verdict::Holds : Verdict::Fails;
        m_sample.figures.problem = problem;
        return m_sample;
    }
    void wants(GateComparison comparison, double limit, const QString &unit)
    {
        m_sample.figures.comparison = comparison;
        m_sample.figures.wants = limit;
        m_sample.figures.unit = unit;
    }

    /// Takes over where the figure comes from; absent when the reading may prove something, else the why.
    template<typename T>
    std::optional<QString> source(const Reading<T> &reading, const QString &name)
    {
        GateResult &figures = m_sample.figures;
        figures.source = name;
        figures.quality = reading.quality;
        if (reading.quality == Quality::Never)
            return reading.problem.isEmpty() ? u"no data"_s : reading.problem;
        if (reading.receivedAt != MonotonicTime{})
            figures.age = reading.ageAt(m_state.now);
        if (!reading.isLive())
            return reading.problem.isEmpty() ? u"the reading is %1"_s.arg(qualityName(reading.quality))
                                             : reading.problem;
        if (reading.ageAt(m_state.now) > m_gate.freshness)
            return u"the reading is older than %1 s"_s.arg(m_gate.freshness.count());
        return std::nullopt;
    }

    GateSample compare(double value, double factor)
    {
        GateResult &figures = m_sample.figures;
        figures.is = value * factor;
        const bool holds = figures.comparison == GateComparison::AtMost ? value <= m_gate.threshold
                                                                        : value >= m_gate.threshold;
        return conclude(holds);
    }

    [[nodiscard]] QString about(const QString &what) const
    {
        return what % u" of "_s % m_route->spec.id % u" on new"_s;
    }

    /// A figure of the new side. While nobody is there, there is nothing to prove.
    GateSample ofNew(const Reading<double> &reading, const QString &name, double factor, const QString &unit)
    {
        wants(GateComparison::AtMost, m_gate.threshold * factor, unit);
        const std::optional<QString> why = source(reading, about(name));
        const bool silent = !why && !std::isfinite(reading.value);
        if ((why || silent) && m_route->commanded.isLive() && !reachesNew(*m_route))
            return notApplicable(u"nobody of this route is on new"_s);
        if (why)
            return unknown(*why);
        return silent ? unknown(u"no traffic on new"_s) : compare(reading.value, factor);
    }

    GateSample againstLegacy()
    {
        wants(GateComparison::AtMost, m_gate.threshold, u"×"_s);
        const std::optional<QString> legacy = source(m_route->p95Legacy, about(u"p95"_s));
        const std::optional<QString> ours = source(m_route->p95New, about(u"p95"_s));
        const bool figures = !legacy && !ours && std::isfinite(m_route->p95New.value) &&
                             std::isfinite(m_route->p95Legacy.value) && m_route->p95Legacy.value > 0;
        if (!figures && m_route->commanded.isLive() && !reachesNew(*m_route))
            return notApplicable(u"nobody of this route is on new"_s);
        if (!figures)
            return unknown(ours ? *ours : legacy ? *legacy : u"no traffic to compare"_s);
        return compare(m_route->p95New.value / m_route->p95Legacy.value, 1);
    }

    [[nodiscard]] const SignalSpec *spec() const
    {
        const auto it = std::ranges::find(m_inputs.profile.signalSpecs, m_gate.signal, &SignalSpec::id);
        return it == m_inputs.profile.signalSpecs.cend() ? nullptr : &*it;
    }

    [[nodiscard]] const Reading<double> *signal(const QString &id, const QString &routeId,
                                                std::optional<SideReached> side) const
    {
        const SignalReading *found = m_state.signal(id, routeId, side);
        return found ? &found->reading : nullptr;
    }

    /// A signal as a part of its baseline, or as it is.
    GateSample ofBaseline(GateComparison comparison)
    {
        wants(comparison, m_gate.threshold * 100, u"%"_s);
        const SignalSpec *known = spec();
        if (!known)
            return unknown(u"the profile has no such signal"_s);
        const QString route = known->routeLabel.isEmpty() ? QString() : m_route->spec.id;
        const bool split = !known->sideLabel.isEmpty();
        const auto side = split ? std::optional(SideReached::New) : std::nullopt;
        const Reading<double> none;
        const Reading<double> *ours = signal(known->id, route, side);
        const std::optional<QString> why = source(ours ? *ours : none, known->id);
        const bool useful = !why && std::isfinite(ours->value);
        if (!useful && split && m_route->commanded.isLive() && !reachesNew(*m_route))
            return notApplicable(u"nobody of this route is on new"_s);
        if (!useful)
            return unknown(why.value_or(u"no traffic"_s));
        std::optional<double> base = m_gate.baseline;
        if (!base && m_gate.kind == GateKind::ValidationSuccess)
            base = 1;
        if (!base) {
            const Reading<double> *legacy = signal(known->id, route, SideReached::Legacy);
            const std::optional<QString> missing =
                source(legacy ? *legacy : none, known->id + u" of legacy"_s);
            if (missing || !(legacy->value > 0))
                return unknown(missing.value_or(u"legacy has no figure to measure against"_s));
            base = legacy->value;
        }
        return compare(ours->value / *base, 100);
    }

    GateSample lag(SyncDirection direction)
    {
        wants(GateComparison::AtMost, m_gate.threshold, u"s"_s);
        const std::optional<QString> why =
            source(m_state.pipelines, u"%1 sync"_s.arg(directionName(direction)));
        if (why)
            return unknown(*why);
        const Reading<double> worst = m_state.worstLag(direction);
        if (!worst.isLive())
            return unknown(worst.problem.isEmpty()
                               ? u"no %1 pipeline tells its lag"_s.arg(directionName(direction))
                               : worst.problem);
        return compare(worst.value, 1);
    }

    GateSample backSyncRunning()
    {
        if (const auto why = source(m_state.pipelines, u"back sync"_s))
            return unknown(*why);
        QStringList stopped;
        bool any = false;
        for (const PipelineState &pipeline : m_state.pipelines.value.pipelines) {
            if (pipeline.direction != SyncDirection::Back)
                continue;
            any = true;
            // Idle has nothing to carry over at this moment; that is as good as running.
            if (pipeline.state != PipelineRunState::Running && pipeline.state != PipelineRunState::Idle)
                stopped.append(u"%1 is %2"_s.arg(pipeline.id, pipelineRunStateName(pipeline.state)));
        }
        if (!any)
            return unknown(u"the sync service names no back pipeline"_s);
        return conclude(stopped.isEmpty(), stopped.join(u", "));
    }

    GateSample syncErrors()
    {
        if (const auto why = source(m_state.pipelines, u"sync"_s))
            return unknown(*why);
        if (m_state.pipelines.value.pipelines.isEmpty())
            return unknown(u"the sync service names no pipeline"_s);
        qint64 total = 0;
        for (const PipelineState &pipeline : m_state.pipelines.value.pipelines) {
            if (!pipeline.errorsTotal)
                return unknown(u"%1 does not tell its errors"_s.arg(pipeline.id));
            total += *pipeline.errorsTotal;
        }
        m_sample.figures.is = double(total);
        m_sample.counter = total;
        return conclude(true);
    }

    GateSample openConflicts()
    {
        wants(GateComparison::AtMost, m_gate.threshold, {});
        if (const auto why = source(m_state.pipelines, u"sync"_s))
            return unknown(*why);
        if (m_state.pipelines.value.pipelines.isEmpty())
            return unknown(u"the sync service names no pipeline"_s);
        qint64 open = 0;
        for (const PipelineState &pipeline : m_state.pipelines.value.pipelines) {
            if (!pipeline.conflictsOpen)
                return unknown(u"%1 does not tell its open conflicts"_s.arg(pipeline.id));
            open += *pipeline.conflictsOpen;
        }
        return compare(double(open), 1);
    }

    /// By the pairs this program keeps (distinct requests of this attempt) where it does, else by the
    /// endpoint's own counts.
    GateSample parity()
    {
        wants(GateComparison::AtLeast, m_gate.threshold * 100, u"%"_s);
        // The way out of legacy is the shadow that brings the first pairs: it cannot wait for them.
        if (m_route->commanded.isLive() && m_route->commanded.value.mode == Mode::Legacy)
            return notApplicable(u"nothing is compared in mode legacy"_s);
        const QString name = u"parity of %1"_s.arg(m_route->spec.id);
        const auto kept = m_inputs.parity ? m_inputs.parity(m_route->spec.id) : std::nullopt;
        if (kept) {
            if (const auto why = source(*kept, name))
                return unknown(*why);
            const GateVerdict &verdict = kept->value;
            const bool opened = verdict.state == ParityGateState::Open && verdict.p0 <= mismatchLimit();
            return parityEvidence(verdict.attempt, verdict.clean, verdict.mismatches, opened);
        }
        if (const auto why = source(m_route->parity, name))
            return unknown(*why);
        const ParityBucket &bucket = m_route->parity.value;
        return parityEvidence(1, bucket.compared - bucket.different, bucket.different, false);
    }

    /// The mismatch rate to be ruled out; a hair above, so that 1 − 0.999 is not stricter than 0.001.
    [[nodiscard]] double mismatchLimit() const { return 1.0 - m_gate.threshold + 1e-9; }

    /// The sequential test of the parity rules: valid however often one looks. Too few pairs decide nothing.
    GateSample parityEvidence(int attempt, qint64 clean, qint64 mismatches, bool opened)
    {
        const qint64 pairs = clean + mismatches;
        if (pairs > 0)
            m_sample.figures.is = 100.0 * double(clean) / double(pairs);
        GateSettings settings;
        settings.p0 = mismatchLimit();
        // "100 %" is no rate that any count could prove: then not one of the pairs may differ.
        const bool testable = m_gate.threshold < 1.0 && settings.isValid();
        const qint64 least = testable ? SequentialTest(settings).cleanPairsToGo(attempt, 0, 0) : 0;
        if (const qint64 wanted = std::max(least, m_gate.leastPairs); !opened && pairs < wanted)
            return unknown(
                u"insufficient evidence: %1 pairs compared, %2 more are needed at least"_s.arg(pairs).arg(
                    wanted - pairs));
        if (!testable)
            return conclude(double(clean) >= m_gate.threshold * double(pairs));
        const SequentialTest test(settings);
        if (opened || test.crosses(attempt, clean, mismatches))
            return conclude(true);
        return conclude(false,
                        u"%1 of %2 pairs differ; %3 clean pairs in a row would open it"_s.arg(mismatches)
                            .arg(pairs)
                            .arg(test.cleanPairsToGo(attempt, clean, mismatches)));
    }

    /// The newest of its kind counts, good or not: a failed drill is not healed by an older one that passed,
    /// nor by one of the same moment.
    GateSample evidence(EvidenceKind kind, const QString &name)
    {
        wants(GateComparison::AtMost, m_gate.threshold, u"d"_s);
        const Evidence *newest = nullptr;
        for (const QList<Evidence> *list : {&m_inputs.profile.evidence, &m_inputs.evidence}) {
            for (const Evidence &one : *list) {
                if (one.kind != kind || one.at > m_state.wall)
                    continue;
                if (!newest || one.at > newest->at || (one.at == newest->at && !one.good))
                    newest = &one;
            }
        }
        m_sample.figures.source = newest ? newest->id : name;
        if (!newest)
            return unknown(u"no %1 is written down"_s.arg(name));
        m_sample.figures.quality = Quality::Live;
        if (!newest->good) {
            m_sample.figures.is = double(newest->at.secsTo(m_state.wall)) / secondsPerDay;
            return conclude(false, newest->note.isEmpty() ? u"the newest was not good"_s : newest->note);
        }
        return compare(double(newest->at.secsTo(m_state.wall)) / secondsPerDay, 1);
    }

    /// What the step of the plan asks for on which the route stands, else the gate's own.
    [[nodiscard]] double soakHours() const
    {
        const int percent = m_route->commanded.value.percent;
        double hours = m_gate.threshold;
        for (const PlanStep &step : m_inputs.profile.steps) {
            if (step.concerns(m_route->spec.id) && step.percent <= percent && step.soakHours > 0)
                hours = step.soakHours;
        }
        return hours;
    }

    /// Counted on the bridge's clock alone: it says when the route was changed and what time it is.
    GateSample soak()
    {
        const double hours = soakHours();
        wants(GateComparison::AtLeast, hours, u"h"_s);
        if (const auto why = source(m_route->commanded, u"last change of %1"_s.arg(m_route->spec.id)))
            return unknown(*why);
        const RouteState &route = m_route->commanded.value;
        if (!reachesNew(*m_route))
            return notApplicable(u"nobody of this route is on new"_s);
        if (!route.changedAt.isValid())
            return unknown(u"the bridge does not say when the route was changed"_s);
        const QDateTime bridgeNow =
            m_route->commanded.sourceTime.isValid()
                ? m_route->commanded.sourceTime.addMSecs(m_route->commanded.ageAt(m_state.now).count())
                : m_state.wall;
        const double stood = double(route.changedAt.msecsTo(bridgeNow)) / 1000.0 / secondsPerHour;
        m_sample.figures.is = stood;
        if (stood < hours)
            m_sample.figures.opensAt =
                m_state.wall.addMSecs(qint64(std::ceil((hours - stood) * secondsPerHour * 1000)));
        return conclude(stood >= hours);
    }

    GateSample changeWindow()
    {
        m_sample.figures.source = QString::fromUtf8(m_inputs.profile.calendar.timeZone);
        m_sample.figures.quality = Quality::Live;
        const CalendarVerdict verdict = verdictAt(m_inputs.profile.calendar, m_state.wall);
        if (!verdict.open)
            m_sample.figures.opensAt = nextChangeAfter(m_inputs.profile.calendar, m_state.wall);
        if (!verdict.frozenBy)
            return conclude(verdict.open, verdict.open ? QString() : u"outside the change window"_s);
        return conclude(false, verdict.frozenBy->reason.isEmpty() ? u"frozen"_s
                                                                  : u"frozen: "_s + verdict.frozenBy->reason);
    }

    /// Never locked as such: it only says how far one act may go.
    GateSample largestStep()
    {
        wants(GateComparison::AtMost, m_gate.threshold, u"points"_s);
        if (const auto why = source(m_route->commanded, u"share of %1"_s.arg(m_route->spec.id)))
            return unknown(*why);
        const RouteState &route = m_route->commanded.value;
        const int from = effectivePercent(route.mode, route.percent);
        m_sample.figures.mayGoTo = std::min(100, from + int(m_gate.threshold));
        return conclude(true);
    }

    GateSample warranty()
    {
        m_sample.figures.source = u"rollback warranty"_s;
        if (!m_inputs.warranty)
            return unknown(u"nobody states a rollback warranty"_s);
        m_sample.figures.quality = m_inputs.warranty->quality;
        m_sample.figures.age = m_inputs.warranty->age;
        if (m_inputs.warranty->quality != Quality::Live)
            return unknown(u"the warranty is %1"_s.arg(qualityName(m_inputs.warranty->quality)));
        return conclude(m_inputs.warranty->holds, m_inputs.warranty->why);
    }

    /// The route whose reading the node means; absent: the profile has no such signal.
    [[nodiscard]] std::optional<QString> routeOf(const GateExpression::Node &node) const
    {
        const auto known = std::ranges::find(m_inputs.profile.signalSpecs, node.signal, &SignalSpec::id);
        if (known == m_inputs.profile.signalSpecs.cend())
            return {};
        if (known->routeLabel.isEmpty())
            return QString();
        return node.route.isEmpty() ? m_route->spec.id : node.route;
    }

    [[nodiscard]] const Reading<double> *readingOf(const GateExpression::Node &node) const
    {
        const std::optional<QString> route = routeOf(node);
        if (!route)
            return nullptr;
        const Reading<double> *found = signal(node.signal, *route, node.side);
        return found ? found : signal(node.signal, {}, {}); // a signal that failed as a whole has one row
    }

    /// The same by where it stood last time.
    [[nodiscard]] const Reading<double> *readingAt(const GateExpression::Node &node,
                                                   GatePlaces::Place &place) const
    {
        const QList<SignalReading> &all = m_state.signalReadings;
        if (place.at >= 0 && place.at < all.size()) {
            const SignalReading &there = all.at(place.at);
            if (there.side == node.side && there.signalId == node.signal && there.routeId == place.routeId)
                return &there.reading;
        }
        if (!place.known) {
            const std::optional<QString> route = routeOf(node);
            if (!route)
                return nullptr;
            place.routeId = *route;
            place.known = true;
        }
        const auto it = std::ranges::find_if(all, [&](const SignalReading &reading) {
            return reading.signalId == node.signal && reading.routeId == place.routeId &&
                   reading.side == node.side;
        });
        place.at = it == all.cend() ? -1 : it - all.cbegin();
        return place.at >= 0 ? &it->reading : signal(node.signal, {}, {});
    }

    [[nodiscard]] std::function<bool(const Reading<double> &)> usable() const
    {
        return [this](const Reading<double> &reading) {
            return reading.isLive() && reading.ageAt(m_state.now) <= m_gate.freshness;
        };
    }

    GateSample expression()
    {
        GateResult &figures = m_sample.figures;
        figures.condition = m_gate.expression.text;
        figures.quality = Quality::Live;
        QStringList names;
        const auto read = [this, &figures, &names](const GateExpression::Node &node) {
            const Reading<double> *reading = readingOf(node);
            figures.quality = worse(figures.quality, reading ? reading->quality : Quality::Never);
            if (!names.contains(node.signal))
                names.append(node.signal);
            if (reading && reading->hasValue())
                figures.age = std::max(figures.age.value_or(milliseconds(0)), reading->ageAt(m_state.now));
            return reading;
        };
        const GateConclusion conclusion = evaluate(m_gate.expression, read, usable());
        figures.source = names.join(u", ");
        figures.is = conclusion.left;
        figures.wants = conclusion.right;
        if (conclusion.truth == GateTruth::Unknown)
            return unknown(conclusion.problem);
        return conclude(conclusion.truth == GateTruth::True);
    }

    const GateSpec &m_gate;
    const GateInputs &m_inputs;
    const MigrationState &m_state;
    const RouteStatus *m_route;
    GateSample m_sample;
};

} // namespace

bool reachesNew(const RouteStatus &route)
{
    return effectivePercent(route.commanded.value.mode, route.commanded.value.percent) > 0;
}

GateSample gateSample(const GateSpec &gate, const GateInputs &inputs, const QString &routeId)
{
    return GateSampler(gate, inputs, routeId).sample();
}

GateSample gateVerdict(const GateSpec &gate, const GateInputs &inputs, const QString &routeId,
                       GatePlaces &places)
{
    return GateSampler(gate, inputs, routeId).verdict(places);
}

} // namespace interlock
