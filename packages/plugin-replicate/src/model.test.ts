import test from 'ava'
import { config } from './config.ts'
import { modelInput } from './model-input.ts'
import { replicate } from './plugin.ts'
import { call, portrait, providerAt } from './provider-for-test.ts'
import { inputs } from './stand-in/schemas.ts'

const problems = async (more: object) => await replicate({ token: 'r8_test', ...more }).check()

for (const model of Object.keys(inputs)) {
  test(`${model} is ready, and sends only what the model knows`, async (t) => {
    const { standIn, provider, logged } = await providerAt(t, { model })

    await provider.start(portrait, call())

    const sent = standIn.posts()[0]?.body as { readonly input: object } | undefined
    const fields = Object.keys(sent?.input ?? {})
    t.true(fields.includes('prompt'))
    t.deepEqual(
      fields.filter((field) => !Object.hasOwn(inputs[model] ?? {}, field)),
      [],
    )
    t.notRegex(logged.join(), /could not be checked/)
  })
}

for (const [model, field, value] of [
  ['black-forest-labs/flux-2-pro', 'input_images', [portrait.references[0]?.url]],
  ['black-forest-labs/flux-2-klein-4b', 'images', [portrait.references[0]?.url]],
  ['black-forest-labs/flux-kontext-pro', 'input_image', portrait.references[0]?.url],
  ['bytedance/seedream-4.5', 'image_input', [portrait.references[0]?.url]],
  ['bytedance/seedream-4.5', 'aspect_ratio', '3:4'],
  ['black-forest-labs/flux-schnell', 'aspect_ratio', '4:5'],
] as const) {
  test(`${model} gets ${field}`, (t) => {
    t.deepEqual(modelInput(config.parse({ token: 'r8_test', model }), portrait)[field], value as never)
  })
}

test('a model that has renamed a field stops the start, with the setting and the field', async (t) => {
  const { input_images: images = {}, ...rest } = inputs['black-forest-labs/flux-2-pro'] ?? {}
  const schemas = { 'black-forest-labs/flux-2-pro': { ...rest, images } }

  const error = await t.throwsAsync(providerAt(t, {}, { schemas }))

  t.regex(error?.message ?? '', /reference: black-forest-labs\/flux-2-pro has no field input_images/)
})

test('so does a field of another form, a choice that is gone, and a model that is not there', async (t) => {
  const known = inputs['black-forest-labs/flux-2-pro'] ?? {}
  const form = { 'black-forest-labs/flux-2-pro': { ...known, input_images: { type: 'string' } } }
  const choice = {
    'black-forest-labs/flux-2-pro': { ...known, output_format: { type: 'string', enum: ['jpg'] } },
  }

  await t.throwsAsync(providerAt(t, {}, { schemas: form }), {
    message: /reference: input_images .* is a string/,
  })
  await t.throwsAsync(providerAt(t, {}, { schemas: choice }), {
    message: /input: output_format .* knows no png/,
  })
  await t.throwsAsync(providerAt(t, {}, { schemas: {} }), {
    message: /model: Replicate knows no black-forest/,
  })
  await t.throwsAsync(providerAt(t, { token: 'r8_wrong' }), { message: /token: Replicate refuses it/ })
})

test('a value beyond the model’s limits, and a field that it needs, stop the start too', async (t) => {
  const model = 'black-forest-labs/flux-2-pro'
  const known = inputs[model] ?? {}
  const narrow = { [model]: { ...known, safety_tolerance: { type: 'integer', minimum: 1, maximum: 3 } } }
  const needy = { [model]: { ...known, style: { type: 'string' } } }

  await t.throwsAsync(providerAt(t, { safetyTolerance: 5 }, { schemas: narrow }), {
    message: /safetyTolerance: safety_tolerance .* knows no 5/,
  })
  await t.throwsAsync(providerAt(t, {}, { schemas: needy, required: ['prompt', 'style'] }), {
    message: /input: .* needs the field style/,
  })
  await t.throwsAsync(providerAt(t, {}, { required: ['prompt', 'input_images'] }), {
    message: /model: .* paints nobody without a picture/,
  })
  await t.notThrowsAsync(
    providerAt(t, { input: { style: 'plain' } }, { schemas: needy, required: ['style'] }),
  )
})

test('a list that may be null is a list, and a form that the model does not tell is taken on trust', async (t) => {
  const model = 'black-forest-labs/flux-2-pro'
  for (const input_images of [{ anyOf: [{ type: 'array' }, { type: 'null' }] }, {}])
    await t.notThrowsAsync(providerAt(t, {}, { schemas: { [model]: { ...inputs[model], input_images } } }))
})

test('a community model without a version stops the start, with the version to name', async (t) => {
  const schemas = { 'stability-ai/sdxl': inputs['stability-ai/sdxl'] ?? {}, 'some/model': { prompt: {} } }
  const own = { model: 'some/model', reference: false }

  await t.throwsAsync(providerAt(t, own, { schemas, community: 'some/model' }), {
    message: /model: some\/model is no official model and needs a version: some\/model:hidden/,
  })
  await t.notThrowsAsync(providerAt(t, { model: 'stability-ai/sdxl' }, { schemas }))
})

test('the filter is switched off by the operator’s word alone, and is told to core', async (t) => {
  const model = 'bytedance/seedream-4.5'
  const filtered = await providerAt(t, { model })
  const { standIn, provider, logged } = await providerAt(t, { model, unfiltered: true })
  await filtered.provider.start(portrait, call())
  await provider.start(portrait, call())

  t.is(filtered.provider.limits.unfiltered, undefined)
  t.false(JSON.stringify(filtered.standIn.posts()).includes('disable_safety_checker'))
  t.true(provider.limits.unfiltered)
  t.like(standIn.posts()[0]?.body, { input: { disable_safety_checker: true } })
  t.regex(logged.join(), /filter of bytedance\/seedream-4.5 is off/)
})

test('a config that cannot work is told by its field', async (t) => {
  t.regex((await problems({ model: 'some/model' })).join(), /^reference: is needed/)
  t.deepEqual(await problems({ model: 'some/model', reference: false }), [])
  t.regex((await problems({ unfiltered: true })).join(), /^unfiltered: is not possible/)
  t.regex((await problems({ safetyTolerance: 6 })).join(), /^safetyTolerance: must be from 1 to 5/)
  t.regex(
    (await problems({ model: 'black-forest-labs/flux-kontext-pro', safetyTolerance: 3 })).join(),
    /from 0 to 2/,
  )
  t.regex(
    (await problems({ input: { disable_safety_checker: true } })).join(),
    /^input: may not hold disable_/,
  )
  t.regex((await problems({ token: 'r8\nx' })).join(), /^token: must be one line/)
  t.notRegex((await problems({ token: 'r8 secret' })).join(), /secret/)
})

test('pictures may come from Replicate alone', async (t) => {
  const { provider } = await providerAt(t)

  t.deepEqual(provider.limits.hosts.slice(0, 3), [
    'replicate.delivery',
    '*.replicate.delivery',
    'api.replicate.com',
  ])
})
