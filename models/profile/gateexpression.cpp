// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/profile/gateexpression.h"

#include <cmath>

namespace interlock {

using namespace Qt::StringLiterals;

namespace {

/// Why a number is not there; words are made of it only when somebody reads them.
struct GateFigureProblem
{
    enum class What { None, NoValue, NotUsable, NoTraffic, DividedByZero };

    What what = What::None;
    const GateExpression::Node *node = nullptr;
    Quality quality = Quality::Never;

    [[nodiscard]] QString text() const
    {
        switch (what) {
        case What::None:
            break;
        case What::NoValue:
            return node->signal + u" has no value yet"_s;
        case What::NotUsable:
            return u"%1 is %2"_s.arg(node->signal, qualityName(quality));
        case What::NoTraffic:
            return u"%1: no traffic"_s.arg(node->signal);
        case What::DividedByZero:
            return u"divided by zero"_s;
        }
        return {};
    }
};

struct GateFigure
{
    std::optional<double> value;
    GateFigureProblem problem{};
};

/// Walks the nodes; operands stand before what uses them, so nothing recurses without end.
class GateEvaluation final
{
public:
    GateEvaluation(const GateExpression &expression, const GateSignals &readings,
                   const std::function<bool(const Reading<double> &)> &usable)
        : m_nodes(expression.nodes), m_readings(readings), m_usable(usable)
    {
    }

    GateConclusion conclude()
    {
        if (m_nodes.isEmpty())
            return {};
        GateConclusion conclusion;
        conclusion.truth = truth(int(m_nodes.size()) - 1);
        if (m_comparisons == 1) { // of several, none is the figure
            conclusion.left = m_left;
            conclusion.right = m_right;
        }
        if (conclusion.truth == GateTruth::Unknown)
            conclusion.problem = m_problem.text();
        return conclusion;
    }

    GateTruth truth() { return m_nodes.isEmpty() ? GateTruth::Unknown : truth(int(m_nodes.size()) - 1); }

private:
    using Op = GateExpression::Op;
    using What = GateFigureProblem::What;

    GateTruth truth(int index)
    {
        const GateExpression::Node &node = m_nodes.at(index);
        switch (node.op) {
        case Op::Not: {
            const GateTruth inner = truth(node.left);
            if (inner == GateTruth::Unknown)
                return inner;
            return inner == GateTruth::True ? GateTruth::False : GateTruth::True;
        }
        case Op::And:
            return both(truth(node.left), truth(node.right), GateTruth::False);
        case Op::Or:
            return both(truth(node.left), truth(node.right), GateTruth::True);
        case Op::Less:
        case Op::LessOrEqual:
        case Op::Greater:
        case Op::GreaterOrEqual:
        case Op::Equal:
        case Op::NotEqual:
            return compare(node);
        case Op::Number:
        case Op::Signal:
        case Op::Negate:
        case Op::Add:
        case Op::Subtract:
        case Op::Multiply:
        case Op::Divide:
            break;
        }
        return GateTruth::Unknown; // the parser lets no number stand where a condition must
    }

    /// @p decides alone: false of an "and", true of an "or".
    static GateTruth both(GateTruth left, GateTruth right, GateTruth decides)
    {
        if (left == decides || right == decides)
            return decides;
        if (left == GateTruth::Unknown || right == GateTruth::Unknown)
            return GateTruth::Unknown;
        return left;
    }

    GateTruth compare(const GateExpression::Node &node)
    {
        const GateFigure left = figure(node.left);
        const GateFigure right = figure(node.right);
        ++m_comparisons;
        m_left = left.value;
        m_right = right.value;
        for (const GateFigure &side : {left, right}) {
            if (!side.value && m_problem.what == What::None)
                m_problem = side.problem;
        }
        if (!left.value || !right.value)
            return GateTruth::Unknown;
        return holds(node.op, *left.value, *right.value) ? GateTruth::True : GateTruth::False;
    }

    static bool holds(Op op, double left, double right)
    {
        if (op == Op::Less)
            return left < right;
        if (op == Op::LessOrEqual)
            return left <= right;
        if (op == Op::Greater)
            return left > right;
        if (op == Op::GreaterOrEqual)
            return left >= right;
        const bool differ = left < right || left > right;
        return op == Op::NotEqual ? differ : !differ;
    }

    GateFigure figure(int index)
    {
        const GateExpression::Node &node = m_nodes.at(index);
        if (node.op == Op::Number)
            return {node.number};
        if (node.op == Op::Signal)
            return signal(node);
        const GateFigure left = figure(node.left);
        if (!left.value)
            return left;
        if (node.op == Op::Negate)
            return {-*left.value};
        const GateFigure right = figure(node.right);
        if (!right.value)
            return right;
        double result = *left.value;
        if (node.op == Op::Add)
            result += *right.value;
        else if (node.op == Op::Subtract)
            result -= *right.value;
        else if (node.op == Op::Multiply)
            result *= *right.value;
        else
            result /= *right.value;
        if (!std::isfinite(result))
            return {{}, {What::DividedByZero}};
        return {result};
    }

    GateFigure signal(const GateExpression::Node &node)
    {
        const Reading<double> *reading = m_readings(node);
        if (!reading || !reading->hasValue())
            return {{}, {What::NoValue, &node}};
        if (!m_usable(*reading))
            return {{}, {What::NotUsable, &node, reading->quality}};
        if (!std::isfinite(reading->value))
            return {{}, {What::NoTraffic, &node}};
        return {reading->value};
    }

    const QList<GateExpression::Node> &m_nodes;
    const GateSignals &m_readings;
    const std::function<bool(const Reading<double> &)> &m_usable;
    int m_comparisons = 0;
    std::optional<double> m_left, m_right;
    GateFigureProblem m_problem;
};

} // namespace

GateConclusion evaluate(const GateExpression &expression, const GateSignals &readings,
                        const std::function<bool(const Reading<double> &)> &usable)
{
    return GateEvaluation(expression, readings, usable).conclude();
}

GateTruth truthOf(const GateExpression &expression, const GateSignals &readings,
                  const std::function<bool(const Reading<double> &)> &usable)
{
    return GateEvaluation(expression, readings, usable).truth();
}

} // namespace interlock
