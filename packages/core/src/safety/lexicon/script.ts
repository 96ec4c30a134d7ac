/** By what one sees whether a language may be in a text at all: most texts need not be read in most scripts. */
const scripts: Readonly<Record<string, RegExp>> = {
  ru: /\p{Script=Cyrillic}/u,
  ar: /\p{Script=Arabic}/u,
  hi: /\p{Script=Devanagari}/u,
  zh: /\p{Script=Han}/u,
  ja: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
  ko: /\p{Script=Hangul}/u,
}

/** The languages whose script is in a text; those in Latin letters always, since they also judge bare numbers. */
export function inScriptOf<T extends { readonly language: string }>(
  all: readonly T[],
  text: string,
): readonly T[] {
  return all.filter(({ language }) => scripts[language]?.test(text) ?? true)
}
