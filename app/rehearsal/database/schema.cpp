// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rehearsal/database/schema.h"

namespace interlock::rehearsal {

namespace {

/// The shop of old: integer ids, decimal prices, a row a cart line.
constexpr auto legacyTables = R"SQL(
create schema legacy;
create table legacy.products(
    id int primary key, sku text not null unique, title text not null, category text not null,
    price numeric(10,2) not null, stock int not null, updated_at timestamptz not null default clock_timestamp());
create table legacy.users(
    id int primary key, login text not null unique, full_name text not null, password_md5 text not null,
    staff boolean not null, updated_at timestamptz not null default clock_timestamp());
create table legacy.sessions(
    sid text primary key, user_id int not null, created_at timestamptz not null default clock_timestamp(),
    updated_at timestamptz not null default clock_timestamp());
create table legacy.cart_lines(
    user_id int not null, sku text not null, quantity int not null,
    updated_at timestamptz not null default clock_timestamp(), primary key(user_id, sku));
create table legacy.orders(
    id bigint generated always as identity primary key, order_key text not null unique, user_id int not null,
    total numeric(12,2) not null, currency char(3) not null default 'EUR', origin text not null default 'legacy',
    status text not null default 'placed', placed_at timestamptz not null default clock_timestamp(),
    due_at timestamptz not null, updated_at timestamptz not null default clock_timestamp());
create index on legacy.orders(user_id, placed_at);
create index on legacy.orders(placed_at) where origin = 'legacy' and status <> 'completed';
create table legacy.order_lines(
    order_key text not null, sku text not null, quantity int not null, price numeric(10,2) not null,
    primary key(order_key, sku));
create table legacy.marks(mark text primary key, written_at timestamptz not null, arrived_at timestamptz);
)SQL";

/// The new shop: UUIDs, minor units, documents where the old one has rows.
constexpr auto newTables = R"SQL(
create schema new;
create table new.product(
    product_id uuid primary key, sku text not null unique, name text not null, category_slug text not null,
    price_minor bigint not null, currency text not null default 'EUR', stock int not null,
    changed_at timestamptz not null default clock_timestamp());
create table new.account(
    account_id uuid primary key, login text not null unique, display_name text not null, password_hash text,
    roles text[] not null default '{}', changed_at timestamptz not null default clock_timestamp());
create table new.session(
    token text primary key, account_id uuid not null, started_at timestamptz not null default clock_timestamp(),
    changed_at timestamptz not null default clock_timestamp());
create table new.cart(
    account_id uuid primary key, items jsonb not null default '{}',
    changed_at timestamptz not null default clock_timestamp());
create table new.purchase(
    purchase_id uuid primary key, order_key text not null unique, account_id uuid not null,
    total_minor bigint not null, currency text not null default 'EUR', origin text not null default 'new',
    state text not null default 'placed', lines jsonb not null default '[]',
    placed_at timestamptz not null default clock_timestamp(), due_at timestamptz not null,
    changed_at timestamptz not null default clock_timestamp());
create index on new.purchase(account_id, placed_at);
create index on new.purchase(placed_at) where origin = 'new' and state <> 'completed';
create table new.marks(mark text primary key, written_at timestamptz not null, arrived_at timestamptz);
)SQL";

/// What the console reads, and the one table that both systems touch: the identities.
constexpr auto interlockViews = R"SQL(
create schema interlock;
create function interlock.new_id(entity text, id text) returns uuid language sql immutable
    as $$ select md5(entity || ':' || id)::uuid $$;
create table interlock.id_map(
    entity text not null, legacy_id text not null, new_id text not null,
    created_at timestamptz not null default clock_timestamp(), primary key(entity, legacy_id));
create unique index on interlock.id_map(entity, new_id);
create table interlock.callbacks(
    at timestamptz not null default clock_timestamp(), order_id text not null, received_by text not null,
    forwarded_to text, outcome text not null check (outcome in ('delivered', 'retrying', 'unroutable')));
create index on interlock.callbacks(at);
create table interlock.migration_log(
    id bigint generated always as identity primary key, entity text not null, entity_id text not null,
    status text not null check (status in ('pending', 'migrated', 'validated', 'failed', 'review')),
    legacy_checksum text, modern_checksum text, migrated_at timestamptz, detail text);
create table interlock.account_progress(
    at timestamptz not null default clock_timestamp(), kind text not null, done bigint not null,
    total bigint not null, failed bigint not null);
create table interlock.issues(
    id bigint generated always as identity primary key, opened_at timestamptz not null default clock_timestamp(),
    closed_at timestamptz, title text not null, resolution text, opened_by text not null);
create table interlock.parity_triage(
    signature bytea primary key, title text not null,
    state text not null check (state in ('new', 'known', 'expected', 'tool', 'review', 'fixed')), ticket text,
    revision bigint not null, changed_at timestamptz not null, changed_by text not null, fixed_at timestamptz,
    reopened boolean not null default false, issue_id bigint references interlock.issues);
create table interlock.parity_comments(
    id bigint generated always as identity primary key, signature bytea not null,
    at timestamptz not null, actor text not null, text text not null);
create index on interlock.parity_comments(signature, id);
create view interlock.orders_in_flight(order_id, origin, owner, state, placed_at, due_at, updated_at, legacy_id,
                                       new_id, amount_minor, currency) as
    select o.order_key, o.origin, 'legacy', o.status, o.placed_at, o.due_at, o.updated_at, o.id::text,
           p.purchase_id::text, (o.total * 100)::bigint, o.currency::text
    from legacy.orders o left join new.purchase p using (order_key)
    where o.origin = 'legacy' and o.status <> 'completed'
    union all
    select p.order_key, p.origin, 'new', p.state, p.placed_at, p.due_at, p.changed_at, o.id::text,
           p.purchase_id::text, p.total_minor, p.currency
    from new.purchase p left join legacy.orders o using (order_key)
    where p.origin = 'new' and p.state <> 'completed';
)SQL";

/// The consolidation service: another company's system, so nobody else reads its table.
constexpr auto serviceTables = R"SQL(
create schema saas;
create table saas.jobs(
    order_key text primary key, result_at timestamptz not null, delivered_at timestamptz,
    attempts int not null default 0, lost boolean not null default false);
create index on saas.jobs(result_at) where delivered_at is null;
)SQL";

/// Change logs, fed by triggers; what sync itself writes is not a change of that side.
constexpr auto changeLogs = R"SQL(
create schema sync;
create table legacy.outbox(
    seq bigint generated always as identity primary key, tbl text not null, key text not null,
    changed_at timestamptz not null default clock_timestamp(), applied_at timestamptz);
create table new.outbox(like legacy.outbox including all);
create index on legacy.outbox(tbl, seq) where applied_at is null;
create index on new.outbox(tbl, seq) where applied_at is null;
create index on legacy.outbox(applied_at);
create index on new.outbox(applied_at);
create table sync.conflicts(
    id bigint generated always as identity primary key, pipeline text not null, tbl text not null, key text not null,
    at timestamptz not null default clock_timestamp(), resolved_at timestamptz, resolution text);
create index on sync.conflicts(pipeline) where resolved_at is null;

create function sync.is_sync() returns boolean language sql stable
    as $$ select coalesce(current_setting('interlock.sync', true), '') = 'on' $$;
create function legacy.log_change() returns trigger language plpgsql as $$
begin
    if not sync.is_sync() then
        insert into legacy.outbox(tbl, key) values (tg_argv[0], to_jsonb(new) ->> tg_argv[1]);
    end if;
    return null;
end $$;
create function new.log_change() returns trigger language plpgsql as $$
begin
    if not sync.is_sync() then
        insert into new.outbox(tbl, key) values (tg_argv[0], to_jsonb(new) ->> tg_argv[1]);
    end if;
    return null;
end $$;
create function new.log_account_change() returns trigger language plpgsql as $$
begin
    if not sync.is_sync() then
        insert into new.outbox(tbl, key)
        select tg_argv[0], legacy_id from interlock.id_map
        where entity = 'account' and new_id = new.account_id::text;
    end if;
    return null;
end $$;
)SQL";

constexpr auto changeTriggers = R"SQL(
create trigger log after insert or update on legacy.products
    for each row execute function legacy.log_change('products', 'sku');
create trigger log after insert or update on legacy.users
    for each row execute function legacy.log_change('users', 'id');
create trigger log after insert or update on legacy.sessions
    for each row execute function legacy.log_change('sessions', 'sid');
create trigger log after insert or update on legacy.cart_lines
    for each row execute function legacy.log_change('carts', 'user_id');
create trigger log after insert or update on legacy.orders
    for each row execute function legacy.log_change('orders', 'order_key');
create trigger log after insert on legacy.marks
    for each row execute function legacy.log_change('marks', 'mark');
create trigger log after insert or update on new.product
    for each row execute function new.log_change('products', 'sku');
create trigger log after insert or update on new.account
    for each row execute function new.log_account_change('users');
create trigger log after insert or update on new.session
    for each row execute function new.log_change('sessions', 'token');
create trigger log after insert or update on new.cart
    for each row execute function new.log_account_change('carts');
create trigger log after insert or update on new.purchase
    for each row execute function new.log_change('orders', 'order_key');
create trigger log after insert on new.marks
    for each row execute function new.log_change('marks', 'mark');
)SQL";

constexpr auto consoleRole = R"SQL(
create role console login;
alter role console set default_transaction_read_only = on;
alter role console set statement_timeout = '5s';
grant usage on schema interlock to console;
grant select on all tables in schema interlock to console;
grant insert, update on interlock.parity_triage, interlock.issues to console;
grant insert on interlock.parity_comments to console;
)SQL";

/// $PRODUCTS and $USERS are the only parameters; the setting keeps the seed out of the change logs.
constexpr auto seedTemplate = R"SQL(
set interlock.sync = 'on';
insert into legacy.products(id, sku, title, category, price, stock)
select n, 'SKU-' || (1000 + n),
       (array['Walnut', 'Copper', 'Linen', 'Granite', 'Cobalt', 'Amber', 'Birch', 'Slate'])[1 + n % 8] || ' '
           || (array['kettle', 'lamp', 'chair', 'bowl', 'blanket', 'clock', 'shelf', 'tray', 'mug', 'basket'])
              [1 + (n / 8) % 10] || ' No ' || n,
       (array['kitchen', 'living', 'garden', 'office', 'bath', 'kids'])[1 + n % 6],
       (4 + (n * 7919) % 9600 / 100.0)::numeric(10,2), 50 + (n * 31) % 400
from generate_series(1, $PRODUCTS) n;
insert into new.product(product_id, sku, name, category_slug, price_minor, stock, changed_at)
select interlock.new_id('product', id::text), sku, title, category, (price * 100)::bigint, stock, updated_at
from legacy.products;
insert into legacy.users(id, login, full_name, password_md5, staff)
select n, 'u' || n,
       (array['Ann', 'Bela', 'Chidi', 'Dana', 'Emil', 'Fadila', 'Goran', 'Hana', 'Ivo', 'Jun'])[1 + n % 10] || ' '
           || (array['Adler', 'Brook', 'Castro', 'Diaz', 'Ekman', 'Fuchs', 'Grau'])[1 + n % 7],
       md5('secret' || n), n % 25 = 0
from generate_series(1, $USERS) n;
insert into new.account(account_id, login, display_name, roles, changed_at)
select interlock.new_id('account', id::text), login, full_name,
       case when staff then '{staff}'::text[] else '{}'::text[] end, updated_at
from legacy.users;
insert into interlock.id_map(entity, legacy_id, new_id)
select 'product', id::text, interlock.new_id('product', id::text)::text from legacy.products
union all
select 'account', id::text, interlock.new_id('account', id::text)::text from legacy.users;
insert into interlock.migration_log(entity, entity_id, status, legacy_checksum, modern_checksum, migrated_at)
select 'account', id::text, 'validated', md5(login), md5(login), clock_timestamp() from legacy.users;
reset interlock.sync;
analyze;
)SQL";

} // namespace

QByteArray schemaSql()
{
    QByteArray sql;
    for (const char *part :
         {legacyTables, newTables, interlockViews, serviceTables, changeLogs, changeTriggers, consoleRole})
        sql += part;
    return sql;
}

QByteArray seedSql(const SeedSize &size)
{
    QByteArray sql = seedTemplate;
    sql.replace("$PRODUCTS", QByteArray::number(size.products))
        .replace("$USERS", QByteArray::number(size.users));
    return sql;
}

} // namespace interlock::rehearsal
