// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/parity/outcome.h"
#include "models/parity/rules.h"
#include "ui/parity/parityreport.h"
#include "widgets/theme.h"

#include <QCoreApplication>

namespace interlock {

/// The words of the parity pages. Plain text, safe to show.
class ParityText
{
    Q_DECLARE_TR_FUNCTIONS(interlock::ParityText)

public:
    /// Whether we may go on, and why: one sentence, and how much it presses.
    [[nodiscard]] static std::pair<StateLevel, QString> headline(const ParityReport &report);
    /// "Checkout: 12 differences in 48,210 pairs; true rate at most 0.04 %; gate closed, 1,900 clean pairs to
    /// go"
    [[nodiscard]] static QString routeSentence(const RouteParity &route);
    /// "gate closed, 1,900 clean pairs to go", "insufficient evidence, 4,097 clean pairs to go", "gate open"
    [[nodiscard]] static QString gateSentence(const RouteParity &route);
    [[nodiscard]] static QString gateWord(const RouteParity &route);
    /// Environment, age of the data, rule set's version.
    [[nodiscard]] static QString provenance(const ParityReport &report);
    /// "Groups: 3 new · 2 known …"
    [[nodiscard]] static QString groups(const ParityReport &report);
    /// A parity of 0 … 1, cut, not rounded; never 100 %, because traffic is a sample.
    [[nodiscard]] static QString parity(const std::optional<double> &ratio);
    /// A small rate of 0 … 1 with two digits that matter.
    [[nodiscard]] static QString rate(double ratio);
    [[nodiscard]] static QString coverage(const RouteParity &route);
    [[nodiscard]] static QString coverageExplained(const RouteParity &route);

    [[nodiscard]] static QString kind(DifferenceKind kind);
    [[nodiscard]] static QString outcome(PairOutcome outcome);
    [[nodiscard]] static QString triage(TriageState state);
    [[nodiscard]] static QString reason(const Incomparable &reason);
    /// "ignore /items/*/price on checkout"
    [[nodiscard]] static QString rule(const Rule &rule);
    /// Label of a step of time: day, hour or minute, in UTC.
    [[nodiscard]] static QString step(qint64 at, qint64 stepMs);
    [[nodiscard]] static QString stepName(qint64 stepMs); ///< "by day", "by hour", "by minute"
};

} // namespace interlock
