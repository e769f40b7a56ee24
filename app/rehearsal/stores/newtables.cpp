// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/stores/newtables.h"

#include "app/rehearsal/stores/tablerows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace interlock::rehearsal {

using namespace Qt::StringLiterals;

Result<QList<Product>> NewTables::byCategory(const QByteArray &category, int limit)
{
    return productsOf(
        m_connection.exec("select sku, name, category_slug, price_minor, stock > 0 from new.product "
                          "where category_slug = $1 order by sku limit $2::int",
                          {category, QByteArray::number(limit)}));
}

Result<QList<Product>> NewTables::bySku(const QList<QByteArray> &skus)
{
    return productsOf(
        m_connection.exec("select sku, name, category_slug, price_minor, stock > 0 from new.product "
                          "where sku = any($1::text[]) order by sku",
                          {pgArray(skus)}));
}

Result<QList<Product>> NewTables::search(const QByteArray &words, int limit)
{
    return productsOf(
        m_connection.exec("select sku, name, category_slug, price_minor, stock > 0 from new.product "
                          "where position(lower($1) in lower(name)) > 0 order by sku limit $2::int",
                          {words, QByteArray::number(limit)}));
}

Result<std::optional<Account>> NewTables::account(int user)
{
    return accountOf(m_connection.exec("select login, display_name, 'staff' = any(roles) from new.account "
                                       "where account_id = interlock.new_id('account', $1)",
                                       {QByteArray::number(user)}));
}

Result<void> NewTables::openSession(const QByteArray &session, int user)
{
    return doneOf(m_connection.exec("insert into new.session(token, account_id) "
                                    "values ($1, interlock.new_id('account', $2)) "
                                    "on conflict (token) do update set changed_at = clock_timestamp()",
                                    {session, QByteArray::number(user)}));
}

Result<bool> NewTables::hasSession(const QByteArray &session, int user)
{
    const Result<PgResult> rows = m_connection.exec(
        "select 1 from new.session where token = $1 and account_id = interlock.new_id('account', $2)",
        {session, QByteArray::number(user)});
    if (!rows)
        return tl::unexpected(rows.error());
    return rows->rows() > 0;
}

Result<QMap<QByteArray, int>> NewTables::cart(int user)
{
    return cartOf(m_connection.exec("select key, value from new.cart, jsonb_each_text(items) "
                                    "where account_id = interlock.new_id('account', $1) and value::int > 0",
                                    {QByteArray::number(user)}));
}

Result<void> NewTables::setCartLine(int user, const QByteArray &sku, int quantity)
{
    return doneOf(
        m_connection.exec("insert into new.cart as c (account_id, items) "
                          "values (interlock.new_id('account', $1), jsonb_build_object($2::text, $3::int)) "
                          "on conflict (account_id) do update set items = c.items || excluded.items, "
                          "changed_at = clock_timestamp()",
                          {QByteArray::number(user), sku, QByteArray::number(quantity)}));
}

Result<void> NewTables::placeOrder(const NewOrder &order)
{
    QJsonArray lines;
    for (auto line = order.lines.cbegin(); line != order.lines.cend(); ++line)
        lines.append(QJsonObject{{u"sku"_s, QString::fromUtf8(line.key())}, {u"quantity"_s, line.value()}});
    return doneOf(m_connection.exec(
        "with placed as (insert into new.purchase(purchase_id, order_key, account_id, total_minor, lines, "
        "due_at) "
        "  values (interlock.new_id('order', $1), $1, interlock.new_id('account', $2), $3::bigint, "
        "$5::jsonb, "
        "  clock_timestamp() + $4::float8 * interval '1 second') on conflict (order_key) do nothing "
        "returning 1) "
        "update new.cart set items = '{}', changed_at = clock_timestamp() "
        "where account_id = interlock.new_id('account', $2) and exists (select 1 from placed)",
        {order.key, QByteArray::number(order.user), QByteArray::number(order.totalMinor),
         QByteArray::number(order.dueInSeconds), QJsonDocument(lines).toJson(QJsonDocument::Compact)}));
}

Result<QList<PlacedOrder>> NewTables::orders(int user, int limit)
{
    return ordersOf(m_connection.exec("select order_key, total_minor, state, "
                                      "floor(extract(epoch from placed_at) * 1000)::bigint from new.purchase "
                                      "where account_id = interlock.new_id('account', $1) "
                                      "order by placed_at desc limit $2::int",
                                      {QByteArray::number(user), QByteArray::number(limit)}));
}

Result<Completion> NewTables::completeOrder(const QByteArray &key)
{
    return completionOf(m_connection.exec(
        "with done as (update new.purchase set state = 'completed', changed_at = clock_timestamp() "
        "  where order_key = $1 and origin = 'new' returning 1) "
        "select (select count(*) from done), "
        "  (select count(*) from new.purchase where order_key = $1 and origin <> 'new')",
        {key}));
}

} // namespace interlock::rehearsal
