// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <QJsonObject>
#include <QObject>
#include <QProcess>
#include <QTimer>

namespace interlock {

/// Programs that a drill needs; an empty path: it is not installed.
struct DrillPrograms
{
    QString ctl;     ///< interlockctl: runs the drill
    QString console; ///< interlock: the window for a person who drills
};

/// Those beside this program, or else in PATH.
[[nodiscard]] DrillPrograms findDrillPrograms();

/// What is to be practised.
struct DrillOrder
{
    QString scenario;        ///< name of a fault; empty: one at random
    bool byOperator = false; ///< a person rolls back, at a console of the drill's own

    friend bool operator==(const DrillOrder &, const DrillOrder &) = default;
};

/// Runs `interlockctl drill` as a process of its own, so that nothing of a drill shares anything with the
/// running migration but its journal, where the result is kept. One drill at a time. GUI thread.
class DrillRunner final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DrillRunner)

public:
    DrillRunner(const QString &profile, const DrillPrograms &programs, QObject *parent = nullptr);
    /// Breaks a drill off and waits until its world has been put away.
    ~DrillRunner() override;

    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    /// Why none can be started here; empty: one can.
    [[nodiscard]] QString whyNot() const;
    void start(const DrillOrder &order);
    /// Breaks it off: it counts for nothing.
    void stop();
    /// What the drill said since it was started, a sentence each, untranslated; a hostile line is still one
    /// line.
    [[nodiscard]] const QStringList &said() const { return m_said; }
    /// What the last drill ended with; empty while one runs.
    [[nodiscard]] const QJsonObject &result() const { return m_result; }

Q_SIGNALS:
    void changed();
    /// @p problem is empty when it passed; untranslated.
    void finished(const QString &problem);

private:
    void takeMessages();
    void takeLine(const QString &line);
    void takeEnd();
    void endConsole();

    QString m_profile;
    DrillPrograms m_programs;
    QProcess m_process;
    QProcess m_console; ///< the window of the person who drills
    QTimer m_patience;  ///< after a stop
    QByteArray m_pending;
    QStringList m_said;
    QJsonObject m_result;
    bool m_byOperator = false;
    bool m_stopped = false;
};

} // namespace interlock
