import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { evaluateRows, projectOf, rowsOf } from '../support/evaluate-rows.js'
import { onlyEvaluation, type Project } from '../support/project.js'
import type { Run } from '../support/test-io.js'

const ROWS = [...rowsOf('EU', 18, 20), ...rowsOf('US', 8, 10)]
const BY_REGION = { slices: [{ by: 'region', weights: { EU: 0.5, US: 0.5 } }], production: { score: 'prod/m.json' } }

function json(run: Run) {
  return JSON.parse(run.out)
}

function stored(project: Project) {
  return JSON.parse(readFileSync(path.join(project.folder, 'prod/m.json'), 'utf8'))
}

function archive(project: Project): string[] {
  const folder = path.join(project.folder, 'prod/m.json.revisions')
  return existsSync(folder) ? readdirSync(folder) : []
}

/** Runs at a minute after six, so that times differ. */
function at(project: Project, minute: number, ...argv: string[]): Promise<Run> {
  const now = () => new Date(Date.UTC(2026, 10, 15, 6, minute))
  return project.runWith({ now, user: 'ci', host: 'build-12 pid:[4026531836]' }, ...argv)
}

async function recorded(...notes: string[]): Promise<Project> {
  const project = await projectOf({ model: BY_REGION, rows: ROWS })
  for (const [minute, note] of notes.entries()) {
    expect((await at(project, minute, 'baseline', 'record', '-m', 'm', '--note', note)).code).toBe(0)
  }
  return project
}

describe('ctrain baseline record', () => {
  it('stores what was measured, and with what; evaluate compares with it and is healthy', async () => {
    const project = await projectOf({ model: BY_REGION, rows: ROWS })
    const run = await at(project, 0, 'baseline', 'record', '-m', 'm', '--note', 'first training')
    expect([run.code, run.err]).toEqual([0, ''])
    expect(run.out).toMatch(/^score {6}0\.8500, standard error 0\.\d+$/m)
    expect(run.out).toMatch(/^revision {3}[0-9a-f]{12}, in place of none\nstored {5}prod\/m\.json\n$/m)
    expect(stored(project)).toMatchObject({
      schemaVersion: 1,
      model: 'm',
      metric: 'accuracy',
      params: { threshold: 0.5 },
      groups: [],
      slices: [
        { name: 'region=EU', weight: 0.5, origin: 'value', value: 0.9, rows: 20 },
        { name: 'region=US', weight: 0.5, origin: 'value', value: 0.8, rows: 10 },
      ],
      score: 0.85,
      standardError: expect.any(Number),
      dataset: { files: 1, rows: 30, rowsScored: 30, fingerprint: expect.stringMatching(/^sha256:/) },
      createdAt: '2026-11-15T06:00:00.000Z',
      createdBy: 'ci@build-12',
      note: 'first training',
    })
    const evaluated = await project.run('evaluate', '-m', 'm', '-f', 'json')
    const { production, verdict, drop } = onlyEvaluation(evaluated)
    expect([evaluated.code, verdict, drop?.relative]).toEqual([0, 'healthy', 0])
    expect(production).toMatchObject({ score: 0.85, standardError: stored(project).standardError })
    expect(production?.slices.map(({ name, score }) => [name, score])).toEqual([
      ['region=EU', 0.9],
      ['region=US', 0.8],
    ])
    expect(archive(project)).toEqual([expect.stringMatching(/^20261115T060000\.001Z-[0-9a-f]{12}\.json$/)])
  })

  it('needs neither drift nor a document that is there', async () => {
    const project = await projectOf({ model: { ...BY_REGION, drift: undefined }, rows: ROWS })
    expect((await project.run('baseline', 'record', '-m', 'm')).code).toBe(0)
  })

  it('puts what it replaces into the archive, byte for byte, and tells of both scores', async () => {
    const project = await recorded('first')
    const before = readFileSync(path.join(project.folder, 'prod/m.json'), 'utf8')
    const run = await at(project, 1, 'baseline', 'record', '-m', 'm')
    expect(run.out).toContain('0.8500 → 0.8500 (+0.0000, +0.00 %)')
    const name = archive(project).find((each) => each.startsWith('20261115T060100.000Z-')) ?? 'none'
    expect(archive(project)).toHaveLength(3)
    expect(readFileSync(path.join(project.folder, 'prod/m.json.revisions', name), 'utf8')).toBe(before)
    expect(run.out).toContain(`in place of ${name.slice(21, 33)}`)
  })

  it('replaces a document of somebody else that is the score alone, and keeps it', async () => {
    const project = await projectOf({ model: { ...BY_REGION, production: { score: 'production.json' } }, rows: ROWS })
    writeFileSync(path.join(project.folder, 'production.json'), '{"score": 0.8}')
    expect((await project.run('baseline', 'record', '-m', 'm')).out).toContain('0.8000 → 0.8500')
    const history = json(await project.run('baseline', 'history', '-m', 'm', '-f', 'json'))
    expect(
      history.revisions.map(({ score, document }: { score: number; document: unknown }) => [score, document === null]),
    ).toEqual([
      [0.85, false],
      [0.8, true],
    ])
  })

  it('as a dry run prints the document, which set takes, and stores nothing', async () => {
    const project = await projectOf({ model: BY_REGION, rows: ROWS })
    const run = await project.run('baseline', 'record', '-m', 'm', '--dry-run')
    expect([run.code, JSON.parse(run.out).score]).toEqual([0, 0.85])
    expect(existsSync(path.join(project.folder, 'prod'))).toBe(false)
    writeFileSync(path.join(project.folder, 'dry.json'), run.out)
    expect((await project.run('baseline', 'set', '-m', 'm', '--file', 'dry.json')).code).toBe(0)
    expect(stored(project)).toMatchObject({ score: 0.85, slices: JSON.parse(run.out).slices })
  })

  it.each<[string, object, typeof ROWS, string]>([
    ['a slice without rows', {}, rowsOf('EU', 9, 10), 'slice region=US has no scored rows'],
    ['one whose weight others would get', { on_empty_slice: 'skip' }, rowsOf('EU', 9, 10), 'slice region=US has no scored rows'],
    ['too few rows', { min_rows: 11 }, ROWS, 'slice region=US has 10 scored rows, min_rows is 11'],
  ])('of %s is refused: exit 4, and nothing is stored', async (_, drift, rows, reason) => {
    const project = await projectOf({ model: { ...BY_REGION, drift: { max_drop: '5%', ...drift } }, rows })
    const run = await project.run('baseline', 'record', '-m', 'm')
    expect(run.code).toBe(4)
    expect(run.out).toContain(`refused    ${reason}\n`)
    expect(existsSync(path.join(project.folder, 'prod'))).toBe(false)
    const machine = await project.run('baseline', 'record', '-m', 'm', '-f', 'json')
    expect(json(machine)).toMatchObject({ status: 'refused', baseline: null, reasons: [reason], error: null })
  })

  it('evaluates production.dataset, where there is one', async () => {
    const holdout = { source: 'holdout/*.parquet', columns: { label: 'label', prediction: 'score' }, filter: "region <> 'none'" }
    const production = { score: 'prod/m.json', dataset: holdout }
    const project = await projectOf({ model: { ...BY_REGION, production }, rows: ROWS })
    const other = await projectOf({ rows: [...rowsOf('EU', 10, 10), ...rowsOf('US', 10, 10)] })
    const failed = await project.run('baseline', 'record', '-m', 'm')
    expect([failed.code, failed.err]).toEqual([2, expect.stringContaining('holdout/*.parquet')])
    const source = path.join(other.folder, 'data/*.parquet')
    const config = path.join(project.folder, 'ctrain.yaml')
    writeFileSync(config, readFileSync(config, 'utf8').replace('holdout/*.parquet', source))
    expect((await project.run('baseline', 'record', '-m', 'm')).code).toBe(0)
    expect(stored(project).score).toBe(1)
    expect(onlyEvaluation(await project.run('evaluate', '-m', 'm', '-f', 'json'))).toMatchObject({
      score: 0.85,
      verdict: 'drifted',
    })
    writeFileSync(config, readFileSync(config, 'utf8').replace("region <> 'none'", '1 +'))
    const broken = await project.run('validate')
    expect([broken.code, broken.err]).toEqual([2, expect.stringContaining('models.m.production.dataset.filter')])
    const unread = await project.run('baseline', 'record', '-m', 'm')
    const place = /ctrain\.yaml:\d+:\d+/.exec(broken.err)?.[0] ?? 'no place'
    expect(unread.err).toContain(place)
  })

  it.each<[string, unknown, string]>([
    ['a number', 0.86, 'models.m.production.score: is the number 0.86, so there is no document to keep'],
    ['a pointer into another document', 'production.json#/metrics/auc', 'points into production.json#/metrics/auc'],
    ['the score of another document', 'production.json#/score', 'points into production.json#/score'],
  ])('with %s as production.score is a config error, exit 2, and writes nothing', async (_, score, message) => {
    const project = await projectOf({ model: { production: { score } }, rows: ROWS })
    const text = '{"score": 0.8, "metrics": {"auc": 0.86}}'
    writeFileSync(path.join(project.folder, 'production.json'), text)
    for (const action of [['record'], ['set', '--score', '0.9'], ['rollback']]) {
      const run = await project.run('baseline', ...action, '-m', 'm')
      expect([run.code, run.out]).toEqual([2, ''])
      expect(run.err).toContain(message)
    }
    expect(readFileSync(path.join(project.folder, 'production.json'), 'utf8')).toBe(text)
    expect(readdirSync(project.folder).sort()).toEqual(['ctrain.yaml', 'data', 'production.json'])
    const shown = json(await project.run('baseline', 'show', '-m', 'm', '-f', 'json'))
    expect(shown.baseline).toMatchObject({
      isCurrent: true,
      score: score === 'production.json#/score' ? 0.8 : 0.86,
      document: null,
    })
  })

  it('never overwrites the document of a newer ctrain', async () => {
    const project = await recorded('first')
    writeFileSync(path.join(project.folder, 'prod/m.json'), JSON.stringify({ ...stored(project), schemaVersion: 2 }))
    for (const argv of [['baseline', 'record'], ['evaluate']]) {
      const run = await project.run(...argv, '-m', 'm')
      expect([run.code, run.err]).toEqual([2, expect.stringContaining('was written by a newer ctrain')])
    }
    expect(archive(project)).toHaveLength(1)
  })
})

describe('ctrain baseline history', () => {
  it('lists the revisions newest first, each of which can be shown', async () => {
    const project = await recorded('first', 'second', 'third')
    const { revisions } = json(await project.run('baseline', 'history', '-m', 'm', '-f', 'json'))
    expect(revisions.map((each: { document: { note: string } }) => each.document.note)).toEqual(['third', 'second', 'first'])
    expect(revisions.map((each: { isCurrent: boolean }) => each.isCurrent)).toEqual([true, false, false])
    const { out } = await project.run('baseline', 'history', '-m', 'm', '--last', '2')
    expect(out.split('\n').map((line) => line.slice(0, 50).trimEnd())).toEqual([
      'm · prod/m.json',
      '  revision      stored              score  rows  b',
      `* ${revisions[0].revision}  2026-11-15 06:02Z  0.8500    30  c`,
      `  ${revisions[1].revision}  2026-11-15 06:01Z  0.8500    30  c`,
      '',
    ])
    const shown = json(
      await project.run('baseline', 'show', '-m', 'm', '--revision', revisions[2].revision.slice(0, 8), '-f', 'json'),
    )
    expect(shown).toMatchObject({ error: null, baseline: { isCurrent: false, document: { note: 'first' } } })
    expect((await project.run('baseline', 'show', '-m', 'm', '--revision', 'previous')).out).toContain('note       second\n')
  })

  it('of a document that is not there is empty, and shows what is in the archive when it was removed', async () => {
    const fresh = await projectOf({ model: BY_REGION, rows: ROWS })
    expect(await fresh.run('baseline', 'history', '-m', 'm')).toMatchObject({
      code: 0,
      out: 'm · prod/m.json\nno production score was stored yet\n',
    })
    const project = await recorded('first', 'second')
    rmSync(path.join(project.folder, 'prod/m.json'))
    const { revisions } = json(await project.run('baseline', 'history', '-m', 'm', '-f', 'json'))
    expect(revisions).toMatchObject([
      { isCurrent: false, document: { note: 'second' } },
      { isCurrent: false, document: { note: 'first' } },
    ])
    const run = await project.run('baseline', 'rollback', '-m', 'm')
    expect([run.code, run.out]).toEqual([0, expect.stringMatching(/^revision {3}[0-9a-f]{12}, in place of none$/m)])
    expect(stored(project).note).toMatch(/^rollback to [0-9a-f]{12}: second$/)
  })

  it('has a revision once that a writer archived who was killed before it wrote', async () => {
    const project = await recorded('first')
    const text = readFileSync(path.join(project.folder, 'prod/m.json'), 'utf8')
    await at(project, 1, 'baseline', 'record', '-m', 'm')
    const name = archive(project).find((each) => each.startsWith('20261115T060100.000Z-')) ?? 'none'
    const killed = name.replace('060100', '060030')
    writeFileSync(path.join(project.folder, 'prod/m.json.revisions', killed), text)
    await at(project, 2, 'baseline', 'record', '-m', 'm')
    // A writer that lost the race puts what it had read into the archive last.
    writeFileSync(path.join(project.folder, 'prod/m.json.revisions', name.replace('060100', '060900')), text)
    const { revisions } = json(await project.run('baseline', 'history', '-m', 'm', '-f', 'json'))
    expect(revisions.map((each: { score: number }) => each.score)).toHaveLength(3)
    expect(revisions[2]).toMatchObject({ document: { note: 'first' } })
  })

  it('keeps a score that another program overwrites, and goes back to it', async () => {
    const project = await recorded('first')
    const file = path.join(project.folder, 'prod/m.json')
    writeFileSync(file, JSON.stringify({ score: 0.7 }))
    const { revisions } = json(await project.run('baseline', 'history', '-m', 'm', '-f', 'json'))
    expect(revisions).toMatchObject([{ score: 0.7 }, { document: { note: 'first' } }])
    expect((await at(project, 1, 'baseline', 'rollback', '-m', 'm')).code).toBe(0)
    expect(stored(project).note).toBe(`rollback to ${revisions[1].revision}: first`)
  })

  it('tells of a revision that is broken', async () => {
    const project = await recorded('first')
    writeFileSync(path.join(project.folder, 'prod/m.json'), '{"score":')
    const { out, code } = await project.run('baseline', 'history', '-m', 'm')
    expect([code, out]).toEqual([0, expect.stringContaining('is not valid JSON')])
    expect((await at(project, 1, 'baseline', 'record', '-m', 'm')).code).toBe(0)
    const refused = await project.run('baseline', 'rollback', '-m', 'm')
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('is no production score')])
  })
})

describe('a production score that can’t be read', () => {
  it.each<[string, (text: string) => string, string]>([
    ['broken', () => '{"score":', 'is not valid JSON'],
    ['without a score', () => '{"auc": 0.8}', 'has no "score" and no pointer'],
    ['invalid', (text) => text.replace('"createdBy"', '"creator"'), 'is no valid production document: createdBy'],
    ['newer', (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 2'), 'was written by a newer ctrain'],
  ])('and is %s is neither shown nor compared: exit 2 with the problem; history lists it', async (_, change, problem) => {
    const project = await recorded('first', 'second')
    const file = path.join(project.folder, 'prod/m.json')
    writeFileSync(file, change(readFileSync(file, 'utf8')))
    const { revisions } = json(await project.run('baseline', 'history', '-m', 'm', '-f', 'json'))
    expect(revisions[0]).toMatchObject({ isCurrent: true, score: null, problem: expect.stringContaining(problem) })
    const named = revisions[0].revision
    for (const argv of [['show'], ['show', '--revision', named], ['diff'], ['diff', named, 'previous'], ['diff', 'config']]) {
      const run = await project.run('baseline', ...argv, '-m', 'm')
      expect([run.code, run.out, run.err]).toEqual([2, '', expect.stringContaining(problem)])
    }
    const machine = await project.run('baseline', 'show', '-m', 'm', '-f', 'json')
    expect([machine.code, json(machine)]).toMatchObject([2, { baseline: null, error: { kind: 'data' } }])
  })
})

describe('a revision', () => {
  it('by digits that the current one shares with a former one is refused', async () => {
    const project = await recorded('first')
    const [name = ''] = archive(project)
    const current = name.slice(21, 33)
    const other = `${current.slice(0, 8)}ffff`
    writeFileSync(path.join(project.folder, `prod/m.json.revisions/20261115T050000.000Z-${other}.json`), '{"score": 0.5}')
    const show = (digits: string) => project.run('baseline', 'show', '-m', 'm', '--revision', digits)
    const run = await show(current.slice(0, 8))
    expect([run.code, run.err]).toEqual([2, expect.stringContaining(`${current.slice(0, 8)} may be ${current} or ${other}`)])
    expect((await show(current)).out).toContain('note       first\n')
    expect((await show(other)).out).toContain('score      0.5000\n')
  })
})

describe('ctrain baseline rollback', () => {
  it('to a rollback says only the last one in its note', async () => {
    const project = await recorded('first', 'second')
    for (const minute of [2, 3, 4]) expect((await at(project, minute, 'baseline', 'rollback', '-m', 'm')).code).toBe(0)
    expect(stored(project).note).toMatch(/^rollback to [0-9a-f]{12}: (first|second)$/)
    const plain = await projectOf({ model: BY_REGION, rows: ROWS })
    for (const score of ['0.7', '0.8']) await at(plain, Number(score) * 10, 'baseline', 'set', '-m', 'm', '--score', score)
    for (const minute of [20, 21, 22]) expect((await at(plain, minute, 'baseline', 'rollback', '-m', 'm')).code).toBe(0)
    expect(stored(plain).note).toMatch(/^rollback to [0-9a-f]{12}$/)
  })

  it('stores the one before as a new revision, and back again: three entries', async () => {
    const project = await recorded('first', 'second')
    const run = await at(project, 2, 'baseline', 'rollback', '-m', 'm', '-f', 'json')
    expect(json(run)).toMatchObject({ action: 'rollback', status: 'stored', former: { document: { note: 'second' } } })
    expect(stored(project)).toMatchObject({ createdAt: '2026-11-15T06:02:00.000Z', createdBy: 'ci@build-12' })
    const { revisions } = json(await project.run('baseline', 'history', '-m', 'm', '-f', 'json'))
    expect(revisions.map((each: { document: { note: string } }) => each.document.note)).toEqual([
      `rollback to ${revisions[2].revision}: first`,
      'second',
      'first',
    ])
    const to = revisions[1].revision.slice(0, 6)
    expect((await at(project, 3, 'baseline', 'rollback', '-m', 'm', '--to', to, '--note', 'bad labels')).code).toBe(0)
    expect(stored(project).note).toBe(`rollback to ${revisions[1].revision}: bad labels`)
  })

  it('writes a document that is not ctrain’s back as it was, and says what that means', async () => {
    const project = await projectOf({ model: { ...BY_REGION, production: { score: 'production.json' } }, rows: ROWS })
    const file = path.join(project.folder, 'production.json')
    writeFileSync(file, '{ "score": 0.8 }\n')
    await at(project, 0, 'baseline', 'record', '-m', 'm')
    const run = await at(project, 1, 'baseline', 'rollback', '-m', 'm')
    expect([run.code, run.out]).toEqual([0, expect.stringContaining('remark     this revision is no document of ctrain’s')])
    expect(readFileSync(file, 'utf8')).toBe('{ "score": 0.8 }\n')
    const { revisions } = json(await project.run('baseline', 'history', '-m', 'm', '-f', 'json'))
    expect(revisions.map((each: { score: number }) => each.score)).toEqual([0.8, 0.85, 0.8])
  })

  it.each<[string[], string]>([
    [[], 'has no former revision to go back to'],
    [['--to', 'current'], 'is the current one'],
    [['--to', 'feed'], 'prod/m.json has no revision feed'],
    [['--to', 'xyz'], '"xyz" is no revision'],
    [['--to', 'fee'], '"fee" is no revision'],
  ])('with %j is a usage error, and changes nothing', async (flags, message) => {
    const project = await recorded('first')
    const run = await project.run('baseline', 'rollback', '-m', 'm', ...flags)
    expect([run.code, run.out, run.err]).toEqual([2, '', expect.stringContaining(message)])
    expect(archive(project)).toHaveLength(1)
  })
})

describe('ctrain baseline set', () => {
  it('stores a number as a score of what the config declares, which evaluate compares with', async () => {
    const project = await projectOf({ model: BY_REGION, rows: ROWS })
    const run = await project.run('baseline', 'set', '-m', 'm', '--score', '0.9', '--standard-error', '0.01')
    expect([run.code, run.out]).toEqual([0, expect.stringContaining('0.9000, standard error 0.01')])
    expect(stored(project)).toMatchObject({
      metric: 'accuracy',
      score: 0.9,
      standardError: 0.01,
      dataset: null,
      slices: [
        { name: 'region=EU', weight: 0.5, value: null, rows: null },
        { name: 'region=US', weight: 0.5, value: null, rows: null },
      ],
    })
    expect(onlyEvaluation(await project.run('evaluate', '-m', 'm', '-f', 'json'))).toMatchObject({ verdict: 'drifted' })
  })

  it.each<[string, unknown]>([
    ['found in the data', { by: 'region' }],
    [
      'found and declared',
      [
        { name: 'pro', where: "plan = 'pro'", weight: 0.2 },
        { by: 'region', weight: 'equal' },
      ],
    ],
    ['of named values', { by: 'region', weights: { EU: 0.5, '*': 0.5 } }],
  ])('of slices %s is compared, too', async (_, slices) => {
    const project = await projectOf({ model: { ...BY_REGION, slices }, rows: ROWS })
    expect((await project.run('baseline', 'set', '-m', 'm', '--score', '0.85')).code).toBe(0)
    expect((await project.run('evaluate', '-m', 'm')).code).toBe(0)
  })

  it.each<[string[], string]>([
    [[], 'nothing says what to store'],
    [['--score', 'high'], 'Write a number such as 0.86.'],
    [['--score', '1', '--file', 'a.json'], "cannot be used with option '--score"],
    [['--score', '1', '--standard-error', '-1'], '--standard-error must not be negative'],
    [['--file', 'absent.json'], "absent.json can't be read: ENOENT"],
    [['--file', 'plain.json'], 'plain.json is no production document: it lacks schemaVersion'],
    [['--file', 'sum.json'], 'has the score 0.8, but its slices sum to 0.85'],
    [['--file', 'other.json'], "is of another score than the config's: the metric is brier_score in"],
  ])('%j is refused, exit 2', async (flags, message) => {
    const project = await recorded('first')
    const write = (name: string, value: object) => writeFileSync(path.join(project.folder, name), JSON.stringify(value))
    write('plain.json', { score: 1 })
    write('sum.json', { ...stored(project), score: 0.8 })
    write('other.json', { ...stored(project), metric: 'brier_score' })
    const run = await project.run('baseline', 'set', '-m', 'm', ...flags)
    expect([run.code, run.out, run.err]).toEqual([2, '', expect.stringContaining(message)])
    expect(archive(project)).toHaveLength(1)
  })

  it('stores a file of another definition with --allow-mismatch, keys of others included', async () => {
    const project = await recorded('first')
    const other = { ...stored(project), metric: 'brier_score', owner: 'team' }
    writeFileSync(path.join(project.folder, 'other.json'), JSON.stringify(other))
    expect((await at(project, 1, 'baseline', 'set', '-m', 'm', '--file', 'other.json', '--allow-mismatch')).code).toBe(0)
    expect(stored(project)).toMatchObject({ metric: 'brier_score', owner: 'team', note: 'first' })
    expect(archive(project)).toHaveLength(3)
  })
})

describe('ctrain baseline diff', () => {
  it('compares the one before with the current, by default', async () => {
    const project = await recorded('first')
    writeFileSync(path.join(project.folder, 'x.json'), JSON.stringify({ ...stored(project), metric: 'brier_score' }))
    await at(project, 1, 'baseline', 'set', '-m', 'm', '--file', 'x.json', '--allow-mismatch')
    const diff = json(await project.run('baseline', 'diff', '-m', 'm', '-f', 'json'))
    expect(diff).toMatchObject({ from: { document: { metric: 'accuracy' } }, to: { isCurrent: true }, change: null })
    const { from, to } = diff
    expect(diff.differences).toEqual([`the metric is accuracy in ${from.revision}, brier_score in ${to.revision}`])
    const reversed = json(await project.run('baseline', 'diff', '-m', 'm', 'current', 'previous', '-f', 'json'))
    expect([reversed.from.revision, reversed.to.revision]).toEqual([to.revision, from.revision])
    const config = json(await project.run('baseline', 'diff', '-m', 'm', 'config', '-f', 'json'))
    expect(config).toMatchObject({
      to: null,
      change: null,
      differences: ['the metric is brier_score in the production document, accuracy in the config'],
    })
    const former = json(await project.run('baseline', 'diff', '-m', 'm', 'previous', 'config', '-f', 'json'))
    expect(former.differences).toEqual([])
  })

  it('without a former revision is a usage error, in JSON an object with the error', async () => {
    const run = await (await recorded('first')).run('baseline', 'diff', '-m', 'm', '-f', 'json')
    expect(run.code).toBe(2)
    expect(json(run)).toMatchObject({ schemaVersion: 1, model: 'm', from: null, error: { kind: 'usage' } })
  })
})

describe('ctrain baseline', () => {
  it.each<[string[], string]>([
    [['baseline'], 'Usage: ctrain baseline'],
    [['baseline', 'recrod', '-m', 'm'], 'Did you mean record?'],
    [['baseline', 'show'], "required option '-m, --model <name>' not specified"],
    [['baseline', 'show', '-m', 'a', '-m', 'b'], 'Give one model.'],
    [['baseline', 'show', '-m', 'x'], 'there is no model "x"'],
    [['baseline', 'show', '-m', 'm'], 'there is no document prod/m.json\nhint: ctrain baseline record'],
    [['baseline', 'history', '-m', 'm', '--last', '0'], 'Write a number from 1 to 9999.'],
    [['baseline', 'diff', '-m', 'm', 'config', 'current'], 'config can only be the second of two'],
  ])('%j exits with 2', async (argv, message) => {
    const project = await projectOf({ model: BY_REGION, rows: ROWS })
    const run = await project.run(...argv)
    expect([run.code, run.out, run.err]).toEqual([2, '', expect.stringContaining(message)])
  })

  it('documents that are plain go on to be read as ever', async () => {
    const run = await evaluateRows({
      model: { drift: { max_drop: '5%' } },
      rows: rowsOf('EU', 9, 10),
      production: { score: 0.9 },
    })
    expect([run.code, run.evaluation.verdict]).toEqual([0, 'healthy'])
  })
})
