// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace interlock {

/// What the gate is asked to show.
struct GateSettings
{
    double p0 = 0.001;   ///< mismatch rate that must be ruled out, 0 … 1 (both excluded)
    double alpha = 0.05; ///< greatest chance that all attempts together open wrongly

    [[nodiscard]] double q() const { return p0 / 10.0; } ///< the good rate that evidence is weighed against
    [[nodiscard]] bool isValid() const { return p0 > 0.0 && p0 < 1.0 && alpha > 0.0 && alpha < 1.0; }
    friend bool operator==(const GateSettings &, const GateSettings &) = default;
};

/// The sequential likelihood ratio of parity-rules: H0 "mismatch rate ≥ p0" against q = p0/10, valid however
/// often it is looked at. Pure arithmetic in log space: evidence after any number of pairs neither overflows
/// nor gathers rounding errors. @p settings must be valid.
class SequentialTest final
{
public:
    explicit SequentialTest(const GateSettings &settings);

    /// Logarithm of the evidence after so many clean pairs and mismatches, whatever their order.
    [[nodiscard]] double logEvidence(qint64 clean, qint64 mismatches) const;
    /// Logarithm of k(k+1)/α, at which attempt @p attempt (from 1) opens.
    [[nodiscard]] double logThreshold(int attempt) const;
    [[nodiscard]] bool crosses(int attempt, qint64 clean, qint64 mismatches) const;
    /// How many clean pairs in a row would open the gate from here: "1,900 clean pairs to go". 0 when it is
    /// crossed.
    [[nodiscard]] qint64 cleanPairsToGo(int attempt, qint64 clean, qint64 mismatches) const;
    /// How many clean pairs make up for one mismatch, not rounded.
    [[nodiscard]] double cleanPairsPerMismatch() const { return m_logMismatch / m_logClean; }

private:
    double m_alpha;
    double m_logClean;    ///< log((1-q)/(1-p0)), gained by a clean pair
    double m_logMismatch; ///< log(p0/q), lost by a mismatch
};

} // namespace interlock
