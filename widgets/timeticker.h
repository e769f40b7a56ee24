// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <qcustomplot.h>

namespace interlock {

/// Ticks at round times of day in local time or UTC; keys are seconds since the epoch. Midnight shows the
/// date.
class TimeTicker final : public QCPAxisTicker
{
public:
    void setUtc(bool utc) { m_utc = utc; }
    [[nodiscard]] bool isUtc() const { return m_utc; }

protected:
    double getTickStep(const QCPRange &range) override;
    QString getTickLabel(double tick, const QLocale &locale, QChar formatChar, int precision) override;
    QVector<double> createTickVector(double tickStep, const QCPRange &range) override;
    int getSubTickCount(double /*tickStep*/) override { return 0; }

private:
    [[nodiscard]] double offset(double key) const;
    bool m_utc = true;
    double m_step = 1;
};

/// A few round values; thousands and millions are written with k and M so that labels stay short.
class ValueTicker final : public QCPAxisTicker
{
public:
    ValueTicker() { setTickCount(4); }

protected:
    QString getTickLabel(double tick, const QLocale &locale, QChar formatChar, int precision) override;
    int getSubTickCount(double /*tickStep*/) override { return 0; }
};

} // namespace interlock
