// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of the schema. All of them look names up in pg_catalog alone, so nobody can slip objects of
// their own under them. Only presence runs with its owner's rights (a viewer may be seen, but writes nothing
// else); identity is session_user, which SET ROLE does not change. SQLSTATE IL403 is Auth, every other IL…
// Refused.
#include "models/endpoints/team/teamschema.h"

namespace interlock {

namespace {
QByteArray appendOnlyFunction()
{
    return R"sql(create or replace function interlock_console.append_only() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
        begin
            raise exception '% is append-only', tg_table_name using errcode = 'IL403';
        end $$)sql";
}

QByteArray roleFunction()
{
    return R"sql(create or replace function interlock_console.role_of(account name) returns text
        language sql stable set search_path = pg_catalog, pg_temp as $$
            select case when pg_has_role(account, 'interlock_lead', 'member') then 'lead'
                        when pg_has_role(account, 'interlock_oncall', 'member') then 'on-call'
                        when pg_has_role(account, 'interlock_viewer', 'member') then 'viewer'
                        else 'none' end $$)sql";
}

/// True when a forward entry is a change that sends nothing more to new: those are for people on call, too.
QByteArray sendsLessFunction()
{
    return R"sql(create or replace function interlock_console.sends_less(entry json) returns boolean
        language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
        declare
            modes constant text[] := array['legacy', 'compare-legacy', 'compare-new', 'new'];
            mode_before integer := array_position(modes, entry -> 'before' ->> 'mode');
            mode_after integer := coalesce(array_position(modes, entry -> 'after' ->> 'mode'), mode_before);
            share_before integer := (entry -> 'before' ->> 'percent')::integer;
            share_after integer := coalesce((entry -> 'after' ->> 'percent')::integer, share_before);
        begin
            if mode_before is null or share_before is null then
                return false;
            end if;
            if mode_after = 1 then
                return true;
            end if;
            if mode_before = 1 or mode_after > mode_before or share_after > share_before then
                return false;
            end if;
            return not exists (
                select from json_each_text(coalesce(entry -> 'after' -> 'rules', '{}'::json)) rule
                 where rule.value = 'true'
                   and coalesce(entry -> 'before' -> 'rules' ->> rule.key, 'false') <> 'true');
        end $$)sql";
}

/// Viewers record nothing; on call: rollbacks and what goes with them, changes to less, and how an act ended
/// that is recorded already; leads everything.
QByteArray mayRecordFunction()
{
    return R"sql(create or replace function interlock_console.may_record(of_migration text, entry json)
        returns boolean language plpgsql stable set search_path = pg_catalog, pg_temp as $$
        declare
            role text := interlock_console.role_of(session_user);
        begin
            if role = 'lead' then
                return true;
            end if;
            if role <> 'on-call' then
                return false;
            end if;
            if entry ->> 'kind' in ('rollback', 'gradual-rollback', 'trigger', 'alarm', 'session', 'drill') then
                return true;
            end if;
            return entry ->> 'kind' = 'forward'
               and (interlock_console.sends_less(entry)
                    or (entry ->> 'mark' <> 'intent'
                        and exists (select from interlock_console.journal j
                                     where j.migration = of_migration and j.act = entry ->> 'act')));
        end $$)sql";
}

/// Number, time, account and seal are the server's; hash and neighbours must fit.
QByteArray journalEntryFunction()
{
    return R"sql(create or replace function interlock_console.journal_entry() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
        declare
            entry json;
            before record;
        begin
            perform pg_advisory_xact_lock(hashtextextended('interlock journal ' || new.migration, 0));
            if sha256(new.previous || new.body) <> new.hash then
                raise exception 'the hash of entry % does not match its content', new.number
                    using errcode = 'IL001';
            end if;
            begin
                -- a NUL cannot be text here; what is stored are the bytes as they came
                entry := replace(convert_from(new.body, 'UTF8'), '\u0000', '\ufffd')::json;
                if (entry ->> 'number')::bigint is distinct from new.number then
                    raise exception 'its content names another number';
                end if;
            exception when others then
                raise exception 'entry % cannot be read: %', new.number, sqlerrm using errcode = 'IL002';
            end;
            if not interlock_console.may_record(new.migration, entry) then
                raise exception '% (%) may not record an entry of kind %', session_user,
                    interlock_console.role_of(session_user), entry ->> 'kind' using errcode = 'IL403';
            end if;
            if exists (select from interlock_console.journal j
                        where j.migration = new.migration and j.source = new.source
                          and ((j.number = new.number - 1 and j.hash <> new.previous)
                            or (j.number = new.number + 1 and j.previous <> new.hash)))
               or (new.number = 1 and new.hash <> new.source) then
                raise exception 'entry % does not continue the entries that are recorded of this journal',
                    new.number using errcode = 'IL003';
            end if;
            select j.id, j.seal into before from interlock_console.journal j
             where j.migration = new.migration order by j.id desc limit 1;
            new.id := coalesce(before.id, 0) + 1;
            new.act := entry ->> 'act';
            new.account := session_user;
            new.recorded_at := (extract(epoch from clock_timestamp()) * 1000000)::bigint;
            new.seal := sha256(coalesce(before.seal, decode(repeat('00', 32), 'hex')) || new.source || new.hash
                || convert_to(concat_ws('|', new.id, new.number, new.account, new.place, new.program,
                                        new.recorded_at), 'UTF8'));
            return new;
        end $$)sql";
}

/// Notices name the row; it is read by whoever may.
QByteArray toldFunction(const QByteArray &name, const QByteArray &payload)
{
    return "create or replace function interlock_console." + name +
           "() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$ begin "
           "perform pg_notify('interlock_console', " +
           payload + "); return null; end $$";
}

QByteArray approvalRequestFunction()
{
    return R"sql(create or replace function interlock_console.approval_request() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
        begin
            if interlock_console.role_of(session_user) <> 'lead' then
                raise exception '% may not ask for an approval', session_user using errcode = 'IL403';
            end if;
            new.account := session_user;
            new.requested_at := clock_timestamp();
            return new;
        end $$)sql";
}

/// The machine of docs/approvals.md. One step at a time; who is who is the server's own knowledge.
QByteArray stepTakenFunction()
{
    return R"sql(create or replace function interlock_console.step_taken() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
        declare
            asked record;
            last record;
            state text;
            own boolean;
        begin
            perform pg_advisory_xact_lock(hashtextextended('interlock approval ' || new.approval::text, 0));
            select * into asked from interlock_console.approval a where a.id = new.approval;
            if asked.id is null then
                raise exception 'there is no such request' using errcode = 'IL004';
            end if;
            if interlock_console.role_of(session_user) <> 'lead' then
                raise exception '% may not take part in approvals', session_user using errcode = 'IL403';
            end if;
            select s.ordinal, s.state into last from interlock_console.approval_step s
             where s.approval = new.approval order by s.ordinal desc limit 1;
            state := coalesce(last.state, 'requested');
            own := asked.account = session_user;
            if state not in ('requested', 'approved') then
                raise exception 'it is % already', state using errcode = 'IL005';
            end if;
            if clock_timestamp() >= asked.requested_at + make_interval(secs => asked.valid_seconds)
               and new.state not in ('void', 'withdrawn') then
                raise exception 'it is too old: ask again' using errcode = 'IL006';
            end if;
            case new.state
            when 'approved', 'declined' then
                if own or (asked.actor <> '' and asked.actor = new.actor) then
                    raise exception 'nobody decides on their own request' using errcode = 'IL403';
                end if;
                if state <> 'requested' then
                    raise exception 'it is % already', state using errcode = 'IL005';
                end if;
                if new.state = 'approved' and new.digest is distinct from asked.digest then
                    raise exception 'what was signed is not the evidence of the request'
                        using errcode = 'IL007';
                end if;
            when 'withdrawn' then
                if not own then
                    raise exception 'only whoever asked can withdraw' using errcode = 'IL403';
                end if;
            when 'void' then
                if new.detail = '' then
                    raise exception 'say why' using errcode = 'IL008';
                end if;
            when 'used' then
                if not own then
                    raise exception 'only whoever asked can use it' using errcode = 'IL403';
                end if;
                if state <> 'approved' then
                    raise exception 'nobody has approved it yet' using errcode = 'IL005';
                end if;
                if new.act is null then
                    raise exception 'the act has no key' using errcode = 'IL008';
                end if;
            end case;
            new.ordinal := coalesce(last.ordinal, 0) + 1;
            new.account := session_user;
            new.at := clock_timestamp();
            return new;
        end $$)sql";
}

/// The one thing that a viewer writes: that they are on. Runs with the owner's rights, on rows of the account
/// that calls; drafts are for those who could send them.
QByteArray hereFunction()
{
    return R"sql(create or replace function interlock_console.here(
            of_migration text, of_session uuid, its_actor text, its_role text, its_place text,
            its_program text, its_drafts text) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        declare
            role text := interlock_console.role_of(session_user);
            shown text := case when role in ('lead', 'on-call') then left(its_drafts, 8000) else '[]' end;
            before record;
        begin
            if role = 'none' then
                raise exception '% has none of the roles of this schema', session_user
                    using errcode = 'IL403';
            end if;
            select p.account, p.drafts, p.role into before from interlock_console.presence p
             where p.session = of_session;
            if before.account is not null and before.account <> session_user then
                raise exception 'this session is another account''s' using errcode = 'IL403';
            end if;
            delete from interlock_console.presence where beat_at < clock_timestamp() - interval '1 hour';
            insert into interlock_console.presence as p (session, migration, account, actor, role, place,
                                                         program, drafts, since, beat_at)
            values (of_session, of_migration, session_user, left(its_actor, 200), left(its_role, 20),
                    left(its_place, 200), left(its_program, 50), shown, clock_timestamp(),
                    clock_timestamp())
            on conflict (session) do update
               set actor = excluded.actor, role = excluded.role, drafts = excluded.drafts,
                   beat_at = excluded.beat_at;
            if before.account is null or before.drafts <> shown or before.role <> its_role then
                perform pg_notify('interlock_console', 'team');
            end if;
        end $$)sql";
}

QByteArray goneFunction()
{
    return R"sql(create or replace function interlock_console.gone(of_session uuid) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
        begin
            delete from interlock_console.presence
             where session = of_session and account = session_user;
            perform pg_notify('interlock_console', 'team');
        end $$)sql";
}
} // namespace

QByteArrayList teamFunctionStatements()
{
    return {appendOnlyFunction(),
            roleFunction(),
            sendsLessFunction(),
            mayRecordFunction(),
            journalEntryFunction(),
            toldFunction("journal_told", "'journal ' || new.id"),
            approvalRequestFunction(),
            toldFunction("approval_told", "'approval ' || new.id"),
            stepTakenFunction(),
            toldFunction("step_told", "'approval ' || new.approval"),
            hereFunction(),
            goneFunction()};
}

} // namespace interlock
