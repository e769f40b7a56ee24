// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/forwardact.h"

#include <QWidget>

namespace interlock {

class PlainLabel;

/// The marks of an act as it reaches them: journaled, sent, acknowledged k/n, observed, each with its time.
/// Keeps the room of all four.
class ActMarks final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ActMarks)

public:
    explicit ActMarks(QWidget *parent = nullptr);

    void showAct(const ForwardAct &act, const Reading<ObservedShare> &observed);

private:
    enum Mark { Journaled, Sent, Acknowledged, Observed, MarkCount };
    void showMark(Mark mark, const QString &name, const QDateTime &at);

    std::array<PlainLabel *, MarkCount> m_names{};
    std::array<PlainLabel *, MarkCount> m_times{};
};

} // namespace interlock
