import { darker, lighter } from '../colour.ts'
import type { Look } from '../look.ts'
import type { Scene } from '../scene.ts'

/** What is held in front, in units of the canvas (1024 × 1280). */
export function prop(look: Look, scene: Scene): string {
  if (scene.prop === 'cup') return cup(look, scene.light)
  if (scene.prop === 'book') return book(look)
  return scene.prop === 'flowers' ? flowers(look, scene.light) : ''
}

/** An umbrella stands behind the head. */
export function behind(scene: Scene): string {
  if (scene.prop !== 'umbrella') return ''
  const ribs = [-300, -150, 0, 150, 300]
    .map(
      (x) =>
        `<path d="M512 20Q${512 + x * 0.7} 120 ${512 + x * 1.45} 430" fill="none" stroke="#5d2440" stroke-width="5" opacity=".5"/>`,
    )
    .join('')
  return `<g transform="rotate(${scene.light * 9} 512 700)"><path d="M506 400H520V1280H506Z" fill="#4a3b40"/><path d="M-30 430C-10 130 260 10 512 10C764 10 1034 130 1054 430Q960 372 856 430Q760 366 640 430Q512 366 384 430Q264 366 168 430Q64 372 -30 430Z" fill="url(#umbrella)"/>${ribs}</g>`
}

function fingers(look: Look, x: number, y: number): string {
  return [0, 1, 2, 3]
    .map(
      (index) =>
        `<rect x="${x - index * 4}" y="${y + index * 37}" width="${104 - Math.abs(index - 1) * 6}" height="39" rx="19.5" fill="${index % 2 === 0 ? look.skin.base : lighter(look.skin.base, 0.06)}" stroke="${look.skin.shade}" stroke-width="3" stroke-opacity=".65"/>`,
    )
    .join('')
}

function cup(look: Look, light: 1 | -1): string {
  const steam = [0, 1]
    .map(
      (index) =>
        `<path d="M${648 + index * 54} 946C${620 + index * 54} 900 ${676 + index * 54} 872 ${644 + index * 54} 816" fill="none" stroke="#fff" stroke-width="15" stroke-linecap="round" opacity=".3" filter="url(#soft8)"/>`,
    )
    .join('')
  const sleeve = `<path d="M1000 1300C960 1180 890 1120 792 1080L752 1190C800 1220 820 1250 830 1300Z" fill="url(#clothFill)"/><path d="M800 1078L758 1192" stroke="${darker(look.cloth, 0.3)}" stroke-width="10" opacity=".5"/>`
  const hand = `<path d="M770 1076C800 1080 806 1160 772 1186L700 1190L690 1060Z" fill="${look.skin.base}"/>`
  const mug = `<path d="M582 972H778L760 1168Q756 1196 726 1196H634Q604 1196 600 1168Z" fill="url(#mug)"/><ellipse cx="680" cy="972" rx="98" ry="22" fill="#f7efe6"/><ellipse cx="680" cy="974" rx="86" ry="16" fill="#6b412b"/>`
  return `<g transform="${light === 1 ? '' : 'translate(1024 0) scale(-1 1)'}">${sleeve}${hand}${mug}${fingers(look, 702, 1030)}${steam}</g>`
}

function book(look: Look): string {
  const cover = '#3f5f6b'
  const thumb = (way: 1 | -1) =>
    `<g transform="translate(${way === 1 ? 0 : 1024} 0) scale(${way} 1)"><rect x="722" y="1092" width="100" height="44" rx="22" fill="${look.skin.base}" stroke="${look.skin.shade}" stroke-width="3" stroke-opacity=".6" transform="rotate(-24 772 1114)"/></g>`
  return `<path d="M512 1120Q372 1050 220 1092L196 1300H828L804 1092Q652 1050 512 1120Z" fill="${cover}"/><path d="M512 1112Q380 1036 236 1076L232 1092Q376 1056 512 1128Q648 1056 792 1092L788 1076Q644 1036 512 1112Z" fill="#fbf3e6"/><path d="M512 1118V1300" stroke="${darker(cover, 0.5)}" stroke-width="10" opacity=".6"/><path d="M280 1150Q380 1124 470 1160M280 1182Q380 1156 470 1192" stroke="#e4cf9a" stroke-width="6" fill="none" opacity=".7"/>${thumb(1)}${thumb(-1)}`
}

function flowers(look: Look, light: 1 | -1): string {
  const heads = [
    [640, 1010, '#e58aa0'],
    [720, 960, '#f3c58a'],
    [790, 1030, '#f1e3dc'],
    [690, 1080, '#c86a88'],
    [610, 1090, '#f1e3dc'],
    [770, 1110, '#e58aa0'],
    [850, 1100, '#f3c58a'],
  ] as const
  const bloom = ([x, y, colour]: (typeof heads)[number]) =>
    [0, 72, 144, 216, 288]
      .map(
        (turn) =>
          `<ellipse cx="${x}" cy="${y - 26}" rx="22" ry="30" fill="${colour}" transform="rotate(${turn} ${x} ${y})"/>`,
      )
      .join('') + `<circle cx="${x}" cy="${y}" r="15" fill="${darker(colour, 0.25)}"/>`
  const leaves = heads
    .map(
      ([x, y]) =>
        `<path d="M730 1290Q${(x + 730) / 2 + 30} ${y + 90} ${x} ${y}" fill="none" stroke="#5d7d55" stroke-width="9"/><ellipse cx="${x + 34}" cy="${y + 50}" rx="16" ry="44" fill="#6f9463" transform="rotate(38 ${x + 34} ${y + 50})"/>`,
    )
    .join('')
  return `<g transform="${light === 1 ? '' : 'translate(1024 0) scale(-1 1)'}">${leaves}${heads.map(bloom).join('')}<path d="M640 1300L610 1150Q720 1200 850 1150L820 1300Z" fill="#f6efe6" stroke="${look.skin.shade}" stroke-opacity=".3"/></g>`
}
