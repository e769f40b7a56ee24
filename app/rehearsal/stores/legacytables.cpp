// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stores/legacytables.h"

#include "app/rehearsal/stores/tablerows.h"

namespace interlock::rehearsal {

Result<QList<Product>> LegacyTables::byCategory(const QByteArray &category, int limit)
{
    return productsOf(m_connection.exec("select sku, title, category, (price * 100)::bigint, stock > 0 "
                                        "from legacy.products where category = $1 order by id limit $2::int",
                                        {category, QByteArray::number(limit)}));
}

Result<QList<Product>> LegacyTables::bySku(const QList<QByteArray> &skus)
{
    return productsOf(m_connection.exec("select sku, title, category, (price * 100)::bigint, stock > 0 "
                                        "from legacy.products where sku = any($1::text[]) order by sku",
                                        {pgArray(skus)}));
}

Result<QList<Product>> LegacyTables::search(const QByteArray &words, int limit)
{
    return productsOf(m_connection.exec("select sku, title, category, (price * 100)::bigint, stock > 0 "
                                        "from legacy.products where title ilike '%' || $1 || '%' "
                                        "order by id limit $2::int",
                                        {words, QByteArray::number(limit)}));
}

Result<std::optional<Account>> LegacyTables::account(int user)
{
    return accountOf(m_connection.exec("select login, full_name, staff from legacy.users where id = $1::int",
                                       {QByteArray::number(user)}));
}

Result<void> LegacyTables::openSession(const QByteArray &session, int user)
{
    return doneOf(m_connection.exec("insert into legacy.sessions(sid, user_id) values ($1, $2::int) "
                                    "on conflict (sid) do update set updated_at = clock_timestamp()",
                                    {session, QByteArray::number(user)}));
}

Result<bool> LegacyTables::hasSession(const QByteArray &session, int user)
{
    const Result<PgResult> rows =
        m_connection.exec("select 1 from legacy.sessions where sid = $1 and user_id = $2::int",
                          {session, QByteArray::number(user)});
    if (!rows)
        return tl::unexpected(rows.error());
    return rows->rows() > 0;
}

Result<QMap<QByteArray, int>> LegacyTables::cart(int user)
{
    return cartOf(m_connection.exec("select sku, quantity from legacy.cart_lines "
                                    "where user_id = $1::int and quantity > 0",
                                    {QByteArray::number(user)}));
}

Result<void> LegacyTables::setCartLine(int user, const QByteArray &sku, int quantity)
{
    return doneOf(m_connection.exec("insert into legacy.cart_lines(user_id, sku, quantity) "
                                    "values ($1::int, $2, $3::int) on conflict (user_id, sku) do update "
                                    "set quantity = excluded.quantity, updated_at = clock_timestamp()",
                                    {QByteArray::number(user), sku, QByteArray::number(quantity)}));
}

Result<void> LegacyTables::placeOrder(const NewOrder &order)
{
    QList<QByteArray> skus;
    QList<QByteArray> quantities;
    for (auto line = order.lines.cbegin(); line != order.lines.cend(); ++line) {
        skus.append(line.key());
        quantities.append(QByteArray::number(line.value()));
    }
    return doneOf(m_connection.exec(
        "with placed as (insert into legacy.orders(order_key, user_id, total, due_at) "
        "  values ($1, $2::int, $3::numeric / 100, clock_timestamp() + $4::float8 * interval '1 second') "
        "  on conflict (order_key) do nothing returning order_key), "
        "emptied as (update legacy.cart_lines set quantity = 0, updated_at = clock_timestamp() "
        "  where user_id = $2::int and quantity > 0) "
        "insert into legacy.order_lines(order_key, sku, quantity, price) "
        "select placed.order_key, line.sku, line.quantity, coalesce(p.price, 0) "
        "from placed, unnest($5::text[], $6::int[]) as line(sku, quantity) left join legacy.products p using "
        "(sku)",
        {order.key, QByteArray::number(order.user), QByteArray::number(order.totalMinor),
         QByteArray::number(order.dueInSeconds), pgArray(skus), pgArray(quantities)}));
}

Result<QList<PlacedOrder>> LegacyTables::orders(int user, int limit)
{
    return ordersOf(
        m_connection.exec("select order_key, (total * 100)::bigint, status, "
                          "floor(extract(epoch from placed_at) * 1000)::bigint from legacy.orders "
                          "where user_id = $1::int order by placed_at desc limit $2::int",
                          {QByteArray::number(user), QByteArray::number(limit)}));
}

Result<Completion> LegacyTables::completeOrder(const QByteArray &key)
{
    return completionOf(m_connection.exec(
        "with done as (update legacy.orders set status = 'completed', updated_at = clock_timestamp() "
        "  where order_key = $1 and origin = 'legacy' returning 1) "
        "select (select count(*) from done), "
        "  (select count(*) from legacy.orders where order_key = $1 and origin <> 'legacy')",
        {key}));
}

} // namespace interlock::rehearsal
