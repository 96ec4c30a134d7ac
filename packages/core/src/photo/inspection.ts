import { z } from 'zod'
import type { CredentialsReport } from './credentials.ts'

/**
 * `ours`: signed under this service's certificate, and not one bit was changed since. `changed`: our signature
 * stands, but what it was made for was changed. `others`: whole, and signed by somebody else. `broken`: credentials
 * that prove nothing. `none`: there are none, as after any edit, screenshot or upload that strips them.
 */
export type Verdict = Inspection['verdict']

export const inspectionSchema = z.object({
  verdict: z.enum(['ours', 'changed', 'others', 'broken', 'none']),
  mime: z.string(),
  sizeBytes: z.int(),
  /** What does not fit, in the C2PA specification's codes and in words. */
  findings: z.array(z.object({ code: z.string(), words: z.string() })),
  credentials: z
    .object({
      title: z.string().nullable(),
      signedBy: z.string().nullable(),
      signedAt: z.string().nullable(),
      /** The program that made the manifest. */
      generator: z.string().nullable(),
      /** The model that made the picture, where it is named. */
      model: z.string().nullable(),
      isAiMade: z.boolean(),
      mayTrain: z.boolean().nullable(),
      steps: z.array(
        z.object({
          action: z.string(),
          words: z.string(),
          at: z.string().nullable(),
          by: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
})

export type Inspection = z.output<typeof inspectionSchema>

/** What a report of the credentials means for somebody who holds the picture in hand. */
export function inspectionOf(
  report: CredentialsReport,
  file: { readonly mime: string; readonly sizeBytes: number },
): Inspection {
  return {
    verdict: verdictOf(report),
    ...file,
    findings: report.issues.map(findingOf),
    credentials: credentialsOf(report),
  }
}

function verdictOf({ state, isOurSignature }: CredentialsReport): Verdict {
  if (state === 'trusted') return 'ours'
  if (state === 'valid') return 'others'
  if (state === 'none') return 'none'
  return isOurSignature ? 'changed' : 'broken'
}

/** How both sources end: trainedAlgorithmicMedia, compositeWithTrainedAlgorithmicMedia. */
const aiMade = 'rainedAlgorithmicMedia'

const meanings: Readonly<Record<string, string>> = {
  'assertion.dataHash.mismatch': 'The picture itself was changed after it was signed.',
  'assertion.hashedURI.mismatch': 'What the credentials say was changed after they were signed.',
  'claimSignature.mismatch': 'The signature does not belong to these credentials.',
  'signingCredential.untrusted': 'Whoever signed it is not known here.',
  'signingCredential.expired': 'The certificate had expired when it was signed.',
}

/** A failure of the reader itself comes as a text, which may quote the file: it is told apart, not shown. */
function findingOf(code: string) {
  const isCode = /^[A-Za-z0-9.]{1,80}$/.test(code)
  const known = isCode ? code : 'unreadable'
  const words =
    meanings[known] ?? (isCode ? 'A check of the credentials failed.' : 'The credentials cannot be read.')
  return { code: known, words }
}

// A stranger wrote what is read here: each value is taken only where it is what it should be, and cut to a line.
const words = z
  .string()
  .transform((text) =>
    text
      .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
      .trim()
      .slice(0, 200),
  )
  .nullable()
  .catch(null)
const agent = z
  .union([z.object({ name: words }).transform(({ name }) => name), words])
  .nullish()
  .catch(null)
const actionsSchema = z.object({
  actions: z
    .array(
      z.object({
        action: z.string().max(80),
        when: words.optional(),
        description: words.optional(),
        softwareAgent: agent,
        digitalSourceType: words.optional(),
      }),
    )
    .max(50),
})
const trainingSchema = z.object({ entries: z.record(z.string(), z.object({ use: z.string() })) })
const manifestSchema = z.object({
  title: words.optional(),
  claim_generator_info: z
    .array(z.object({ name: words }))
    .optional()
    .catch(undefined),
  assertions: z.array(z.object({ label: z.string(), data: z.unknown() })).catch([]),
  signature_info: z
    .object({ issuer: words.optional(), common_name: words.optional(), time: words.optional() })
    .optional()
    .catch(undefined),
})

function credentialsOf({ manifest }: CredentialsReport): Inspection['credentials'] {
  const parsed = manifestSchema.safeParse(manifest)
  if (!parsed.success) return null
  const { title, claim_generator_info: generator, assertions, signature_info: signature } = parsed.data
  const dataOf = (prefix: string) => assertions.find(({ label }) => label.startsWith(prefix))?.data
  const actions = actionsSchema.safeParse(dataOf('c2pa.actions')).data?.actions ?? []
  const training = trainingSchema.safeParse(dataOf('cawg.training-mining')).data
  return {
    title: title ?? null,
    signedBy: signature?.common_name ?? signature?.issuer ?? null,
    signedAt: signature?.time ?? null,
    generator: generator?.[0]?.name ?? null,
    model: actions.find(({ action }) => action === 'c2pa.created')?.softwareAgent ?? null,
    isAiMade: actions.some(({ digitalSourceType }) => digitalSourceType?.endsWith(aiMade) === true),
    mayTrain:
      training === undefined ? null : Object.values(training.entries).every(({ use }) => use === 'allowed'),
    steps: actions.map(({ action, description, when, softwareAgent, digitalSourceType }) => ({
      action,
      words: description ?? stepWords(action, digitalSourceType ?? ''),
      at: when ?? null,
      by: softwareAgent ?? null,
    })),
  }
}

function stepWords(action: string, source: string): string {
  if (action === 'c2pa.created') return source.endsWith(aiMade) ? 'Made by an AI model' : 'Created'
  return action.replace(/^c2pa\./, '')
}
