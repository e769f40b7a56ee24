// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <QWidget>

namespace interlock {

/// A window of its own for what keeps the console from opening, with everything that is wrong at once, to be
/// selected and copied.
class ProblemWindow final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProblemWindow)

public:
    ProblemWindow(const QString &headline, const QString &advice, const QStringList &lines);

    /// The profile @p file is wrong; @p lines name each place.
    [[nodiscard]] static std::unique_ptr<ProblemWindow> forProfile(const QString &file,
                                                                   const QStringList &lines);
    /// Secrets are being asked for.
    [[nodiscard]] static std::unique_ptr<ProblemWindow> forKeychain();
    /// The session runs, but not all of it could be set up; told beside @p window.
    static void tellSetup(QWidget *window, const QStringList &lines);
};

} // namespace interlock
