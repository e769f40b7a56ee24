// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/consequence/consequence.h"

#include <QWidget>

namespace interlock {

class PlainLabel;

/// What the drafted change would bring: one sentence, six figures with their ranges, and where the record
/// ends. Every figure has its place and keeps it, so that nothing jumps while the handle is dragged.
class ConsequencePanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ConsequencePanel)

public:
    explicit ConsequencePanel(QWidget *parent = nullptr);

    /// @p sentence says who moves; the figures are left empty without a @p consequence.
    void showConsequence(const QString &sentence, const std::optional<Consequence> &consequence);

private:
    PlainLabel *m_sentence;
    QList<PlainLabel *> m_figures;
    PlainLabel *m_caveat;
};

} // namespace interlock
