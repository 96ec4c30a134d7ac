/** One paid prediction. `mark` is the webhook's address, which names the photo and the try. */
export type Charge = {
  readonly prediction: string
  readonly mark: string | undefined
  readonly pictures: number
}

/** What Replicate would write on the bill: by picture, and a whole run that was canceled in its middle. */
export function createLedger() {
  const charges: Charge[] = []
  return {
    charges,
    charge(charge: Charge): void {
      if (charges.some(({ prediction }) => prediction === charge.prediction))
        throw new Error(`${charge.prediction} is charged twice`)
      charges.push(charge)
    },
    of: (part: string) => charges.filter(({ mark }) => mark?.includes(part) === true),
  }
}
