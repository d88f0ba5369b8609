// Of writers of one production score one wins, the others are told, and nothing is lost.
import { beforeEach, describe, expect, it } from 'vitest'
import { useAws } from '../support/aws-env.js'
import { projectOf, rowsOf } from '../support/evaluate-rows.js'
import type { Project } from '../support/project.js'
import type { S3Request } from '../support/s3/request.js'
import type { Run } from '../support/test-io.js'

const aws = useAws()
let counter = 0

beforeEach(() => {
  aws().s3.onRequest = undefined
  aws().s3.denied.clear()
})

async function project(): Promise<{ readonly project: Project; readonly key: string }> {
  const key = `m-${counter++}/production.json`
  if (counter === 1) aws().s3.addBucket('models')
  const rows = rowsOf('EU', 18, 20)
  return { key, project: await projectOf({ model: { production: { score: `s3://models/${key}` } }, rows }) }
}

function record(on: Project, user: string, minute = 0): Promise<Run> {
  const now = () => new Date(Date.UTC(2026, 10, 15, 6, minute))
  return on.runWith({ now, user, host: 'h' }, 'baseline', 'record', '-m', 'm', '--note', `by ${user}`)
}

function read(key: string) {
  return JSON.parse(aws().s3.get('models', key)?.body.toString() ?? 'null')
}

function formerOf(key: string): string[] {
  return aws()
    .s3.keys('models')
    .filter((each) => each.startsWith(`${key}.revisions/`))
}

/** Lets the first so many reads of a document wait for one another, so that none sees what another one writes. */
function meetAtRead(key: string, count: number): void {
  const waiting: (() => void)[] = []
  aws().s3.onRequest = (request: S3Request) => {
    if (request.operation !== 'GetObject' || request.key !== key || waiting.length >= count) return undefined
    return {
      kind: 'then',
      run: () =>
        new Promise<void>((resolve) => {
          waiting.push(resolve)
          if (waiting.length === count) for (const each of waiting) each()
        }),
    }
  }
}

describe('ctrain baseline record on S3', () => {
  it('stores a first score only where there is none, and replaces only the one that was read', async () => {
    const { project: m, key } = await project()
    expect((await record(m, 'ada')).code).toBe(0)
    const first = aws().s3.get('models', key)
    expect((await record(m, 'bob', 1)).code).toBe(0)
    const puts = aws().s3.requests.filter((each) => each.operation === 'PutObject' && each.key === key)
    expect(puts.map(({ headers }) => [headers['if-none-match'], headers['if-match']])).toEqual([
      ['*', undefined],
      [undefined, first?.etag],
    ])
    const kept = formerOf(key).map((each) => aws().s3.get('models', each)?.body)
    expect(kept).toEqual([first?.body, first?.body, aws().s3.get('models', key)?.body])
  })

  it.each([
    ['a first score', 0],
    ['the next one', 1],
  ])('of two writers of %s one stores it, the other is told who was first', async (_, before) => {
    const { project: m, key } = await project()
    for (let count = 0; count < before; count++) await record(m, 'zoe')
    const former = aws().s3.get('models', key)?.body
    meetAtRead(key, 2)
    const runs = await Promise.all([record(m, 'ada', 1), record(m, 'bob', 2)])
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 2])
    const loser = runs.find(({ code }) => code === 2)
    const { createdBy, createdAt, note } = read(key)
    expect(loser?.out).toBe('')
    expect(loser?.err).toContain(
      `error: s3://models/${key} was changed meanwhile by ${createdBy} at ${createdAt}: your score is not the production score\nhint: `,
    )
    expect(note).toBe(runs[0]?.code === 0 ? 'by ada' : 'by bob')
    const now = aws().s3.get('models', key)?.body
    for (const each of formerOf(key)) expect([former, now]).toContainEqual(aws().s3.get('models', each)?.body)
    aws().s3.onRequest = undefined
    const history = JSON.parse((await m.run('baseline', 'history', '-m', 'm', '-f', 'json')).out)
    expect(history.revisions).toHaveLength(1 + before)
  })

  it('of eight writers one stores its score', async () => {
    const { project: m, key } = await project()
    meetAtRead(key, 8)
    const runs = await Promise.all(Array.from({ length: 8 }, (_, index) => record(m, `u${index}`, index)))
    expect(runs.map(({ code }) => code).sort()).toEqual([0, 2, 2, 2, 2, 2, 2, 2])
  })

  it('whose answer was lost has stored its score once', async () => {
    const { project: m, key } = await project()
    await record(m, 'ada')
    let lost = 0
    aws().s3.onRequest = (request) =>
      request.operation === 'PutObject' && request.key === key && lost++ < 1 ? { kind: 'lostResponse' } : undefined
    const run = await record(m, 'bob', 1)
    expect([run.code, lost, read(key).note]).toEqual([0, 2, 'by bob'])
    expect(formerOf(key)).toHaveLength(3)
  })

  it('that dies between archive and replacement has changed nothing, and the next one goes on', async () => {
    const { project: m, key } = await project()
    await record(m, 'ada')
    aws().s3.onRequest = (request) => (request.operation === 'PutObject' && request.key === key ? { kind: 'reset' } : undefined)
    expect((await record(m, 'bob', 1)).code).toBe(3)
    aws().s3.onRequest = undefined
    expect([read(key).note, formerOf(key).length]).toEqual(['by ada', 2])
    expect((await record(m, 'bob', 2)).code).toBe(0)
    const { revisions } = JSON.parse((await m.run('baseline', 'history', '-m', 'm', '-f', 'json')).out)
    expect(revisions.map((each: { document: { note: string } }) => each.document.note)).toEqual(['by bob', 'by ada'])
  })

  it('that was removed meanwhile is told, and kept in the archive', async () => {
    const { project: m, key } = await project()
    await record(m, 'ada')
    aws().s3.onRequest = (request) =>
      request.operation === 'PutObject' && request.key === key
        ? { kind: 'then', run: () => aws().s3.delete('models', key) }
        : undefined
    const run = await record(m, 'bob', 1)
    expect([run.code, run.err]).toEqual([
      2,
      expect.stringContaining('was removed meanwhile: your score is not the production score'),
    ])
    expect(formerOf(key)).toHaveLength(2)
  })

  it('that can’t put its score into the archive, too, has stored it, and says so', async () => {
    const { project: m, key } = await project()
    aws().s3.onRequest = (request) =>
      request.operation === 'PutObject' && request.key.startsWith(`${key}.revisions/`)
        ? { kind: 'status', status: 403, code: 'AccessDenied', message: 'Access Denied' }
        : undefined
    const run = await record(m, 'ada')
    expect([run.code, read(key).note, formerOf(key)]).toEqual([0, 'by ada', []])
    expect(run.out).toContain(`stored     s3://models/${key}\n`)
    expect(run.err).toContain(`warning: s3://models/${key} is stored, but a copy of it is not in the archive yet: `)
    aws().s3.onRequest = undefined
    expect((await record(m, 'bob', 1)).code).toBe(0)
    const { revisions } = JSON.parse((await m.run('baseline', 'history', '-m', 'm', '-f', 'json')).out)
    expect(revisions.map((each: { document: { note: string } }) => each.document.note)).toEqual(['by bob', 'by ada'])
  })

  it('whose answer was lost and whose score was replaced at once is not told that nothing was written', async () => {
    const { project: m, key } = await project()
    await record(m, 'ada')
    let own: unknown = null
    let puts = 0
    aws().s3.onRequest = (request) => {
      if (request.operation !== 'PutObject' || request.key !== key) return undefined
      if (puts++ === 0) return { kind: 'lostResponse' }
      own = read(key).note
      return { kind: 'then', run: () => void aws().s3.put('models', key, '{"score": 0.5}') }
    }
    const run = await record(m, 'bob', 1)
    expect([run.code, own]).toEqual([2, 'by bob'])
    expect(run.err).toContain('was changed meanwhile: your score is not the production score\n')
    expect(run.err).not.toContain('nothing was written')
  })

  it('is denied before the dataset is read, or names what it may not write', async () => {
    const { project: m, key } = await project()
    await record(m, 'ada')
    aws().s3.denied.add('s3:GetObject')
    expect(await record(m, 'ada')).toMatchObject({ code: 3, err: expect.stringContaining('s3:GetObject') })
    aws().s3.denied.clear()
    aws().s3.denied.add('s3:PutObject')
    expect(await record(m, 'ada')).toMatchObject({
      code: 3,
      err: expect.stringContaining(`s3:PutObject on s3://models/${key}.revisions/`),
    })
  })
})
