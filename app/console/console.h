// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console/consoleoptions.h"
#include "app/wiring/session.h"

#include <memory>
#include <QObject>

namespace interlock {

class MainWindow;
class ThemeChoice;

/// Brings up a session and its window: secrets, session, window, first paint, and only then the first
/// question to an endpoint. A profile that is wrong is told in a window of its own. GUI thread.
class Console final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Console)

public:
    /// @p theme outlives the console.
    Console(const ConsoleOptions &options, ThemeChoice &theme, QObject *parent = nullptr);
    ~Console() override;

    /// False when the profile is wrong and nobody is to look at it (pictures were asked for).
    [[nodiscard]] bool start();

private:
    void open(const Profile &profile, const Secrets &secrets);
    void takePictures();
    void reportStart();

    ConsoleOptions m_options;
    ThemeChoice &m_theme;
    std::unique_ptr<QWidget> m_notice;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window; ///< goes before the session
};

} // namespace interlock
