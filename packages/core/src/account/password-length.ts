/** In characters, as sign-up and a change of password take it. */
export const passwordLength = { min: 8, max: 128 } as const
