import { z } from 'zod'
import { PlatformError } from '../platform-error.ts'

/** No avatar is younger. The form, the API, a database CHECK and the prompt builder each enforce it. */
export const minimumAge = 20
export const maximumAge = 99

/** A whole number of years from 20 to 99; a text such as "27" is refused, so that nothing is guessed. */
export const adultAge = z
  .int(`must be a whole number from ${minimumAge} to ${maximumAge}`)
  .min(minimumAge, `must be ${minimumAge} or more`)
  .max(maximumAge, `must be ${maximumAge} or less`)

/**
 * Says the age for a prompt, or throws. The last door: whatever came into the row by another way, no
 * picture is asked for without a stated adult age.
 */
export function statedAge(age: number): string {
  if (!Number.isInteger(age) || age < minimumAge || age > maximumAge) {
    throw new PlatformError(
      'validation',
      `An avatar's age must be a whole number from ${minimumAge} to ${maximumAge}`,
      {
        errors: [{ path: 'age', message: `must be ${minimumAge} or more` }],
      },
    )
  }
  return `${age} years old`
}
