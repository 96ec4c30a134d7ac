/** What a photo says about its own making. It travels with the file: never a prompt, a user or a conversation. */
export type Claim = {
  readonly title: string
  /** The model that made the picture. */
  readonly softwareAgent: { readonly name: string; readonly version?: string }
  readonly createdAt?: Date
}

/** The C2PA manifest definition (specification 2.4) of a picture that a model made and we marked and encoded. */
export function manifestOf(claim: Claim, mime: string) {
  return {
    claim_version: 2,
    claim_generator_info: [{ name: 'Parlor' }],
    title: claim.title,
    format: mime,
    assertions: [
      {
        label: 'c2pa.actions.v2',
        created: true,
        data: { actions: actionsOf(claim, mime), allActionsIncluded: true },
      },
      { label: 'c2pa.ai-disclosure', created: true, data: disclosureOf(claim) },
      { label: 'cawg.training-mining', created: true, data: { entries: noTraining } },
    ],
  }
}

function actionsOf({ softwareAgent, createdAt }: Claim, mime: string) {
  const created = {
    action: 'c2pa.created',
    digitalSourceType: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia',
    softwareAgent,
    ...(createdAt === undefined ? {} : { when: createdAt.toISOString() }),
  }
  // c2pa.watermarked is for invisible marks, and signing with it throws
  const marked = { action: 'c2pa.edited', description: 'A visible "AI" watermark was added' }
  const converted = { action: 'c2pa.converted', description: `Encoded as ${mime}` }
  return [created, marked, converted]
}

function disclosureOf({ softwareAgent }: Claim) {
  return {
    modelType: 'c2pa.types.model',
    modelName: softwareAgent.name,
    contentProfile: { humanOversightLevel: 'prompt_guided' },
  }
}

const notAllowed = { use: 'notAllowed' }
const noTraining = {
  'cawg.ai_generative_training': notAllowed,
  'cawg.ai_inference': notAllowed,
  'cawg.ai_training': notAllowed,
  'cawg.data_mining': notAllowed,
}
