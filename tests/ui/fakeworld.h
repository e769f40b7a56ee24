// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/control/control.h"
#include "models/control/controltimings.h"
#include "models/desk/paritydesk.h"
#include "models/history/serieshistory.h"
#include "tests/fakes/fakebridge.h"
#include "tests/fakes/fakeparityhomes.h"
#include "tests/fakes/fakeports.h"
#include "ui/mainwindow.h"
#include "ui/window/themechoice.h"

#include <functional>
#include <memory>
#include <QTemporaryDir>

namespace interlock {

/// Ages stand still, so that nothing grows old because the machine is slow; the time of day goes on.
class AgelessClock final : public Clock
{
public:
    [[nodiscard]] MonotonicTime monotonic() const override { return MonotonicTime(std::chrono::hours(1)); }
    [[nodiscard]] QDateTime wall() const override { return QDateTime::currentDateTimeUtc(); }
};

/// A whole console on fake ports: eight routes over the four layers, pipelines, orders, signals and parity,
/// with the real monitor, journal and control between them and the real window in front.
class FakeWorld final
{
    Q_DISABLE_COPY_MOVE(FakeWorld)

public:
    struct Options
    {
        QString hostile; ///< put into every text that comes from outside
        ControlTimings timings;
        QList<GateSpec> gates{};                               ///< in force; a profile made in code has none
        std::function<std::unique_ptr<TeamPort>()> makeTeam{}; ///< empty: nobody else
        ApprovalSpec approval{};
        bool database = false;    ///< the team's, with a migration log and a log of issues
        bool sharedRules = false; ///< the bridge shares parity rules
        std::function<std::unique_ptr<TriagePort>()> makeTriage{}; ///< empty: kept in the folder
    };

    FakeWorld();
    explicit FakeWorld(const Options &options);
    ~FakeWorld();

    [[nodiscard]] static Profile makeProfile(const QString &hostile = {});
    /// Timings that a test need not wait for.
    [[nodiscard]] static ControlTimings fastTimings();

    /// An hour of plausible past, so that plots have something to show.
    void fillHistory();
    /// What the route's traffic says: share of requests that reach new.
    void setObserved(const QString &routeId, double percent);
    /// Traffic follows the bridge's state from now on at each call.
    void observeState();
    void addOrders(int legacy, int fresh);
    void start();

    [[nodiscard]] MainWindow &window();
    /// Makes the window; to be called once.
    void openWindow(ThemeChoice &theme);
    void closeWindow() { m_window.reset(); }

    QTemporaryDir folder;
    Profile profile;
    AgelessClock clock;
    SeriesHistory history;
    Ports ports;
    FakeBridge *bridge = nullptr;
    FakeSync *sync = nullptr;
    FakeMetrics *metrics = nullptr;
    FakeOrders *orders = nullptr;
    FakeParity *parity = nullptr;
    FakeSharedRules *sharedRules = nullptr;   ///< null without the option
    FakeMigrationLog *migrationLog = nullptr; ///< likewise
    FakeTeamLog *teamLog = nullptr;           ///< likewise
    std::unique_ptr<Journal> journal;
    std::unique_ptr<Monitor> monitor;
    std::unique_ptr<Control> control;
    std::unique_ptr<ParityDesk> desk; ///< on the fake parity port

private:
    void makePorts(const QString &hostile);
    void makeDesk(const Options &options);

    std::unique_ptr<MainWindow> m_window;
};

} // namespace interlock
