import { z } from 'zod'
import type { CredentialsReport } from './credentials.ts'

/**
 * `ours`: signed under this service's certificate, and neither picture nor credentials were changed since (some bytes of
 * the boxes around them are covered by nothing and mean nothing). `changed`: our signature stands, but the picture is not
 * what it was made for. `others`: whole, and signed by somebody else. `expired`: whole, but its certificate is out of
 * date, so that nobody vouches for who signed it. `broken`: credentials that prove nothing. `none`: there are none, as
 * after any edit, screenshot or upload that strips them.
 */
export type Verdict = Inspection['verdict']

export const inspectionSchema = z.object({
  verdict: z.enum(['ours', 'changed', 'others', 'expired', 'broken', 'none']),
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

/**
 * What a report of the credentials means for somebody who holds the picture in hand. `signedBy` is whose name our own
 * signatures bear: a public authority's root vouches for others as well.
 */
export function inspectionOf(
  report: CredentialsReport,
  file: { readonly mime: string; readonly sizeBytes: number },
  signedBy: string,
): Inspection {
  return {
    verdict: verdictOf(report, signedBy),
    ...file,
    findings: report.issues.slice(0, mostFindings).map(findingOf),
    credentials: credentialsOf(report),
  }
}

const mostFindings = 20

function verdictOf(
  { state, issues, isTrustedSignature, manifest }: CredentialsReport,
  signedBy: string,
): Verdict {
  if (state === 'none') return 'none'
  const isOurs = isTrustedSignature && signerIn(manifest) === signedBy
  if (state === 'trusted' || state === 'valid') return isOurs ? 'ours' : 'others'
  if (isOurs) return 'changed'
  const isOnlyOld = issues.includes('signingCredential.expired') && issues.every(isOfCertificate)
  return isOnlyOld ? 'expired' : 'broken'
}

function isOfCertificate(code: string): boolean {
  return code.startsWith('signingCredential.')
}

const signerSchema = z.object({
  signature_info: z.object({ issuer: z.string().optional(), common_name: z.string().optional() }),
})

/** c2pa-rs calls the organization in the leaf its issuer. */
function signerIn(manifest: CredentialsReport['manifest']): string | undefined {
  const { issuer, common_name: name } = signerSchema.safeParse(manifest).data?.signature_info ?? {}
  return issuer ?? name
}

/** How both sources end: trainedAlgorithmicMedia, compositeWithTrainedAlgorithmicMedia. */
const aiMade = 'rainedAlgorithmicMedia'

const meanings: Readonly<Record<string, string>> = {
  'assertion.dataHash.mismatch': 'The picture itself was changed after it was signed.',
  'assertion.hashedURI.mismatch': 'What the credentials say was changed after they were signed.',
  'claimSignature.mismatch': 'The signature does not belong to these credentials.',
  'signingCredential.untrusted': 'Whoever signed it is not known here.',
  'signingCredential.expired': 'The certificate that it was signed with has expired since.',
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
