export type Skin = {
  readonly base: string
  readonly light: string
  readonly shade: string
  readonly blush: string
  readonly lip: string
}

const skin = (base: string, light: string, shade: string, blush: string, lip: string): Skin => ({
  base,
  light,
  shade,
  blush,
  lip,
})

/** From palest to deepest. */
export const skins = [
  skin('#f4d3c0', '#fce8da', '#d9a08c', '#ef9a8f', '#c9676b'),
  skin('#efc6a8', '#fadfc6', '#cf9375', '#e88e7e', '#c05f60'),
  skin('#e4b48f', '#f4cfae', '#bd815f', '#dd8068', '#b3575a'),
  skin('#d39d76', '#e8bb94', '#a76c4c', '#cc7058', '#a65050'),
  skin('#b97f58', '#d39d75', '#8a5538', '#b86048', '#96474a'),
  skin('#9a6343', '#b98058', '#6e402b', '#a1503f', '#84403f'),
  skin('#7a4b34', '#9a6647', '#52301f', '#86422f', '#713535'),
  skin('#5e3828', '#7e5038', '#3c2218', '#6d3326', '#5d2c2e'),
] as const

export const hairColours: readonly (readonly [RegExp, string])[] = [
  [/\b(platinum|white[- ]blond)/, '#eadcc0'],
  [/\b(strawberry[- ]blond)/, '#d6925f'],
  [/\b(dark blond|dirty blond|ash blond)/, '#a98556'],
  [/\b(blond|golden hair|honey[- ]colou?red)/, '#d9b26e'],
  [/\b(auburn|mahogany)/, '#7d3526'],
  [/\b(copper|ginger|redhead|red[- ]haired|red( \w+)? (hair|curls|locks|bob))/, '#b5532a'],
  [/\b(chestnut|caramel)/, '#6f4429'],
  [/\b(light brown|sandy)[^.,;]*(hair|curls|locks|bob|waves)|\bbrunette\b/, '#7a5437'],
  [
    /\b(silver|grey|gray|salt[- ]and[- ]pepper)[^.,;]*(hair|curls|locks|bob|waves|beard|crop|temples)/,
    '#a9a5a6',
  ],
  [/\bwhite[^.,;]*(hair|curls|locks|bob)/, '#e3dfdb'],
  [/\b(pink|rose)[^.,;]*(hair|curls|locks|bob)/, '#d98aa6'],
  [/\bblue[^.,;]{0,14}(hair|curls|locks|bob)/, '#3f5f97'],
  [/\b(purple|violet|lilac)[^.,;]*(hair|curls|locks|bob)/, '#7f5b9c'],
  [/\bgreen[^.,;]{0,14}(hair|curls|locks|bob)/, '#4e7d63'],
  [
    /\b(black|raven|jet)[^.,;]*(hair|curls|locks|bob|braids?|bun|ponytail|afro|waves|fringe|bangs)/,
    '#1c1619',
  ],
  [/\bdark[^.,;]*(hair|curls|locks|bob|braids?|bun|ponytail|waves)/, '#2a1b1a'],
  [/\bbrown[^.,;]{0,18}(hair|curls|locks|bob|braids?|bun|ponytail|waves)/, '#553424'],
  [/\blight[^.,;]{0,14}(hair|curls|locks|bob)/, '#b48c58'],
]

/** What hair has when nobody says: natural colours only. */
export const naturalHair = [
  '#1f181c',
  '#2e1f1e',
  '#432a20',
  '#5a3826',
  '#7a5437',
  '#7d3f27',
  '#b58a52',
] as const

export const eyeColours: readonly (readonly [RegExp, string])[] = [
  [/\bhazel\b|\bhazel[- ]eyes\b|\bhazel-eyed/, '#8a6a35'],
  [/\bamber[^.,;]{0,10}eye/, '#a8702a'],
  [/\bgreen[^.,;]{0,10}eye|\bemerald/, '#4f7d56'],
  [/\bblue[^.,;]{0,10}eye/, '#4d7fae'],
  [/\b(grey|gray)[^.,;]{0,10}eye/, '#7c8b94'],
  [/\b(dark|black)[^.,;]{0,10}eye/, '#33201a'],
  [/\bbrown[^.,;]{0,10}eye/, '#6b4023'],
]

/** Names of cloth colours. */
export const clothColours: readonly (readonly [RegExp, string])[] = [
  [/\b(linen|cream|ivory|beige|off-white|ecru|oat)/, '#e6d8c2'],
  [/\bnavy/, '#2b3856'],
  [/\b(burgundy|wine|maroon|bordeaux)/, '#722f47'],
  [/\b(denim|jeans?)/, '#4f6d8f'],
  [/\bolive|\bkhaki/, '#77774f'],
  [/\b(mustard|yellow|gold(en)?)\b/, '#d0a042'],
  [/\b(teal|turquoise)/, '#2f7a7c'],
  [/\b(lavender|lilac|purple|violet)/, '#8e7ab5'],
  [/\b(pink|rose|blush)/, '#d992a2'],
  [/\b(coral|peach|apricot)/, '#e38e76'],
  [/\b(orange|rust|terracotta)/, '#b9623c'],
  [/\bred\b|\bscarlet|\bcrimson/, '#ab3138'],
  [/\b(green|emerald|sage|forest)/, '#54785f'],
  [/\bblue/, '#4a6f9e'],
  [/\bblack/, '#2a262d'],
  [/\bwhite/, '#efece6'],
  [/\b(grey|gray|charcoal|silver)/, '#7c7a82'],
  [/\b(brown|camel|leather|tan)\b/, '#8a6243'],
  [/\bdark\b/, '#37313c'],
]

export const clothes = [
  '#722f47',
  '#e6d8c2',
  '#54785f',
  '#2b3856',
  '#b9623c',
  '#8e7ab5',
  '#4a6f9e',
  '#d0a042',
  '#efece6',
  '#2f7a7c',
  '#d992a2',
  '#3d3540',
] as const
