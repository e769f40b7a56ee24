// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stores/backoffice.h"

namespace interlock::rehearsal {

namespace {

constexpr int roundMs = 700;
constexpr int roundsPerPriceChange = 180; // two minutes
constexpr int roundsPerAccount = 4;
constexpr int roundsPerReport = 15;

} // namespace

Backoffice::Backoffice(Side side, const QByteArray &database) : m_side(side), m_database(database)
{
    m_timer.setInterval(roundMs);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { work(); });
}

void Backoffice::work()
{
    ++m_rounds;
    if (m_side == Side::Legacy)
        count();
    else
        moveAccounts();
}

void Backoffice::count()
{
    (void)m_database.exec("update legacy.products set stock = 50 + (random() * 400)::int, "
                          "updated_at = clock_timestamp() "
                          "where id = 1 + floor(random() * (select max(id) from legacy.products))::int");
    if (m_rounds % roundsPerPriceChange == 0)
        (void)m_database.exec("update legacy.products set price = round(price * 1.03, 2), "
                              "updated_at = clock_timestamp() where id = 1 + $1::int % 200",
                              {QByteArray::number(m_rounds / roundsPerPriceChange)});
}

void Backoffice::moveAccounts()
{
    if (m_rounds % roundsPerAccount == 0)
        (void)m_database.exec("update new.account set password_hash = md5(random()::text), "
                              "changed_at = clock_timestamp() where account_id = (select s.account_id "
                              "from new.session s join new.account a using (account_id) "
                              "where a.password_hash is null limit 1)");
    if (m_rounds % roundsPerReport == 0)
        (void)m_database.exec("insert into interlock.account_progress(kind, done, total, failed) "
                              "select 'accounts', count(*), count(*), 0 from new.account union all "
                              "select 'passwords', count(password_hash), count(*), 0 from new.account");
}

} // namespace interlock::rehearsal
