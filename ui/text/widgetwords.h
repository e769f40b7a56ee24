// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/words.h"

#include <QCoreApplication>

namespace interlock {

/// The translated words of the widgets that say something by themselves.
class WidgetWords
{
    Q_DECLARE_TR_FUNCTIONS(interlock::WidgetWords)

public:
    [[nodiscard]] static ShareWords share();
    [[nodiscard]] static TableWords table();
    [[nodiscard]] static PlotWords plot();
};

} // namespace interlock
