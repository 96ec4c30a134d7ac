import type { Knex } from 'knex'

/* What was refused to whom, and what a picture was made from. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table strike (
  account_id text not null,
  id text not null,
  -- Which rule counts it; the category is what the judge said.
  kind text not null check (kind in ('minor', 'realPerson', 'other', 'indirect')),
  category text not null,
  stage text not null check (stage in ('description', 'change', 'prompt', 'image', 'provider')),
  reason text not null,
  photo_id text,
  -- Digest of the words, so that the same ones sent again within the hour are one attempt.
  subject text not null,
  -- The words that were refused, kept for whoever looks at a lock; those of a photo are in its row.
  words text,
  -- Painting is refused until then; infinity is a lock that an operator lifts.
  until timestamptz,
  created_at timestamptz not null default now(),
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text,
  primary key (account_id, id)
);
create index strike_until on strike (until) where until is not null and lifted_at is null;

-- The hash of the bytes as they came from the provider, and that of the look which a chat photo was made from.
alter table photo add column original_sha256 text, add column reference_sha256 text;
update photo set original_sha256 = audit_event.data->>'sha256' from audit_event
where audit_event.type = 'photo-finishing' and audit_event.account_id = photo.account_id
  and audit_event.data->>'photo' = photo.id;
-- Those under way were ordered with the look as it is now.
update photo set reference_sha256 = look.original_sha256 from photo as look
where look.account_id = photo.account_id and look.id = photo.reference_photo;
`)
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
alter table photo drop column original_sha256, drop column reference_sha256;
drop table strike;`)
}
