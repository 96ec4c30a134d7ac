import { nothing, svg, type SVGTemplateResult } from 'lit'
import { curlsBefore, curlsBehind } from './curls.ts'
import type { Hair } from './hair-words.ts'
import type { Hint } from './hint.ts'

const long = {
  back: 'M200 84c-72 0-104 52-106 122-2 62-4 122-20 176 34 20 66 10 84-6h84c18 16 50 26 84 6-16-54-18-114-20-176-2-70-34-122-106-122Z',
  wavy: 'M200 80c-76 0-110 50-114 118-2 34-18 48-16 80 2 26-16 46-8 74 6 26-4 44 12 56 32 12 64-2 84-22h84c20 20 52 34 84 22 16-12 6-30 12-56 8-28-10-48-8-74 2-32-14-46-16-80-4-68-38-118-114-118Z',
  front:
    'M200 98c-52 0-80 38-82 92 0 12-2 26-4 38 22-30 58-58 92-94 26 38 56 60 80 94-2-12-4-26-4-38-2-54-30-92-82-92Z',
}
const bob = {
  back: 'M200 86c-68 0-104 46-106 112-1 40-4 76-14 104 16 16 46 18 66 8h108c20 10 50 8 66-8-10-28-13-64-14-104-2-66-38-112-106-112Z',
  wavy: 'M200 82c-70 0-112 44-116 106-14 26-12 44-2 60-14 24-4 52 14 62 18 8 36 4 50-2h108c14 6 32 10 50 2 18-10 28-38 14-62 10-16 12-34-2-60-4-62-46-106-116-106Z',
  front:
    'M204 98c-58-2-86 38-88 94 0 10-2 22-4 34 34-14 84-36 118-86 16 34 38 62 58 84-2-12-4-24-4-34-2-54-26-90-80-92Z',
}
const short = {
  back: 'M200 92c-58 0-92 40-92 102 0 24 4 44 12 60h160c8-16 12-36 12-60 0-62-34-102-92-102Z',
  wavy: 'M200 84c-18-6-38 2-48 14-22 2-38 22-38 44-12 16-10 38-2 52 0 24 4 46 10 60h156c6-14 10-36 10-60 8-14 10-36-2-52 0-22-16-42-38-44-10-12-30-20-48-14Z',
  front:
    'M196 94c-54-2-84 34-84 88 0 10 2 24 6 36 4-18 10-34 18-48 34 6 84 2 112-26 10 18 22 38 26 74 4-12 6-26 6-36 0-50-28-84-84-88Z',
}
const shapes = { long, bob, short } as const satisfies Record<Hair, typeof long>

const smoothFace = 'M200 122c46 0 76 36 76 94 0 66-38 116-76 116s-76-50-76-116c0-58 30-94 76-94Z'
const squareFace =
  'M200 122c48 0 79 34 79 92 0 40-10 72-27 92-14 18-34 30-52 30s-38-12-52-30c-17-20-27-52-27-92 0-58 31-92 79-92Z'

/** A bust in a few shapes, 400 by 500: somebody, and nobody in particular. */
export function figure(hint: Hint): SVGTemplateResult {
  const shape = shapes[hint.hair]
  const isBroad = hint.hair === 'short'
  return svg`
    <path d=${hint.curl === 'straight' ? shape.back : shape.wavy} fill="url(#hair)" />
    ${hint.curl === 'curly' ? curlsBehind(hint.hair) : nothing}
    <path d="M166 290h68v88c0 20-68 20-68 0Z" fill="url(#neck)" />
    <path d=${isBroad ? 'M28 700V520c4-82 42-116 96-130 22-6 34-12 40-20 22 22 50 22 72 0 6 8 18 14 40 20 54 14 92 48 96 130v180Z' : 'M52 700V520c4-82 40-112 84-128 16-6 24-12 30-22 20 24 48 24 68 0 6 10 14 16 30 22 44 16 80 46 84 128v180Z'} fill="url(#cloth)" />
    <path d="M166 366c-3 8-8 13-14 17 10 34 86 34 96 0-6-4-11-9-14-17-20 24-48 24-68 0Z" fill="url(#neck)" />
    <path d=${isBroad ? squareFace : smoothFace} fill="url(#skin)" />
    ${hint.hasBeard ? beard(hint.hairColor) : nothing}
    <ellipse cx="155" cy="256" rx="20" ry="13" fill="#e0806f" opacity=".2" />
    <ellipse cx="245" cy="256" rx="20" ry="13" fill="#e0806f" opacity=".2" />
    ${face(isBroad)}
    ${hint.hasFreckles ? freckles : nothing}
    ${hint.hasGlasses ? glasses : nothing}
    <path d=${shape.front} fill="url(#hair)" />
    ${hint.curl === 'curly' ? curlsBefore(hint.hair) : svg`<path d=${shape.front} fill="url(#shine)" />`}
  `
}

function face(isBroad: boolean): SVGTemplateResult {
  return svg`
    <g fill="none" stroke="#3b222c" stroke-linecap="round">
      <path d="M146 203q18-10 35-2" stroke-width=${isBroad ? 6 : 4} opacity=".75" />
      <path d="M219 201q17-8 35 2" stroke-width=${isBroad ? 6 : 4} opacity=".75" />
      <path d="M149 232q15-12 31 0" stroke-width="4.5" />
      <path d="M220 232q16-12 31 0" stroke-width="4.5" />
      <path d="M200 236q-9 24-5 32 5 4 11 1" stroke="#b2765c" stroke-width="3" opacity=".75" />
    </g>
    <path d="M174 290q26 9 52 0-10 19-26 19t-26-19Z" fill=${isBroad ? '#b56a60' : '#b8485f'} opacity=".92" />
    <path d="M170 289q30 11 60 0" fill="none" stroke="#8d3a4b" stroke-width="2.6" stroke-linecap="round" />
  `
}

function beard(color: string): SVGTemplateResult {
  return svg`<path d="M124 236c4 60 32 104 76 104s72-44 76-104c-8 28-20 38-40 38-12-6-60-6-72 0-20 0-32-10-40-38Zm48 54q28-10 56 0-8 20-28 20t-28-20Z" fill=${color} fill-rule="evenodd" opacity=".62" />`
}

const freckles = svg`
  <g fill="#a85f45" opacity=".5">
    <circle cx="146" cy="252" r="2" /><circle cx="158" cy="260" r="1.8" /><circle cx="168" cy="251" r="1.8" /><circle cx="152" cy="266" r="1.5" />
    <circle cx="254" cy="252" r="2" /><circle cx="242" cy="260" r="1.8" /><circle cx="232" cy="251" r="1.8" /><circle cx="248" cy="266" r="1.5" />
    <circle cx="195" cy="254" r="1.5" /><circle cx="206" cy="251" r="1.5" />
  </g>`

const glasses = svg`
  <g fill="rgb(255 255 255 / .12)" stroke="#3a2a30" stroke-width="4">
    <circle cx="164" cy="230" r="29" /><circle cx="236" cy="230" r="29" /><path d="M193 226q7-6 14 0" fill="none" />
  </g>`
