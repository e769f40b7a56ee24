// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/actcommand.h"
#include "models/control/consequence/consequence.h"

namespace interlock {

/// `set`: one guarded change of one route through the same act as the console's slider: prepared, checked,
/// journaled, sent, and followed until the traffic agrees.
class SetCommand final : public ActCommand
{
    Q_OBJECT

public:
    using ActCommand::ActCommand;
    void interrupt() override;

protected:
    void run() override;
    void look() override;
    void giveUp() override;
    /// A dry run foretells what would follow, from the record that the metrics server has.
    [[nodiscard]] SessionOptions sessionOptions() const override;

private:
    void prepare();
    void ask(const RouteChange &change);
    void setAside(QStringList gates);
    void armed();
    void fellBack();
    void conflict();
    void rejected();
    void acknowledged();
    void end(ExitCode exit, const QString &message = {});
    void foresee(const RouteChange &change);
    void tellForeseen() const;
    [[nodiscard]] QString acknowledgedText() const;
    [[nodiscard]] QString notSettledAdvice() const;
    [[nodiscard]] QJsonObject report() const;
    [[nodiscard]] const QString &route() const { return invocation().routes.first(); }

    ForwardAct *m_act = nullptr;
    bool m_confirmed = false;
    bool m_waitsForConflict = false;
    bool m_waitedForTraffic = false;
    bool m_pastArrived = false;
    std::optional<Consequence> m_foreseen; ///< what the change would bring; only of a dry run
    QString m_words;
    QString m_said;
    RouteState m_before;
    QList<Blocker> m_blockers;
};

} // namespace interlock
