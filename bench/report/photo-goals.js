import { median } from '../measure/statistics.js'

/** What was promised of photos, with what was measured on each store. Ratios are taken within each round. */
export function photoGoals(stores) {
  return Object.entries(stores).flatMap(([store, { photos, pickup }]) => [
    ...goal(
      `CPU of a whole photo against bare composite and encode, ${store}`,
      photos && ratio(photos.rounds, 'wholeMs'),
      1.35,
    ),
    ...goal(
      `CPU of the pipeline alone against the same, ${store}`,
      photos && ratio(photos.rounds, 'finishMs'),
      1.35,
    ),
    ...goal(
      `queue pick-up against bare BullMQ, median, ${store}`,
      pickup && median(pickup.map(({ ours, bare }) => ours.p50Ms / bare.p50Ms)),
      1.3,
    ),
    ...goal(`ms of ours at 4 photos at once, p95, ${store}`, photos?.share.p95Ms, 250),
  ])
}

export function ratio(rounds, key) {
  return median(rounds.map((round) => round[key] / round.bareMs))
}

function goal(what, measured, most) {
  return measured === undefined ? [] : [{ what, measured, goal: `≤ ${most}`, isMet: measured <= most }]
}
