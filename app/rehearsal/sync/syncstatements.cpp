// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/sync/syncstatements.h"

namespace interlock::rehearsal {

namespace {

QList<QByteArray> forwardStatements(const QByteArray &table)
{
    if (table == "products")
        return {"insert into new.product as t (product_id, sku, name, category_slug, price_minor, stock, "
                "changed_at) "
                "select interlock.new_id('product', id::text), sku, title, category, (price * 100)::bigint, "
                "stock, "
                "updated_at from legacy.products where sku = any($1::text[]) on conflict (product_id) do "
                "update set "
                "name = excluded.name, category_slug = excluded.category_slug, price_minor = "
                "excluded.price_minor, "
                "stock = excluded.stock, changed_at = excluded.changed_at where t.changed_at <= "
                "excluded.changed_at"};
    if (table == "users")
        return {
            "insert into new.account as t (account_id, login, display_name, roles, changed_at) "
            "select interlock.new_id('account', id::text), login, full_name, "
            "case when staff then '{staff}'::text[] else '{}'::text[] end, updated_at from legacy.users "
            "where id::text = any($1::text[]) on conflict (account_id) do update set "
            "display_name = excluded.display_name, roles = excluded.roles, changed_at = excluded.changed_at "
            "where t.changed_at <= excluded.changed_at"};
    if (table == "sessions")
        return {
            "insert into new.session as t (token, account_id, started_at, changed_at) "
            "select sid, interlock.new_id('account', user_id::text), created_at, updated_at from "
            "legacy.sessions "
            "where sid = any($1::text[]) on conflict (token) do update set changed_at = excluded.changed_at "
            "where t.changed_at <= excluded.changed_at"};
    if (table == "carts")
        return {
            "insert into new.cart as t (account_id, items, changed_at) "
            "select interlock.new_id('account', user_id::text), "
            "coalesce(jsonb_object_agg(sku, quantity) filter (where quantity > 0), '{}'), max(updated_at) "
            "from legacy.cart_lines where user_id = any($1::text[]::int[]) group by user_id "
            "on conflict (account_id) do update set items = excluded.items, changed_at = excluded.changed_at "
            "where t.changed_at <= excluded.changed_at"};
    if (table == "orders")
        return {
            "insert into new.purchase as t (purchase_id, order_key, account_id, total_minor, currency, "
            "origin, "
            "state, lines, placed_at, due_at, changed_at) "
            "select interlock.new_id('order', order_key), order_key, "
            "interlock.new_id('account', user_id::text), (total * 100)::bigint, currency, origin, status, "
            "coalesce((select jsonb_agg(jsonb_build_object('sku', l.sku, 'quantity', l.quantity)) "
            "from legacy.order_lines l where l.order_key = o.order_key), '[]'), placed_at, due_at, "
            "updated_at "
            "from legacy.orders o where order_key = any($1::text[]) on conflict (order_key) do update set "
            "state = excluded.state, changed_at = excluded.changed_at where t.changed_at <= "
            "excluded.changed_at",
            "insert into interlock.id_map(entity, legacy_id, new_id) select 'order', o.id::text, "
            "p.purchase_id::text from legacy.orders o join new.purchase p using (order_key) "
            "where order_key = any($1::text[]) on conflict do nothing"};
    return {"insert into new.marks(mark, written_at, arrived_at) select mark, written_at, clock_timestamp() "
            "from legacy.marks where mark = any($1::text[]) on conflict do nothing"};
}

QList<QByteArray> backStatements(const QByteArray &table)
{
    if (table == "users")
        return {"update legacy.users t set full_name = a.display_name, staff = 'staff' = any(a.roles), "
                "updated_at = a.changed_at from new.account a where a.login = t.login "
                "and t.id::text = any($1::text[]) and t.updated_at <= a.changed_at"};
    if (table == "sessions")
        return {
            "insert into legacy.sessions as t (sid, user_id, created_at, updated_at) "
            "select token, m.legacy_id::int, started_at, changed_at from new.session s "
            "join interlock.id_map m on m.entity = 'account' and m.new_id = s.account_id::text "
            "where token = any($1::text[]) on conflict (sid) do update set updated_at = excluded.updated_at "
            "where t.updated_at <= excluded.updated_at"};
    if (table == "carts")
        return {"insert into legacy.cart_lines as t (user_id, sku, quantity, updated_at) "
                "select m.legacy_id::int, i.key, i.value::int, c.changed_at from new.cart c "
                "join interlock.id_map m on m.entity = 'account' and m.new_id = c.account_id::text, "
                "jsonb_each_text(c.items) i where m.legacy_id = any($1::text[]) "
                "on conflict (user_id, sku) do update set quantity = excluded.quantity, "
                "updated_at = excluded.updated_at where t.updated_at <= excluded.updated_at",
                "update legacy.cart_lines t set quantity = 0, updated_at = c.changed_at from new.cart c "
                "join interlock.id_map m on m.entity = 'account' and m.new_id = c.account_id::text "
                "where m.legacy_id = any($1::text[]) and t.user_id = m.legacy_id::int and t.quantity > 0 "
                "and not c.items ? t.sku and t.updated_at <= c.changed_at"};
    if (table == "orders")
        return {
            "insert into legacy.orders as t (order_key, user_id, total, currency, origin, status, placed_at, "
            "due_at, updated_at) select order_key, m.legacy_id::int, total_minor::numeric / 100, currency, "
            "origin, "
            "state, placed_at, due_at, changed_at from new.purchase p "
            "join interlock.id_map m on m.entity = 'account' and m.new_id = p.account_id::text "
            "where order_key = any($1::text[]) on conflict (order_key) do update set status = "
            "excluded.status, "
            "updated_at = excluded.updated_at where t.updated_at <= excluded.updated_at",
            "insert into legacy.order_lines(order_key, sku, quantity, price) "
            "select p.order_key, l->>'sku', (l->>'quantity')::int, coalesce(d.price, 0) "
            "from new.purchase p, jsonb_array_elements(p.lines) l "
            "left join legacy.products d on d.sku = l->>'sku' "
            "where p.order_key = any($1::text[]) on conflict do nothing",
            "insert into interlock.id_map(entity, legacy_id, new_id) select 'order', o.id::text, "
            "p.purchase_id::text from legacy.orders o join new.purchase p using (order_key) "
            "where order_key = any($1::text[]) on conflict do nothing"};
    return {
        "insert into legacy.marks(mark, written_at, arrived_at) select mark, written_at, clock_timestamp() "
        "from new.marks where mark = any($1::text[]) on conflict do nothing"};
}

} // namespace

QList<QByteArray> applyStatements(SyncDirection direction, const QByteArray &table)
{
    return direction == SyncDirection::Forward ? forwardStatements(table) : backStatements(table);
}

QByteArray differingStatement(const QByteArray &table)
{
    if (table == "carts")
        return "select m.legacy_id, abs(extract(epoch from c.changed_at - l.changed_at)) from "
               "interlock.id_map m "
               "join new.cart c on c.account_id::text = m.new_id, lateral (select max(updated_at) as "
               "changed_at, "
               "coalesce(jsonb_object_agg(sku, quantity) filter (where quantity > 0), '{}') as items "
               "from legacy.cart_lines where user_id = m.legacy_id::int) l "
               "where m.entity = 'account' and m.legacy_id = any($1::text[]) and l.items is distinct from "
               "c.items";
    if (table == "users")
        return "select u.id::text, abs(extract(epoch from a.changed_at - u.updated_at)) from legacy.users u "
               "join new.account a using (login) where u.id::text = any($1::text[]) "
               "and a.display_name is distinct from u.full_name";
    return {};
}

QByteArray sourceSchema(SyncDirection direction)
{
    return direction == SyncDirection::Forward ? QByteArrayLiteral("legacy") : QByteArrayLiteral("new");
}

QByteArray targetSchema(SyncDirection direction)
{
    return direction == SyncDirection::Forward ? QByteArrayLiteral("new") : QByteArrayLiteral("legacy");
}

} // namespace interlock::rehearsal
