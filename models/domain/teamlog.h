// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace interlock {

/// One row of the team's log of issues and resolutions. All text is from outside.
struct LoggedIssue
{
    QString id;
    QDateTime openedAt;
    QDateTime closedAt; ///< invalid while it is open
    QString title;
    QString resolution;
    QString openedBy;

    [[nodiscard]] bool isOpen() const { return !closedAt.isValid(); }
    friend bool operator==(const LoggedIssue &, const LoggedIssue &) = default;
};

/// A release of either system, as the team's pipeline notes it.
struct LoggedRelease
{
    QDateTime at;
    QString title;

    friend bool operator==(const LoggedRelease &, const LoggedRelease &) = default;
};

} // namespace interlock
