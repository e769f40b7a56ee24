// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/ctl/command.h"
#include "app/wiring/session.h"

#include <functional>
#include <QTimer>

namespace interlock {

/// A command on a running migration: reads the profile and the secrets, makes the session and starts its
/// monitor.
class SessionCommand : public Command
{
    Q_OBJECT

public:
    explicit SessionCommand(const Invocation &invocation);
    ~SessionCommand() override;

    void start() final;

protected:
    /// How the session is run: by default a look, without engine and plots.
    [[nodiscard]] virtual SessionOptions sessionOptions() const;
    /// The session is there and its monitor asks.
    virtual void run() = 0;

    /// False until profile and secrets are read; session() may not be asked before.
    [[nodiscard]] bool isOpen() const { return m_session != nullptr; }
    [[nodiscard]] Session &session() { return *m_session; }
    [[nodiscard]] const MigrationState &state() { return m_session->monitor().state(); }
    /// Calls @p then once: when @p enough holds (asked at every change of the picture), or after @p limit.
    void when(std::function<bool()> enough, std::chrono::milliseconds limit,
              const std::function<void()> &then);
    /// Every endpoint has answered or failed, we know who we are, the rollback's paths were tried, and what
    /// needs two looks had them.
    [[nodiscard]] bool pictureComplete();
    /// The longest that the first picture can take: the slowest endpoint's time limit and a second scrape.
    [[nodiscard]] std::chrono::milliseconds pictureLimit();
    /// Ends with 3 or 6 when the bridge gives no reading; true when it did end. @p report is what `--json`
    /// says then.
    bool endedWithoutBridge(const QJsonObject &report = {});
    /// Route ids of the profile and the bridge.
    [[nodiscard]] QStringList knownRoutes();

private:
    void open(const Secrets &secrets);
    [[nodiscard]] bool waitsForSecondScrape();
    [[nodiscard]] bool pathsTried();

    Profile m_profile;
    std::unique_ptr<Session> m_session;
    std::chrono::steady_clock::time_point m_startedAt{};
};

} // namespace interlock
