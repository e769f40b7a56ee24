// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/blocker.h"

#include <QPlainTextEdit>

namespace interlock {

/// What locks an act, one sentence each: who locks it and what opens it. Read only, can be selected and read
/// by screen readers; keeps its room when nothing is locked.
class BlockerList final : public QPlainTextEdit
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BlockerList)

public:
    explicit BlockerList(QWidget *parent = nullptr);

    void showBlockers(const QList<Blocker> &blockers, const QString &whenNone);
};

} // namespace interlock
