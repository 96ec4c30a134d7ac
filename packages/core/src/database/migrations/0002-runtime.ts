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
  created_at timestamptz not null default now(),
  primary key (account_id, id)
) with (fillfactor = 70);

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
  created_at timestamptz not null default now(),
  primary key (account_id, id)
);

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

create table audit_event (
  id text primary key,
  at timestamptz not null default now(),
  actor text not null,
  account_id text,
  type text not null,
  data jsonb,
  salt text,
  digest text not null
);
create index audit_event_account on audit_event (account_id, at);

create table audit_seal (
  seq bigint primary key,
  audit_event_id text not null unique references audit_event (id),
  hash text not null,
  sealed_at timestamptz not null default now()
);

-- Append-only, but for erasure: account, data and salt may be blanked, nothing else may change.
create function audit_event_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.data is null and new.salt is null and new.account_id is null
    and (new.id, new.at, new.actor, new.type, new.digest) = (old.id, old.at, old.actor, old.type, old.digest)
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
drop table audit_seal, audit_event, inbox, entitlement, hold, usage, photo, turn, event, conversation,
  avatar_version, avatar, consent;
drop function audit_event_guard; drop function audit_seal_guard;`)
}
