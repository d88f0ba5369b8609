import { beforeEach, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { createProject } from '../support/project.js'
import { driftedModel, newMachine, startTraining } from '../support/trainings.js'

const aws = useAws()
const EVENT = '86204048f4d04cb2760b'

beforeEach(() => {
  aws().sfn.onRequest = undefined
  aws().sfn.pageSize = 1000
  aws().sfn.denied.clear()
})

/** A model `churn` and the trainings of its state machine, the first one oldest. */
async function started(...names: string[]) {
  const machine = newMachine(aws())
  const arns: string[] = []
  for (const name of names) arns.push(await startTraining(aws(), machine, name))
  return { machine, arns, project: createProject({ churn: driftedModel(machine) }) }
}

describe('ctrain executions', () => {
  it('lists what was started for the model, newest first, with the reasons of failures', async () => {
    const { project, machine, arns } = await started(
      `ctrain-churn-${EVENT}-a1`,
      `ctrain-churn-eu-${EVENT}-a1`,
      'by-hand',
      `ctrain-churn-${EVENT}-a2`,
    )
    aws().sfn.finish(arns[0] ?? '', 'FAILED', { error: 'States.TaskFailed', cause: '{"errorMessage":"no memory"}' })
    const { code, out, err } = await project.run('executions', '-m', 'churn')
    expect([code, err]).toEqual([0, ''])
    const [title, head, ...rows] = out.trimEnd().split('\n')
    expect([title, head]).toEqual([`churn · ${machine}`, 'started            duration  status   attempt  name'])
    expect(rows).toEqual([
      expect.stringMatching(new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\dZ +0.0 s +RUNNING  2 +ctrain-churn-${EVENT}-a2$`)),
      expect.stringMatching(new RegExp(`^.* FAILED   1 +ctrain-churn-${EVENT}-a1$`)),
      '  States.TaskFailed: no memory',
    ])
  })

  it('as JSON has every key', async () => {
    const { project, machine, arns } = await started(`ctrain-churn-${EVENT}-a1`)
    const { code, out } = await project.run('executions', '-m', 'churn', '-f', 'json')
    expect(code).toBe(0)
    const execution = {
      arn: arns[0],
      name: `ctrain-churn-${EVENT}-a1`,
      driftEvent: EVENT,
      attempt: 1,
      status: 'RUNNING',
      startDate: expect.stringMatching(/Z$/),
      stopDate: null,
      error: null,
      cause: null,
    }
    const listed = { model: 'churn', stateMachine: machine, executions: [execution], error: null }
    expect(JSON.parse(out)).toEqual({ schemaVersion: 1, models: [listed], error: null })
  })

  it('goes through the pages until there are enough, and no further', async () => {
    const own = Array.from({ length: 5 }, (_, index) => `ctrain-churn-${EVENT}-a${index + 1}`)
    const { project } = await started(...own.flatMap((name, index) => [name, `other-${index}`, `another-${index}`]))
    aws().sfn.pageSize = 2
    const names = async (...flags: string[]) => {
      const { out } = await project.run('executions', '-m', 'churn', '-f', 'json', ...flags)
      return JSON.parse(out).models[0].executions.map((execution: { name: string }) => execution.name)
    }
    expect(await names()).toEqual([...own].reverse())
    const before = aws().sfn.requests.length
    expect(await names('--last', '2')).toEqual([own[4], own[3]])
    // Three pages of all, and three of those that are running.
    expect(aws().sfn.requests.length - before).toBe(6)
    expect(await names('--every', '--last', '3')).toEqual(['another-4', 'other-4', own[4]])
    expect(await names('--every')).toHaveLength(15)
  })

  it('asks why of the newest failures only', async () => {
    const { project, arns } = await started(...Array.from({ length: 25 }, (_, index) => `ctrain-churn-${EVENT}-a${index + 1}`))
    for (const arn of arns) aws().sfn.finish(arn, 'FAILED', { error: 'E', cause: 'C' })
    const before = aws().sfn.requests.length
    const { out } = await project.run('executions', '-m', 'churn', '--last', '25', '-f', 'json')
    const errors = JSON.parse(out).models[0].executions.map((execution: { error: string | null }) => execution.error)
    expect(errors.filter((error: string | null) => error === 'E')).toHaveLength(20)
    expect(aws().sfn.requests.length - before).toBe(22)
  })

  it('with --last has the running one that began last, though others have ended since', async () => {
    const { project, arns } = await started(...[1, 2, 3].map((attempt) => `ctrain-churn-${EVENT}-a${attempt}`))
    const { now } = aws().sfn
    aws().sfn.now = () => new Date(Date.now() + 60_000)
    for (const arn of arns.slice(0, 2)) aws().sfn.finish(arn, 'SUCCEEDED')
    aws().sfn.now = now
    const attempts = async (last: string) => {
      const { out } = await project.run('executions', '-m', 'churn', '--last', last, '-f', 'json')
      return JSON.parse(out).models[0].executions.map((execution: { attempt: number }) => execution.attempt)
    }
    expect(await attempts('1')).toEqual([3])
    expect((await attempts('2'))[0]).toBe(3)
    expect(await attempts('3')).toHaveLength(3)
  })

  it('without trainings says so', async () => {
    const { project } = await started()
    const { code, out } = await project.run('executions', '-m', 'churn')
    expect(code).toBe(0)
    expect(out).toContain('no executions; Step Functions forgets them 90 days after their end')
  })

  it('without the right to list names it, exit 3; without that to describe leaves the reasons out', async () => {
    const { project, machine, arns } = await started(`ctrain-churn-${EVENT}-a1`)
    aws().sfn.finish(arns[0] ?? '', 'FAILED', { error: 'E' })
    aws().sfn.denied.add('DescribeExecution')
    const partial = await project.run('executions', '-m', 'churn')
    expect(partial.code).toBe(0)
    expect(partial.err).toContain('warning: churn: why executions failed is not shown, as states:DescribeExecution is denied')
    aws().sfn.denied.add('ListExecutions')
    const { code, out, err } = await project.run('executions', '-m', 'churn')
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain(`error: access denied: states:ListExecutions on ${machine}\nhint: allow states:ListExecutions`)
  })

  it('with --all lists every model that trains; one without retrain section is told so by name only', async () => {
    const [machine, absent] = [newMachine(aws()), `${newMachine(aws())}-absent`]
    const project = createProject({
      watched: driftedModel(machine, { retrain: undefined }),
      churn: driftedModel(machine),
      gone: driftedModel(absent),
    })
    const all = await project.run('executions', '--all', '-f', 'json')
    expect(all.code).toBe(2)
    const models = JSON.parse(all.out).models.map(({ model, error }: { model: string; error: { kind: string } | null }) => [
      model,
      error?.kind ?? null,
    ])
    expect(models).toEqual([
      ['churn', null],
      ['gone', 'data'],
    ])
    expect(all.err).toContain(`error: gone: there is no such state machine: ${absent}`)
    const one = await project.run('executions', '-m', 'watched')
    expect(one.code).toBe(2)
    expect(one.err).toContain('models.watched: has no retrain, which this command needs')
    expect((await project.run('executions', '-m', 'chrun')).err).toContain('there is no model "chrun"')
  })

  it.each(['0', '1001', 'x'])('--last %s is a usage error', async (count) => {
    const { project } = await started()
    const { code, err } = await project.run('executions', '-m', 'churn', '--last', count)
    expect(code).toBe(2)
    expect(err).toContain('Write a number from 1 to 1000.')
  })
})
