import type { Knex } from 'knex'

/* What a person is told of a photo that they wait for: its place, how long it usually takes, and whether it counted. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
-- Whether it was counted as used; null as long as it is open, and for what ended before this was kept.
alter table photo add column counted boolean;

-- Who stands before whom: ids are in the order of asking.
create index photo_queue on photo (id) where state = 'queued';

-- How long the last ones took, by what makes them.
create index photo_run on photo (kind, provider, coalesce(model, ''), ended_at desc) where state = 'ready';
drop index photo_latest;
`)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
create index photo_latest on photo (ended_at desc) where state = 'ready';
drop index photo_run; drop index photo_queue;
alter table photo drop column counted;`)
}
