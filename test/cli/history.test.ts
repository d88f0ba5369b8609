import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { history as readHistory } from '../../src/index.js'
import { recordedRun } from '../reporters/histories.js'
import { MACHINE, useAws } from '../support/aws-env.js'
import { churnModel, localRecords } from '../support/history.js'
import { createProject, type Project } from '../support/project.js'

const aws = useAws()

beforeEach(() => {
  aws().s3.denied.clear()
  aws().s3.onRequest = undefined
  aws().s3.addBucket('meta')
})

/** A project whose model m has the records of some days. */
function projectWith(days: readonly number[]): Project & { readonly runs: string } {
  const project = createProject({ m: churnModel() }, { history: 'history' })
  const runs = path.join(project.folder, 'history/runs/m')
  mkdirSync(runs, { recursive: true })
  for (const day of days) {
    const run = recordedRun(day, { model: 'm' })
    writeFileSync(path.join(runs, `${run.id}.json`), `${JSON.stringify(run)}\n`)
  }
  return { ...project, runs }
}

const Printed = z.strictObject({
  schemaVersion: z.literal(1),
  histories: z.array(
    z.strictObject({
      model: z.string(),
      place: z.string().nullable(),
      total: z.number(),
      records: z.array(z.looseObject({ id: z.string(), recordedAt: z.string() })),
      unreadable: z.array(z.strictObject({ uri: z.string(), problem: z.string() })),
      error: z.looseObject({ kind: z.string(), message: z.string() }).nullable(),
    }),
  ),
  error: z.null(),
})

function printed(out: string) {
  return Printed.parse(JSON.parse(out)).histories
}

describe('ctrain history', () => {
  it.each(['history', 's3://meta/ctrain/'])('prints the records as runs have written them: %s', async (history) => {
    const machine = `${MACHINE}-${history.length}`
    aws().sfn.addStateMachine(machine)
    const project = createProject({ m: churnModel({ retrain: { state_machine: machine } }) }, { history })
    const at = (minute: number) => ({ now: () => new Date(Date.UTC(2026, 10, 15, 6, minute)) })
    await project.runWith(at(0), 'evaluate', '-m', 'm')
    await project.runWith(at(1), 'retrain-if-drifted', '-m', 'm')
    await project.runWith(at(2), 'retrain-if-drifted', '-m', 'm')
    const run = await project.run('history', '-m', 'm', '-f', 'json')
    expect(run).toMatchObject({ code: 0, err: '' })
    const [only] = printed(run.out)
    expect(only).toMatchObject({ model: 'm', total: 3, unreadable: [], error: null })
    expect(only?.records).toMatchObject([
      { command: 'evaluate', retrain: null },
      { command: 'retrain-if-drifted', retrain: { status: 'started' } },
      { command: 'retrain-if-drifted', retrain: { status: 'joined' } },
    ])
    if (history === 'history') {
      expect(only?.records).toEqual(localRecords(path.join(project.folder, 'history')).map(({ record }) => record))
    }
    const table = (await project.run('history', '-m', 'm')).out
    expect(table).toMatch(/^m · roc_auc \(higher is better\) · 3 runs\n/)
    expect(table).toMatch(/\ntraining {4}▲ {3}▲ a training was started\n/)
    expect(table).toMatch(/\ntrainings: .*\n\d{4}-\d\d-\d\d \d\d:\d\d {2}\w+, 2026-11-15 {2}ctrain-m-[0-9a-f]{20}-a1\n/)
    const lines = (await project.run('history', '-m', 'm', '-f', 'csv')).out.split('\r\n')
    expect(lines).toHaveLength(5)
    expect(await readHistory({ config: path.join(project.folder, 'ctrain.yaml'), last: 2 })).toMatchObject([
      { model: 'm', total: 3, records: [{ retrain: { status: 'started' } }, { retrain: { status: 'joined' } }] },
    ])
  })

  it('lists the newest, oldest first, as many as were asked for', async () => {
    const project = projectWith([3, 1, 12, 7])
    const [only] = printed((await project.run('history', '-m', 'm', '--last', '2', '-f', 'json')).out)
    expect(only?.records.map(({ recordedAt }) => recordedAt.slice(0, 10))).toEqual(['2026-11-07', '2026-11-12'])
    expect((await project.run('history', '-m', 'm', '--last', '2')).out).toMatch(/^m · .* · last 2 of 4 runs\n/)
  })

  it('of ten thousand records in S3 reads the last thirty', async () => {
    for (let index = 0; index < 10_000; index++) {
      const at = new Date(Date.UTC(2026, 0, 1) + index * 600_000).toISOString()
      const id = `${at.replaceAll(/[-:]/g, '')}-00000000`
      aws().s3.put('meta', `runs/m/${id}.json`, JSON.stringify({ ...recordedRun(1), id, recordedAt: at }))
    }
    const before = aws().s3.requests.length
    const run = await createProject({ m: churnModel() }, { history: 's3://meta' }).run('history', '-m', 'm', '-f', 'json')
    const [only] = printed(run.out)
    expect([only?.total, only?.records.length]).toEqual([10_000, 30])
    expect(only?.records.map(({ id }) => id)).toEqual(only?.records.map(({ id }) => id).toSorted())
    const operations = aws()
      .s3.requests.slice(before)
      .map(({ operation }) => operation)
    expect(operations.filter((operation) => operation === 'GetObject')).toHaveLength(30)
    expect(operations.filter((operation) => operation?.startsWith('List'))).toHaveLength(10)
  })

  it('without records says so, exit 0', async () => {
    const project = createProject({ m: churnModel() }, { history: 'history' })
    expect(await project.run('history', '-m', 'm')).toEqual({
      code: 0,
      out: `m · no run is recorded in ${project.folder}/history/runs/m/ yet\n`,
      err: '',
    })
    expect(printed((await project.run('history', '-m', 'm', '-f', 'json')).out)).toMatchObject([{ total: 0, records: [] }])
  })

  it.each([
    ['{"schemaVersion": 2, "id": 7}', /it is of schemaVersion 2, which this version of ctrain does not know \(update ctrain\)/],
    ['{"schemaVersion": 1, "id"', /it is not valid JSON/],
    ['{"schemaVersion": 1, "id": 7}', /it is no record of a run: id: /],
    ['[]', /it is no record of a run/],
    ['', /it is not valid JSON/],
  ])('a record that is %s is named, and the others are listed', async (text, problem) => {
    const project = projectWith([1, 2])
    const uri = path.join(project.runs, '20261103T060012.345Z-00000003.json')
    writeFileSync(uri, text)
    const run = await project.run('history', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(0)
    expect(run.err).toMatch(/^warning: .*20261103T060012\.345Z-00000003\.json is passed over: it is /)
    const [only] = printed(run.out)
    expect(only?.records).toHaveLength(2)
    expect(only?.unreadable).toEqual([{ uri, problem: expect.stringMatching(problem) }])
  })

  it('goes further back where the newest records can’t be read, as far as it must', async () => {
    const project = projectWith([1, 2, 3, 4])
    const damaged = Array.from({ length: 40 }, (_, index) => `20261105T0600${String(index).padStart(2, '0')}.000Z-00000000.json`)
    for (const name of damaged) writeFileSync(path.join(project.runs, name), '{"schemaVersion": 2}')
    const run = await project.run('history', '-m', 'm', '--last', '3', '-f', 'json')
    expect(run.code).toBe(0)
    const [only] = printed(run.out)
    expect(only).toMatchObject({ total: 44, error: null })
    expect(only?.records.map(({ recordedAt }) => recordedAt.slice(0, 10))).toEqual(['2026-11-02', '2026-11-03', '2026-11-04'])
    expect(only?.unreadable.map(({ uri }) => path.basename(uri))).toEqual(damaged)
    const warnings = run.err.split('\n').filter((line) => line.startsWith('warning: '))
    expect(warnings).toHaveLength(11)
    expect(warnings.at(-1)).toMatch(/^warning: 30 older records in .* are passed over, too \(--format json names all\)$/)
    expect(await readHistory({ config: path.join(project.folder, 'ctrain.yaml'), last: 1 })).toMatchObject([
      { total: 44, records: [{ recordedAt: '2026-11-04T06:00:12.345Z' }] },
    ])
  })

  it('is an error where none of the records can be read, exit 2', async () => {
    const project = projectWith([])
    writeFileSync(path.join(project.runs, '20261103T060012.345Z-00000003.json'), 'x')
    const run = await project.run('history', '-m', 'm')
    expect(run.code).toBe(2)
    expect(run.err).toMatch(/^error: the record of m can't be read: .*00000003\.json: it is not valid JSON/)
    const uri = path.join(project.runs, '20261103T060012.345Z-00000003.json')
    expect(printed((await project.run('history', '-m', 'm', '-f', 'json')).out)).toEqual([
      {
        model: 'm',
        place: `${project.runs}/`,
        total: 1,
        records: [],
        unreadable: [{ uri, problem: expect.stringContaining('it is not valid JSON') }],
        error: expect.objectContaining({ kind: 'data' }),
      },
    ])
    const library = readHistory({ config: path.join(project.folder, 'ctrain.yaml') })
    await expect(library).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringContaining("the record of m can't be read"),
    })
  })

  it('passes over what is not named like a record', async () => {
    const project = projectWith([1])
    writeFileSync(path.join(project.runs, 'zz-notes.json'), 'x')
    const run = await project.run('--verbose', 'history', '-m', 'm', '--last', '1', '-f', 'json')
    expect(run).toMatchObject({
      code: 0,
      err: expect.stringMatching(/runs\/m\/ has further documents, which are no records: 1\n$/),
    })
    expect(printed(run.out)[0]?.records).toHaveLength(1)
  })

  it('a record without what came later is read', async () => {
    const project = projectWith([1])
    const [name = ''] = readdirSync(project.runs)
    const { interval, confidence, ...older } = recordedRun(1, { model: 'm' })
    writeFileSync(
      path.join(project.runs, name),
      JSON.stringify({ ...older, retrain: { status: 'joined', reason: 'x' }, later: [1] }),
    )
    expect(printed((await project.run('history', '-m', 'm', '-f', 'json')).out)[0]?.records).toMatchObject([
      { interval: null, retrain: { execution: null }, later: [1] },
    ])
  })

  it('needs a history in the config: exit 2, and how to add one', async () => {
    const run = await createProject({ m: churnModel() }).run('history', '-m', 'm')
    expect(run).toMatchObject({ code: 2, out: '' })
    expect(run.err).toMatch(/^error: ctrain\.yaml:3:3 models\.m: has no history, so its runs are not recorded \(add defaults: /)
  })

  it('a model that can’t be listed fails none of the others, and is an entry with its error', async () => {
    const project = createProject({ a: churnModel({ history: false }), m: churnModel() }, { history: 'history' })
    const run = await project.run('history', '--all', '-f', 'json')
    expect(run.code).toBe(2)
    expect(printed(run.out)).toMatchObject([
      { model: 'a', error: { kind: 'config' } },
      { model: 'm', error: null },
    ])
    expect(run.err).toMatch(/^error: a: ctrain\.yaml/)
  })

  it('an unknown model is a usage error', async () => {
    expect(await projectWith([]).run('history', '-m', 'n')).toMatchObject({
      code: 2,
      err: expect.stringContaining('no model "n"'),
    })
  })

  it.each([
    ['s3:ListBucket', 's3:ListBucket on s3://meta/runs/m/'],
    ['s3:GetObject', 's3:GetObject on s3://meta/runs/m/20261101T060012.345Z-00000001.json'],
  ])('a denied %s is told, exit 3', async (action, named) => {
    aws().s3.put('meta', `runs/m/${recordedRun(1).id}.json`, JSON.stringify(recordedRun(1)))
    aws().s3.denied.add(action)
    const run = await createProject({ m: churnModel() }, { history: 's3://meta' }).run('history', '-m', 'm')
    expect(run).toMatchObject({ code: 3, out: '', err: expect.stringContaining(named) })
  })

  it('a record that is removed between listing and reading is left out', async () => {
    for (const day of [1, 2]) aws().s3.put('meta', `runs/m/${recordedRun(day).id}.json`, JSON.stringify(recordedRun(day)))
    aws().s3.onRequest = ({ operation }) =>
      operation === 'GetObject'
        ? { kind: 'then', run: () => aws().s3.delete('meta', `runs/m/${recordedRun(1).id}.json`) }
        : undefined
    const run = await createProject({ m: churnModel() }, { history: 's3://meta' }).run('history', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(0)
    expect(printed(run.out)[0]?.records.map(({ id }) => id)).toEqual([recordedRun(2).id])
  })

  it('reads what a person put back from stderr', async () => {
    const project = createProject({ m: churnModel({ retrain: undefined }) }, { history: 'history' })
    writeFileSync(path.join(project.folder, 'history'), 'in the way')
    const { err } = await project.run('evaluate', '-m', 'm')
    const [, uri = ''] = /write it to (\S+)/.exec(err) ?? []
    rmSync(path.join(project.folder, 'history'))
    mkdirSync(path.dirname(uri), { recursive: true })
    writeFileSync(uri, err.split('\n').find((line) => line.startsWith('{')) ?? '')
    expect(printed((await project.run('history', '-m', 'm', '-f', 'json')).out)[0]?.records).toMatchObject([
      { verdict: 'drifted' },
    ])
  })

  it.each(['0', '-1', '1.5', 'all'])('--last %s is refused', async (last) => {
    expect(await projectWith([]).run('history', '-m', 'm', '--last', last)).toMatchObject({ code: 2, out: '' })
  })
})
