import type { Gender } from '../api/shapes.ts'

type Names = Readonly<Record<Gender, readonly [string, ...string[]]>>

// a place in words → names that are at home there; the first pattern that fits wins
const namesByPlace: readonly (readonly [RegExp, Names])[] = [
  [/kore/i, { woman: ['Mina', 'Jiwoo'], man: ['Jun', 'Minho'], nonbinary: ['Haneul', 'Jae'] }],
  [/japan/i, { woman: ['Yuki', 'Hana'], man: ['Ren', 'Haru'], nonbinary: ['Akira', 'Sora'] }],
  [/chin|taiwan|hong kong/i, { woman: ['Mei', 'Lan'], man: ['Wei', 'Jian'], nonbinary: ['Xin', 'Yun'] }],
  [/brazil|portug/i, { woman: ['Inês', 'Luana'], man: ['Rafael', 'Caio'], nonbinary: ['Ariel', 'Jaci'] }],
  [
    /spain|spanish|mexic|argentin|colomb|chile|peru/i,
    { woman: ['Lucía', 'Paloma'], man: ['Mateo', 'Diego'], nonbinary: ['Álex', 'Cruz'] },
  ],
  [/ital/i, { woman: ['Chiara', 'Elena'], man: ['Luca', 'Matteo'], nonbinary: ['Andrea', 'Celeste'] }],
  [
    /fr[ae]n|belg|québ|quebec/i,
    { woman: ['Clara', 'Élise'], man: ['Jules', 'Rémi'], nonbinary: ['Camille', 'Sacha'] },
  ],
  [
    /german|austria|swiss|switz/i,
    { woman: ['Lena', 'Marlene'], man: ['Jonas', 'Emil'], nonbinary: ['Kim', 'Robin'] },
  ],
  [
    /swed|norw|danish|denmark|finn|iceland|nordic/i,
    { woman: ['Freja', 'Astrid'], man: ['Nils', 'Aksel'], nonbinary: ['Lo', 'Elis'] },
  ],
  [
    /ukrain|poland|polish|czech|slav/i,
    { woman: ['Daryna', 'Zofia'], man: ['Marek', 'Taras'], nonbinary: ['Sasha', 'Vanya'] },
  ],
  [
    /greek|greece/i,
    { woman: ['Daphne', 'Thalia'], man: ['Nikos', 'Leandros'], nonbinary: ['Ariston', 'Phoenix'] },
  ],
  [/turk/i, { woman: ['Defne', 'Leyla'], man: ['Emre', 'Kerem'], nonbinary: ['Deniz', 'Umut'] }],
  [
    /leban|syri|egypt|morocc|arab|tunis|jordan/i,
    { woman: ['Noor', 'Salma'], man: ['Karim', 'Sami'], nonbinary: ['Nour', 'Jude'] },
  ],
  [/iran|persia/i, { woman: ['Shirin', 'Yasmin'], man: ['Dariush', 'Arash'], nonbinary: ['Aram', 'Omid'] }],
  [
    /india|pakist|bengal|lanka/i,
    { woman: ['Meera', 'Anika'], man: ['Arjun', 'Rohan'], nonbinary: ['Kiran', 'Noor'] },
  ],
  [
    /niger|ghana|kenya|ethiop|senegal|south afric/i,
    { woman: ['Amara', 'Zuri'], man: ['Kofi', 'Tunde'], nonbinary: ['Imani', 'Ayo'] },
  ],
  [
    /ireland|irish|scot|wales|welsh/i,
    { woman: ['Maeve', 'Isla'], man: ['Finn', 'Callum'], nonbinary: ['Rowan', 'Quinn'] },
  ],
]
const namesElsewhere: Names = {
  woman: ['Mina', 'Clara', 'Nora', 'Ines'],
  man: ['Leo', 'Jonas', 'Theo', 'Adam'],
  nonbinary: ['Robin', 'Sasha', 'Noa', 'Kai'],
}

/** A name that is likely where somebody is from; `turn` walks through the others. */
export function nameIdea(gender: Gender | undefined, place: string, turn = 0): string {
  const names = namesByPlace.find(([pattern]) => pattern.test(place))?.[1] ?? namesElsewhere
  const list = names[gender ?? 'nonbinary']
  return list[turn % list.length] ?? list[0]
}
