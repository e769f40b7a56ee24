// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/consequence/prediction.h"

#include <QCoreApplication>

namespace interlock {

/// What a change would bring, in words, and what came of what was foretold. What is not known says so, never
/// 0. Plain text, safe to show.
class ConsequenceText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::ConsequenceText)

public:
    /// A figure of the panel: what it is, what is foretold, and the whole sentence for the tool tip.
    struct Figure
    {
        QString title;
        QString text;
        QString whole;
    };

    /// Users, requests, load, p95, differences, orders: always these six, in this order.
    [[nodiscard]] static QList<Figure> figures(const Consequence &consequence);
    /// Where the record ends or is missing; empty when every figure stands on it.
    [[nodiscard]] static QString caveat(const Consequence &consequence);
    /// "Requests an hour", …
    [[nodiscard]] static QString title(PredictedFigure figure);
    /// A figure of that kind with its unit.
    [[nodiscard]] static QString value(PredictedFigure figure, double value);
    /// "27–33 req/s", "unknown", "insufficient record".
    [[nodiscard]] static QString range(PredictedFigure figure, const Forecast &forecast);
    /// "7 of 9 figures came within their range (78 %)"
    [[nodiscard]] static QString score(const PredictionScore &score);
};

} // namespace interlock
