// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/control/warranty.h"

#include "models/domain/median.h"
#include "models/domain/namedenum.h"

#include <algorithm>

namespace interlock {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {
constexpr EnumNames<WarrantyGapKind, 10> warrantyGapNames{
    {{WarrantyGapKind::NoAnswer, u"no-answer"},
     {WarrantyGapKind::NotProven, u"not-proven"},
     {WarrantyGapKind::BackSync, u"back-sync"},
     {WarrantyGapKind::LagUnknown, u"lag-unknown"},
     {WarrantyGapKind::LagOverLimit, u"lag-over-limit"},
     {WarrantyGapKind::LogUnknown, u"log-unknown"},
     {WarrantyGapKind::LogEnds, u"log-ends"},
     {WarrantyGapKind::OrdersUnknown, u"orders-unknown"},
     {WarrantyGapKind::StrandsTooMany, u"strands-too-many"},
     {WarrantyGapKind::TooSlow, u"too-slow"}}};
constexpr double secondsOfAnHour = 3600;

class WarrantyStatement final
{
public:
    explicit WarrantyStatement(const WarrantyInputs &inputs)
        : m_inputs(inputs), m_spec(inputs.profile.warranty.value_or(WarrantySpec()))
    {
    }

    Warranty make()
    {
        paths();
        if (m_inputs.profile.endpoint(EndpointKind::Sync))
            backSync();
        if (m_inputs.profile.endpoint(EndpointKind::Orders))
            orders();
        times();
        return m_warranty;
    }

private:
    void gap(WarrantyGapKind kind, const QString &subject = {}, const QString &detail = {}, double value = 0,
             double limit = 0)
    {
        m_warranty.gaps.append({kind, subject, detail, value, limit});
    }

    void paths()
    {
        m_warranty.paths = int(m_inputs.paths.size());
        bool allTested = !m_inputs.paths.isEmpty();
        for (const RollbackPathStatus &path : m_inputs.paths) {
            allTested = allTested && path.provenAt.isValid();
            if (!m_warranty.testedAt.isValid() || path.provenAt < m_warranty.testedAt)
                m_warranty.testedAt = path.provenAt;
            switch (pathReadiness(path, m_inputs.state.now, m_inputs.proofFor)) {
            case RollbackReadiness::Ready:
                ++m_warranty.readyPaths;
                break;
            case RollbackReadiness::Degraded:
                gap(WarrantyGapKind::NotProven, path.path.id, path.proofProblem);
                break;
            case RollbackReadiness::Blind:
                gap(WarrantyGapKind::NoAnswer, path.path.id, path.problem);
                break;
            }
        }
        if (!allTested)
            m_warranty.testedAt = {};
    }

    void backSync()
    {
        const Reading<PipelinesSnapshot> &pipelines = m_inputs.state.pipelines;
        if (!pipelines.isLive())
            return gap(WarrantyGapKind::BackSync, {}, qualityName(pipelines.quality));
        bool any = false;
        QDateTime reaches;
        bool reachKnown = true;
        for (const PipelineState &pipeline : pipelines.value.pipelines) {
            if (pipeline.direction != SyncDirection::Back)
                continue;
            any = true;
            if (pipeline.state != PipelineRunState::Running && pipeline.state != PipelineRunState::Idle)
                gap(WarrantyGapKind::BackSync, pipeline.id, pipelineRunStateName(pipeline.state));
            reachKnown = reachKnown && pipeline.retainedUntil.isValid();
            if (!reaches.isValid() || pipeline.retainedUntil < reaches)
                reaches = pipeline.retainedUntil;
        }
        if (!any)
            return gap(WarrantyGapKind::BackSync, {}, u"no back pipeline"_s);
        lag();
        logReach(reachKnown && reaches.isValid() && pipelines.value.at.isValid()
                     ? std::optional(seconds(pipelines.value.at.secsTo(reaches)))
                     : std::nullopt);
    }

    void lag()
    {
        const Reading<double> worst = m_inputs.state.worstLag(SyncDirection::Back);
        const double limit = m_inputs.profile.limits.backLagSeconds;
        if (!worst.isLive())
            gap(WarrantyGapKind::LagUnknown, {},
                worst.problem.isEmpty() ? qualityName(worst.quality) : worst.problem);
        else if (worst.value > limit)
            gap(WarrantyGapKind::LagOverLimit, {}, {}, worst.value, limit);
    }

    void logReach(const std::optional<seconds> &reach)
    {
        m_warranty.reach = reach;
        if (m_spec.logReachHours <= 0)
            return;
        if (!reach)
            return gap(WarrantyGapKind::LogUnknown);
        const double hours = double(reach->count()) / secondsOfAnHour;
        if (hours < m_spec.logReachHours)
            gap(WarrantyGapKind::LogEnds, {}, {}, hours, m_spec.logReachHours);
    }

    void orders()
    {
        m_warranty.stranded = m_inputs.state.ordersStrandedByRollback();
        if (!m_inputs.state.orders.isLive() || (!m_warranty.stranded && m_spec.mostStranded))
            gap(WarrantyGapKind::OrdersUnknown, {},
                m_inputs.state.orders.isLive() ? u"more orders than can be read"_s
                                               : qualityName(m_inputs.state.orders.quality));
        else if (m_spec.mostStranded && *m_warranty.stranded > *m_spec.mostStranded)
            gap(WarrantyGapKind::StrandsTooMany, {}, {}, double(*m_warranty.stranded),
                double(*m_spec.mostStranded));
    }

    void times()
    {
        m_warranty.times = m_inputs.times;
        const auto worst = m_inputs.times.worst();
        if (worst && *worst > seconds(m_spec.mostSeconds))
            gap(WarrantyGapKind::TooSlow, {}, {}, double(worst->count()) / 1000.0,
                double(m_spec.mostSeconds));
    }

    const WarrantyInputs &m_inputs;
    const WarrantySpec m_spec;
    Warranty m_warranty;
};

QString warrantyNumber(double value)
{
    return QString::number(value, 'f', value < 10 ? 1 : 0);
}
} // namespace

std::optional<milliseconds> RollbackTimes::median() const
{
    return medianOf(took);
}

std::optional<milliseconds> RollbackTimes::worst() const
{
    if (took.isEmpty())
        return std::nullopt;
    return *std::ranges::max_element(took);
}

Warranty statedWarranty(const WarrantyInputs &inputs)
{
    return WarrantyStatement(inputs).make();
}

QString warrantyGapName(WarrantyGapKind kind)
{
    return enumName(warrantyGapNames, kind);
}

QString warrantyGapText(const WarrantyGap &gap)
{
    const QString because = gap.detail.isEmpty() ? QString() : u" ("_s % gap.detail % u')';
    switch (gap.kind) {
    case WarrantyGapKind::NoAnswer:
        return u"path %1 does not answer"_s.arg(gap.subject) % because;
    case WarrantyGapKind::NotProven:
        return u"the dry run on path %1 has not gone through lately"_s.arg(gap.subject) % because;
    case WarrantyGapKind::BackSync:
        return (gap.subject.isEmpty() ? u"the state of the back sync is not known"_s
                                      : u"back pipeline %1 does not run"_s.arg(gap.subject)) %
               because;
    case WarrantyGapKind::LagUnknown:
        return u"the lag of the back sync is not known"_s % because;
    case WarrantyGapKind::LagOverLimit:
        return u"the back sync lags %1 s (limit %2 s)"_s.arg(warrantyNumber(gap.value),
                                                             warrantyNumber(gap.limit));
    case WarrantyGapKind::LogUnknown:
        return u"how far the back sync's log reaches is not known"_s;
    case WarrantyGapKind::LogEnds:
        return u"the back sync's log reaches only %1 h (wanted %2 h)"_s.arg(warrantyNumber(gap.value),
                                                                            warrantyNumber(gap.limit));
    case WarrantyGapKind::OrdersUnknown:
        return u"which orders a rollback would leave behind is not known"_s % because;
    case WarrantyGapKind::StrandsTooMany:
        return u"a rollback would leave %1 orders behind (at most %2)"_s.arg(
            QString::number(qint64(gap.value)), QString::number(qint64(gap.limit)));
    case WarrantyGapKind::TooSlow:
        return u"a rollback took %1 s (at most %2 s)"_s.arg(warrantyNumber(gap.value),
                                                            warrantyNumber(gap.limit));
    }
    Q_UNREACHABLE();
}

} // namespace interlock
