// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/rehearsal/database/pgconnection.h"
#include "models/domain/route.h"

#include <QTimer>

namespace interlock::rehearsal {

/// The people behind a store: legacy's warehouse counts stock and now and then changes a price; new moves
/// passwords at the first log-in and reports how far the accounts are. All of it are rows that sync has to
/// carry. Lives on the store's thread.
class Backoffice final
{
public:
    Backoffice(Side side, const QByteArray &database);

    void start() { m_timer.start(); }

private:
    void work();
    void count();
    void moveAccounts();

    Side m_side;
    PgConnection m_database;
    QTimer m_timer;
    int m_rounds = 0;
};

} // namespace interlock::rehearsal
