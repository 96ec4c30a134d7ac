import type { Chance } from '../chance.ts'
import { pronouns, type Persona } from './persona.ts'

const noun =
  /\b(photos?|pictures?|pics?|selfies?|snapshots?|portrait|foto|fotos|bild|bilder|imagen|imágenes|retrato|image|cliché|autofoto)\b/iu
const verb =
  /\b(send|show|take|share|give|see|get|have|want|love|like|make|another|more|new|please|can|could|may|schick\w*|zeig\w*|mach\w*|möchte|will|kannst|bitte|noch ein|manda\w*|mánda\w*|envía\w*|envia\w*|muéstra\w*|enséña\w*|quiero|puedes|por favor|otra|envoie\w*|montre\w*|prends|fais|peux|voudrais|veux|encore)/iu
const others =
  /\b(my|our) (photo|picture|pic|selfie)s?\b|\bi (took|take|made|sent|have taken|posted|painted|love|like|liked|loved)\b|\b(don't|do not|no more|never|stop|without|keine?|ne)\b[^.!?]{0,20}\b(photo|picture|pic|selfie|foto|bild|send)|\b(thanks|thank you|danke|gracias|merci)\b/iu
const plain =
  /\b(let me see you|show (me )?yourself|i want to see you|can i see you|could i see you|zeig dich|déjame verte|laisse-moi te voir)\b/iu
const again = /\b(another angle|one more|another one|and one|noch eins|otra más|encore une)\b/iu

/** Whether the message asks for a picture of the companion; `before`: one was sent shortly before. */
export function asksForPhoto(message: string, { before = false } = {}): boolean {
  if (plain.test(message)) return true
  if (before && again.test(message) && message.length < 80) return true
  if (!noun.test(message) || others.test(message)) return false
  return verb.test(message) || message.trim().split(/\s+/).length <= 4
}

/** Places said in other languages, for a scene that is always English. */
const abroad: readonly (readonly [RegExp, string])[] = [
  [/\b(am|vom) (strand|meer)\b|\ben la playa\b|à la plage/iu, 'at the beach'],
  [/\bam fenster\b|\b(junto a|en) la ventana\b|à la fenêtre|près de la fenêtre/iu, 'by the window'],
  [/\bin der küche\b|\ben la cocina\b|\bdans la cuisine\b/iu, 'in the kitchen'],
  [/\bim (wald|park)\b|\ben el (bosque|parque)\b|\bdans (la forêt|le parc)\b/iu, 'in the forest'],
  [/\bim garten\b|\ben el jardín\b|\bdans le jardin\b/iu, 'in the garden'],
  [/\bim (schnee|winter)\b|\ben la nieve\b|\bdans la neige\b/iu, 'in the snow'],
  [/\bin den bergen\b|\ben las montañas\b|à la montagne/iu, 'in the mountains'],
  [/\b(in der|in die) stadt\b|\ben la ciudad\b|\ben ville\b/iu, 'in the city'],
  [/\bim café|\ben (el|un) café|\b(au|dans un) café/iu, 'in a café'],
  [/\bsonnenuntergang|puesta de sol|atardecer|coucher (de|du) soleil/iu, 'at sunset'],
]

const where =
  /\b((?:by|at|in|on|near|under|beside|outside|inside|during|while|wearing|holding|with|from|walking|reading|drinking|cooking|laughing|smiling)\b[^.!?;]{3,140})/iu

const own = [
  'by the window in soft morning light, holding a cup of tea',
  'in a café in the afternoon, smiling',
  'on a street in the evening with lights behind',
  'in the park on a sunny day, laughing',
  'at home in the evening beside a lamp, with a book',
  'in the garden among flowers',
] as const

/** The scene in English and in the third person: from the request where it names one, else by chance. */
export function sceneOf(message: string, persona: Persona, drawn: Chance): string {
  const foreign = abroad.filter(([pattern]) => pattern.test(message)).map(([, place]) => place)
  const said = foreign.length > 0 ? foreign.join(' ') : placeIn(message)
  const { subject, possessive, is } = pronouns(persona.gender)
  const place = (said ?? drawn.pick(own))
    .replace(/\b(you are|you're|u are)\b/giu, `${subject} ${is}`)
    .replace(/\byour(self)?\b/giu, (_, self) => (self === undefined ? possessive : `${possessive} self`))
    .replace(/\byou\b/giu, subject)
    .replace(/\bmy\b/giu, 'the')
    .replace(/[<>{}\n\r]/g, ' ')
  return `${persona.name} ${place.trim().slice(0, 200)}`
}

function placeIn(message: string): string | undefined {
  const after = message.slice(Math.max(0, noun.exec(message)?.index ?? 0))
  const match = where.exec(after) ?? where.exec(message)
  const place = match?.[1]
    ?.replace(
      /\b(please|for me|right now|now|if you (can|like|want)|of you|of yourself|would be \w+)\b.*$/iu,
      '',
    )
    .trim()
  return place !== undefined && /^(in|on|with|at|from|by) (the|a|an|my|your|this|that|it)?\s*$/iu.test(place)
    ? undefined
    : place || undefined
}

const captions = [
  'Here I am, just for a moment.',
  'The light was too nice to waste.',
  'I hope this makes you smile.',
  'Caught between two thoughts.',
  'A small hello from here.',
] as const

export const captionOf = (drawn: Chance): string => drawn.pick(captions)
