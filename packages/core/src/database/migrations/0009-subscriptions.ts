import type { Knex } from 'knex'

/*
 * A row for each subscription, not for each account: a grant beside what is paid for, a second checkout, one that
 * ended years ago. And under which key a wish was told to a provider.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table entitlement
  drop constraint entitlement_pkey,
  drop constraint entitlement_plugin_subscription_key,
  add primary key (plugin, subscription),
  add column created_at timestamptz not null default now(),
  -- Since when units of a limit per billing period are counted; null in rows from before it was kept.
  add column counts_from timestamptz,
  add column had_trial boolean not null default false,
  -- Which fetch of all this was: times of two machines, or within one millisecond, say nothing of which was first.
  add column fetch_no bigint not null default 0,
  -- The second of two that are paid for at once: it is to be ended, and then it was.
  add column doubled text check (doubled in ('found', 'ended'));
create sequence entitlement_fetch;
create index entitlement_account on entitlement (account_id);

create table billing_wish (
  account_id text not null,
  kind text not null,
  content text not null,
  key text not null,
  made_at timestamptz not null default now(),
  primary key (account_id, kind)
);
`)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
drop table billing_wish;
delete from entitlement e using entitlement other
  where other.account_id = e.account_id and (other.fetched_at, other.subscription) > (e.fetched_at, e.subscription);
drop index entitlement_account;
alter table entitlement
  drop column created_at, drop column counts_from, drop column had_trial, drop column doubled,
  drop column fetch_no,
  drop constraint entitlement_pkey,
  add constraint entitlement_plugin_subscription_key unique (plugin, subscription),
  add primary key (account_id);
drop sequence entitlement_fetch;
`)
}
