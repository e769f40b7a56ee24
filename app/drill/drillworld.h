// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QFuture>
#include <QNetworkAccessManager>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>

namespace interlock {

/// The rehearsal of one drill: a process of its own on free ports with everything in a temporary folder,
/// ended with this object.
class DrillWorld final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(DrillWorld)

public:
    /// @p program: path of `interlock-rehearsal`.
    explicit DrillWorld(const QString &program, QObject *parent = nullptr);
    ~DrillWorld() override;

    void start();
    /// The profile that it wrote; valid from ready() on.
    [[nodiscard]] QString profile() const { return m_folder.filePath(QStringLiteral("world.toml")); }
    [[nodiscard]] QFuture<Result<void>> setFault(const QString &name, bool on);

Q_SIGNALS:
    void ready();
    /// It could not be started, or ended by itself; @p why in plain English.
    void failed(const QString &why);

private:
    void takeOutput();
    void fail(const QString &why);

    QTemporaryDir m_folder;
    QString m_program;
    QProcess m_process;
    QNetworkAccessManager m_network;
    QTimer m_limit;
    QString m_said;
    QUrl m_admin;
    bool m_failed = false;
};

/// Path of the program that is installed beside this one, or else somewhere in PATH; empty when there is
/// none.
[[nodiscard]] QString findRehearsal();

} // namespace interlock
