import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { startChild } from '../support/child.js'
import { printedRecords } from '../support/history.js'
import { createProject, onlyEvaluation } from '../support/project.js'
import { driftedModel, finishAt, newMachine, startTraining } from '../support/trainings.js'

const BIN = fileURLToPath(new URL('../../bin/ctrain.js', import.meta.url))
const aws = useAws()

function start(argv: readonly string[], cwd: string) {
  return startChild([process.execPath, BIN, ...argv], { cwd, env: { ...process.env, ...aws().env } })
}

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the waiting with %i, not the training, and nothing of the report is lost', async (signal, code) => {
  const machine = newMachine(aws())
  const { folder } = createProject({ 'the model': driftedModel(machine) })
  const { child, done } = start(['retrain-if-drifted', '-m', 'the model', '--wait', '-f', 'json'], folder)
  const execution = () => aws().sfn.executions.find((each) => each.stateMachineArn === machine)
  const looks = () => aws().sfn.requests.filter(({ target, status }) => target === 'DescribeExecution' && status === 200)
  await expect.poll(() => looks().some(({ body }) => body['executionArn'] === execution()?.arn), { timeout: 20_000 }).toBe(true)
  child.kill(signal)
  const ended = await done
  expect([ended.code, ended.signal]).toEqual([code, null])
  const arn = execution()?.arn
  const { verdict, retrain } = onlyEvaluation({ code, out: ended.out, err: ended.err })
  expect([verdict, retrain?.status, retrain?.executionArn]).toEqual(['drifted', 'started', arn])
  expect(ended.err).toMatch(/interrupted\nthe model: the training goes on: [^\n]+\nhint: [^\n]+\n$/)
  expect(ended.err).toContain(`hint: ctrain wait ${arn} waits for it again; ctrain executions --model 'the model' lists`)
  expect(execution()?.status).toBe('RUNNING')
})

it('SIGKILL during the waiting loses no record that the history did not take', async () => {
  const machine = newMachine(aws())
  const { folder } = createProject({ m: driftedModel(machine, { history: 'ctrain.yaml' }) })
  const { child, done } = start(['retrain-if-drifted', '-m', 'm', '--wait'], folder)
  const execution = () => aws().sfn.executions.find((each) => each.stateMachineArn === machine)
  let err = ''
  child.stderr.on('data', (text) => {
    err += text
  })
  await expect.poll(() => err, { timeout: 20_000 }).toContain('m: RUNNING for ')
  child.kill('SIGKILL')
  expect(printedRecords((await done).err)).toMatchObject([{ verdict: 'drifted', retrain: { executionArn: execution()?.arn } }])
})

it('an interrupted ctrain wait prints no report, and says how to go on', async () => {
  const arn = await startTraining(aws(), newMachine(aws()), 't')
  const { child, done } = start(['wait', arn], '/')
  child.stderr.once('data', () => child.kill('SIGINT'))
  const { code, out, err } = await done
  expect([code, out]).toEqual([130, ''])
  expect(err).toContain(`interrupted\nthe training goes on: ${arn}\nhint: ctrain wait ${arn} waits for it again`)
})

it('an interruption ends a call that never answers', async () => {
  const arn = await startTraining(aws(), newMachine(aws()), 't')
  aws().sfn.onRequest = () => ({ kind: 'delay', ms: 600_000 })
  const before = aws().sfn.requests.length
  const { child, done } = start(['wait', arn], '/')
  await expect.poll(() => aws().sfn.requests.length, { timeout: 20_000 }).toBeGreaterThan(before)
  child.kill('SIGINT')
  expect(await done).toMatchObject({ code: 130, signal: null, out: '' })
  aws().sfn.onRequest = undefined
})

it('the process ends when the training does, long before the time is up', async () => {
  const arn = await startTraining(aws(), newMachine(aws()), 't')
  finishAt(1, aws(), 'SUCCEEDED')
  const { code, out, err } = await start(['wait', arn, '--timeout', '2h'], '/').done
  expect([code, err]).toEqual([0, expect.stringMatching(/^t: SUCCEEDED after [\d.]+ s\n$/)])
  expect(out).toContain('training   SUCCEEDED')
})
