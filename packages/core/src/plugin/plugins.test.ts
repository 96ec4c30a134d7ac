import { definePlugin, type Slots } from '@parlor/plugin-kit'
import test from 'ava'
import { z } from 'zod'
import type { Database } from '../database/database.ts'
import { sendPhoto } from '../photo/send-photo.ts'
import { fillSlots } from './plugins.ts'

const log = { info() {}, warn() {}, error() {} }
const means = { log, database: {} as Database } // no plugin here keeps records
const named = (name: string, slots: Slots = {}) =>
  definePlugin({ name, api: 1, config: z.object({}), setup: () => slots })({})

test('no plugin speaks under the name of core’s own rules, or of another plugin, and each is told at once', async (t) => {
  const plugins = [named('rules'), named('painter'), named('painter')]

  const error = await t.throwsAsync(async () => await fillSlots(plugins, means, {}), { code: 'validation' })

  t.regex(error?.message ?? '', /rules: this name is taken by core\n +painter: stands twice$/)
})

test('no plugin replaces a tool of core', async (t) => {
  const taker = named('taker', { tools: { send_photo: sendPhoto } })

  const error = await t.throwsAsync(async () => await fillSlots([taker], means, { send_photo: sendPhoto }))

  t.regex(String(error?.cause), /taker: the tool send_photo stands twice/)
})
