// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/reading.h"
#include "models/domain/signal.h"

#include <functional>
#include <QList>
#include <tl/expected.hpp>

namespace interlock {

/// A condition over signals, as a team writes it in the profile: `error-rate(new) < 0.1 % and p95(new) <= 0.9
/// * p95(legacy)`. docs/gates.md has the grammar. A value of it exists only when the text was right.
struct GateExpression
{
    enum class Op {
        Number,
        Signal,
        Negate,
        Add,
        Subtract,
        Multiply,
        Divide,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
        Equal,
        NotEqual,
        Not,
        And,
        Or
    };
    /// One operation; @c left and @c right are indexes of earlier nodes, -1 where there is none.
    struct Node
    {
        Op op = Op::Number;
        double number = 0;
        QString signal;
        QString route; ///< empty: the route that is asked about, where the signal is split by route
        std::optional<SideReached> side;
        int left = -1;
        int right = -1;

        friend bool operator==(const Node &, const Node &) = default;
    };

    QString text;
    QList<Node> nodes; ///< the last one is the whole condition

    [[nodiscard]] bool isEmpty() const { return nodes.isEmpty(); }
    friend bool operator==(const GateExpression &, const GateExpression &) = default;
};

/// What is wrong with an expression, and where: @c offset counts characters from 0.
struct GateExpressionFault
{
    qsizetype offset = 0;
    QString text;
};

/// What an expression may name.
struct GateVocabulary
{
    QList<SignalSpec> signalSpecs;
    QStringList routes;
};

[[nodiscard]] tl::expected<GateExpression, GateExpressionFault>
parseGateExpression(const QString &text, const GateVocabulary &vocabulary);

/// What a condition came to. Unknown when what would decide it is missing, not live, or divided by zero: an
/// `or` with one side proven and an `and` with one side disproven need no other.
enum class GateTruth { False, True, Unknown };
struct GateConclusion
{
    GateTruth truth = GateTruth::Unknown;
    /// The two sides of a condition with a single comparison, where they are known: what is, and its limit.
    std::optional<double> left, right;
    QString problem; ///< why it is unknown, plain text
};

/// The reading of a signal: null when it was never heard of.
using GateSignals = std::function<const Reading<double> *(const GateExpression::Node &node)>;

/// @p usable says whether a reading may prove anything (live and fresh enough).
[[nodiscard]] GateConclusion evaluate(const GateExpression &expression, const GateSignals &readings,
                                      const std::function<bool(const Reading<double> &)> &usable);
/// The same without figures and words: for engines that look at many, many times.
[[nodiscard]] GateTruth truthOf(const GateExpression &expression, const GateSignals &readings,
                                const std::function<bool(const Reading<double> &)> &usable);

} // namespace interlock
