// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/endpoints/team/teamschema.h"

namespace interlock {

namespace {
/// A role that nobody logs in with; another init-db may make it at the same moment.
QByteArray teamRole(const QByteArray &name)
{
    return "do $$ begin if not exists (select from pg_catalog.pg_roles where rolname = '" + name +
           "') then create role " + name +
           " nologin; end if; exception when duplicate_object or unique_violation then null; end $$";
}

/// @p role may all that @p lesser may.
QByteArray includeRole(const QByteArray &lesser, const QByteArray &role)
{
    return "do $$ begin if not pg_catalog.pg_has_role('" + role + "', '" + lesser +
           "', 'member') then grant " + lesser + " to " + role + "; end if; end $$";
}

QByteArray teamTrigger(const QByteArray &name, const QByteArray &when, const QByteArray &table,
                       const QByteArray &function)
{
    return "create or replace trigger " + name + ' ' + when + " on interlock_console." + table +
           " execute function interlock_console." + function + "()";
}
} // namespace

QByteArrayList teamRoleStatements()
{
    return {teamRole("interlock_viewer"),
            teamRole("interlock_oncall"),
            teamRole("interlock_lead"),
            includeRole("interlock_viewer", "interlock_oncall"),
            includeRole("interlock_oncall", "interlock_lead"),
            "create schema if not exists interlock_console"};
}

QByteArrayList teamTableStatements()
{
    return {
        R"sql(create table if not exists interlock_console.version (
            only_one boolean primary key default true check (only_one),
            version integer not null))sql",
        R"sql(create table if not exists interlock_console.journal (
            migration text not null check (length(migration) between 1 and 200),
            id bigint not null,
            source bytea not null check (octet_length(source) = 32),
            number bigint not null check (number > 0),
            previous bytea not null check (octet_length(previous) = 32),
            hash bytea not null check (octet_length(hash) = 32),
            body bytea not null check (octet_length(body) <= 4194304),
            place text not null check (length(place) <= 200 and place !~ '[|]'),
            program text not null check (length(program) <= 50 and program !~ '[|]'),
            act text,
            account text not null,
            recorded_at bigint not null,
            seal bytea not null,
            primary key (migration, id),
            unique (migration, source, number)))sql",
        "create index if not exists journal_act on interlock_console.journal (migration, act)",
        R"sql(create table if not exists interlock_console.presence (
            session uuid primary key,
            migration text not null,
            account text not null,
            actor text not null,
            role text not null,
            place text not null,
            program text not null,
            drafts text not null,
            since timestamptz not null,
            beat_at timestamptz not null))sql",
        R"sql(create table if not exists interlock_console.approval (
            id uuid primary key,
            migration text not null,
            route text not null check (length(route) between 1 and 200),
            what text not null check (length(what) <= 2000),
            reason text not null check (length(reason) <= 2000),
            evidence bytea not null check (octet_length(evidence) <= 1048576),
            digest bytea not null check (digest = sha256(evidence)),
            valid_seconds integer not null check (valid_seconds between 1 and 86400),
            account text not null,
            actor text not null,
            place text not null,
            requested_at timestamptz not null))sql",
        R"sql(create table if not exists interlock_console.approval_step (
            approval uuid not null references interlock_console.approval (id),
            ordinal integer not null,
            state text not null check (state in ('approved', 'declined', 'withdrawn', 'void', 'used')),
            digest bytea,
            act uuid,
            detail text not null check (length(detail) <= 2000),
            account text not null,
            actor text not null,
            place text not null,
            at timestamptz not null,
            primary key (approval, ordinal)))sql",
        // the lease has a place of its own (docs/triggers.md); it is made here so that a role need not make
        // it
        "create schema if not exists interlock",
        R"sql(create table if not exists interlock.lease (
            name text primary key, epoch bigint not null, who text not null, place text not null,
            program text not null, since timestamptz not null, beat_at timestamptz not null))sql"};
}

QByteArrayList teamTriggerStatements()
{
    return {
        teamTrigger("journal_entry", "before insert", "journal for each row", "journal_entry"),
        teamTrigger("journal_told", "after insert", "journal for each row", "journal_told"),
        teamTrigger("journal_stands", "before update or delete or truncate", "journal", "append_only"),
        teamTrigger("approval_request", "before insert", "approval for each row", "approval_request"),
        teamTrigger("approval_told", "after insert", "approval for each row", "approval_told"),
        teamTrigger("approval_stands", "before update or delete or truncate", "approval", "append_only"),
        teamTrigger("step_taken", "before insert", "approval_step for each row", "step_taken"),
        teamTrigger("step_told", "after insert", "approval_step for each row", "step_told"),
        teamTrigger("step_stands", "before update or delete or truncate", "approval_step", "append_only")};
}

QByteArrayList teamGrantStatements()
{
    return {
        "revoke all on schema interlock_console from public",
        R"(revoke all on all tables in schema interlock_console from public, interlock_viewer,
           interlock_oncall, interlock_lead)",
        R"(revoke all on all functions in schema interlock_console from public, interlock_viewer,
           interlock_oncall, interlock_lead)",
        "grant usage on schema interlock_console to interlock_viewer",
        "grant usage on schema interlock to interlock_viewer",
        "grant select on all tables in schema interlock_console to interlock_viewer",
        "grant execute on all functions in schema interlock_console to interlock_viewer",
        R"(grant insert (migration, source, number, previous, hash, body, place, program)
           on interlock_console.journal to interlock_oncall)",
        R"(grant insert (id, migration, route, what, reason, evidence, digest, valid_seconds, actor, place)
           on interlock_console.approval to interlock_lead)",
        R"(grant insert (approval, state, digest, act, detail, actor, place)
           on interlock_console.approval_step to interlock_lead)",
        "grant select on interlock.lease to interlock_viewer",
        "grant insert, update on interlock.lease to interlock_oncall"};
}

QByteArrayList teamSchemaStatements()
{
    return QByteArrayList{"select pg_advisory_xact_lock(hashtextextended('interlock init-db', 0))"} +
           teamRoleStatements() + teamTableStatements() + teamFunctionStatements() + teamTriggerStatements() +
           teamGrantStatements() +
           QByteArrayList{"insert into interlock_console.version (version) values (" +
                          QByteArray::number(teamSchemaVersion) +
                          ") on conflict (only_one) do update set version = excluded.version"};
}

QByteArray teamSchemaProblemsQuery()
{
    return R"sql(
        with book (name) as (values ('journal'), ('approval'), ('approval_step')),
        may (name, kind) as (values ('interlock_viewer', 'INSERT'), ('public', 'INSERT'), ('public', 'SELECT'))
        select case p.grantee when 0 then 'public' else p.grantee::regrole::text end || ' may '
               || p.privilege_type || ' on ' || b.name
          from book b join pg_class c on c.oid = ('interlock_console.' || b.name)::regclass,
               aclexplode(c.relacl) p
         where p.grantee <> c.relowner and p.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
        union all
        select m.name || ' may ' || m.kind || ' on ' || b.name from may m, book b
         where has_any_column_privilege(m.name, 'interlock_console.' || b.name, m.kind)
        union all
        select 'interlock_oncall may INSERT on ' || b.name from book b
         where b.name <> 'journal'
           and has_any_column_privilege('interlock_oncall', 'interlock_console.' || b.name, 'INSERT')
        union all
        select b.name || ' has no trigger that keeps its rows' from book b
         where not exists (select from pg_trigger t
                            where t.tgrelid = ('interlock_console.' || b.name)::regclass
                              and t.tgfoid = 'interlock_console.append_only'::regproc
                              and t.tgenabled in ('O', 'A')))sql";
}

} // namespace interlock
