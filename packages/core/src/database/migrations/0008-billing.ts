import type { Knex } from 'knex'

/* What billing says of a subscription in full, what plugins keep of an account, and which tiers are in force. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table entitlement rename column tier to price;
alter table entitlement
  add column period_from timestamptz,
  add column due_since timestamptz,
  add column pay_url text,
  add column frozen text check (frozen in ('refunded', 'disputed'));
update entitlement set status = 'past-due', due_since = until where status = 'grace';
alter table entitlement add constraint entitlement_status check
  (status in ('trial', 'active', 'past-due', 'unpaid', 'paused', 'pending', 'ended', 'unknown'));

create table plugin_record (
  plugin text not null,
  account_id text not null,
  key text not null check (char_length(key) between 1 and 200),
  value jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (plugin, account_id, key)
);
create index plugin_record_account on plugin_record (account_id);

-- The tiers that are in force: the newest row. All processes read it, whatever stands in their own file.
create table tiers_file (
  version integer generated always as identity primary key,
  content text not null,
  sha256 text not null,
  accepted_at timestamptz not null default now()
);

-- Up to when a provider was asked for what has changed.
create table billing_reconciliation (
  plugin text primary key,
  asked_until timestamptz not null
);
`)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
drop table plugin_record, tiers_file, billing_reconciliation;
alter table entitlement drop constraint entitlement_status;
update entitlement set status = 'grace' where status = 'past-due';
update entitlement set status = 'ended' where status not in ('active', 'grace', 'ended');
alter table entitlement rename column price to tier;
alter table entitlement
  drop column period_from, drop column due_since, drop column pay_url, drop column frozen;
`)
}
