/** What the fake model says over and over; an answer ends with `lastWord`, by which a client knows it is whole. */
export const words =
  'the sea was calm today and I walked along the shore for an hour before it rained again so I sat down'.split(
    ' ',
  )

export const lastWord = 'goodbye.'
