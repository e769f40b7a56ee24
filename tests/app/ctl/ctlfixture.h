// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/api/controlapiserver.h"
#include "tests/fakes/faultyserver.h"

#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

namespace interlock::test {

/// What one run of `interlockctl` left behind.
struct CtlRun
{
    int exit = -1;
    QString out;
    QString err;

    /// The one object of `--json`; empty when standard output is anything else.
    [[nodiscard]] QJsonObject json() const;
};

/// A small migration on loopback: the rehearsal's own control plane and Control API on two addresses, a page
/// of metrics whose traffic follows the plane, and a profile that names them. `interlockctl` runs as a
/// process of its own.
class CtlFixture
{
public:
    /// Tokens by name: "ann" and "ben" may everything, "reader" only read, "oncall" read and roll back.
    explicit CtlFixture(const QString &token = QStringLiteral("ann"));

    /// Runs to its end; @p arguments without --profile.
    [[nodiscard]] CtlRun run(const QStringList &arguments) const;
    /// Starts and leaves it running; the caller owns it.
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList &arguments) const;
    [[nodiscard]] static CtlRun finished(QProcess &process);

    /// Rewrites the profile for somebody else: token and state folder by @p person's name, @p more at its
    /// end.
    void becomes(const QString &person, const QByteArray &more);
    /// Writes the profile: bridge at @p urls, metrics where the page is.
    void writeProfile(const QStringList &urls, const QString &token);
    [[nodiscard]] QString stateFolder() const { return folder.filePath(QStringLiteral("state")); }
    [[nodiscard]] RouteState route(const QString &id) const { return *plane.state().route(id); }
    /// edge-2 takes no changes any more.
    void makeDeaf() { m_deaf = true; }

    QTemporaryDir folder;
    SystemClock clock;
    rehearsal::ControlPlane plane;
    rehearsal::ControlApi api;
    rehearsal::ControlApiServer first;
    rehearsal::ControlApiServer second;
    FaultyServer metrics;

private:
    [[nodiscard]] QByteArray metricsPage();

    bool m_deaf = false;
    QMap<QString, double> m_requests; ///< by route and side
};

} // namespace interlock::test
