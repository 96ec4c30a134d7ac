import type { Knex } from 'knex'

/*
 * The tables of the runtime. Every row that belongs to a user begins with `account_id`, so that all of one
 * account can live on one shard. Hot tables have no foreign keys: erasure walks the rooms instead.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table consent (
  account_id text primary key,
  over18 boolean not null check (over18),
  terms_version text not null,
  created_at timestamptz not null default now()
);

create table avatar (
  account_id text not null unique,
  id text primary key,
  version integer not null,
  accepted_version integer,
  accepted_photo text,
  created_at timestamptz not null default now()
);

-- The description as it was at each edit. The age check is the last of four; the form, the API and the
-- prompt builder stand before it.
create table avatar_version (
  avatar_id text not null references avatar (id) on delete cascade,
  version integer not null,
  name text not null check (char_length(name) between 1 and 40),
  gender text not null check (gender in ('woman', 'man', 'nonbinary')),
  age integer not null check (age between 20 and 99),
  nationality text not null check (char_length(nationality) between 1 and 80),
  appearance text not null check (char_length(appearance) between 1 and 600),
  created_at timestamptz not null default now(),
  primary key (avatar_id, version)
);

create table conversation (
  account_id text not null,
  id text not null,
  avatar_id text not null,
  last_seq bigint not null default 0,
  -- When the person was last told that they talk with an AI, and how often it was.
  disclosed_at timestamptz,
  disclosures integer not null default 0,
  created_at timestamptz not null default now(),
  primary key (account_id, id)
) with (fillfactor = 70);

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

create table event (
  account_id text not null,
  conversation_id text not null,
  seq bigint not null,
  type text not null,
  key text not null,
  turn_id text,
  data jsonb not null,
  created_at timestamptz not null default now(),
  primary key (account_id, conversation_id, seq),
  unique (account_id, conversation_id, key)
) partition by hash (account_id);

create table turn (
  account_id text not null,
  id text not null,
  conversation_id text not null,
  state text not null check (state in ('waiting', 'running', 'ended')),
  attempt integer not null default 0,
  claim uuid,
  due_at timestamptz not null default now(),
  stop boolean not null default false,
  usage jsonb,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  claimed_at timestamptz,
  ended_at timestamptz,
  primary key (account_id, id)
) with (fillfactor = 70);
create unique index turn_waiting on turn (account_id, conversation_id) where state = 'waiting';
create unique index turn_running on turn (account_id, conversation_id) where state = 'running';
create index turn_due on turn (due_at) where state <> 'ended';

create table photo (
  account_id text not null,
  id text not null,
  conversation_id text,
  turn_id text,
  call_no integer,
  avatar_id text not null,
  avatar_version integer not null,
  kind text not null check (kind in ('reference', 'chat')),
  state text not null check (state in
    ('queued', 'starting', 'generating', 'finishing', 'ready', 'failed', 'blocked', 'canceled')),
  scene text not null,
  caption text,
  change text,
  seed integer not null,
  prompt text not null,
  provider text,
  model text,
  handle jsonb,
  note jsonb,
  reference_photo text,
  retry_of text,
  cancel_asked_at timestamptz,
  claim uuid,
  tries integer not null default 0,
  due_at timestamptz not null default now(),
  deadline_at timestamptz not null,
  hold_id text,
  original text,
  stored jsonb,
  sha256 text,
  width integer not null,
  height integer not null,
  size_bytes integer,
  cost jsonb,
  code text,
  webhook_secret text not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  primary key (account_id, id),
  unique (id),
  unique (account_id, turn_id, call_no),
  unique (account_id, retry_of)
) with (fillfactor = 70);
create index photo_due on photo (due_at) where state in ('queued', 'starting', 'generating', 'finishing');
create index photo_latest on photo (ended_at desc) where state = 'ready';
create index photo_avatar on photo (account_id, avatar_id, kind, created_at);

create table usage (
  account_id text not null,
  feature text not null,
  period text not null,
  settled integer not null default 0 check (settled >= 0),
  held integer not null default 0 check (held >= 0),
  primary key (account_id, feature, period)
);

create table hold (
  account_id text not null,
  id text not null,
  feature text not null,
  period text not null,
  units integer not null check (units > 0),
  state text not null check (state in ('held', 'settled', 'released')),
  -- A tool's call: the n-th of its turn that asks for the feature. A turn that is begun again holds nothing twice.
  turn_id text,
  call_no integer,
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);
create unique index hold_call on hold (account_id, turn_id, feature, call_no)
  where turn_id is not null and state <> 'released';

create table entitlement (
  account_id text primary key,
  tier text not null,
  until timestamptz not null,
  status text not null,
  ends boolean not null,
  plugin text not null,
  subscription text not null,
  fetched_at timestamptz not null,
  check_at timestamptz not null default now(),
  unique (plugin, subscription)
);
create index entitlement_check on entitlement (check_at) where status <> 'ended';

create table inbox (
  source text not null,
  external_id text not null,
  body jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'applied', 'dead')),
  tries integer not null default 0,
  claim uuid,
  due_at timestamptz not null default now(),
  error text,
  created_at timestamptz not null default now(),
  primary key (source, external_id)
);
create index inbox_due on inbox (due_at) where state = 'waiting';
create index inbox_old on inbox (created_at);

-- Ids of rows that the database itself makes: UUID v7, as the app's.
create function uuid_v7() returns uuid language sql volatile as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
    substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
    52, 1), 53, 1), 'hex')::uuid
$$;

-- Milliseconds, as a Date holds them: the seal must find again what it was made of.
create table audit_event (
  id uuid primary key default uuid_v7(),
  at timestamptz(3) not null default now(),
  actor text not null,
  account_id text,
  type text not null,
  data jsonb,
  salt uuid default gen_random_uuid()
);
create index audit_event_account on audit_event (account_id);

-- What waits for its seal, written with the event; n is the order in which events were written.
create table audit_pending (
  n bigint generated always as identity primary key,
  audit_event_id uuid not null
);

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
create function audit_event_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.data is null and new.salt is null and new.account_id is null
    and (new.id, new.at, new.actor, new.type) = (old.id, old.at, old.actor, old.type)
  then return new; end if;
  raise exception 'audit_event is append-only';
end $$;
create trigger audit_event_guard before update or delete on audit_event
  for each row execute function audit_event_guard();

create function audit_seal_guard() returns trigger language plpgsql as $$
begin raise exception '% is append-only', tg_table_name; end $$;
create trigger audit_seal_guard before update or delete on audit_seal
  for each row execute function audit_seal_guard();
create trigger audit_event_keep before truncate on audit_event
  for each statement execute function audit_seal_guard();
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
  for (let part = 0; part < eventPartitions; part++) {
    await knex.raw(
      `create table event_${part} partition of event for values with (modulus ${eventPartitions}, remainder ${part})`,
    )
  }
}

/** Hash partitions cost nothing now and cannot be added later without copying the table. */
const eventPartitions = 8

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
drop trigger audit_account on users; drop trigger audit_account_change on users; drop trigger audit_session on sessions;
drop table audit_cursor, audit_seal, audit_pending, audit_event, inbox, entitlement, hold, usage, photo, turn, event, conversation_summary, conversation,
  avatar_version, avatar, consent;
drop function audit_account; drop function audit_event_guard; drop function audit_seal_guard; drop function uuid_v7;`)
}
