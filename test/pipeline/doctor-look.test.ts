import { expect, it } from 'vitest'
import { interrupted } from '../../src/core/errors.js'
import type { Target } from '../../src/pipeline/doctor/check.js'
import { lookAtAll } from '../../src/pipeline/doctor/look.js'
import { testWorld } from '../support/engine.js'

/** As a read from a mount that hangs: it heeds no signal. */
const HANGS: Target = { target: 'mount', look: () => new Promise(() => {}) }

function jobOf(target: Target) {
  return { model: null, name: 'history', target, place: null }
}

it('a check that never returns ends when its time is up, and says so', async () => {
  const [diagnosis] = await lookAtAll([jobOf(HANGS)], 50, testWorld())
  expect(diagnosis).toMatchObject({ kind: 'network', result: { status: 'fail', message: 'no answer within 0.05 s' } })
})

it('a check that never returns holds up no interruption', async () => {
  const controller = new AbortController()
  const looked = lookAtAll([jobOf(HANGS)], 60_000, testWorld({ signal: controller.signal }))
  controller.abort(interrupted())
  await expect(looked).rejects.toMatchObject({ kind: 'interrupted' })
})

it('what a check finds while it cleans up is kept', async () => {
  const look: Target['look'] = async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return { status: 'warn', message: 'the probe is left' }
  }
  const [diagnosis] = await lookAtAll([jobOf({ target: 'x', look })], 50, testWorld())
  expect(diagnosis?.result).toMatchObject({ status: 'warn', message: 'the probe is left' })
})
