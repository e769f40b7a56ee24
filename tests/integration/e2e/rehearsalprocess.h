// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>

namespace interlock::e2e {

/// What the profile of a console differs in from the one that the rehearsal writes.
struct ProfileWish
{
    QString person =
        QStringLiteral("ann");            ///< whose token: ann, ben (all), olaf (read, rollback), vera (read)
    QString stateFolder;                  ///< of the journal and the intent
    QMap<QString, QStringList> urls = {}; ///< by endpoint id; what is not named stays
    int windowSeconds = 6;                ///< of every signal: figures follow the traffic sooner
    QByteArray more = {};                 ///< appended, such as "[limits]"
};

/// The real `interlock-rehearsal` as a process of its own on free ports, ended with this object.
class RehearsalProcess final
{
    Q_DISABLE_COPY_MOVE(RehearsalProcess)

public:
    explicit RehearsalProcess(const QStringList &arguments = {});
    ~RehearsalProcess();

    /// True once it runs; a minute at most. Otherwise said() has its last words.
    [[nodiscard]] bool waitUntilReady();
    [[nodiscard]] QString said() const { return m_said; }
    /// Writes a console's profile beside the rehearsal's own and returns its path.
    [[nodiscard]] QString writeProfile(const QString &name, const ProfileWish &wish) const;
    /// The addresses of an endpoint in the rehearsal's own profile.
    [[nodiscard]] QStringList urls(const QString &endpoint) const;
    /// The world's folder: tokens, database, sockets.
    [[nodiscard]] QString folder() const;
    [[nodiscard]] bool setFault(const QString &name, bool on) const;
    /// The port that `--fault` of another process looks for it on.
    [[nodiscard]] quint16 adminPort() const { return quint16(m_admin.port()); }
    /// Its list of faults and their states, as JSON.
    [[nodiscard]] QByteArray faults() const { return ask("GET", QStringLiteral("/faults")); }
    /// Sum of the series of its `/metrics` whose line begins with @p name and holds all of @p labels;
    /// negative when it did not answer.
    [[nodiscard]] double metric(const QByteArray &name, const QByteArrayList &labels = {}) const;
    /// The process id of its database server.
    [[nodiscard]] qint64 databasePid() const;
    /// The process ids of its children that run @p program.
    [[nodiscard]] QList<qint64> childrenRunning(const QString &program) const;

private:
    [[nodiscard]] QByteArray ask(const QByteArray &verb, const QString &path) const;

    QTemporaryDir m_folder;
    QProcess m_process;
    QString m_said;
    QByteArray m_profile;
    QUrl m_admin;
};

/// Waits, with the event loop running, until @p condition holds. Generous: only a defect gets to the limit.
[[nodiscard]] bool eventually(const std::function<bool()> &condition, int limitMs = 60'000);

} // namespace interlock::e2e
