import type { Knex } from 'knex'

/* What keeps paid work in hand: each attempt with its cost, how providers do, and what an operator switched off. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
-- The cost ledger and a photo's history: each request that may have left, whatever became of it.
create table photo_attempt (
  account_id text not null,
  photo_id text not null,
  no integer not null,
  key text not null,
  provider text not null,
  model text,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  outcome text,
  message text check (char_length(message) <= 500),
  handle jsonb,
  cost jsonb,
  primary key (account_id, photo_id, no)
);
-- A photo has one attempt under way at most.
create unique index photo_attempt_open on photo_attempt (account_id, photo_id) where ended_at is null;

-- Shared by all workers: a provider that fails is left alone by all of them.
create table provider_state (
  provider text primary key,
  failures integer not null default 0,
  reason text not null,
  away_until timestamptz not null default '-infinity'
);

-- What an operator switched off, and on again.
create table kill_switch (
  name text primary key,
  is_off boolean not null,
  reason text not null,
  changed_by text not null,
  changed_at timestamptz not null default now()
);

-- Something came for a photo that its holder has not seen yet: it is due at once when it is given back.
alter table photo add column hinted boolean not null default false;

create index photo_dead on photo (ended_at desc) where state = 'failed';
`)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
drop index photo_dead;
alter table photo drop column hinted;
drop table kill_switch, provider_state, photo_attempt;`)
}
