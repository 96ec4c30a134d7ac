import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import test from 'ava'
import { isSameProcess, processStart } from './process-start.ts'

test.serial('knows a living process by its start', (t) => {
  const start = processStart(process.pid)

  t.truthy(start)
  t.is(processStart(process.pid), start)
  t.true(isSameProcess(process.pid, start ?? ''))
  t.false(isSameProcess(process.pid, 'another start'))
})

test.serial('knows that a process has ended', async (t) => {
  const child = spawn('/bin/sh', ['-c', 'exit 0'])
  await once(child, 'exit')

  t.is(processStart(child.pid ?? 0), undefined)
})
