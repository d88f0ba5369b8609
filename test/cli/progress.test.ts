import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { liveLine } from '../../src/cli/live-line.js'
import { terminalProgress } from '../../src/cli/progress.js'
import { useAws } from '../support/aws-env.js'
import { createProject } from '../support/project.js'
import { loadDirectory } from '../support/s3-server.js'
import { runCli } from '../support/test-io.js'

/** A terminal whose time passes when it is told to. */
function fakeTerminal({
  verbosity = 'normal',
  isLive = true,
}: {
  verbosity?: 'quiet' | 'normal' | 'verbose'
  isLive?: boolean
} = {}) {
  const lines: string[] = []
  const shown: (string | null)[] = []
  const timers = new Set<() => void>()
  let now = 0
  const progress = terminalProgress({
    writeLine: (line) => lines.push(line),
    live: () => (isLive ? { show: (text) => shown.push(text), columns: () => 80 } : null),
    verbosity: () => verbosity,
    now: () => now,
    every: (_ms, callback) => {
      timers.add(callback)
      return () => timers.delete(callback)
    },
  })
  const pass = (ms: number) => {
    now += ms
    for (const callback of timers) callback()
  }
  return { progress, lines, shown, timers, pass }
}

describe('progress on a terminal', () => {
  it('shows bytes, rate and time left while they come, and a line when all have come', () => {
    const { progress, lines, shown, timers, pass } = fakeTerminal()
    const fetching = progress.of('churn').begin('fetching', { unit: 'bytes', total: 10e6 })
    fetching.advance(1e6)
    pass(1000)
    expect(shown.at(-1)).toMatch(/^churn: \[==>? .*\] {2}10 % +1\.0 MB of 10\.0 MB +1\.0 MB\/s +0:09 left$/)
    fetching.advance(9e6)
    pass(1000)
    expect(shown.at(-1)).toMatch(/100 % +10\.0 MB of 10\.0 MB +5\.0 MB\/s +0:00 left$/)
    fetching.done({ did: 'fetched', bytes: 10e6 })
    expect(shown.at(-1)).toBe(null)
    expect(lines).toEqual(['churn: fetched 10.0 MB in 2.0 s (5.0 MB/s)'])
    expect(timers.size).toBe(0)
  })

  it('tells the rate of the last seconds, not of the whole', () => {
    const { progress, shown, pass } = fakeTerminal()
    const fetching = progress.begin('fetching', { unit: 'bytes', total: 100e6 })
    fetching.advance(50e6)
    for (let second = 0; second < 20; second++) {
      fetching.advance(1e6)
      pass(1000)
    }
    expect(shown.at(-1)).toMatch(/70 % +70\.0 MB of 100\.0 MB +1\.0 MB\/s +0:30 left$/)
  })

  it('takes back bytes that must come again', () => {
    const { progress, shown, pass } = fakeTerminal()
    const fetching = progress.begin('fetching', { unit: 'bytes', total: 10e6 })
    fetching.advance(4e6)
    fetching.advance(-3e6)
    pass(1000)
    expect(shown.at(-1)).toMatch(/10 % +1\.0 MB of 10\.0 MB/)
  })

  it('leaves nothing behind where a phase fails', () => {
    const { progress, lines, shown, timers, pass } = fakeTerminal()
    const fetching = progress.begin('fetching', { unit: 'bytes', total: 10 })
    pass(200)
    fetching.stop()
    fetching.stop()
    expect(shown.at(-1)).toBe(null)
    expect([lines, timers.size]).toEqual([[], 0])
  })

  it('draws nothing of what is over at once', () => {
    const { progress, lines, shown } = fakeTerminal()
    progress.begin('listing').done({ did: 'listed', files: 1, bytes: 1 })
    expect(shown.filter((text) => text !== null)).toEqual([])
    expect(lines).toHaveLength(1)
  })

  it('shows rows and time left of a scan, asked for whenever it is drawn', () => {
    const { progress, shown, pass } = fakeTerminal()
    let rows = 0
    const scanning = progress.begin('scanning', { unit: 'rows', total: 20_000_000, done: () => rows })
    rows = 5_000_000
    pass(1000)
    expect(shown.at(-1)).toMatch(/^\[=+> +\] {2}25 % {3}5,000,000 of 20,000,000 rows {2}5,000,000\/s +0:03 left$/)
    scanning.stop()
    expect(shown.at(-1)).toBe(null)
  })

  it('shows a scan of local files where it takes long, without a line when it has ended', () => {
    const { progress, lines, shown, pass } = fakeTerminal()
    const scanning = progress.local().begin('scanning', { unit: 'rows', total: 100, done: () => 50 })
    pass(400)
    expect(shown).toEqual([])
    pass(200)
    expect(shown.at(-1)).toContain('50 of 100 rows')
    scanning.done({ did: 'scanned', rows: 100 })
    expect([shown.at(-1), lines]).toEqual([null, []])
  })

  it('is watched on a terminal only, and not with --quiet', () => {
    expect(fakeTerminal().progress.isWatched).toBe(true)
    expect(fakeTerminal({ verbosity: 'quiet' }).progress.isWatched).toBe(false)
    expect(fakeTerminal({ isLive: false }).progress.of('m').isWatched).toBe(false)
  })

  it('is silent with --quiet, and of local files except with --verbose', () => {
    const linesOf = (terminal: ReturnType<typeof fakeTerminal>, local: boolean) => {
      const progress = local ? terminal.progress.local().of('m') : terminal.progress
      const scanning = progress.begin('scanning')
      terminal.pass(200)
      scanning.done({ did: 'scanned', rows: 1 })
      return [terminal.lines.length, terminal.shown.filter((text) => text !== null).length]
    }
    expect(linesOf(fakeTerminal({ verbosity: 'quiet' }), false)).toEqual([0, 0])
    expect(linesOf(fakeTerminal({ verbosity: 'normal' }), true)).toEqual([0, 0])
    expect(linesOf(fakeTerminal({ verbosity: 'verbose' }), true)).toEqual([1, 1])
    expect(linesOf(fakeTerminal({ isLive: false }), false)).toEqual([1, 0])
  })
})

describe('the live line', () => {
  const CLEAR = '\r\u001b[2K'

  it('is redrawn in place, gives way to what is written, and is gone in the end', () => {
    const writes: string[] = []
    const line = liveLine((text) => writes.push(text))
    line.show('10 %')
    line.show('10 %')
    line.above('warning: slow\n')
    line.show('20 %')
    line.end()
    line.show('30 %')
    line.above('interrupted\n')
    expect(writes).toEqual([`${CLEAR}10 %`, CLEAR, 'warning: slow\n', `${CLEAR}20 %`, CLEAR, 'interrupted\n'])
  })
})

describe('a run', () => {
  const aws = useAws()
  const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url))
  const model = {
    dataset: {
      source: 's3://lake/churn/dt={date}/*.parquet',
      latest: 7,
      columns: { label: 'churned', prediction: 'churn_score' },
    },
    metric: 'roc_auc',
    slices: [{ name: 'all', weight: 1 }],
  }

  beforeAll(async () => {
    await loadDirectory(aws().s3, 'lake', '', `${FIXTURES}/data/`)
  })

  it('on S3 tells one line per phase on stderr, and with --quiet none', async () => {
    const { run } = createProject({ churn: model })
    const first = await run('score', '-m', 'churn', '-f', 'json')
    expect(first.err.split('\n')).toEqual([
      'churn: listed 7 files, 80.6 kB, in 0.0 s',
      expect.stringMatching(/^churn: planned [\d.]+ kB of 80\.6 kB \([\d.]+ %\).*, in 0\.0 s$/),
      expect.stringMatching(/^churn: fetched [\d.]+ kB in 0\.0 s$/),
      'churn: scanned 3,150 rows in 0.0 s',
      '',
    ])
    expect(JSON.parse(first.out)).toMatchObject({ schemaVersion: 1 })
    expect((await run('-q', 'score', '-m', 'churn', '-f', 'json')).err).toBe('')
  })

  it('of a pull tells of the pull', async () => {
    const { err } = await createProject({ churn: model }).run('pull', '-m', 'churn')
    expect(err).toMatch(/^churn: listed .*\nchurn: planned .*\nchurn: fetched .*\n$/)
  })

  it('on local files is silent, and with --verbose not', async () => {
    const args = ['score', '-m', 'churn', '-c', `${FIXTURES}/ctrain.yaml`] as const
    expect((await runCli(args)).err).toBe('')
    expect((await runCli(['-v', ...args])).err).toMatch(/churn: scanned 3,150 rows in 0\.0 s\n$/)
  })
})
