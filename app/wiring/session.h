// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/wiring/secrets.h"
#include "app/wiring/statepaths.h"
#include "models/control/control.h"
#include "models/control/controltimings.h"
#include "models/control/engine.h"
#include "models/desk/paritydesk.h"
#include "models/history/serieshistory.h"

namespace interlock {

/// What differs between the programs that run a session.
struct SessionOptions
{
    bool history = true; ///< keep series for plots
    /// Run the engine of the triggers; what this process is called in the lease. Empty: no engine.
    QString engine{};
    bool parity = false; ///< keep pairs and judge them
    ControlTimings timings;
};

/// One running migration: owns clock, history, ports, journal, monitor and control, made and destroyed in the
/// order in which they need each other. Nothing of it fails: what is missing (a secret, the state folder)
/// shows as problems, as readings that are not live and as interlocks, and the rollback can be tried all the
/// same. Nothing is asked before the monitor is started. GUI thread.
class Session final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Session)

public:
    Session(const Profile &profile, const Secrets &secrets, const SessionOptions &options = {},
            QObject *parent = nullptr);
    ~Session() override;

    [[nodiscard]] const Profile &profile() const { return m_profile; }
    [[nodiscard]] const Clock &clock() const { return m_clock; }
    [[nodiscard]] SeriesHistory *history() { return m_history.get(); } ///< null when not wanted
    [[nodiscard]] Ports &ports() { return m_ports; }
    [[nodiscard]] Journal &journal() { return *m_journal; }
    [[nodiscard]] Monitor &monitor() { return *m_monitor; }
    [[nodiscard]] Control &control() { return *m_control; }
    [[nodiscard]] Engine *engine() { return m_engine.get(); } ///< null when not wanted
    /// Null when not wanted. Records nothing before it is started.
    [[nodiscard]] ParityDesk *parity() { return m_parity.get(); }
    [[nodiscard]] const StatePaths &paths() const { return m_paths; }
    /// What could not be set up, a line each, for people; never a secret.
    [[nodiscard]] QStringList problems() const { return m_problems; }

private:
    const Profile m_profile;
    const StatePaths m_paths;
    QStringList m_problems;
    SystemClock m_clock;
    std::unique_ptr<SeriesHistory> m_history;
    Ports m_ports;
    std::unique_ptr<ParityDesk> m_parity;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<Monitor> m_monitor;
    std::unique_ptr<Control> m_control;
    std::unique_ptr<Engine> m_engine;
};

} // namespace interlock
