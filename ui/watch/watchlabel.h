// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plainlabel.h"

namespace interlock {

class Engine;

/// Whose engine is armed: who, where, since when; or, in the colour of an alarm, that nobody watches.
class WatchLabel final : public PlainLabel
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WatchLabel)

public:
    /// @p engine outlives the label.
    explicit WatchLabel(Engine &engine, QWidget *parent = nullptr);

private:
    void refresh();
    [[nodiscard]] QString sentence() const;

    Engine &m_engine;
    bool m_loud = false;
};

} // namespace interlock
