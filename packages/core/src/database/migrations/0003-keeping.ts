import type { Knex } from 'knex'

/*
 * What keeps a runtime from losing anything: the chain of the audit log and its sinks, the memory of long
 * conversations, the notice of an AI, the times of a turn, and a hold for each call of a tool.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
-- When the person was last told that they talk with an AI, and how often it was.
alter table conversation add column disclosed_at timestamptz, add column disclosures integer not null default 0;

-- What a conversation is remembered by beyond the events that a prompt has room for. The turns that ended up to
-- upto_seq are in the text; the others begin at read_from, since a message may come before an earlier answer.
create table conversation_summary (
  account_id text not null,
  conversation_id text not null,
  text text not null default '' check (char_length(text) <= 2000),
  upto_seq bigint not null default 0,
  read_from bigint not null default 0,
  claim uuid,
  due_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (account_id, conversation_id)
);

alter table turn add column started_at timestamptz, add column claimed_at timestamptz, add column ended_at timestamptz;

-- What a turn is answered from, read in the statement that claims it. Volatile, for its own statement to see what was
-- committed until then: between the claim's snapshot and its lock a message may have joined the turn. PL/pgSQL keeps
-- the plan. The events come as one array, which is read at a quarter of the cost of as many rows; for a turn
-- that is begun again (again), its own come too, however much was said since.
create function turn_material(of_account text, of_conversation text, again text, newest integer) returns json
language plpgsql volatile as $$
begin
  return (
    select json_build_object(
      'avatar', json_build_object('name', v.name, 'gender', v.gender, 'age', v.age, 'nationality', v.nationality,
        'appearance', v.appearance),
      'userName', u.name, 'memory', s.text, 'uptoSeq', s.upto_seq,
      'events', (select json_agg(json_build_array(e.seq, e.type, e.turn_id, e.data) order by e.seq) from (
         (select seq, type, turn_id, data from event
          where account_id = of_account and conversation_id = of_conversation and seq >= coalesce(s.read_from, 0)
            and type in ('message-sent', 'photo-requested', 'turn-ended')
          order by seq desc limit newest)
         union
         (select seq, type, turn_id, data from event
          where again is not null and account_id = of_account and conversation_id = of_conversation
            and seq >= coalesce(s.read_from, 0) and turn_id = again
            and type in ('message-sent', 'photo-requested', 'turn-ended')
          order by seq desc limit newest)) e))
    from conversation c
    join avatar a on a.id = c.avatar_id
    join avatar_version v on v.avatar_id = a.id
      and v.version = case when a.accepted_photo is null then a.version else coalesce(a.accepted_version, a.version) end
    left join users u on u.id = c.account_id
    left join conversation_summary s on s.account_id = c.account_id and s.conversation_id = c.id
    where c.account_id = of_account and c.id = of_conversation);
end $$;

-- A tool's call: the n-th of its turn that asks for the feature. A turn that is begun again holds nothing twice.
alter table hold add column turn_id text, add column call_no integer;
create unique index hold_call on hold (account_id, turn_id, feature, call_no)
  where turn_id is not null and state <> 'released';

-- Ids of rows that the database itself makes: UUID v7, as the app's.
create function uuid_v7() returns uuid language sql volatile as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid
$$;

-- No seal was made before the table below: the digest now stands in the seal, over a salt that the database makes.
drop table audit_seal;
drop trigger audit_event_guard on audit_event;
drop index audit_event_account;
-- Milliseconds, as a Date holds them: the seal must find again what it was made of.
alter table audit_event
  drop column digest,
  alter column id type uuid using id::uuid,
  alter column id set default uuid_v7(),
  alter column at type timestamptz(3),
  alter column salt type uuid using gen_random_uuid(),
  alter column salt set default gen_random_uuid();
create index audit_event_account on audit_event (account_id);

-- What waits for its seal, written with the event; n is the order in which events were written.
create table audit_pending (
  n bigint generated always as identity primary key,
  audit_event_id uuid not null
);
insert into audit_pending (audit_event_id) select id from audit_event order by id;

create table audit_seal (
  seq bigint primary key,
  audit_event_id uuid not null unique,
  digest bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null default now()
);

-- How far each sink has read.
create table audit_cursor (
  sink text primary key,
  seq bigint not null default 0,
  claim uuid,
  tries integer not null default 0,
  due_at timestamptz not null default now(),
  error text,
  moved_at timestamptz
);

-- Append-only, but for erasure: account, data and salt may be blanked, nothing else may change.
create or replace function audit_event_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.data is null and new.salt is null and new.account_id is null
    and (new.id, new.at, new.actor, new.type) = (old.id, old.at, old.actor, old.type)
  then return new; end if;
  raise exception 'audit_event is append-only';
end $$;
create trigger audit_event_guard before update or delete on audit_event
  for each row execute function audit_event_guard();
create trigger audit_seal_guard before update or delete on audit_seal
  for each row execute function audit_seal_guard();
create trigger audit_seal_keep before truncate on audit_seal
  for each statement execute function audit_seal_guard();

-- better-auth writes its tables in transactions of its own, which only the database can join.
create function audit_account() returns trigger language plpgsql as $$
declare
  entry record;
begin
  if tg_table_name = 'sessions' then
    if tg_op = 'INSERT' then
      select new.user_id as account, 'session-started' as type, jsonb_build_object('session', new.id) as data into entry;
    else
      select old.user_id as account, 'session-ended' as type, jsonb_build_object('session', old.id) as data into entry;
    end if;
  elsif tg_op = 'INSERT' then
    select new.id as account, 'account-created' as type, '{}'::jsonb as data into entry;
  else
    select new.id as account, 'account-changed' as type, jsonb_build_object('fields', array_remove(array[
      case when new.name is distinct from old.name then 'name' end,
      case when new.email is distinct from old.email then 'email' end], null)) as data into entry;
  end if;
  with noted as (insert into audit_event (actor, account_id, type, data)
    values ('user', entry.account, entry.type, entry.data) returning id)
  insert into audit_pending (audit_event_id) select id from noted;
  return null;
end $$;
create trigger audit_account after insert on users for each row execute function audit_account();
create trigger audit_account_change after update on users for each row
  when ((new.name, new.email) is distinct from (old.name, old.email)) execute function audit_account();
create trigger audit_session after insert or delete on sessions for each row execute function audit_account();
`)
}

/** There is no way back: the digests that were computed before the salt's new form are gone. */
export async function down(): Promise<void> {
  throw new Error('0003-keeping cannot be undone: restore a backup')
}
