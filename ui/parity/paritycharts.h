// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/parity/parityreport.h"

#include <QCoreApplication>

namespace interlock {

class BandChart;
class HeatMap;
class ParetoChart;

/// Puts a report on the charts of the managers' page, for the screen and for paper alike.
class ParityCharts
{
    Q_DECLARE_TR_FUNCTIONS(interlock::ParityCharts)

public:
    /// Parity of @p route over time.
    static void fill(BandChart &chart, const ParityReport &report, const RouteParity &route);
    static void fill(ParetoChart &chart, const ParityReport &report);
    static void fill(HeatMap &chart, const ParityReport &report);
};

} // namespace interlock
