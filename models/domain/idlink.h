// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace interlock {

/// One thing that both systems know, under an id of each. Text (UTF-8) from outside.
struct IdLink
{
    QByteArray entity;
    QByteArray legacyId;
    QByteArray newId;

    friend bool operator==(const IdLink &, const IdLink &) = default;
};

/// Links in the order in which they were made, and the cursor to go on from.
struct IdLinkPage
{
    QList<IdLink> links;
    QString next;       ///< of the last page: a little earlier, so that links committed late are not missed
    bool isLast = true; ///< nothing more at the moment
};

} // namespace interlock
